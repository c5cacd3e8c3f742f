/** Looks at the camera's picture a few times a second and tells what a QR code in it says. */
import { type RefObject, useEffect, useRef, useState } from "react";
import { createDetector } from "./detector";

const LOOK_MS = 150;

/** Each text is told once until another is seen. True while no reader could be loaded. */
export function useReader(
  video: RefObject<HTMLVideoElement | null>,
  looking: boolean,
  onRead: (text: string) => void,
): boolean {
  const [failed, setFailed] = useState(false);
  const latest = useRef(onRead);
  useEffect(() => {
    latest.current = onRead;
  });

  useEffect(() => {
    if (!looking) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = "";
    const start = async () => {
      const detector = await createDetector();
      setFailed(false);
      const look = async () => {
        const picture = video.current;
        if (picture && picture.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
          // A picture that cannot be read is followed by another.
          const [code] = await detector.detect(picture).catch(() => []);
          if (left) return;
          if (code && code.rawValue !== last) {
            last = code.rawValue;
            latest.current(code.rawValue);
          }
        }
        if (!left) timer = setTimeout(look, LOOK_MS);
      };
      if (!left) await look();
    };
    start().catch(() => left || setFailed(true));
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [video, looking]);
  return failed;
}
