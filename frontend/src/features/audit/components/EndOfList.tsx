/** The end of what is loaded: when it comes into sight, more is asked for. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";

interface Props {
  more: boolean;
  loading: boolean;
  failed: boolean;
  onMore: () => void;
}

export function EndOfList({ more, loading, failed, onMore }: Props) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const waiting = more && !loading && !failed;
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });

  useEffect(() => {
    if (!waiting || !end.current || !("IntersectionObserver" in window)) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: "400px",
    });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [waiting]);

  return (
    <div ref={end} className="px-4 py-3 text-center text-13 text-muted">
      {more ? (
        <Button look="quiet" disabled={loading} onClick={onMore}>
          {loading ? t("audit.loading") : t("audit.older")}
        </Button>
      ) : (
        t("audit.end")
      )}
    </div>
  );
}
