/** A chart under its name, beside the value at the pointer, or else the newest one. */
import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import type { Moment } from "./Plot";

interface Props {
  title: ReactNode;
  moment: Moment | null;
  newest: number | null | undefined;
  write: (value: number) => string;
  children: ReactNode;
}

export function ChartFrame({ title, moment, newest, write, children }: Props) {
  const format = useFormat();
  const shown = moment ? moment.value : newest;
  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 text-13">
        {title}
        <span className="font-medium">
          {moment && <span className="mr-2 font-normal text-muted">{format.moment(moment.at)}</span>}
          {shown == null ? moment && "–" : write(shown)}
        </span>
      </figcaption>
      <div className="mt-1 h-36">{children}</div>
    </figure>
  );
}
