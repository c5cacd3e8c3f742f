/** A password to hand over, shown this once. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { CopyField } from "@/components/ui/CopyField";
import { Notice } from "@/components/ui/Notice";

interface Props {
  username: string;
  password: string;
  onDone: () => void;
}

export function FirstPassword({ username, password, onDone }: Props) {
  const { t } = useTranslation();
  return (
    <div className="space-y-4">
      <Notice look="attention">{t("people.once")}</Notice>
      <CopyField label={t("people.username")} text={username} />
      <CopyField label={t("people.password")} text={password} />
      <Button look="primary" className="w-full desk:w-auto" onClick={onDone}>
        {t("people.handedOver")}
      </Button>
    </div>
  );
}
