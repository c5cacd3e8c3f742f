/** Keys that lead to a place. */
import { useNavigate } from "react-router";
import { useKey } from "@/lib/useKey";

export function Jump({ keys, to }: { keys: string; to: string }) {
  const navigate = useNavigate();
  useKey(keys, () => navigate(to));
  return null;
}
