/** The session, for components. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { User } from "@/api/types";
import type { Session, SessionState } from "./session";

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider");
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.changes.add, () => session.state);
}

/** The person signed in, also while their session waits to be renewed by them. */
export function useUser(): User | null {
  const state = useSessionState();
  return "user" in state ? state.user : null;
}

/** Whether the person may do something; `permission` by its name in the contract. */
export function useMay(permission: string): boolean {
  return useUser()?.permissions.includes(permission) ?? false;
}
