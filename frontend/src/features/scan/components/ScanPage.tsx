/** Standing before a machine: the camera at once, or the code by hand, then the kiosk as it is found. */
import { Keyboard } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Page } from "@/components/layout/Page";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { codeIn } from "../model/code";
import { CameraView } from "./CameraView";
import { Found } from "./Found";
import { TypeCode } from "./TypeCode";

export function ScanPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [foreign, setForeign] = useState<string>();
  const [typing, setTyping] = useState(false);
  const code = params.get("code");

  const open = (found: string) => {
    setForeign(undefined);
    setTyping(false);
    setParams({ code: found });
  };
  const onRead = (text: string) => {
    const found = codeIn(text);
    navigator.vibrate?.(found ? 60 : [30, 60, 30]);
    if (found) open(found);
    else setForeign(text);
  };
  const again = () => setParams({});

  return (
    <Page name={t("scan.title")} title={<h1 className="text-20 font-semibold">{t("scan.title")}</h1>}>
      <div className="mx-auto max-w-xl space-y-4 px-4 pb-6 desk:px-6">
        {code ? (
          <Found key={code} code={code} onAgain={again} />
        ) : (
          <>
            {!typing && <CameraView onRead={onRead} />}
            {foreign !== undefined && !typing && (
              <Notice look="attention" announce>
                <p>{t("scan.foreign")}</p>
                <p className="mt-1 font-mono text-12 break-all">{foreign.slice(0, 200)}</p>
              </Notice>
            )}
            {typing ? (
              <TypeCode onCode={open} onCamera={() => setTyping(false)} />
            ) : (
              <Button className="min-h-12! w-full" onClick={() => setTyping(true)}>
                <Keyboard aria-hidden className="size-4 text-muted" />
                {t("scan.type")}
              </Button>
            )}
          </>
        )}
      </div>
    </Page>
  );
}
