/** The composition root: everything with a life of its own is made here, once, and handed down by context. */
import { QueryClient } from "@tanstack/react-query";
import { type Api, createApi } from "@/api/client";
import { isFinal } from "@/api/problem";
import type { Config } from "@/config";
import { currentLanguage } from "@/i18n";
import { Memory } from "@/offline/memory";
import type { Realtime } from "@/realtime/hooks";
import { startRealtime } from "@/realtime/wire";
import { Session } from "@/session/session";

export interface Services {
  config: Config;
  session: Session;
  api: Api;
  queries: QueryClient;
  realtime: Realtime;
  /** Takes up the session of an earlier visit; where no server answers, what is remembered of it. */
  restore: () => Promise<void>;
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
        // Without a network a request fails and says so; a paused one would look like a slow one.
        networkMode: "always",
        refetchOnReconnect: true,
        retry: (failures, error) => navigator.onLine && failures < RETRIES && !isFinal(error),
      },
      mutations: { networkMode: "always" },
    },
  });
  const realtime = startRealtime(config.realtime_url, session, queries);
  const memory = new Memory(session, queries, realtime.kiosks);
  let offline = false;
  session.changes.add(() => {
    const { phase } = session.state;
    if (phase === "anonymous") {
      // The next person at this screen may see other kiosks.
      queries.clear();
      realtime.kiosks.clear();
    }
    // What was remembered is on the screen: now the server can say how it is.
    if (phase === "active" && offline) void queries.invalidateQueries();
    offline = phase === "offline";
  });
  const restore = async () => {
    await session.restore();
    const last = session.state.phase === "unreachable" ? await memory.recall() : undefined;
    if (last) session.continueOffline(last.user, last.at);
  };
  const stop = () => {
    realtime.connection.stop();
    memory.stop();
    session.stop();
    queries.clear();
  };
  return { config, session, api: createApi(session.fetch), queries, realtime, restore, stop };
}
