/** The picture of the camera with a frame to aim by; without a camera, why, and what to do. */
import { CameraOff, Flashlight, FlashlightOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { cx } from "@/lib/cx";
import { useCamera } from "../model/useCamera";
import { useReader } from "../model/useReader";

export function CameraView({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useTranslation();
  const { state, video, lamp, switchLamp, retry } = useCamera();
  const noReader = useReader(video, state === "running", onRead);
  const Lamp = lamp ? FlashlightOff : Flashlight;

  if (state !== "starting" && state !== "running")
    return (
      <div role="alert" className="space-y-3 rounded-ui border border-line p-5 text-center">
        <CameraOff aria-hidden className="mx-auto size-6 text-muted" />
        <h2 className="text-16 font-semibold">{t(`scan.camera.${state}.title`)}</h2>
        <p className="text-muted">{t(`scan.camera.${state}.why`)}</p>
        {state !== "insecure" && <Button onClick={retry}>{t("action.retry")}</Button>}
      </div>
    );
  return (
    <div className="space-y-2">
      <div className="relative aspect-[3/4] max-h-[60dvh] w-full overflow-hidden rounded-ui bg-sunken desk:aspect-video">
        <video
          ref={video}
          muted
          playsInline
          aria-label={t("scan.picture")}
          className={cx("size-full object-cover", state === "starting" && "invisible")}
        />
        {state === "running" && (
          <span
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-1/2 aspect-square h-3/5 max-w-[80%] -translate-1/2 rounded-[12px] border-2 border-white/90 shadow-[0_0_0_100vmax_rgb(0_0_0/0.35)]"
          />
        )}
        {lamp !== undefined && (
          <button
            type="button"
            aria-pressed={lamp}
            aria-label={t("scan.lamp")}
            onClick={switchLamp}
            className="absolute right-3 bottom-3 grid size-12 place-items-center rounded-full bg-black/60 text-white"
          >
            <Lamp aria-hidden className="size-5" />
          </button>
        )}
      </div>
      <p role="status" className="text-center text-13 text-muted">
        {state === "starting" ? t("scan.starting") : t("scan.aim")}
      </p>
      {noReader && <Notice look="attention">{t("scan.noReader")}</Notice>}
    </div>
  );
}
