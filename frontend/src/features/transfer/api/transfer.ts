/** `POST /kiosks/import`, `GET /kiosks/export.csv` and `POST /kiosks/labels`. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap, unwrapFile } from "@/api/problem";
import type { components, operations } from "@/api/schema";

export type ImportReport = components["schemas"]["ImportOut"];
export type ImportProblem = ImportReport["errors"][number];
export type LabelSize = NonNullable<components["schemas"]["LabelsIn"]["size"]>;
type ExportFilters = NonNullable<operations["get_transfer_export_kiosks"]["parameters"]["query"]>;

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
      // A description of an API has no word for a file: the types made from it say text.
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
    mutationFn: (filters: ExportFilters) =>
      unwrapFile(api.GET("/kiosks/export.csv", { params: { query: filters }, parseAs: "blob" })),
  });
}

export function useLabels() {
  const api = useApi();
  return useMutation({
    mutationFn: (body: { ids: number[]; size: LabelSize }) =>
      unwrapFile(api.POST("/kiosks/labels", { body, parseAs: "blob" })),
  });
}

function asForm(fields: object | undefined): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields ?? {})) form.append(name, value);
  return form;
}
