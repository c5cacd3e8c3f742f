/** `GET/PUT /auth/me`, `/auth/otp/*` and `/auth/sessions`. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import { useSession } from "@/session/SessionContext";

type ProfileChanges = components["schemas"]["ProfileChanges"];
export type SignedIn = components["schemas"]["SessionList"]["items"][number];

export function useSaveProfile() {
  const api = useApi();
  const session = useSession();
  return useMutation({
    mutationFn: async (body: ProfileChanges) => {
      await unwrap(api.PUT("/auth/me", { body }));
      // The session tells everybody in the app who the person is now.
      await session.renew();
    },
  });
}

/** The first half: a secret for the authenticator app. */
export function useSetUpOtp() {
  const api = useApi();
  return useMutation({
    mutationFn: (password: string) => unwrap(api.POST("/auth/otp/setup", { body: { password } })),
  });
}

/** The second half, and the way back: both need the password and a code. */
export function useSwitchOtp(on: boolean) {
  const api = useApi();
  const session = useSession();
  return useMutation({
    mutationFn: async (body: { otp: string; password: string }) => {
      await unwrap(on ? api.POST("/auth/otp/enable", { body }) : api.POST("/auth/otp/disable", { body }));
      await session.renew();
    },
  });
}

export function useSessions() {
  const api = useApi();
  return useQuery({
    queryKey: ["sessions"],
    queryFn: async ({ signal }): Promise<SignedIn[]> => {
      const query = { limit: 100 };
      return (await unwrap(api.GET("/auth/sessions", { params: { query }, signal }))).items;
    },
  });
}

export function useEndSession() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/auth/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions"] }),
  });
}
