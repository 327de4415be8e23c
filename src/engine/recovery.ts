/**
 * What must be known before anybody is served: the broker's open orders, completed orders, executions, and the
 * complete account images. Start-up is recovery; there is no second path (STYLE rule 13).
 */
import type { Instant } from "../base/time.ts";
import type { Pulls } from "../orders/pulls.ts";
import type { OpenOrders } from "../reconcile/openOrders.ts";

const PARTS = ["open orders", "completed orders", "executions"] as const;
type Part = (typeof PARTS)[number];

export class Recovery {
  readonly #openOrders: OpenOrders;
  readonly #pulls: Pulls;
  readonly #missing = new Set<Part>();
  /** Lists of `catchUp` that are still to end. */
  #catchingUp = 0;
  /** The link came back once more since they were asked for: their answers may be older than what it brought. */
  #outdated = false;

  constructor(openOrders: OpenOrders, pulls: Pulls) {
    this.#openOrders = openOrders;
    this.#pulls = pulls;
  }

  start(now: Instant): void {
    this.#catchingUp = 0;
    this.#outdated = false;
    for (const part of PARTS) this.#missing.add(part);
    this.#openOrders.first(() => this.#missing.delete("open orders"), now);
    this.#pulls.sessionStarted();
    // A read-only Gateway refuses it, and is done: what ended while we were away is unknown then, and said to be.
    this.#pulls.completed({ done: () => this.#missing.delete("completed orders") }, false, now);
    this.#pulls.executions({ done: () => this.#missing.delete("executions") }, {}, now);
  }

  /**
   * The link to IB is back. What happened meanwhile may never be told by itself (Lean #249), so the lists are asked for once
   * more; the session is ready as it is, and nobody waits for them. Executions come before completed orders, which end an order
   * at once and know nothing of its price.
   */
  catchUp(now: Instant): void {
    this.#outdated = this.#catchingUp > 0;
    if (this.#outdated) return;
    const done = (at: Instant): void => this.#caughtUp(at);
    this.#catchingUp = 2;
    this.#openOrders.ask({ done: () => {}, failed: () => {} }, now);
    this.#pulls.executions({ done }, {}, now);
    this.#pulls.completed({ done }, false, now);
  }

  #caughtUp(now: Instant): void {
    this.#catchingUp--;
    if (this.#catchingUp === 0 && this.#outdated) this.catchUp(now);
  }

  get complete(): boolean {
    return this.#missing.size === 0;
  }

  /** The lists that were asked for when the link came back are not all here. */
  get isCatchingUp(): boolean {
    return this.#catchingUp > 0;
  }

  get missing(): readonly string[] {
    return [...this.#missing];
  }
}
