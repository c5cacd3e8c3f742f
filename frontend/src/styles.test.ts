import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "tailwindcss";
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.tsx", { query: "?raw", import: "default", eager: true });

test("every colour that a class names is there to be used", async () => {
  // Vitest empties what is imported of CSS.
  const styles = readFileSync(join(import.meta.dirname, "styles.css"), "utf8");
  const { build } = await compile(styles, {
    // Of Tailwind's own theme ours leaves the spacing.
    loadStylesheet: async (path) => ({
      path,
      base: "",
      content: "@theme { --spacing: 0.25rem; } @tailwind utilities;",
    }),
  });
  const texts = Object.values(sources).join("\n");
  const named = [...new Set(texts.match(/(?<![\w-])(?:bg|text|border|fill|stroke)-[a-z][a-z0-9/-]*/g))];
  const css = build(named);
  expect(named).toContain("bg-canvas");
  expect(named.filter((name) => !css.includes(`.${name.replace("/", "\\/")} {`))).toEqual([]);
});
