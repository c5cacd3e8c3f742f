/** The typed HTTP client. Paths, parameters and answers come from the generated OpenAPI types. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";

type Fetch = (request: Request) => Promise<Response>;
export type Api = ReturnType<typeof createApi>;

export function createApi(fetch: Fetch) {
  return createClient<paths>({ baseUrl: location.origin, fetch });
}
