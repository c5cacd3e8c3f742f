/** The permissions of a role, to tick. Nobody gives what they do not have themselves. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Check } from "@/components/ui/Check";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { useUser } from "@/session/SessionContext";
import { type Role, useDeleteRole, useSaveRole } from "../api/roles";
import { grouped } from "../model/permissions";
import { usePermissionWords } from "./usePermissionWords";

interface Props {
  /** Undefined: a new one. */
  role: Role | undefined;
  offered: string[];
  onDone: () => void;
}

export function RoleForm({ role, offered, onDone }: Props) {
  const { t } = useTranslation();
  const { wordsOf, groupName } = usePermissionWords();
  const own = useUser()?.permissions ?? [];
  const [name, setName] = useState(role?.name ?? "");
  const [chosen, setChosen] = useState(() => new Set(role?.permissions));
  const save = useSaveRole();
  const remove = useDeleteRole(role?.name ?? "");
  const [asking, setAsking] = useState(false);
  const fixed = role?.built_in ?? false;
  const nameError =
    save.error instanceof Problem ? save.error.fields.find(({ field }) => field === "name") : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { role: { name: name.trim(), permissions: [...chosen] }, isNew: role === undefined },
      { onSuccess: onDone },
    );
  };
  const toggle = (permission: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(permission);
    else next.delete(permission);
    setChosen(next);
  };

  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      <FormError error={nameError ? null : (save.error ?? remove.error)} />
      {role === undefined && (
        <Field
          label={t("roles.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={nameError?.message}
          autoComplete="off"
          autoFocus
          maxLength={40}
        />
      )}
      {grouped(offered).map((group) => (
        <fieldset key={group.name} disabled={fixed}>
          <legend className="text-12 font-medium text-muted">{groupName(group.name)}</legend>
          {group.permissions.map((permission) => (
            <Check
              key={permission}
              label={wordsOf(permission)}
              disabled={!own.includes(permission)}
              checked={chosen.has(permission)}
              onChange={({ target }) => toggle(permission, target.checked)}
            />
          ))}
        </fieldset>
      ))}
      {!fixed && (
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap gap-2 border-t border-line bg-raised px-5 py-3">
          <Button type="submit" look="primary" disabled={name.trim().length < 2 || save.isPending}>
            {save.isPending ? t("roles.working") : t("roles.save")}
          </Button>
          {role && (
            <Button
              disabled={remove.isPending}
              onClick={() => (asking ? remove.mutate(undefined, { onSuccess: onDone }) : setAsking(true))}
            >
              {asking ? t("roles.reallyDelete") : t("roles.delete")}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
