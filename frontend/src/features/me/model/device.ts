/** What a browser says of itself, in two words: enough to know one's own devices again. */

const browsers: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const systems: [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** Programs are called as they call themselves. */
export function deviceOf(userAgent: string): string {
  const known = [browsers, systems].map((list) => list.find(([sign]) => sign.test(userAgent))?.[1]);
  return known.filter(Boolean).join(" · ") || userAgent.split(" ")[0] || "–";
}
