/** What one may do with many kiosks: register another, bring them from a file, print labels of those on the screen. */
import { Ellipsis, FileUp, Plus, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Menu, MenuLink } from "@/components/ui/Menu";
import { useFormat } from "@/i18n/format";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";

/** `chosen`: the kiosks on the screen, where a search or a filter chose them. */
export function FleetActions({ chosen }: { chosen: number[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const desk = useDesk();
  const links = [
    { to: paths.import, sign: FileUp, name: t("fleet.import") },
    {
      to: chosen.length > 0 ? `${paths.labels}?ids=${chosen.join(",")}` : paths.labels,
      sign: Printer,
      name: t("fleet.labels", { count: chosen.length, formatted: format.number(chosen.length) }),
    },
  ];
  if (!desk)
    return (
      <>
        <Menu
          align="end"
          trigger={
            <Button aria-label={t("fleet.more")}>
              <Ellipsis aria-hidden className="size-4 text-muted" />
            </Button>
          }
        >
          {links.map(({ to, sign: Sign, name }) => (
            <MenuLink key={name} to={to}>
              <Sign aria-hidden className="size-4 text-muted" />
              {name}
            </MenuLink>
          ))}
        </Menu>
        <RegisterLink short />
      </>
    );
  return (
    <div className="flex gap-2">
      {links.map(({ to, sign: Sign, name }) => (
        <ButtonLink key={name} to={to}>
          <Sign aria-hidden className="size-4 text-muted" />
          {name}
        </ButtonLink>
      ))}
      <RegisterLink />
    </div>
  );
}

export function RegisterLink({ short = false }: { short?: boolean }) {
  const { t } = useTranslation();
  const { search } = useLocation();
  return (
    <ButtonLink
      look="primary"
      to={{ pathname: paths.register, search }}
      aria-label={short ? t("fleet.register") : undefined}
    >
      <Plus aria-hidden className="size-4" />
      {!short && t("fleet.register")}
    </ButtonLink>
  );
}
