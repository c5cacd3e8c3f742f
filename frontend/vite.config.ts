/** Build, development server and tests of the web app. */
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds the running system. */
const gateway = process.env.GATEWAY ?? "http://localhost:5000";
const proxied = ["/auth", "/kiosks", "/notify", "/app/config.json"];

export default defineConfig({
  base: "/app/",
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, gateway])) },
  // Inlined fonts or images would need `data:` in the content policy.
  build: { target: "es2022", assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    restoreMocks: true,
    // Generous: a loaded machine is slow, and a test waits for what it expects, never for a time.
    testTimeout: 30_000,
  },
});
