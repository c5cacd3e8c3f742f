/** Registers a kiosk, then says how the machine itself comes in. */
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Modal } from "@/components/ui/Modal";
import { paths } from "@/paths";
import { useRegister } from "../api/enrolment";
import { EnrolmentSteps } from "./EnrolmentSteps";
import { RegisterForm } from "./RegisterForm";

export function RegisterDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search } = useLocation();
  const register = useRegister();
  const close = () => navigate({ pathname: paths.fleet, search });

  if (register.data)
    return (
      <Modal title={t("enrolment.registered", { name: register.data.kiosk.name })} onClose={close}>
        <EnrolmentSteps
          enrolled={register.data}
          onDone={() => navigate(paths.kiosk(register.data.kiosk.id))}
        />
      </Modal>
    );
  return (
    <Modal title={t("register.title")} description={t("register.what")} onClose={close}>
      <RegisterForm register={register} />
    </Modal>
  );
}
