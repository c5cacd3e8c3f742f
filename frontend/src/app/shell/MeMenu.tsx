/** The person: their account, language, theme, the way out. On a phone also the places that the bar has no room for. */
import { ChevronsUpDown, CircleUserRound, LogOut, Menu as MenuSign, UserRoundCog } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine, MenuLink } from "@/components/ui/Menu";
import { chooseLanguage, currentLanguage, languages } from "@/i18n";
import { useRoleName } from "@/i18n/roles";
import { chooseTheme, themes, useTheme } from "@/lib/theme";
import { paths } from "@/paths";
import { useSession, useUser } from "@/session/SessionContext";
import { inBar, type Place } from "./navigation";

/** `places`: what is not elsewhere on the screen. */
export function MeMenu({ bar = false, places }: { bar?: boolean; places: Place[] }) {
  const { t } = useTranslation();
  const session = useSession();
  const theme = useTheme();
  const user = useUser();
  const roleName = useRoleName();
  if (!user) return null;
  const name = user.name || user.username;

  const trigger = bar ? (
    <button type="button" className={inBar}>
      <MenuSign aria-hidden className="size-5" />
      {t("nav.more")}
    </button>
  ) : (
    <button
      type="button"
      className="flex w-full items-center gap-2.5 rounded-ui px-2 py-1.5 text-left hover:bg-sunken"
    >
      <CircleUserRound aria-hidden className="size-5 shrink-0 text-muted" />
      <span className="min-w-0 grow">
        <span className="block truncate text-13 font-medium">
          <span className="sr-only">{t("nav.me")}: </span>
          {name}
        </span>{" "}
        <span className="block truncate text-12 text-muted">{roleName(user.role)}</span>
      </span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
    </button>
  );

  return (
    <Menu side="top" align={bar ? "end" : "start"} trigger={trigger}>
      {places.map(({ to, name, sign: Sign }) => (
        <MenuLink key={to} to={to}>
          <Sign aria-hidden className="size-4 text-muted" />
          {t(name)}
        </MenuLink>
      ))}
      {bar && (
        <>
          {places.length > 0 && <MenuLine />}
          <MenuLabel>
            <span className="block text-14 font-medium text-ink">{name}</span>
            {roleName(user.role)}
          </MenuLabel>
        </>
      )}
      <MenuLink to={paths.me}>
        <UserRoundCog aria-hidden className="size-4 text-muted" />
        {t("me.account")}
      </MenuLink>
      <MenuLine />
      <MenuLabel>{t("me.language")}</MenuLabel>
      <MenuChoice
        value={currentLanguage()}
        onChange={(language) => void chooseLanguage(language)}
        options={languages.map((value) => ({
          value,
          label: <span lang={value}>{t(`language.${value}`)}</span>,
        }))}
      />
      <MenuLine />
      <MenuLabel>{t("me.theme")}</MenuLabel>
      <MenuChoice
        value={theme}
        onChange={chooseTheme}
        options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <MenuLine />
      <MenuItem onSelect={() => void session.signOut()}>
        <LogOut aria-hidden className="size-4 text-muted" />
        {t("me.signOut")}
      </MenuItem>
    </Menu>
  );
}
