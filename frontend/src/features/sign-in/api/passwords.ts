/** `POST /auth/password/forgot` and `/auth/password/reset`. */
import { useMutation } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { NewPassword } from "@/components/password/newPassword";
import { useSession } from "@/session/SessionContext";

/** Ask for the mail with the link, by user name or by address. The answer does not tell whether there is such a person. */
export function useForgot() {
  const api = useApi();
  return useMutation({
    mutationFn: (who: string) => {
      const body = who.includes("@") ? { email: who } : { username: who };
      return unwrap(api.POST("/auth/password/forgot", { body }));
    },
  });
}

export function useReset(token: string) {
  const api = useApi();
  const session = useSession();
  return useMutation({
    mutationFn: async ({ chosen }: NewPassword) => {
      await unwrap(api.POST("/auth/password/reset", { body: { token, password: chosen } }));
      // The server has ended all sessions of the person; whoever is signed in here begins anew.
      if (session.state.phase !== "anonymous") await session.signOut();
    },
  });
}
