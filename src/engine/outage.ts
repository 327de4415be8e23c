/**
 * The time without a session: what keeps it away has a name and particulars, and somebody is told once.
 *
 * Names grow worse with time: an API that stayed silent through five attempts in a row is disabled, and a client id that
 * has been taken for five minutes is stuck. Inside an expected downtime nothing alarms; what lasts longer does, when the
 * downtime is over. A session that stays away while the weekly login is due waits for a person, who is reminded every
 * hour; a restart takes some minutes on that day too, so nobody is asked for at once.
 */
import { after, type Instant, isoTime, minutes } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";
import { conditionRow, LOGIN_MS_MAX } from "../upstream/conditions.ts";
import type { End } from "../upstream/session.ts";
import type { Machines } from "./machines.ts";

/** Attempts in a row that were accepted and never greeted. */
const MUTE_ATTEMPTS_MAX = 5;
const TAKEN_MS_MAX = minutes(5);
const REMIND_EVERY_MS = minutes(60);

export class Outage {
  readonly #m: Machines;
  #muteAttempts = 0;
  #takenSince: Instant | undefined;
  /** What the last attempt met; undefined once a session has served. */
  #last: End | undefined;
  #alarmed = false;
  #awaySince: Instant | undefined;
  /** When somebody is asked for the weekly login, or reminded of it. */
  #remindAt: Instant | undefined;
  /** The weekly login that somebody was told of hours before. */
  #foretold: Downtime | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  /** An attempt, or the session, has ended. `jitter` in [0, 1) spreads the next one. */
  lost(end: End, now: Instant, jitter: number): void {
    const { session, standing, out, calendar } = this.#m;
    this.#last = this.#named(end, now);
    this.#awaySince ??= now;
    const { condition, detail } = this.#last;
    const retryMs = Math.round(session.closed(now, jitter));
    if (session.failures === 1) this.#alarmed = false;
    standing.begin(condition, now, detail);
    const level = calendar.expecting === undefined ? "warn" : "info";
    out.log(level, "session-lost", { condition, reason: detail, retryMs });
    this.#expectLogin(now);
    this.#alarm();
  }

  /** The same thing met again and again has a worse name. A close without a word may be a 326 that was not read (PROTOCOL 13.1). */
  #named({ condition, detail }: End, now: Instant): End {
    this.#muteAttempts = condition === "mute-handshake" ? this.#muteAttempts + 1 : 0;
    if (condition === "client-id-taken") this.#takenSince ??= now;
    else if (condition !== "not-logged-in") this.#takenSince = undefined;
    if (this.#muteAttempts >= MUTE_ATTEMPTS_MAX)
      return { condition: "api-disabled", detail: `${detail}; ${this.#muteAttempts} attempts in a row` };
    if (condition === "client-id-taken" && now - this.#takenSince! >= TAKEN_MS_MAX)
      return { condition: "client-id-stuck", detail };
    return { condition, detail };
  }

  /** After several failures in a row somebody is told, once for each outage; a session that did not serve for long enough ends none. */
  #alarm(): void {
    const { session, out, calendar } = this.#m;
    if (this.#last === undefined || this.#alarmed || calendar.expecting !== undefined || !session.alarming) return;
    this.#alarmed = true;
    const { condition, detail } = this.#last;
    const { remedy } = conditionRow(condition);
    out.log("error", "session-down", { condition, attempts: session.failures, reason: detail, remedy });
  }

  /** Without a session while the weekly login is due, it is the login that is waited for. */
  #expectLogin(now: Instant): void {
    const { expecting } = this.#m.calendar;
    if (this.#awaySince === undefined || this.#remindAt !== undefined) return;
    if (expecting?.kind !== "relogin") return;
    const at = after(this.#awaySince, LOGIN_MS_MAX);
    if (now >= at) this.#remind(now);
    else this.#remindAt = at;
  }

  /** Also when its time is over: nothing else will bring the session back. */
  #remind(now: Instant): void {
    const { standing, out } = this.#m;
    this.#remindAt = after(now, REMIND_EVERY_MS);
    standing.begin("second-factor", now, "no session while the weekly login is due");
    out.log("warn", "second-factor-awaited", { remedy: conditionRow("second-factor").remedy });
  }

  /** A session is ready and has its link to IB: without it nobody is logged in, and nobody is served. */
  over(now: Instant): void {
    this.#m.standing.end("second-factor");
    this.#muteAttempts = 0;
    this.#takenSince = undefined;
    this.#last = undefined;
    this.#awaySince = undefined;
    this.#remindAt = undefined;
    if (this.#m.calendar.sessionReady(now)) this.expected(now);
  }

  /** A time in which the session may be away begins or ends, or is ahead. */
  expected(now: Instant): void {
    const { standing, calendar } = this.#m;
    if (calendar.ahead !== this.#foretold) this.#foretell(calendar.ahead);
    const { expecting } = calendar;
    if (expecting === undefined) standing.end("restart-window");
    else standing.begin("restart-window", now, expecting.kind);
    this.#expectLogin(now);
    this.#alarm();
  }

  /** Hours before it, so that whoever is needed for it can choose the hour. */
  #foretell(ahead: Downtime | undefined): void {
    this.#foretold = ahead;
    if (ahead === undefined) return;
    const remedy =
      "be there to approve it, or restart the Gateway and log in once it is due, at an hour that suits you";
    this.#m.out.log("warn", "second-factor-ahead", { due: isoTime(ahead.from), remedy });
  }

  nextDeadline(): Instant | undefined {
    return this.#remindAt;
  }

  tick(now: Instant): void {
    if (this.#remindAt !== undefined && now >= this.#remindAt) this.#remind(now);
  }
}
