/** The JavaScript that a first visit loads before anything shows must stay small: what `index.html` names, all that
 * those files import statically, and the texts in one language, gzipped. Run after a build; another folder may be named. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const MOST_KB = 200;
const dist = process.argv[2] ?? "dist";
const page = readFileSync(join(dist, "index.html"), "utf8");
const waiting = [...page.matchAll(/(?:src|href)="[^"]*\/([^/"]+\.js)"/g)].map(([, file]) => file);
if (waiting.length === 0) throw new Error(`${dist}/index.html names no JavaScript: is it built?`);
const texts = readdirSync(join(dist, "assets")).filter((file) => /^es-[\w-]{8}\.js$/.test(file));
if (texts.length !== 1) throw new Error(`the Spanish texts are not one file: ${texts}`);
waiting.push(...texts);

const sizes = new Map();
for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (sizes.has(file)) continue;
  const code = readFileSync(join(dist, file.startsWith("registerSW") ? "" : "assets", file));
  sizes.set(file, gzipSync(code).length);
  // `import("…")`, with a bracket, is for later.
  const imports = code.toString().matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g);
  waiting.push(...[...imports].map(([, path]) => basename(path)));
}

const total = [...sizes.values()].reduce((a, b) => a + b) / 1024;
const list = [...sizes]
  .sort(([, a], [, b]) => b - a)
  .map(([file, size]) => `  ${(size / 1024).toFixed(1)} kB  ${file}`);
process.stdout.write(`${list.join("\n")}\n${total.toFixed(1)} of at most ${MOST_KB} kB gzipped\n`);
if (total > MOST_KB) process.exitCode = 1;
