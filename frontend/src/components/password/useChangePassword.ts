/** `POST /auth/password`: one's own password. */
import { useMutation } from "@tanstack/react-query";
import { useSession } from "@/session/SessionContext";
import type { NewPassword } from "./newPassword";

export function useChangePassword() {
  const session = useSession();
  return useMutation({
    mutationFn: ({ current, chosen }: NewPassword) => session.changePassword(current, chosen),
  });
}
