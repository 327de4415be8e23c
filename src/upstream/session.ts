/**
 * Our one connection to the Gateway: dialling, handshake, start-up, and when to try again.
 *
 * It knows bytes, states and bounds, and no order: whatever arrives once the Gateway talks to us is handed on as whole
 * frames. Every wait is bounded; a wait that expires closes the connection with a reason (DESIGN section 7).
 * The client id is fixed: it is the fence that keeps a second daemon out.
 */
import { after, type Instant } from "../base/time.ts";
import type { BackoffConfig } from "../model/config.ts";
import { FrameError, Frames } from "../wire/framing.ts";
import { clientHello, HelloError, parseServerReply } from "../wire/handshake.ts";
import { FLOOR } from "../wire/versions.ts";
import { Backoff, type Breaker } from "./backoff.ts";
import { type ConditionId, HANDSHAKE_MS_MAX, RECONCILE_MS_MAX } from "./conditions.ts";

export type SessionState = "disconnected" | "dialing" | "handshaking" | "starting" | "reconciling" | "ready";

/** Why a session, or an attempt at one, is over. */
export interface End {
  readonly condition: ConditionId;
  /** What exactly was met, for people. */
  readonly detail: string;
}

/** What the engine has to do for the session. */
export type SessionStep =
  | { readonly kind: "negotiated"; readonly serverVersion: number; readonly connectionTime: string }
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  | { readonly kind: "broken"; readonly end: End };

export class Session {
  readonly #maxVersion: number;
  #state: SessionState = "disconnected";
  #frames = new Frames();
  #deadline: Instant | undefined;
  readonly #backoff: Backoff;
  serverVersion = 0;

  constructor(maxVersion: number, backoff: BackoffConfig) {
    this.#maxVersion = maxVersion;
    this.#backoff = new Backoff(backoff);
  }

  get state(): SessionState {
    return this.#state;
  }

  dialing(now: Instant): void {
    this.#backoff.attempt();
    this.#enter("dialing", after(now, HANDSHAKE_MS_MAX));
  }

  /** TCP is up: says hello. */
  opened(now: Instant): Uint8Array {
    this.#frames = new Frames();
    this.#enter("handshaking", after(now, HANDSHAKE_MS_MAX));
    return clientHello(FLOOR, this.#maxVersion);
  }

  /** managedAccounts and nextValidId are here: from now on we ask questions. */
  reconciling(now: Instant): void {
    this.#enter("reconciling", after(now, RECONCILE_MS_MAX));
  }

  ready(now: Instant): void {
    this.#backoff.succeeded(now);
    this.#enter("ready", undefined);
  }

  /** The connection is gone. `jitter` in [0, 1) spreads the retry. Answers the pause in ms. */
  closed(now: Instant, jitter: number): number {
    const pauseMs = this.#backoff.failed(now, jitter);
    this.#enter("disconnected", this.#backoff.due);
    return pauseMs;
  }

  get breaker(): Breaker {
    return this.#backoff.breaker;
  }

  /** Whether it is ready and the Gateway has its link to IB. */
  serves(isServing: boolean, now: Instant): void {
    this.#backoff.serves(isServing, now);
  }

  /** Attempts that failed in a row, sessions that did not serve for long enough among them; none while one serves. */
  get failures(): number {
    return this.#backoff.failures;
  }

  /** So many attempts have failed that somebody must be told. */
  get alarming(): boolean {
    return this.#backoff.alarming;
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  /** What an expired wait means: dial again, or give this connection up for the reason. */
  expired(now: Instant): "dial" | End | undefined {
    if (this.#deadline === undefined || now < this.#deadline) return undefined;
    this.#deadline = undefined;
    if (this.#state === "disconnected") return "dial";
    return EXPIRED[this.#state];
  }

  /** Bytes from the Gateway, turned into steps in their order. A payload stays valid as long as it is held. */
  *received(bytes: Uint8Array, now: Instant): Generator<SessionStep> {
    this.#frames.push(bytes);
    for (;;) {
      if (this.#state === "disconnected") return;
      const payload = this.#frames.next();
      if (payload === undefined) return;
      if (payload instanceof FrameError) {
        yield broken(
          this.#state === "handshaking" ? "wrong-version" : "garbled",
          `the Gateway sent a frame that cannot be: ${payload.reason}`,
        );
        return;
      }
      yield this.#state === "handshaking" ? this.#greeted(payload, now) : { kind: "frame", payload };
    }
  }

  #greeted(payload: Uint8Array, now: Instant): SessionStep {
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError)
      return broken(
        "wrong-version",
        `the answer to our hello is no version reply (${reply.reason}): is this port an IB Gateway's API port?`,
      );
    if (reply.serverVersion < FLOOR || reply.serverVersion > this.#maxVersion)
      return broken(
        "wrong-version",
        `the Gateway chose server version ${reply.serverVersion}, we speak ${FLOOR} to ${this.#maxVersion}`,
      );
    this.serverVersion = reply.serverVersion;
    this.#enter("starting", after(now, HANDSHAKE_MS_MAX));
    return { kind: "negotiated", serverVersion: reply.serverVersion, connectionTime: reply.connectionTime };
  }

  #enter(state: SessionState, deadline: Instant | undefined): void {
    this.#state = state;
    this.#deadline = deadline;
  }
}

const broken = (condition: ConditionId, detail: string): SessionStep => ({
  kind: "broken",
  end: { condition, detail },
});

/** What it means that a state lasted longer than it may. A ready session has no bound of its own: it has a heartbeat. */
const EXPIRED: Record<Exclude<SessionState, "disconnected">, End> = {
  dialing: { condition: "unreachable", detail: "the connection was not accepted within 15 s" },
  handshaking: {
    condition: "mute-handshake",
    detail:
      "the port accepts connections but the API stays silent: a login or second-factor dialog may be open, the API may be disabled, or our address is not trusted",
  },
  starting: {
    condition: "not-logged-in",
    detail: "the Gateway answered the handshake but sent no accounts and no nextValidId within 15 s",
  },
  reconciling: {
    condition: "unanswered",
    detail:
      "the Gateway did not answer the start-up questions (open orders, completed orders, executions, positions) within 60 s",
  },
  ready: { condition: "half-open", detail: "the session was given up" },
};

/** What it means that the Gateway's side of the connection went away in a state. `code` is "" for an orderly end. */
export function endOfConnection(state: SessionState, code: string): End {
  const detail = code === "" ? "the Gateway closed the connection" : `the connection failed (${code})`;
  return { condition: closedBy(state, code), detail };
}

function closedBy(state: SessionState, code: string): ConditionId {
  if (state === "dialing") return code === "ECONNREFUSED" ? "refused" : "unreachable";
  if (state === "handshaking") return "not-trusted";
  return state === "starting" ? "not-logged-in" : "dropped";
}
