/** A text as a QR code, drawn here: a secret goes to no other server. Always dark on light, as cameras want it. */
import { encode } from "uqr";

export function QrPicture({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 2 });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      className="size-52 rounded-ui bg-white"
    >
      <path d={dots.join("")} className="fill-black" shapeRendering="crispEdges" />
    </svg>
  );
}
