/**
 * Our one connection to the Gateway: dialling, handshake, start-up, and when to try again.
 *
 * It knows bytes, states and bounds, and no order: whatever arrives once the Gateway talks to us is handed on as whole
 * frames. Every wait is bounded; a wait that expires closes the connection with a reason (DESIGN section 7).
 * The client id is fixed: it is the fence that keeps a second daemon out.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import { FrameError, Frames } from "../wire/framing.ts";
import { clientHello, HelloError, parseServerReply } from "../wire/handshake.ts";
import { FLOOR } from "../wire/versions.ts";

export type SessionState = "disconnected" | "dialing" | "handshaking" | "starting" | "reconciling" | "ready";

export const HANDSHAKE_MS_MAX = seconds(15);
export const RECONCILE_MS_MAX = seconds(60);
/** Pauses before the next attempt, in ms; the last one repeats. Jitter of up to a fifth is added. */
export const BACKOFF_MS = [seconds(1), seconds(5), seconds(30), seconds(60), seconds(120)] as const;

/** What the engine has to do for the session. */
export type SessionStep =
  | { readonly kind: "negotiated"; readonly serverVersion: number; readonly connectionTime: string }
  | { readonly kind: "frame"; readonly payload: Uint8Array }
  | { readonly kind: "broken"; readonly reason: string };

export class Session {
  readonly #maxVersion: number;
  #state: SessionState = "disconnected";
  #frames = new Frames();
  #deadline: Instant | undefined;
  /** Attempts that failed since the last session that became ready. */
  #failures = 0;
  serverVersion = 0;

  constructor(maxVersion: number) {
    this.#maxVersion = maxVersion;
  }

  get state(): SessionState {
    return this.#state;
  }

  dialing(now: Instant): void {
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

  ready(): void {
    this.#failures = 0;
    this.#enter("ready", undefined);
  }

  /** The connection is gone. `jitter` in [0, 1) spreads the retry. Answers the pause in ms. */
  closed(now: Instant, jitter: number): number {
    const pause = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)]! * (1 + jitter / 5);
    this.#failures++;
    this.#enter("disconnected", after(now, pause));
    return pause;
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  /** What an expired wait means: dial again, or give this connection up for the reason. */
  expired(now: Instant): "dial" | { readonly giveUp: string } | undefined {
    if (this.#deadline === undefined || now < this.#deadline) return undefined;
    this.#deadline = undefined;
    if (this.#state === "disconnected") return "dial";
    return { giveUp: GIVE_UP[this.#state] };
  }

  /** Bytes from the Gateway, turned into steps in their order. A payload stays valid as long as it is held. */
  *received(bytes: Uint8Array, now: Instant): Generator<SessionStep> {
    this.#frames.push(bytes);
    for (;;) {
      if (this.#state === "disconnected") return;
      const payload = this.#frames.next();
      if (payload === undefined) return;
      if (payload instanceof FrameError) {
        yield { kind: "broken", reason: `the Gateway sent a frame that cannot be: ${payload.reason}` };
        return;
      }
      yield this.#state === "handshaking" ? this.#greeted(payload, now) : { kind: "frame", payload };
    }
  }

  #greeted(payload: Uint8Array, now: Instant): SessionStep {
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError)
      return {
        kind: "broken",
        reason: `the answer to our hello is no version reply (${reply.reason}): is this port an IB Gateway's API port?`,
      };
    if (reply.serverVersion < FLOOR || reply.serverVersion > this.#maxVersion)
      return {
        kind: "broken",
        reason: `the Gateway chose server version ${reply.serverVersion}, we speak ${FLOOR} to ${this.#maxVersion}`,
      };
    this.serverVersion = reply.serverVersion;
    this.#enter("starting", after(now, HANDSHAKE_MS_MAX));
    return { kind: "negotiated", serverVersion: reply.serverVersion, connectionTime: reply.connectionTime };
  }

  #enter(state: SessionState, deadline: Instant | undefined): void {
    this.#state = state;
    this.#deadline = deadline;
  }
}

const GIVE_UP: Record<Exclude<SessionState, "disconnected">, string> = {
  dialing: "the connection was not accepted within 15 s",
  handshaking:
    "the port accepts connections but the API stays silent: a login or second-factor dialog may be open, the API may be disabled, or our address is not trusted",
  starting: "the Gateway answered the handshake but sent no accounts and no nextValidId within 15 s",
  reconciling:
    "the Gateway did not answer the start-up questions (open orders, completed orders, executions, positions) within 60 s",
  ready: "the session was given up",
};
