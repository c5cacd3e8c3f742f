import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ErrorBoundary } from "./ErrorBoundary";

function Page({ fails }: { fails: boolean }) {
  if (fails) throw new Error("a page that fails");
  return <input aria-label="Nota" />;
}

test("what failed gets another try at another place, and what works is not begun anew", () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const at = (place: string, fails: boolean) => (
    <ErrorBoundary place={place} fallback="roto">
      <Page fails={fails} />
    </ErrorBoundary>
  );
  const { rerender } = render(at("/a", true));
  rerender(at("/b", true));
  expect(screen.getByText("roto")).toBeVisible();
  rerender(at("/c", false));
  const field = screen.getByLabelText("Nota");
  rerender(at("/d", false));
  expect(screen.getByLabelText("Nota")).toBe(field);
});
