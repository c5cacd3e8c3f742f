/** `POST /kiosks/import`, `GET /kiosks/export.csv` and `POST /kiosks/labels`. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components, operations } from "@/api/schema";

export type ImportReport = components["schemas"]["ImportOut"];
export type ImportProblem = ImportReport["errors"][number];
export type LabelSize = NonNullable<components["schemas"]["LabelsIn"]["size"]>;
export type ExportFilters = NonNullable<operations["get_transfer_export_kiosks"]["parameters"]["query"]>;

/** `task`: under this name the server tells how far it is. */
interface Import {
  file: File;
  dryRun: boolean;
  task: string;
}

export function useImport() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, dryRun, task }: Import): Promise<ImportReport> => {
      const query = { dry_run: dryRun, task };
      const body = { file: file as unknown as string };
      // The same file sent twice after a lost answer is imported once.
      const headers = { "Idempotency-Key": task };
      return unwrap(api.POST("/kiosks/import", { params: { query }, body, bodySerializer: asForm, headers }));
    },
    onSuccess: ({ dry_run }) => dry_run || queries.invalidateQueries({ queryKey: ["kiosks"] }),
  });
}

export function useExport() {
  const api = useApi();
  return useMutation({
    mutationFn: async (filters: ExportFilters): Promise<Blob> => {
      const answer = api.GET("/kiosks/export.csv", { params: { query: filters }, parseAs: "blob" });
      return (await unwrap(answer)) as unknown as Blob;
    },
  });
}

export function useLabels() {
  const api = useApi();
  return useMutation({
    mutationFn: async (body: { ids: number[]; size: LabelSize }): Promise<Blob> =>
      (await unwrap(api.POST("/kiosks/labels", { body, parseAs: "blob" }))) as unknown as Blob,
  });
}

function asForm(fields: object | undefined): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields ?? {})) form.append(name, value);
  return form;
}
