/** A new token for a kiosk that is already registered: its store was lost, or the first token ran out. */
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";
import { Button } from "@/components/ui/Button";
import { Modal } from "@/components/ui/Modal";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useKiosk, useNewEnrolment } from "../api/enrolment";
import { EnrolmentSteps } from "./EnrolmentSteps";

export function EnrolmentDialog() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const navigate = useNavigate();
  const { state } = useLocation();
  const { data: kiosk } = useKiosk(id);
  const renewal = useNewEnrolment(id);
  const close = () => navigate(paths.setup(id), { state });

  if (!kiosk) return null;
  if (renewal.data)
    return (
      <Modal title={t("enrolment.new")} onClose={close}>
        <EnrolmentSteps
          enrolled={{ kiosk, enrolment: renewal.data }}
          onDone={() => navigate(paths.kiosk(id), { state })}
        />
      </Modal>
    );
  return (
    <Modal title={t("enrolment.new")} description={t("enrolment.newWhy")} onClose={close}>
      <div className="space-y-4">
        <FormError error={renewal.error} />
        <Button look="primary" disabled={renewal.isPending} onClick={() => renewal.mutate()}>
          {renewal.isPending ? t("enrolment.working") : t("enrolment.make")}
        </Button>
      </div>
    </Modal>
  );
}
