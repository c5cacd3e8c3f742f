/** `GET /ai/recommendations`, its record, and what people decide. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Advice } from "@/api/types";

const PAGE = 50;

/** The texts come in the language that was asked for. */
export function useRecommendations(state: Advice["state"], kiosk?: number) {
  const api = useApi();
  const { i18n } = useTranslation();
  const { data, ...list } = useInfiniteQuery({
    queryKey: ["recommendations", state, kiosk, i18n.language],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        state,
        limit: PAGE,
        ...(kiosk === undefined ? {} : { kiosk_id: kiosk }),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return unwrap(api.GET("/ai/recommendations", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...list, items: data?.pages.flatMap((page) => page.recommendations) };
}

export function useRecord() {
  const api = useApi();
  return useQuery({
    queryKey: ["recommendations", "record"],
    queryFn: ({ signal }) => unwrap(api.GET("/ai/recommendations/record", { signal })),
  });
}

export type Decision = "accept" | "dismiss";

/** Throws `Problem` 409 when it was decided meanwhile. */
export function useDecide(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ decision, note }: { decision: Decision; note: string }) => {
      const options = {
        params: { path: { recommendation_id: id } },
        body: note ? { note } : {},
      };
      return unwrap(
        decision === "accept"
          ? api.POST("/ai/recommendations/{recommendation_id}/accept", options)
          : api.POST("/ai/recommendations/{recommendation_id}/dismiss", options),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["recommendations"] }),
  });
}
