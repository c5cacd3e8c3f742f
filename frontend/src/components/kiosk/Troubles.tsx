/** What of a kiosk needs someone, in words, or the usual figures when nothing does. Inside a `StaleScope`. */
import { findings } from "@/domain/condition";
import { type MetricName, type Peripheral, peripherals } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { useLive } from "@/realtime/hooks";
import { useStale } from "./stale";
import { Measure, PeripheralValue } from "./Values";

const usual = ["cpu_usage", "cpu_temp", "ram_usage", "disk_usage"] as const;

export function Troubles({ id }: { id: number }) {
  const { t } = useFormat();
  const stale = useStale();
  const troubles = useLive(id, (live) =>
    live && live.condition !== "unknown"
      ? findings(live.reading)
          .map(({ subject }) => subject)
          .join(" ")
      : "",
  );
  const known = useLive(id, (live) => live?.reading !== null && live?.reading !== undefined);
  if (!known) return null;
  const subjects = troubles && !stale ? (troubles.split(" ") as (MetricName | Peripheral)[]) : usual;
  return (
    <span className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-13">
      {subjects.map((subject) => (
        <span key={subject} className="flex items-center gap-1.5 whitespace-nowrap">
          <span className="text-muted">{t(`column.${subject as MetricName}`)}</span>
          {isPeripheral(subject) ? (
            <PeripheralValue id={id} name={subject} />
          ) : (
            <Measure id={id} metric={subject} />
          )}
        </span>
      ))}
    </span>
  );
}

function isPeripheral(subject: string): subject is Peripheral {
  return peripherals.some((name) => name === subject);
}
