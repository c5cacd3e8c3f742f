/** The person: language, theme, the way out. */
import { ChevronsUpDown, CircleUserRound, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/components/ui/Menu";
import { chooseLanguage, currentLanguage, languages } from "@/i18n";
import { chooseTheme, themes, useTheme } from "@/lib/theme";
import { useSession, useUser } from "@/session/SessionContext";
import { inBar } from "./navigation";

export function MeMenu({ bar = false }: { bar?: boolean }) {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const theme = useTheme();
  const user = useUser();
  if (!user) return null;
  const role = i18n.exists(`role.${user.role}`) ? t(`role.${user.role}` as "role.admin") : user.role;

  const trigger = bar ? (
    <button type="button" className={inBar}>
      <CircleUserRound aria-hidden className="size-5" />
      {t("nav.me")}
    </button>
  ) : (
    <button
      type="button"
      aria-label={`${t("nav.me")}: ${user.name}`}
      className="flex w-full items-center gap-2.5 rounded-ui px-2 py-1.5 text-left hover:bg-sunken"
    >
      <CircleUserRound aria-hidden className="size-5 shrink-0 text-muted" />
      <span className="min-w-0 grow">
        <span className="block truncate text-13 font-medium">{user.name}</span>
        <span className="block truncate text-12 text-muted">{role}</span>
      </span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
    </button>
  );

  return (
    <Menu side="top" align={bar ? "end" : "start"} trigger={trigger}>
      {bar && (
        <>
          <MenuLabel>
            <span className="block text-14 font-medium text-ink">{user.name}</span>
            {role}
          </MenuLabel>
          <MenuLine />
        </>
      )}
      <MenuLabel>{t("me.language")}</MenuLabel>
      <MenuChoice
        value={currentLanguage()}
        onChange={chooseLanguage}
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
