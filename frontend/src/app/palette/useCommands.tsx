/** What the palette offers: the places, what one may do, and kiosks by name, code or serial. */
import { useQuery } from "@tanstack/react-query";
import {
  BrainCircuit,
  CircleUserRound,
  FileUp,
  Keyboard,
  Languages,
  ListChecks,
  LogOut,
  type LucideIcon,
  Monitor,
  Plus,
  Siren,
  SunMoon,
  TrendingUp,
  UserPlus,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import "@/i18n/insight";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { chooseLanguage, currentLanguage, languages } from "@/i18n";
import { fold } from "@/lib/fold";
import { chooseTheme, themes } from "@/lib/theme";
import { useDelayed } from "@/lib/useDelayed";
import { paths } from "@/paths";
import { useMay, useSession } from "@/session/SessionContext";
import type { Place } from "../shell/navigation";

export interface Command {
  id: string;
  label: string;
  note?: string;
  keys?: string;
  sign: LucideIcon;
  run: () => void;
}

const MOST_KIOSKS = 8;
const SHORTEST = 2;

export function useCommands(typed: string, places: Place[], onHelp: () => void) {
  const own = useOwnCommands(places, onHelp);
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const fitting = own.filter(({ label }) => words.every((word) => fold(label).includes(word)));
  const kiosks = useKioskCommands(typed);
  return { commands: [...fitting, ...kiosks.commands], searching: kiosks.searching };
}

function useOwnCommands(places: Place[], onHelp: () => void): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  const mayRegister = useMay("kiosks.write");
  const mayAdd = useMay("users.manage");
  const mayLearn = useMay("ai.read");
  const other = languages.find((language) => language !== currentLanguage());
  const go = (id: string, label: string, sign: LucideIcon, to: string): Command => ({
    id,
    label,
    sign,
    run: () => navigate(to),
  });
  return [
    ...places.map(({ to, name, sign, keys }) => ({
      ...go(to, t("palette.goTo", { place: t(name) }), sign, to),
      keys,
    })),
    ...(mayLearn
      ? [
          go("incidents", t("palette.goTo", { place: t("insight.view.incidents") }), Siren, paths.incidents),
          go("outlook", t("palette.goTo", { place: t("insight.view.outlook") }), TrendingUp, paths.outlook),
          go(
            "recommendations",
            t("palette.goTo", { place: t("insight.view.recommendations") }),
            ListChecks,
            paths.recommendations,
          ),
          go("models", t("palette.goTo", { place: t("insight.view.models") }), BrainCircuit, paths.models),
        ]
      : []),
    ...(mayRegister
      ? [
          go("register", t("fleet.register"), Plus, paths.register),
          go("import", t("palette.import"), FileUp, paths.import),
        ]
      : []),
    ...(mayAdd ? [go("person", t("palette.newPerson"), UserPlus, paths.newPerson)] : []),
    go("me", t("me.account"), CircleUserRound, paths.me),
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t("me.theme")}: ${t(`theme.${theme}`)}`,
      sign: SunMoon,
      run: () => chooseTheme(theme),
    })),
    ...(other
      ? [
          {
            id: "language",
            label: `${t("me.language")}: ${t(`language.${other}`)}`,
            sign: Languages,
            run: () => void chooseLanguage(other),
          },
        ]
      : []),
    { id: "help", label: t("keys.title"), keys: "?", sign: Keyboard, run: onHelp },
    { id: "sign-out", label: t("me.signOut"), sign: LogOut, run: () => void session.signOut() },
  ];
}

function useKioskCommands(typed: string): { commands: Command[]; searching: boolean } {
  const api = useApi();
  const navigate = useNavigate();
  const q = useDelayed(typed.trim());
  const { data, isFetching } = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/kiosks", { params: { query: { q, limit: MOST_KIOSKS } }, signal })),
    enabled: q.length >= SHORTEST,
  });
  const found = q.length >= SHORTEST ? (data?.items ?? []) : [];
  return {
    searching: isFetching,
    commands: found.map((kiosk) => ({
      id: `kiosk-${kiosk.id}`,
      label: kiosk.name,
      note: [kiosk.code, kiosk.location].filter(Boolean).join(" · "),
      sign: Monitor,
      run: () => navigate(paths.kiosk(kiosk.id)),
    })),
  };
}
