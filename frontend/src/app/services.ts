/** The composition root: everything with a life of its own is made here, once, and handed down by context. */
import { QueryClient } from "@tanstack/react-query";
import { type Api, createApi } from "@/api/client";
import { isFinal } from "@/api/problem";
import type { Config } from "@/config";
import { currentLanguage } from "@/i18n";
import type { Realtime } from "@/realtime/hooks";
import { startRealtime } from "@/realtime/wire";
import { Session } from "@/session/session";

export interface Services {
  config: Config;
  session: Session;
  api: Api;
  queries: QueryClient;
  realtime: Realtime;
  /** Closes the line and lets no timer run on. */
  stop: () => void;
}

const RETRIES = 2;

export function createServices(config: Config): Services {
  const session = new Session(currentLanguage);
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // The socket keeps what is on the screen current; what left the screen is asked for when it comes back.
        refetchOnMount: "always",
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < RETRIES && !isFinal(error),
      },
    },
  });
  const realtime = startRealtime(config.realtime_url, session, queries);
  session.changes.add(() => {
    if (session.state.phase !== "anonymous") return;
    // The next person at this screen may see other kiosks.
    queries.clear();
    realtime.kiosks.clear();
  });
  const stop = () => {
    realtime.connection.stop();
    session.stop();
    queries.clear();
  };
  return { config, session, api: createApi(session.fetch), queries, realtime, stop };
}
