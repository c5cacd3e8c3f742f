/** All keys, in one dialog. */
import { useTranslation } from "react-i18next";
import { Modal } from "@/components/ui/Modal";
import type { Place } from "./navigation";

export function KeyboardHelp({ places, onClose }: { places: Place[]; onClose: () => void }) {
  const { t } = useTranslation();
  const everywhere = [
    { keys: "Ctrl K", what: t("keys.palette") },
    { keys: "/", what: t("keys.search") },
    { keys: "?", what: t("keys.help") },
  ];
  const jumps = places.map(({ keys, name }) => ({ keys, what: t("keys.goTo", { place: t(name) }) }));
  const lists = [
    { keys: "↑ ↓", what: t("keys.move") },
    { keys: "Enter", what: t("keys.open") },
    { keys: "Esc", what: t("keys.close") },
  ];
  return (
    <Modal title={t("keys.title")} onClose={onClose}>
      <dl className="divide-y divide-line text-13">
        {[...everywhere, ...lists, ...jumps].map(({ keys, what }) => (
          <div key={keys} className="flex items-center justify-between gap-4 py-1.5">
            <dt>{what}</dt>
            <dd className="flex gap-1">
              {keys.split(" ").map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-[4px] border border-line px-1.5 text-center font-sans text-12"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
