/** `GET /ai/predict` and `GET /ai/forecasts`: what is expected, and past forecasts against what came. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Subject } from "../model/subject";

export function usePrediction(subject: Subject) {
  const api = useApi();
  return useQuery({
    queryKey: ["outlook", "prediction", subject],
    queryFn: ({ signal }) => unwrap(api.GET("/ai/predict", { params: { query: subject }, signal })),
  });
}

export function useForecasts(subject: Subject) {
  const api = useApi();
  return useQuery({
    queryKey: ["outlook", "forecasts", subject],
    queryFn: ({ signal }) => unwrap(api.GET("/ai/forecasts", { params: { query: subject }, signal })),
  });
}
