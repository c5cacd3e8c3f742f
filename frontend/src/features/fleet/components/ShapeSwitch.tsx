/** Table, map or wall: the same kiosks, drawn in another way. */
import { LayoutGrid, Map as MapSign, Rows3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Shape, shapes } from "../model/view";

const signs = { table: Rows3, map: MapSign, wall: LayoutGrid };

export function ShapeSwitch({ shape, onChange }: { shape: Shape; onChange: (shape: Shape) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex shrink-0 rounded-ui border border-line">
      <legend className="sr-only">{t("fleet.shape.title")}</legend>
      {shapes.map((value) => {
        const Sign = signs[value];
        return (
          <label
            key={value}
            title={t(`fleet.shape.${value}`)}
            className="pressable grid w-11 cursor-pointer place-items-center text-muted first-of-type:rounded-l-ui last:rounded-r-ui hover:text-ink has-checked:bg-sunken has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-link desk:w-9"
          >
            <input
              type="radio"
              name="shape"
              className="sr-only"
              checked={shape === value}
              onChange={() => onChange(value)}
            />
            <Sign aria-hidden className="size-4" />
            <span className="sr-only">{t(`fleet.shape.${value}`)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
