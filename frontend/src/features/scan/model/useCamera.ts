/** The rear camera, from the moment the page is there until it is left, and its lamp where it has one. */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

type CameraState = "starting" | "running" | "denied" | "absent" | "busy" | "insecure";

export interface Camera {
  state: CameraState;
  video: RefObject<HTMLVideoElement | null>;
  /** Undefined where the camera has no lamp. */
  lamp: boolean | undefined;
  switchLamp: () => void;
  retry: () => void;
}

// Not yet in TypeScript's own description of the web.
type LampCapabilities = MediaTrackCapabilities & { torch?: boolean };
const lampOf = (on: boolean) => ({ advanced: [{ torch: on } as MediaTrackConstraintSet] });

export function useCamera(): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const track = useRef<MediaStreamTrack>(undefined);
  const [state, setState] = useState<CameraState>("starting");
  const [lamp, setLamp] = useState<boolean>();
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    let left = false;
    let stream: MediaStream | undefined;
    const start = async () => {
      setState("starting");
      try {
        stream = await openCamera();
        if (left) return stop(stream);
        const [picture] = stream.getVideoTracks();
        track.current = picture;
        picture?.addEventListener("ended", () => setState("busy"));
        setLamp((picture?.getCapabilities?.() as LampCapabilities | undefined)?.torch ? false : undefined);
        if (video.current) {
          video.current.srcObject = stream;
          await video.current.play();
        }
        setState("running");
      } catch (error) {
        if (!left) setState(stateOf(error));
      }
    };
    void start();
    return () => {
      left = true;
      stop(stream);
    };
  }, [attempt]);

  const switchLamp = useCallback(() => {
    if (lamp === undefined) return;
    track.current?.applyConstraints(lampOf(!lamp)).then(
      () => setLamp(!lamp),
      () => setLamp(undefined),
    );
  }, [lamp]);

  return { state, video, lamp, switchLamp, retry: () => setAttempt((before) => before + 1) };
}

function openCamera(): Promise<MediaStream> {
  // Browsers have no cameras for pages that came over plain HTTP from another machine.
  if (!navigator.mediaDevices) throw new DOMException("", "SecurityError");
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function stateOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "denied";
  if (name === "SecurityError") return "insecure";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "absent";
}
