/**
 * What a code on an order's id leaves open is asked of the broker and never guessed.
 *
 * A code without a row, one that may be an end, a cancellation or rejection of what was shown without its status (it comes
 * usually, SEQUENCES 8), a refused change that may have killed the resting order (SEQUENCES 4), a cancel that is refused for
 * what works by all we know: each makes holdfast ask once more for open orders, completed orders and executions, at once, and
 * then at most once in ASK_MS_MIN however many codes come.
 * Until the lists have answered the order stays as it was, and its client has had the code as it came.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import type { LogLevel } from "../model/effect.ts";
import type { OrderId } from "../model/ids.ts";
import { isAtBroker } from "../model/status.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { OrderEffect, Severity } from "../wire/codesRow.ts";
import type { Machines } from "./machines.ts";

type Errored = IncomingBody<"error">;

/** At least so long from one question to the next. */
export const ASK_MS_MIN = seconds(5);
/** Unknown codes that are remembered as logged; a Gateway that makes up more of them fills no memory. */
const STRANGE_MAX = 1_000;

/** How loud the log is about a code. */
export const LOUDNESS: Readonly<Record<Severity, LogLevel>> = {
  info: "debug",
  notice: "info",
  warning: "warn",
  error: "warn",
};

/** After these the lists tell, if no status has. After any other but a note they do when a change was under way. */
const OPEN: ReadonlySet<OrderEffect> = new Set(["ask", "cancels", "rejects", "refuses-cancel"]);

export class Inquiries {
  readonly #m: Machines;
  readonly #strange = new Set<number>();
  #askedAt: Instant | undefined;
  #dueAt: Instant | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  /** What begins a session asks for everything by itself. */
  sessionOver(): void {
    this.#askedAt = undefined;
    this.#dueAt = undefined;
  }

  /** Whether it may be about a change that has left and not been answered: asked before the order is judged by it. */
  isOfChange({ id }: Errored): boolean {
    return (this.#m.blotter.byOrderId(id as OrderId)?.inFlight.length ?? 0) > 0;
  }

  /** An error on an order's id, when the order has been judged by it. */
  onOrder({ id, errorCode, errorMsg }: Errored, ofChange: boolean, now: Instant): void {
    const { blotter, codes } = this.#m;
    const order = blotter.byOrderId(id as OrderId);
    if (order === undefined) return;
    this.#log(order.key, errorCode, errorMsg);
    const effect = codes.effect(errorCode);
    if (isAtBroker(order.status) && (OPEN.has(effect) || (ofChange && effect !== "none"))) this.#wanted(now);
  }

  #log(key: string, errorCode: number, errorMsg: string): void {
    const { codes, out } = this.#m;
    const row = codes.row(errorCode);
    if (row !== undefined)
      return out.log(LOUDNESS[row.severity], "order-message", { key, errorCode, errorMsg, says: row.says });
    if (this.#strange.has(errorCode) || this.#strange.size >= STRANGE_MAX) return;
    this.#strange.add(errorCode);
    out.log("warn", "code-unknown", { key, errorCode, errorMsg, fix: "describe it in the file that [codes] names" });
  }

  #wanted(now: Instant): void {
    const mayAt = this.#askedAt === undefined ? now : after(this.#askedAt, ASK_MS_MIN);
    if (now >= mayAt) this.#ask(now);
    else this.#dueAt = mayAt;
  }

  /** Without the link nothing is asked: when it is back, everything is. */
  #ask(now: Instant): void {
    this.#dueAt = undefined;
    if (!this.#m.out.ready) return;
    this.#askedAt = now;
    this.#m.recovery.catchUp(now);
  }

  nextDeadline(): Instant | undefined {
    return this.#dueAt;
  }

  tick(now: Instant): void {
    if (this.#dueAt !== undefined && now >= this.#dueAt) this.#ask(now);
  }
}
