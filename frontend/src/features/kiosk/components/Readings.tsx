/** The latest reading in five groups. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { useStale } from "@/components/kiosk/stale";
import { Measure, PeripheralValue } from "@/components/kiosk/Values";
import { metrics, peripherals, type Section } from "@/domain/metrics";
import { cx } from "@/lib/cx";
import { LocationRows } from "./LocationRows";

export function Readings({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const measures = (section: Section) => (
    <Group name={t(`section.${section}`)}>
      {metrics
        .filter((metric) => metric.section === section)
        .map(({ name }) => (
          <ReadingRow key={name} name={t(`metric.${name}`)}>
            <Measure id={kiosk.id} metric={name} />
          </ReadingRow>
        ))}
    </Group>
  );
  return (
    <div className="grid gap-x-8 gap-y-6 px-4 py-5 desk:grid-cols-3 desk:px-6 wide:grid-cols-5">
      {measures("hardware")}
      <Group name={t("section.peripherals")}>
        {peripherals.map((name) => (
          <ReadingRow key={name} name={t(`metric.${name}`)}>
            <PeripheralValue id={kiosk.id} name={name} />
          </ReadingRow>
        ))}
      </Group>
      {measures("environmental")}
      {measures("network")}
      <Group name={t("section.location")}>
        <LocationRows kiosk={kiosk} />
      </Group>
    </div>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="border-b border-line pb-1.5 text-12 font-medium text-muted">{name}</h2>
      <dl>{children}</dl>
    </section>
  );
}

export function ReadingRow({ name, children }: { name: string; children: ReactNode }) {
  const stale = useStale();
  return (
    <div className="flex min-h-9 items-center justify-between gap-3 border-b border-line py-1 text-13">
      <dt className="text-muted">{name}</dt>
      <dd className={cx("text-right", stale && "text-muted")}>{children}</dd>
    </div>
  );
}
