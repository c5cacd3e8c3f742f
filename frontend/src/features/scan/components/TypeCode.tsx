/** The code as it is printed under the QR code, for when no camera helps. */
import { Camera } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { codeIn } from "../model/code";

interface Props {
  onCode: (code: string) => void;
  onCamera: () => void;
}

export function TypeCode({ onCode, onCamera }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const code = codeIn(typed);
    if (code) onCode(code);
    else setWrong(true);
  };
  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      <Field
        label={t("scan.code")}
        hint={t("scan.codeHint")}
        error={wrong ? t("scan.codeWrong") : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
        autoFocus
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="go"
      />
      <Button type="submit" look="primary" className="min-h-12! w-full">
        {t("scan.find")}
      </Button>
      <Button look="quiet" className="w-full" onClick={onCamera}>
        <Camera aria-hidden className="size-4" />
        {t("scan.useCamera")}
      </Button>
    </form>
  );
}
