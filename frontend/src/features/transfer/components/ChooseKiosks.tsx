/** Kiosks to tick, found by any of their words. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Check } from "@/components/ui/Check";
import { Field } from "@/components/ui/Field";
import { Skeleton } from "@/components/ui/Skeleton";
import { useFormat } from "@/i18n/format";
import { fold } from "@/lib/fold";

/** More are found by searching: nobody ticks a thousand boxes. */
const MOST_SHOWN = 200;

interface Props {
  kiosks: Kiosk[] | undefined;
  chosen: number[];
  onChoose: (ids: number[]) => void;
}

export function ChooseKiosks({ kiosks, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [typed, setTyped] = useState("");
  const picked = new Set(chosen);
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const fitting = (kiosks ?? []).filter((kiosk) => {
    const text = fold([kiosk.name, kiosk.code, kiosk.location, kiosk.group ?? "", ...kiosk.tags].join(" "));
    return words.every((word) => text.includes(word));
  });
  if (!kiosks) return <Skeleton className="h-64 w-full" />;
  const allPicked = fitting.length > 0 && fitting.every(({ id }) => picked.has(id));
  const toggleAll = () => {
    const ids = fitting.map(({ id }) => id);
    const shown = new Set(ids);
    const others = chosen.filter((id) => !shown.has(id));
    onChoose(allPicked ? others : [...others, ...ids]);
  };
  return (
    <section aria-label={t("labels.kiosks")} className="space-y-2">
      <div className="flex flex-wrap items-end gap-3">
        <Field
          type="search"
          label={t("labels.search")}
          className="grow desk:max-w-80"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button disabled={fitting.length === 0} onClick={toggleAll}>
          {allPicked ? t("labels.none") : t("labels.all")}
        </Button>
      </div>
      {fitting.length === 0 && <p className="py-8 text-center text-muted">{t("labels.noKiosks")}</p>}
      <ul className="border-t border-line empty:hidden">
        {fitting.slice(0, MOST_SHOWN).map((kiosk) => (
          <li key={kiosk.id} className="border-b border-line">
            <Check
              className="items-center! px-2"
              label={
                <>
                  <span className="block truncate font-medium">{kiosk.name}</span>
                  <span className="block truncate text-12 text-muted">
                    {kiosk.code} · {kiosk.location}
                  </span>
                </>
              }
              checked={picked.has(kiosk.id)}
              onChange={({ target }) =>
                onChoose(target.checked ? [...chosen, kiosk.id] : chosen.filter((id) => id !== kiosk.id))
              }
            />
          </li>
        ))}
      </ul>
      {fitting.length > MOST_SHOWN && (
        <p className="text-13 text-muted">
          {t("labels.more", { shown: number(MOST_SHOWN), found: number(fitting.length) })}
        </p>
      )}
    </section>
  );
}
