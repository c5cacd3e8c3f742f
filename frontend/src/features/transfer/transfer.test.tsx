import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { admin, makeKiosk, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { parseIds } from "./model/labels";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const problemOf = (row: number, field: string, message: string) => ({ row, field, code: "missing", message });

let downloads: { name: string; file: Blob }[];

beforeEach(() => {
  downloads = [];
  const files = new Map<string, Blob>();
  URL.createObjectURL = (file) => {
    const address = `blob:${files.size}`;
    files.set(address, file as Blob);
    return address;
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    const file = files.get(this.href);
    if (file) downloads.push({ name: this.download, file });
  });
});

test("a file is checked first, its problems shown by row, and only then imported", async () => {
  const runs: { dry: string | null; name: string; key: string | null }[] = [];
  server.use(
    http.post(at("/kiosks/import"), async ({ request }) => {
      const { searchParams } = new URL(request.url);
      const body = await request.text();
      const dry = searchParams.get("dry_run");
      runs.push({
        dry,
        name: /filename="([^"]+)"/.exec(body)?.[1] ?? "",
        key: request.headers.get("Idempotency-Key"),
      });
      return HttpResponse.json({
        message: "checked",
        dry_run: dry === "true",
        rows: 3,
        valid: 2,
        created: dry === "true" ? 0 : 2,
        ignored_columns: ["Color"],
        errors: [problemOf(3, "name", "Falta este dato."), problemOf(4, "lat", "No es un número.")],
      });
    }),
  );
  const user = renderApp("/app/import");
  await signIn(user);
  const file = new File(["name,location\nA,B\n"], "kioscos.csv", { type: "text/csv" });
  await user.upload(await screen.findByLabelText(/Suelta aquí un archivo/), file);

  expect(await screen.findByRole("heading", { name: "kioscos.csv está revisado" })).toBeVisible();
  expect(screen.getByText("Columnas que no se usan: Color.")).toBeVisible();
  expect(screen.getByRole("row", { name: "3 name Falta este dato." })).toBeVisible();
  await user.selectOptions(screen.getByLabelText("Campo"), "lat");
  expect(screen.queryByRole("row", { name: /Falta este dato/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Descargar informe" }));
  expect(await downloads[0]?.file.text()).toContain("3,name,Falta este dato.");

  await user.click(screen.getByRole("button", { name: "Importar 2 kioscos" }));
  expect(await screen.findByRole("heading", { name: "Se crearon 2 kioscos" })).toBeVisible();
  expect(runs.map(({ dry }) => dry)).toEqual(["true", "false"]);
  expect(runs[0]?.key).not.toBe(runs[1]?.key);
});

test("an import whose answer was lost is tried again under the same key", async () => {
  const keys: (string | null)[] = [];
  const report = { message: "", rows: 1, valid: 1, ignored_columns: [], errors: [] };
  server.use(
    http.post(at("/kiosks/import"), ({ request }) => {
      if (new URL(request.url).searchParams.get("dry_run") === "true")
        return HttpResponse.json({ ...report, dry_run: true, created: 0 });
      keys.push(request.headers.get("Idempotency-Key"));
      if (keys.length === 1) return HttpResponse.error();
      return HttpResponse.json({ ...report, dry_run: false, created: 1 });
    }),
  );
  const user = renderApp("/app/import");
  await signIn(user);
  await user.upload(await screen.findByLabelText(/Suelta aquí un archivo/), new File(["x"], "k.csv"));
  await user.click(await screen.findByRole("button", { name: "Importar 1 kiosco" }));
  await user.click(await screen.findByRole("button", { name: "Intentar otra vez con k.csv" }));
  expect(await screen.findByRole("heading", { name: "Se creó 1 kiosco" })).toBeVisible();
  expect(keys[1]).toBe(keys[0]);
});

test("what the server tells of a running import is shown in numbers", async () => {
  let finish = () => {};
  let task: string | null = null;
  server.use(
    http.post(at("/kiosks/import"), async ({ request }) => {
      task = new URL(request.url).searchParams.get("task");
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return HttpResponse.json({
        message: "",
        dry_run: true,
        rows: 1,
        valid: 1,
        created: 0,
        ignored_columns: [],
        errors: [],
      });
    }),
  );
  const user = renderApp("/app/import");
  await signIn(user);
  await user.upload(await screen.findByLabelText(/Suelta aquí un archivo/), new File(["x"], "k.csv"));
  await vi.waitFor(() => {
    expect(task).not.toBeNull();
    expect(backend.realtime.members(`user:${admin.id}`)).toBe(1);
  });
  backend.realtime.task(admin.id, {
    task_id: task ?? "",
    kind: "import",
    done: 250,
    total: 1000,
    phase: "checking",
    state: "running",
  });
  expect(await screen.findByText("Revisadas 250 de 500 filas")).toBeVisible();
  finish();
  expect(await screen.findByRole("button", { name: "Importar 1 kiosco" })).toBeVisible();
});

test("who may not register kiosks reads so at the address of the import", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all"] };
  await signIn(renderApp("/app/import"));
  expect(await screen.findByRole("heading", { name: "No puedes ver esta página" })).toBeVisible();
});

test("labels are printed of the kiosks in the address, changed by ticking others", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Uno" }), makeKiosk(2, { name: "Dos" })];
  let sent: unknown;
  server.use(
    http.post(at("/kiosks/labels"), async ({ request }) => {
      sent = await request.json();
      return new HttpResponse("%PDF-", { headers: { "content-type": "application/pdf" } });
    }),
  );
  const user = renderApp("/app/labels?ids=1");
  await signIn(user);
  expect(await screen.findByRole("checkbox", { name: /Uno/ })).toBeChecked();
  await user.click(screen.getByRole("checkbox", { name: /Dos/ }));
  expect(currentAddress()).toBe("/app/labels?ids=1%2C2");
  await user.selectOptions(screen.getByLabelText("Tamaño de etiqueta"), "70x37");
  await user.click(screen.getByRole("button", { name: "Crear PDF" }));
  expect(await screen.findByText(/El PDF está en tus descargas/)).toBeVisible();
  expect(sent).toEqual({ ids: [1, 2], size: "70x37" });
  expect(downloads[0]?.name).toBe("etiquetas.pdf");
});

test("ids in an address are numbers, each once", () => {
  expect(parseIds("3,x,1,3,-2,,99999999999999999999")).toEqual([3, 1]);
});
