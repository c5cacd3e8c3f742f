/** One person: their fields, and what an administrator may do with their access. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useUser } from "@/session/SessionContext";
import { usePerson } from "../api/people";
import { Access } from "./Access";
import { EditPerson } from "./EditPerson";
import { PeopleSkeleton } from "./PeopleSkeleton";
import { PersonMarks } from "./PersonMarks";

interface Props {
  id: number;
  /** `h1` where the person is all there is on the page. */
  heading: "h1" | "h2";
}

export function PersonPanel({ id, heading: Heading }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useUser()?.id;
  const { data, error, refetch } = usePerson(id);
  if (error instanceof Problem && error.status === 404)
    return (
      <EmptyState heading={Heading} title={t("people.gone.title")}>
        {t("people.gone.why")}
      </EmptyState>
    );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <PeopleSkeleton />;
  const { person, version } = data;
  return (
    <div className="space-y-6 px-4 py-4 desk:px-5">
      <header>
        <Heading className="text-16 font-semibold break-words">{person.name || person.username}</Heading>
        <p className="text-13 text-muted">{t("people.since", { date: format.full(person.created_at) })}</p>
        <p className="mt-1 text-13">
          <PersonMarks person={person} />
        </p>
      </header>
      <EditPerson person={person} version={version} self={id === me} />
      <Access person={person} self={id === me} heading={Heading === "h1" ? "h2" : "h3"} />
    </div>
  );
}
