/** What the server tells the app before anything else: where realtime lives, and whether this is a demo. */
import { createContext, useContext } from "react";
import * as z from "zod/mini";

const Config = z.object({
  realtime_url: z.string(),
  public_url: z.string(),
  demo: z.boolean(),
  version: z.string(),
});

export type Config = z.infer<typeof Config>;

/** Reads `/app/config.json` once. Throws when it cannot be reached or is not what it should be. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch(new URL("/app/config.json", location.origin));
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return Config.parse(await response.json());
}

const ConfigContext = createContext<Config | null>(null);
export const ConfigProvider = ConfigContext.Provider;

export function useConfig(): Config {
  const config = useContext(ConfigContext);
  if (!config) throw new Error("useConfig needs a ConfigProvider");
  return config;
}
