/** Asks for what follows in a list. */
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function More({ list }: Props) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Button
      look="quiet"
      className="w-full"
      disabled={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {t("action.more")}
    </Button>
  );
}
