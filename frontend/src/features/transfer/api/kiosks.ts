/** The kiosks whose labels may be printed. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { everyKiosk } from "@/api/kiosks";

export function useKiosks() {
  const api = useApi();
  return useQuery({
    queryKey: ["label-kiosks"],
    queryFn: ({ signal }) => everyKiosk(api, signal),
  });
}
