/** The table of all roles and all permissions. */
import { Check } from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useRoleName } from "@/i18n/roles";
import { paths } from "@/paths";
import type { Role } from "../api/roles";
import { grouped } from "../model/permissions";
import { usePermissionWords } from "./usePermissionWords";

export function RoleMatrix({ roles, permissions }: { roles: Role[]; permissions: string[] }) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const { wordsOf, groupName } = usePermissionWords();
  return (
    <div className="overflow-x-auto">
      <table className="border-t border-line text-13">
        <thead>
          <tr className="border-b border-line text-left text-12">
            <th scope="col" className="sticky left-0 bg-canvas px-6 font-medium text-muted">
              {t("roles.permission")}
            </th>
            {roles.map(({ name, built_in }) => (
              <th key={name} scope="col" className="min-w-24 px-2 py-2 text-center align-bottom font-medium">
                <Link to={paths.role(name)} className="text-link hover:underline">
                  {roleName(name)}
                </Link>
                <span className="block font-normal text-muted">
                  {built_in ? t("roles.builtIn") : t("roles.own")}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grouped(permissions).map((group) => (
            <Fragment key={group.name}>
              <tr className="border-b border-line">
                <th
                  scope="colgroup"
                  colSpan={roles.length + 1}
                  className="px-6 pt-4 pb-1 text-left text-12 font-medium text-muted"
                >
                  {groupName(group.name)}
                </th>
              </tr>
              {group.permissions.map((permission) => (
                <tr key={permission} className="border-b border-line hover:bg-sunken">
                  <th
                    scope="row"
                    title={permission}
                    className="sticky left-0 h-9 bg-canvas px-6 text-left font-normal whitespace-nowrap"
                  >
                    {wordsOf(permission)}
                  </th>
                  {roles.map((role) => (
                    <td key={role.name} className="text-center">
                      {role.permissions.includes(permission) ? (
                        <Check aria-label={t("roles.may")} className="mx-auto size-4" />
                      ) : (
                        <span className="sr-only">{t("roles.mayNot")}</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
