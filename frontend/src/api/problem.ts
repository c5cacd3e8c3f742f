/** The one error the app knows from its servers: problem+json, already worded in the person's language. */

import { serverNow } from "@/lib/clock";

interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number,
    /** Stable English identifier, such as `kiosk_not_found`. */
    readonly code: string,
    message: string,
    readonly fields: FieldProblem[] = [],
    readonly requestId?: string,
    /** When the server answers again, in milliseconds of its clock; only where it said so. */
    readonly retryAt?: number,
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an API answer. Throws `Problem` when the server said no. */
export async function unwrap<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw toProblem(error, response);
  return data as T;
}

/** As `unwrap`, with the version of the record: for `If-Match` when it is written. */
export async function unwrapVersioned<T>(answer: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  const data = await unwrap(answer);
  return { data, etag: (await answer).response.headers.get("ETag") ?? "*" };
}

/** As `unwrap`, of an answer that was asked for with `parseAs: "blob"`, whatever its description says. */
export async function unwrapFile(answer: Promise<Answer<unknown>>): Promise<Blob> {
  return (await unwrap(answer)) as Blob;
}

/** A server's refusal as a `Problem`, also when something in between answered without problem+json. */
export function toProblem(body: unknown, response: Response): Problem {
  const { code, message, errors, request_id } = (
    typeof body === "object" && body !== null ? body : {}
  ) as Record<string, unknown>;
  return new Problem(
    response.status,
    typeof code === "string" ? code : `http_${response.status}`,
    typeof message === "string" ? message : "",
    Array.isArray(errors) ? (errors as FieldProblem[]) : [],
    typeof request_id === "string" ? request_id : undefined,
    toMoment(response.headers.get("Retry-After")),
  );
}

/** `Retry-After` in seconds, as our servers give it. */
function toMoment(seconds: string | null): number | undefined {
  return seconds && /^\d+$/.test(seconds) ? serverNow() + Number(seconds) * 1_000 : undefined;
}

/** True where asking again cannot help: the server understood and refused. */
export function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
}
