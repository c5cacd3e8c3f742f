/** `GET /kiosks/<id>/qr.svg|png`: the code of the label, fetched as the person, shown and saved as a file. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";

export type QrFormat = "svg" | "png";

/** Sharp when printed as large as a hand. */
const PNG_PX = 1024;

export function useQr(id: number, format: QrFormat, enabled = true) {
  const api = useApi();
  return useQuery({
    queryKey: ["kiosk", id, "qr", format],
    queryFn: async ({ signal }): Promise<Blob> => {
      const path = { kiosk_id: id };
      const answer =
        format === "svg"
          ? api.GET("/kiosks/{kiosk_id}/qr.svg", { params: { path }, parseAs: "blob", signal })
          : api.GET("/kiosks/{kiosk_id}/qr.png", {
              params: { path, query: { size: PNG_PX } },
              parseAs: "blob",
              signal,
            });
      return (await unwrap<unknown>(answer)) as Blob;
    },
    enabled,
    // What a code leads to never changes.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
  });
}

/** An address of the file within this page. */
export function useObjectUrl(file: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!file) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
