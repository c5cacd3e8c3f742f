/** Who is signed in. The access token lives here, in memory, and nowhere else; the refresh token is an HttpOnly cookie. */
import createClient from "openapi-fetch";
import { toProblem, unwrap } from "@/api/problem";
import type { paths } from "@/api/schema";
import type { User } from "@/api/types";
import { learnServerTime } from "@/lib/clock";
import { remember, remembered } from "@/lib/preferences";
import { Listeners } from "@/lib/store";
import { type News, Tabs } from "./tabs";

/** `offline`: the server has not answered since the app was opened; what is remembered is shown, of `since`.
 * `ended`: the page stays as it is, with a sign-in dialog over it. */
export type SessionState =
  | { phase: "restoring" }
  | { phase: "unreachable" }
  | { phase: "anonymous" }
  | { phase: "offline"; user: User; since: number }
  | { phase: "active"; user: User }
  | { phase: "ended"; user: User };

interface Grant {
  token: string;
  expires_in: number;
  user: User;
}

const csrf = { "X-Requested-With": "admin-kiosk" };
const RENEW_BEFORE_MS = 60_000;
const RETRY_RENEWAL_MS = 10_000;

export class Session {
  state: SessionState = { phase: "restoring" };
  token: string | null = null;
  readonly changes = new Listeners();
  /** Every new access token, also the renewed ones. */
  readonly tokens = new Listeners<[token: string]>();

  private readonly auth;
  private readonly tabs: Tabs;
  private renewing: Promise<boolean> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** An answer to what was asked before the last of them is no longer wanted. */
  private signOuts = 0;

  constructor(private readonly language: () => string) {
    this.auth = createClient<paths>({
      baseUrl: location.origin,
      credentials: "same-origin",
      fetch: (request) => this.send(request, null),
    });
    this.tabs = new Tabs((news) => this.follow(news));
  }

  /** Takes up a session of an earlier visit. Asks only where there was one, so that a first visit sees no error. */
  async restore(): Promise<void> {
    const visited = remembered("session") !== null;
    this.become({ phase: visited ? "restoring" : "anonymous" });
    if (visited) await this.renew().catch(() => this.become({ phase: "unreachable" }));
  }

  /** Goes on with what is remembered of the person, and asks for the session again until the server answers. */
  continueOffline(user: User, since: number): void {
    this.become({ phase: "offline", user, since });
    addEventListener("online", this.retry);
    this.renewIn(RETRY_RENEWAL_MS);
  }

  /** Throws `Problem` (`invalid_credentials`, `otp_required`, `otp_invalid`, `login_locked`, …). */
  async signIn(username: string, password: string, otp?: string): Promise<void> {
    const body = { username, password, ...(otp ? { otp } : {}) };
    this.adopt(await unwrap(this.auth.POST("/auth/login", { body })));
    this.tabs.tell("signed-in");
  }

  /** Gives the person another password; this session goes on, their others end. Throws `Problem`. */
  async changePassword(current: string, chosen: string): Promise<void> {
    const api = createClient<paths>({ baseUrl: location.origin, fetch: this.fetch });
    const asked = this.signOuts;
    const grant = await unwrap(api.POST("/auth/password", { body: { current, new: chosen } }));
    if (asked === this.signOuts) this.adopt(grant);
  }

  /** Forgets everything here at once; the server is told, and may be away. */
  async signOut(): Promise<void> {
    const told = this.auth.POST("/auth/logout", { headers: csrf }).catch(() => undefined);
    this.forget();
    this.tabs.tell("signed-out");
    await told;
  }

  /** Renews no more, and hears of no other tab. */
  stop(): void {
    this.rest();
    this.tabs.close();
  }

  /** A new access token from the refresh cookie; one call however many ask. False: the session has ended. */
  renew(): Promise<boolean> {
    if (this.renewing) return this.renewing;
    const renewing = this.askForRenewal().finally(() => {
      if (this.renewing === renewing) this.renewing = undefined;
    });
    this.renewing = renewing;
    return renewing;
  }

  /** Sends a request as the person signed in. After a 401 it renews once and sends again; when the session has
   * ended the request waits for the person to sign in again, so that nothing they did is lost. It is never sent as
   * another person. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const again = request.clone();
    const { token, person } = this;
    const response = await this.send(request, token);
    if (response.status !== 401) return response;
    if (this.token === token && !(await this.renew())) await this.signedInAgain();
    return this.token && this.person === person ? this.send(again, this.token) : response;
  };

  private get person(): number | undefined {
    return "user" in this.state ? this.state.user.id : undefined;
  }

  private async askForRenewal(): Promise<boolean> {
    const asked = this.signOuts;
    const answer = await this.auth.POST("/auth/refresh", { headers: csrf }).catch((error: unknown) => {
      if (asked === this.signOuts) throw error;
    });
    if (!answer || asked !== this.signOuts) return false;
    const { data, error, response } = answer;
    if (data) this.adopt(data);
    else if (response.status === 401 || response.status === 403) this.end();
    else throw toProblem(error, response);
    return data !== undefined;
  }

  private adopt(grant: Grant): void {
    this.rest();
    // What is on the screen belongs to the person before: it goes before the next one comes.
    if (this.person !== undefined && this.person !== grant.user.id) this.become({ phase: "anonymous" });
    this.token = grant.token;
    remember("session", "1");
    const lifetime = grant.expires_in * 1_000;
    this.renewIn(Math.max(lifetime - RENEW_BEFORE_MS, lifetime / 2));
    this.become({ phase: "active", user: grant.user });
    this.tokens.emit(grant.token);
  }

  private renewIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.retry, ms);
  }

  private readonly retry = (): void => {
    this.renew().catch(() => this.renewIn(RETRY_RENEWAL_MS));
  };

  private rest(): void {
    clearTimeout(this.timer);
    removeEventListener("online", this.retry);
  }

  private forget(): void {
    this.rest();
    this.signOuts += 1;
    this.renewing = undefined;
    this.token = null;
    remember("session", null);
    this.become({ phase: "anonymous" });
  }

  /** Signing out means everywhere in this browser; signing in serves all tabs that wait for it. */
  private follow(news: News): void {
    const { phase } = this.state;
    if (news === "signed-out" && phase !== "anonymous") this.forget();
    if (news === "signed-in" && (phase === "anonymous" || phase === "ended"))
      void this.renew().catch(() => undefined);
  }

  private end(): void {
    this.rest();
    this.token = null;
    const { state } = this;
    if (!("user" in state)) remember("session", null);
    this.become("user" in state ? { phase: "ended", user: state.user } : { phase: "anonymous" });
  }

  private signedInAgain(): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.state.phase === "ended") return;
        remove();
        resolve();
      };
      const remove = this.changes.add(check);
      check();
    });
  }

  private async send(request: Request, token: string | null): Promise<Response> {
    request.headers.set("Accept-Language", this.language());
    if (token) request.headers.set("Authorization", `Bearer ${token}`);
    const response = await fetch(request);
    learnServerTime(response);
    return response;
  }

  private become(state: SessionState): void {
    this.state = state;
    this.changes.emit();
  }
}
