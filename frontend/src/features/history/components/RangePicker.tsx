/** The usual spans, one click each, or two moments to type. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Segments } from "@/components/ui/Segments";
import { useFormat } from "@/i18n/format";
import { serverNow } from "@/lib/clock";
import { isLive, presetNames, type Range, spanOf } from "../model/range";

interface Props {
  range: Range;
  onChange: (range: Range) => void;
}

export function RangePicker({ range, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typing, setTyping] = useState(false);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Segments
          name={t("history.range")}
          value={typing || !isLive(range) ? "custom" : range.preset}
          onChange={(value) => {
            setTyping(value === "custom");
            if (value !== "custom") onChange({ preset: value });
          }}
          options={[...presetNames, "custom" as const].map((value) => ({
            value,
            label: t(`history.preset.${value}`),
          }))}
        />
        {!isLive(range) && !typing && (
          <p className="flex flex-wrap items-center gap-2 text-13">
            {format.moment(range.from)} – {format.moment(range.to)}
            <Button look="quiet" onClick={() => setTyping(true)}>
              {t("history.change")}
            </Button>
          </p>
        )}
      </div>
      {typing && (
        <CustomRange
          range={range}
          onChange={(next) => {
            setTyping(false);
            onChange(next);
          }}
        />
      )}
    </div>
  );
}

function CustomRange({ range, onChange }: Props) {
  const { t } = useTranslation();
  const [span] = useState(() => spanOf(range, serverNow()));
  const [from, setFrom] = useState(() => toLocal(span.from));
  const [to, setTo] = useState(() => toLocal(span.to));
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = { from: Date.parse(from), to: Date.parse(to) };
    if (chosen.from < chosen.to) onChange(chosen);
    else setWrong(true);
  };
  return (
    <form onSubmit={submit} noValidate className="mt-3 flex flex-wrap items-start gap-3">
      <Field
        type="datetime-local"
        label={t("range.from")}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
        className="grow desk:grow-0"
      />
      <Field
        type="datetime-local"
        label={t("range.to")}
        value={to}
        onChange={(event) => setTo(event.target.value)}
        error={wrong ? t("history.wrong") : undefined}
        className="grow desk:grow-0"
      />
      <Button type="submit" look="primary" className="w-full desk:mt-6 desk:w-auto">
        {t("history.show")}
      </Button>
    </form>
  );
}

/** As a field for local date and time wants it. */
function toLocal(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
