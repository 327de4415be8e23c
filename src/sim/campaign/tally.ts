/**
 * Counts what daemons did in one run: how often they were killed and came back, and what they wrote into their logs.
 *
 * Alerts are lines of level error, and those warnings that say that something is not as it should be. In a run without
 * faults every one of them is a false alarm, but for those of missing protection.
 */
import type { LogLine, Tap } from "../world/tap.ts";

/** Warnings that a daemon in an undisturbed world has no reason for. */
const ALARMING: ReadonlySet<string> = new Set([
  ...["session-lost", "journal-tail-cut", "list-not-ended", "executions-refused", "gateway-error-unclaimed"],
  ...["client-frame-unreadable", "order-refused", "change-refused", "held-leg-discarded", "bracket-refused"],
]);
const ALERTS_KEPT_MAX = 5;
/** The broker's no, with its reason. */
const REJECTED = 201;

export class Tally {
  /** Lines of the daemons' logs, by event. */
  readonly events = new Map<string, number>();
  /** The first alerts, word for word. */
  readonly alerts: LogLine[] = [];
  /** Keys of orders that the broker refused, as the daemon passed it on. */
  readonly refused = new Set<string>();
  readonly counts = { kills: 0, exits: 0, restarts: 0, alerts: 0 };
  readonly #daemons: ReadonlySet<string>;

  constructor(daemons: ReadonlySet<string>) {
    this.#daemons = daemons;
  }

  /** Watches from the first end of a daemon on; its first start is no restart. */
  tap(): Tap {
    return {
      started: (host) => this.#count(host, "restarts"),
      ended: (host, code) => this.#count(host, code === "killed" ? "kills" : "exits"),
      logged: (line) => this.#logged(line),
    };
  }

  #count(host: string, what: keyof Tally["counts"]): void {
    if (this.#daemons.has(host)) this.counts[what]++;
  }

  #logged(line: LogLine): void {
    const { host, level, event, fields } = line;
    if (!this.#daemons.has(host)) return;
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
    if (event === "order-message" && fields.errorCode === REJECTED) this.refused.add(String(fields.key));
    if (level !== "error" && (level !== "warn" || !ALARMING.has(event) || isTooLate(line))) return;
    this.counts.alerts++;
    if (this.alerts.length < ALERTS_KEPT_MAX && !isOfProtection(line)) this.alerts.push(line);
  }
}

/** A client may take its own stop away, and somebody must know of that: whether it is true is I6's. */
const isOfProtection = ({ event, fields }: LogLine): boolean =>
  event === "alert" && (fields.cause === "unprotected" || fields.cause === "leg-missing");

/**
 * A client that changes or adds a leg while its family ends is told so, and so is one that has taken a leg back and goes on with its
 * number (103): nobody else did anything wrong.
 */
const isTooLate = ({ event, fields }: LogLine): boolean =>
  fields.gate === "parent" || (event === "bracket-refused" && /\(103 /.test(String(fields.reason)));
