/** The roles on a phone: one line each, with how much it may. */
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useRoleName } from "@/i18n/roles";
import { paths } from "@/paths";
import type { Role } from "../api/roles";

export function RoleCards({ roles }: { roles: Role[] }) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  return (
    <ul aria-label={t("roles.title")} className="border-t border-line">
      {roles.map(({ name, built_in, permissions }) => (
        <li key={name} className="border-b border-line">
          <Link to={paths.role(name)} className="flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-sunken">
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{roleName(name)}</span>
              <span className="block text-12 text-muted">
                {built_in ? t("roles.builtIn") : t("roles.own")} ·{" "}
                {t("roles.count", { count: permissions.length })}
              </span>
            </span>
            <ChevronRight aria-hidden className="size-4 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
