/** Who it was: "you", a name, or a number for who may not know the others. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { useMay, useUser } from "@/session/SessionContext";

/** The most the server gives at once. */
const LIMIT = 500;

export function PersonName({ id }: { id: number }) {
  const { t } = useTranslation();
  const api = useApi();
  const self = useUser()?.id === id;
  const mayKnow = useMay("people.read");
  const { data } = useQuery({
    queryKey: ["people-names"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/people", { params: { query: { limit: LIMIT } }, signal })),
    enabled: mayKnow && !self,
    refetchOnMount: true,
    staleTime: 300_000,
  });
  if (self) return <>{t("insight.you")}</>;
  const person = data?.items.find((one) => one.id === id);
  return <>{person ? person.name || person.username : t("insight.person", { id })}</>;
}
