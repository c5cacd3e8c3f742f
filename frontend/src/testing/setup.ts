/** What jsdom lacks, and the wall around every test: a request nobody answers is a failure, and so is what React or the
 * browser calls an error. */
import { format } from "node:util";
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { i18next, startLanguage } from "@/i18n";
import { makeMedia } from "./media";
import { server } from "./server";

configure({ asyncUtilTimeout: 10_000 });
await startLanguage();

class StillResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

// A desk, in the light.
window.matchMedia = (query) => makeMedia(query, query.includes("min-width"));
window.ResizeObserver = StillResizeObserver;
window.scrollTo = () => {};

let unanswered: string[] = [];
let complaints: string[] = [];

const { error } = console;
Object.assign(console, {
  error: (...said: unknown[]) => {
    const complaint = format(...said);
    // An element of HTML that jsdom does not know yet.
    if (complaint.startsWith("The tag <search> is unrecognized")) return;
    complaints.push(complaint);
    error(...said);
  },
});

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
  const wrong = [...unanswered, ...complaints];
  unanswered = [];
  complaints = [];
  expect(wrong).toEqual([]);
});
afterAll(() => server.close());
