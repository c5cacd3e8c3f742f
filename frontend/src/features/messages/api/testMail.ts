/** `POST /notify/test-email`, and `GET /notify/deliveries/<id>` until the mail is sent or given up. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Delivery } from "@/api/types";

const LOOK_MS = 1_000;

export function useSendTest() {
  const api = useApi();
  return useMutation({
    mutationFn: async (to: string): Promise<Delivery> =>
      (await unwrap(api.POST("/notify/test-email", { body: { to } }))).delivery,
  });
}

/** The delivery as it is now, beginning with what the server said when it took it. */
export function useDelivery(taken: Delivery) {
  const api = useApi();
  const queries = useQueryClient();
  const delivery = useQuery({
    queryKey: ["delivery", taken.id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/notify/deliveries/{delivery_id}", { params: { path: { delivery_id: taken.id } }, signal }),
      ),
    initialData: taken,
    refetchInterval: ({ state }) => (state.data?.state === "queued" ? LOOK_MS : false),
  });
  const sent = delivery.data.state === "sent";
  useEffect(() => {
    if (sent) void queries.invalidateQueries({ queryKey: ["mailbox"] });
  }, [sent, queries]);
  return delivery;
}
