/** Reads QR codes from pictures: by the browser where it can, else by a reader of our own that is loaded when needed. */
export interface QrDetector {
  detect: (picture: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

const formats = ["qr_code"];

interface NativeDetector {
  new (options: { formats: string[] }): QrDetector;
  getSupportedFormats: () => Promise<string[]>;
}

export async function createDetector(): Promise<QrDetector> {
  const native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  const offered: string[] = (await native?.getSupportedFormats().catch(() => [])) ?? [];
  if (native && offered.includes("qr_code")) return new native({ formats });
  const { createOwnDetector } = await import("./ownDetector");
  return createOwnDetector();
}
