/** A code behind which one sees no kiosk: there is none, or it is not one's own. Who works in the field may claim it;
 * only then it shows which of the two it is. */
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button, ButtonLink } from "@/components/ui/Button";
import { paths } from "@/paths";
import { useClaim } from "../api/scan";
import { ClaimError } from "./ClaimError";

export function NotSeen({ code, mayClaim }: { code: string; mayClaim: boolean }) {
  const { t } = useTranslation();
  const claim = useClaim(code);
  const unknown = claim.error instanceof Problem && claim.error.code === "kiosk_not_found";
  const offered = mayClaim && !unknown;
  return (
    <section className="space-y-4 rounded-ui border border-line p-4">
      <div role="status">
        <h2 className="flex items-center gap-2 text-16 font-semibold">
          <SearchX aria-hidden className="size-5 text-muted" />
          {offered ? t("scan.notYours", { code }) : t("byCode.unknown", { code })}
        </h2>
        <p className="mt-1 text-muted">
          {unknown ? t("scan.unknownWhy") : offered ? t("scan.notYoursWhy") : t("byCode.why")}
        </p>
      </div>
      {!unknown && <ClaimError error={claim.error} />}
      {offered ? (
        <Button
          look="primary"
          className="min-h-12! w-full"
          disabled={claim.isPending}
          onClick={() => claim.mutate()}
        >
          {claim.isPending ? t("scan.claiming") : t("scan.claim")}
        </Button>
      ) : (
        <ButtonLink className="w-full" to={paths.fleet}>
          {t("kiosk.notFound.back")}
        </ButtonLink>
      )}
    </section>
  );
}
