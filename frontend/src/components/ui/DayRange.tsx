/** Two days, the first not after the last; "" where there is no bound. */
import { useTranslation } from "react-i18next";
import { Field } from "./Field";

interface Props {
  from: string;
  to: string;
  onSet: (name: "from" | "to", day: string) => void;
}

export function DayRange({ from, to, onSet }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Field
        label={t("range.from")}
        type="date"
        value={from}
        max={to}
        onChange={(event) => onSet("from", event.target.value)}
      />
      <Field
        label={t("range.to")}
        type="date"
        value={to}
        min={from}
        onChange={(event) => onSet("to", event.target.value)}
      />
    </>
  );
}
