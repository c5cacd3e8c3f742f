/** Finds a person and gives them the kiosk. */
import { UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { Field } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState, FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { usePeopleLike } from "../api/people";
import { useAssign } from "../api/setup";

export function AssignDialog() {
  const { t, i18n } = useTranslation();
  const kiosk = useShownKiosk();
  const { state } = useLocation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const { data, error, refetch } = usePeopleLike(text);
  const assign = useAssign(kiosk);
  const close = () => navigate(paths.setup(kiosk.id), { state });

  const people = () => {
    if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!data) return <Skeleton className="h-40" />;
    if (data.items.length === 0)
      return <p className="py-6 text-center text-13 text-muted">{t("setup.owner.none")}</p>;
    return (
      <ul className="-mx-2 max-h-80 overflow-y-auto">
        {data.items.map(({ id, name, username, role }) => (
          <li key={id}>
            <button
              type="button"
              disabled={assign.isPending}
              onClick={() => assign.mutate(id, { onSuccess: close })}
              className="pressable flex w-full items-center gap-2.5 rounded-ui px-2 py-1 text-left text-14 hover:bg-sunken"
            >
              <UserRound aria-hidden className="size-4 shrink-0 text-muted" />
              <span className="min-w-0 grow truncate">
                {name} <span className="text-muted">{username}</span>
              </span>
              <span className="text-12 text-muted">
                {i18n.exists(`role.${role}`) ? t(`role.${role}` as "role.admin") : role}
              </span>
            </button>
          </li>
        ))}
      </ul>
    );
  };

  return (
    <Modal
      title={t("setup.owner.to", { name: kiosk.name })}
      description={t("setup.owner.what")}
      onClose={close}
    >
      <div className="space-y-3">
        <FormError error={assign.error} />
        <Field
          label={t("setup.owner.search")}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoComplete="off"
          autoFocus
        />
        {people()}
      </div>
    </Modal>
  );
}
