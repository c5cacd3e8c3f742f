/** What the server tells the app before anything else: where realtime and maps live, and whether this is a demo. */
import { createContext, useContext } from "react";
import * as z from "zod/mini";
import { remember, remembered } from "@/lib/preferences";

const Config = z.object({
  realtime_url: z.string(),
  public_url: z.string(),
  /** A MapLibre style; without it the bundled outline map is drawn. */
  map_style_url: z.nullish(z.string()),
  demo: z.boolean(),
  version: z.string(),
  /** Whether the installation keeps its mail; older servers do not say. */
  mailbox: z.optional(z.boolean()),
});

export type Config = z.infer<typeof Config>;

/** Reads `/app/config.json` once, or without a network what it last was, so that the app opens there too. Throws when
 * there is neither. */
export async function loadConfig(): Promise<Config> {
  try {
    const response = await fetch(new URL("/app/config.json", location.origin));
    if (!response.ok) throw new Error(`config.json: ${response.status}`);
    const config = Config.parse(await response.json());
    remember("config", JSON.stringify(config));
    return config;
  } catch (error) {
    const last = remembered("config");
    if (last === null) throw error;
    return Config.parse(JSON.parse(last));
  }
}

const ConfigContext = createContext<Config | null>(null);
export const ConfigProvider = ConfigContext.Provider;

export function useConfig(): Config {
  const config = useContext(ConfigContext);
  if (!config) throw new Error("useConfig needs a ConfigProvider");
  return config;
}
