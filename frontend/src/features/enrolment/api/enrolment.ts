/** `POST /kiosks` and `POST /kiosks/<id>/enrolment`: both answer with a token that is shown once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Enrolment, Kiosk, NewKiosk } from "@/api/types";

export interface Enrolled {
  kiosk: Kiosk;
  enrolment: Pick<Enrolment, "enrolment_token" | "enrolment_expires_at">;
}

export function useRegister() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewKiosk): Promise<Enrolled> => {
      const { kiosk, ...enrolment } = await unwrap(api.POST("/kiosks", { body }));
      return { kiosk, enrolment };
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["kiosks"] }),
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
