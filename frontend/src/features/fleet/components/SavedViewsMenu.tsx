/** Named views: back to one, keep this one, put them in order. */
import { Bookmark, BookmarkPlus, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Button } from "@/components/ui/Button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "@/components/ui/Menu";
import { paths } from "@/paths";
import { useSavedViews } from "../model/savedViews";
import { SavedViewsDialog } from "./SavedViewsDialog";
import { SaveViewDialog } from "./SaveViewDialog";

/** `search`: the view on the screen, as the address has it. */
export function SavedViewsMenu({ search }: { search: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const saved = useSavedViews();
  const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
  const shown = saved.views.find((view) => view.search === search);
  const close = () => setDialog(null);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button aria-label={`${t("views.title")}${shown ? `: ${shown.name}` : ""}`}>
            <Bookmark aria-hidden className="size-4 text-muted" />
            <span className="hidden max-w-40 truncate desk:inline">{shown?.name ?? t("views.title")}</span>
          </Button>
        }
      >
        {saved.views.length > 0 && (
          <>
            <MenuChoice
              value={shown?.name ?? ""}
              onChange={(name) =>
                navigate({
                  pathname: paths.fleet,
                  search: saved.views.find((view) => view.name === name)?.search ?? "",
                })
              }
              options={saved.views.map(({ name }) => ({ value: name, label: name }))}
            />
            <MenuLine />
          </>
        )}
        <MenuItem onSelect={() => setDialog("save")}>
          <BookmarkPlus aria-hidden className="size-4 text-muted" />
          {t("views.save")}
        </MenuItem>
        {saved.views.length > 0 && (
          <MenuItem onSelect={() => setDialog("manage")}>
            <Pencil aria-hidden className="size-4 text-muted" />
            {t("views.manage")}
          </MenuItem>
        )}
      </Menu>
      {dialog === "save" && (
        <SaveViewDialog taken={saved.views} onSave={(name) => saved.save({ name, search })} onClose={close} />
      )}
      {dialog === "manage" && <SavedViewsDialog saved={saved} onClose={close} />}
    </>
  );
}
