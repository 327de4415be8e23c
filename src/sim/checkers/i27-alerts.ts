/**
 * I27: an alert names its cause, its scope and what was seen, comes once for a condition, and ends once.
 *
 * Judged on durable lines, over all processes of a machine: a restart forgets no alert and raises none a second time. What
 * `holdfast alerts` answers is the same list, and each of its rows says since when it holds and what to do. That alerts of
 * missing protection are true is I6's; that a calm run raises none is judged beside the checkers.
 */
import { type AlertLine, alertIn, alertName, HeldAlerts } from "./alertLine.ts";
import type { AlertRow } from "./book.ts";
import type { CheckerRow } from "./checker.ts";
import type { Facts } from "./facts.ts";
import type { Line } from "./line.ts";
import { ms } from "./told.ts";

export const usefulAlerts: CheckerRow = {
  id: "I27",
  says: "an alert names cause, scope, since and action, comes once for a condition, and is shown for as long as it holds",
  make: (facts, violated) => {
    const alerts = new UsefulAlerts(facts, violated);
    return {
      journaled: (line, daemon) => alerts.journaled(line, daemon),
      alerts: (rows, daemon) => alerts.shown(rows, daemon),
    };
  },
};

/** Causes that are about the whole daemon, or may be. */
const WITHOUT_SCOPE: ReadonlySet<string> = new Set(["disk-full", "trading-halted"]);

class UsefulAlerts {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #held = new HeldAlerts();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  journaled(line: Line, daemon: string): void {
    if (line.kind === "alertRaised") this.#raised(alertIn(line), daemon);
    if (line.kind === "alertEnded") this.#ended(alertIn(line), line.reason, daemon);
  }

  #raised(alert: AlertLine, daemon: string): void {
    const name = alertName(alert);
    const before = this.#held.raised(alert, daemon, this.#facts.now);
    if (before !== undefined)
      this.#violated(`${name} was raised at ${ms(before)} and again now, without an end between: it is one condition`);
    if (alert.cause === "") this.#violated("an alert without a cause stands in the journal");
    if ((alert.detail ?? "") === "") this.#violated(`${name} does not say what was seen`);
    if (name === alert.cause && !WITHOUT_SCOPE.has(name)) this.#violated(`${name} does not say what it is about`);
  }

  #ended(alert: AlertLine, reason: unknown, daemon: string): void {
    const name = alertName(alert);
    if (!this.#held.ended(alert, daemon)) this.#violated(`${name} ended, and it did not hold`);
    if (typeof reason !== "string" || reason === "") this.#violated(`${name} ended, and nobody says why`);
  }

  shown(rows: readonly AlertRow[], daemon: string): void {
    const lame = rows.find(({ since, action }) => since === undefined || action === undefined || action === "");
    if (lame !== undefined) this.#violated(`${named(lame)} is shown without since or action`);
    const [shown, held] = [rows.map(named).sort(), this.#held.names(daemon)];
    const difference = [
      ...shown.filter((name) => !held.includes(name)),
      ...held.filter((name) => !shown.includes(name)),
    ];
    if (difference.length > 0)
      this.#violated(`${daemon} shows ${list(shown)}, and by its journal ${list(held)} hold: ${difference.join("; ")}`);
  }
}

const list = (names: readonly string[]): string => (names.length === 0 ? "no alerts" : `${names.length} alerts`);

const named = ({ cause, account, strategy, key, conId }: AlertRow): string =>
  alertName({ cause, scope: { account, strategy, key, conId } });
