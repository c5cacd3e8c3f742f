/** All people, found by name or address, by role or state. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { More } from "@/components/ui/More";
import { EmptyState, ErrorState, FormError } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useDelayed } from "@/lib/useDelayed";
import { usePeople } from "../api/people";
import { useFilters } from "../model/filters";
import { PeopleFilters } from "./PeopleFilters";
import { PeopleRows } from "./PeopleRows";
import { PeopleSkeleton } from "./PeopleSkeleton";

export function PeopleList({ open }: { open: number | undefined }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { filters, set, reset } = useFilters();
  const list = usePeople({ ...filters, q: useDelayed(filters.q) });
  const { people, error } = list;

  const rows = () => {
    if (error && !people) return <ErrorState error={error} onRetry={() => void list.refetch()} />;
    if (!people) return <PeopleSkeleton />;
    if (people.length === 0)
      return (
        <EmptyState
          title={t("people.none.title")}
          action={<Button onClick={reset}>{t("people.none.reset")}</Button>}
        >
          {t("people.none.why")}
        </EmptyState>
      );
    return (
      <>
        <PeopleRows people={people} open={open} />
        <More list={list} />
      </>
    );
  };

  return (
    <>
      <PeopleFilters filters={filters} onSet={set} />
      <p role="status" className="px-4 pb-2 text-12 text-muted desk:px-6">
        {list.total !== undefined && t("people.found", { count: list.total, formatted: number(list.total) })}
      </p>
      {error && people && (
        <div className="px-4 pb-2 desk:px-6">
          <FormError error={error} />
        </div>
      )}
      {rows()}
    </>
  );
}
