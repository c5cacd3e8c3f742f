/** Takes a kiosk out of service, after saying what that means and having its code typed. */
import { TriangleAlert } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Problem } from "@/api/problem";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import { Notice } from "@/components/ui/Notice";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useRetire, useVersioned } from "../api/setup";

const effects = ["key", "tokens", "list", "history", "final"] as const;

export function RetireDialog() {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const { state } = useLocation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const version = useVersioned(kiosk.id);
  const retire = useRetire(kiosk.id);
  const close = () => navigate(paths.setup(kiosk.id), { state });
  const sure = typed.trim().toUpperCase() === kiosk.code.toUpperCase();
  const changed = retire.error instanceof Problem && retire.error.status === 412;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sure && version.data)
      retire.mutate(version.data.etag, { onSuccess: close, onError: () => void version.refetch() });
  };

  if (kiosk.lifecycle === "retired")
    return (
      <Modal title={t("setup.retire.title", { name: kiosk.name })} onClose={close}>
        <Notice look="note">{t("setup.retired")}</Notice>
      </Modal>
    );
  return (
    <Modal title={t("setup.retire.title", { name: kiosk.name })} onClose={close}>
      <form onSubmit={submit} className="space-y-4">
        {changed ? (
          <Notice look="attention" announce>
            {t("setup.retire.changed")}
          </Notice>
        ) : (
          <FormError error={retire.error ?? version.error} />
        )}
        <ul className="space-y-1.5 text-13">
          {effects.map((effect) => (
            <li key={effect} className="flex gap-2">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />
              {t(`setup.retire.effect.${effect}`)}
            </li>
          ))}
        </ul>
        <Field
          label={t("setup.retire.type", { code: kiosk.code })}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          autoCapitalize="characters"
          autoFocus
        />
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            className="grow border-critical text-critical desk:grow-0"
            disabled={!sure || !version.data || retire.isPending}
          >
            {retire.isPending ? t("setup.retire.working") : t("setup.retire.do")}
          </Button>
          <Button className="grow desk:grow-0" onClick={close}>
            {t("setup.retire.keep")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
