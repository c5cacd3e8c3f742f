/** Build, development server and tests of the web app. */
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` finds the running system. */
const gateway = process.env.GATEWAY ?? "http://localhost:5000";
const proxied = ["/ai", "/auth", "/kiosks", "/notify", "/payments", "/status", "/app/config.json"];

/** The app that can be installed and opens without a network. The server answers `/sw.js` with `dist/sw.js`: from there
 * it also serves `/k/<code>`, the addresses on the labels. It keeps files of the app and nothing else: no answer of the
 * API, no token. */
const pwa = VitePWA({
  registerType: "prompt",
  injectRegister: false,
  includeManifestIcons: false,
  integration: {
    // The plugin names the manifest as if the worker lay beside it.
    beforeBuildServiceWorker: ({ workbox }) => {
      workbox.additionalManifestEntries = workbox.additionalManifestEntries?.map((entry) =>
        typeof entry === "string" ? `/app/${entry}` : { ...entry, url: `/app/${entry.url}` },
      );
    },
  },
  manifest: {
    id: "/app/",
    name: "Admin Kiosk",
    short_name: "Kiosk",
    description: "Flotas de kioscos de autoservicio",
    lang: "es",
    start_url: "/app/fleet",
    scope: "/",
    display: "standalone",
    background_color: "#ffffff",
    theme_color: "#4350d8",
    icons: [
      { src: "icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Escanear", url: "/app/scan", icons: [{ src: "icons/icon-192.png", sizes: "192x192" }] },
    ],
  },
  workbox: {
    modifyURLPrefix: { "": "/app/" },
    globPatterns: ["index.html", "assets/*.{js,css}", "icons/*.png"],
    // Large and seldom needed: kept once they were.
    globIgnores: ["assets/FleetMap*", "assets/maplibre*", "assets/ownDetector*"],
    navigateFallback: "/app/index.html",
    navigateFallbackAllowlist: [/^\/$/, /^\/app(\/|$)/, /^\/k\//],
    navigateFallbackDenylist: [/\.json$/],
    runtimeCaching: [
      {
        urlPattern: ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith("/app/assets/"),
        handler: "CacheFirst",
        options: { cacheName: "assets", expiration: { maxEntries: 60 } },
      },
    ],
    cleanupOutdatedCaches: true,
    inlineWorkboxRuntime: true,
  },
});

export default defineConfig({
  base: "/app/",
  plugins: [react(), tailwindcss(), pwa],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, gateway])) },
  // Inlined fonts or images would need `data:` in the content policy.
  build: { target: "es2022", assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    restoreMocks: true,
    // Vitest leaves a core idle, of two that is half.
    maxWorkers: "100%",
    // Generous: a loaded machine is slow, and a test waits for what it expects, never for a time.
    testTimeout: 30_000,
  },
});
