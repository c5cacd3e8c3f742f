/** `POST /kiosks` and `POST /kiosks/<id>/enrolment`: both answer with a token that is shown once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Enrolment, Kiosk, NewKiosk } from "@/api/types";
import { newId } from "@/lib/newId";

export interface Enrolled {
  kiosk: Kiosk;
  enrolment: Pick<Enrolment, "enrolment_token" | "enrolment_expires_at">;
}

/** Registers one kiosk, however often it is tried: a repeated request whose answer was lost gives the same one. */
export function useRegister() {
  const [key] = useState(newId);
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewKiosk): Promise<Enrolled> => {
      const headers = { "Idempotency-Key": key };
      const { kiosk, ...enrolment } = await unwrap(api.POST("/kiosks", { body, headers }));
      return { kiosk, enrolment };
    },
    // Also after an error: it may have been registered, and only the answer lost.
    onSettled: () => queries.invalidateQueries({ queryKey: ["kiosks"] }),
  });
}

export function useNewEnrolment(id: number) {
  const api = useApi();
  return useMutation({
    mutationFn: (): Promise<Enrolment> =>
      unwrap(api.POST("/kiosks/{kiosk_id}/enrolment", { params: { path: { kiosk_id: id } } })),
  });
}

/** The kiosk as the page under the dialog already has it. */
export function useKiosk(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["kiosk", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/kiosks/{kiosk_id}", { params: { path: { kiosk_id: id } }, signal })),
  });
}
