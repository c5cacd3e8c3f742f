/** Gives the view on the screen a name. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import type { SavedView } from "../model/savedViews";

interface Props {
  taken: SavedView[];
  onSave: (name: string) => void;
  onClose: () => void;
}

export function SaveViewDialog({ taken, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const name = typed.trim();
  const replaces = taken.some((view) => view.name === name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name) return;
    onSave(name);
    onClose();
  };
  return (
    <Modal title={t("views.save")} description={t("views.what")} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <Field
          label={t("views.name")}
          hint={replaces ? t("views.replaces") : undefined}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={60}
          autoComplete="off"
          autoFocus
        />
        <Button type="submit" look="primary" className="w-full desk:w-auto" disabled={!name}>
          {replaces ? t("views.replace") : t("views.keep")}
        </Button>
      </form>
    </Modal>
  );
}
