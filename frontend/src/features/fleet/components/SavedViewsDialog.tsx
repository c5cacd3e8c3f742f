/** Renames and deletes saved views; a deletion can be taken back while the dialog is open. */
import { Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { inputShape } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import { cx } from "@/lib/cx";
import type { SavedView, SavedViewsControl } from "../model/savedViews";

export function SavedViewsDialog({ saved, onClose }: { saved: SavedViewsControl; onClose: () => void }) {
  const { t } = useTranslation();
  const [removed, setRemoved] = useState<SavedView | null>(null);
  return (
    <Modal title={t("views.manage")} onClose={onClose}>
      <ul className="space-y-2">
        {saved.views.map((view) => (
          <li key={view.name} className="flex items-center gap-2">
            <Rename view={view} onRename={(name) => saved.rename(view.name, name)} />
            <Button
              look="quiet"
              aria-label={t("views.delete", { name: view.name })}
              onClick={() => {
                saved.remove(view.name);
                setRemoved(view);
              }}
            >
              <Trash2 aria-hidden className="size-4" />
            </Button>
          </li>
        ))}
      </ul>
      {saved.views.length === 0 && <p className="text-13 text-muted">{t("views.none")}</p>}
      <p role="status" className="mt-3 text-13 text-muted">
        {removed && (
          <>
            {t("views.deleted", { name: removed.name })}{" "}
            <Button
              look="quiet"
              onClick={() => {
                saved.save(removed);
                setRemoved(null);
              }}
            >
              <Undo2 aria-hidden className="size-4" />
              {t("views.undo")}
            </Button>
          </>
        )}
      </p>
    </Modal>
  );
}

/** Takes effect on Enter or when the field is left; an empty name changes nothing. */
function Rename({ view, onRename }: { view: SavedView; onRename: (name: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(view.name);
  const commit = () => {
    const name = typed.trim();
    if (name && name !== view.name) onRename(name);
    else setTyped(view.name);
  };
  return (
    <input
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      maxLength={60}
      aria-label={t("views.rename", { name: view.name })}
      className={cx(inputShape, "border-edge")}
    />
  );
}
