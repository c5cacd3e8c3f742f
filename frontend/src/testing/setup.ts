/** What jsdom lacks, and the wall around every test: a request nobody answers is a failure. */
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { i18next, startLanguage } from "@/i18n";
import { server } from "./server";

configure({ asyncUtilTimeout: 10_000 });
await startLanguage();

class StillResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

// A desk, in the light.
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), {
    matches: query.includes("min-width"),
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  }) as MediaQueryList;
window.ResizeObserver = StillResizeObserver;
window.scrollTo = () => {};

let unanswered: string[] = [];

beforeAll(() =>
  server.listen({
    onUnhandledRequest: ({ method, url }, print) => {
      // The tests' own Socket.IO server is a real one.
      if (new URL(url).pathname.startsWith("/socket.io/")) return;
      unanswered.push(`${method} ${url}`);
      print.error();
    },
  }),
);
beforeEach(() => {
  localStorage.clear();
  return i18next.changeLanguage("es");
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
  const missed = unanswered;
  unanswered = [];
  expect(missed).toEqual([]);
});
afterAll(() => server.close());
