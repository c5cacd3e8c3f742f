/** Hands a file to the person, as a download. */
const FREE_MS = 60_000;

export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Browsers take the file after the click, and do not say when.
  setTimeout(() => URL.revokeObjectURL(address), FREE_MS);
}
