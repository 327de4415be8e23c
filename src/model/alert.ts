/**
 * What somebody must know: one row per cause, spoken of in the log, in `holdfast alerts` and in the journal.
 *
 * An alert is a condition, not an event: it is raised once, holds while its cause does, and ends. What raises it names the
 * cause and the scope; severity and action stand here, so that nobody writes them twice.
 */
import type { OrderKey, StrategyName } from "./ids.ts";
import type { Scope } from "./trading.ts";

interface AlertRow {
  /** `critical`: money is at risk now. `warning`: somebody should look before long. */
  readonly severity: "critical" | "warning";
  readonly says: string;
  /** What to do, for whoever reads it at night. */
  readonly action: string;
}

export const ALERTS = {
  "order-stuck": {
    severity: "warning",
    says: "an order has been on its way for longer than it may take",
    action: "look at `holdfast orders` and at the Gateway; it is never sent again by itself",
  },
  "order-unknown": {
    severity: "critical",
    says: "the fate of an order is not known: the broker lists it neither as open nor as done",
    action:
      "look for it in TWS; until it is found or proved absent it counts as open, and new risk in its contract is refused",
  },
  "order-twin": {
    severity: "critical",
    says: "the broker works a second order with the key of one of ours",
    action: "decide in TWS which of the two shall live and cancel the other one",
  },
  "order-out-of-reach": {
    severity: "critical",
    says: "an order rests under another client id than ours: the Gateway lets us neither change nor cancel it",
    action: "change or cancel it in TWS, or by a program that connects under that client id",
  },
  "order-after-end": {
    severity: "critical",
    says: "an order that was reported as ended has traded or works all the same",
    action: "compare the position with what the strategy believes",
  },
  "leg-missing": {
    severity: "critical",
    says: "a leg of a bracket does not rest at the broker",
    action: "place the missing leg or close the position",
  },
  "leg-different": {
    severity: "critical",
    says: "a leg rests at the broker with other terms than it was placed with",
    action: "compare the two in the detail and mend the leg in TWS or by the bot",
  },
  unprotected: {
    severity: "critical",
    says: "a filled entry has less working stop quantity than was filled",
    action: "place a stop or close the position",
  },
  "stop-ends-today": {
    severity: "warning",
    says: "a DAY stop protects a position that is held overnight",
    action: 'place the stop as GTC, or set brackets = "gtc-outside-rth" for the strategy',
  },
  "stop-sleeps": {
    severity: "warning",
    says: "an entry may fill outside regular hours and its stop works only inside them",
    action: 'set outsideRth on the stop, or brackets = "gtc-outside-rth" for the strategy',
  },
  "drift-order": {
    severity: "critical",
    says: "our book and the broker's list of orders disagree",
    action: "see `holdfast drift`; `holdfast reconcile` takes over what the broker says",
  },
  "drift-position": {
    severity: "critical",
    says: "the position at the broker is not what its executions make",
    action: "see `holdfast drift`; `holdfast reconcile` takes over what the broker says",
  },
  "trading-halted": {
    severity: "warning",
    says: "trading is halted: no new order is taken",
    action: "see `holdfast status` for who halted it and why; `holdfast resume` takes it back",
  },
  "close-waits": {
    severity: "critical",
    says: "a position that a halt shall close is still open and nothing closes it at this moment",
    action: "remove what the detail names; holdfast tries again by itself; close the position in TWS if it lasts",
  },
  "vault-behind": {
    severity: "warning",
    says: "the trade vault is not written; trading goes on, and the journal has everything",
    action: "do what the detail says; the vault then catches up from the journal by itself",
  },
  "limit-tripped": {
    severity: "critical",
    says: "a limit was reached, and trading is stopped or may only reduce",
    action:
      "see `holdfast status` for which one and whom; a halt holds until `holdfast resume`, a day's loss until the next day begins",
  },
  "disk-full": {
    severity: "critical",
    says: "the disk is full: the journal lives on its reserve, cancels leave and new risk is refused",
    action: "make room on the disk of the state directory",
  },
} as const satisfies Readonly<Record<string, AlertRow>>;

export type AlertCause = keyof typeof ALERTS;
export const alertRow = (cause: AlertCause): AlertRow => ALERTS[cause];

/** What it is about; together with the cause it is the alert's identity. */
export interface AlertScope {
  readonly account?: string;
  readonly strategy?: StrategyName;
  readonly key?: OrderKey;
  readonly conId?: number;
}

/** An alert about all of what a state or a limit is about, and back. */
export const alertScopeOf = (scope: Scope): AlertScope => ("all" in scope ? {} : scope);

export function scopeOfAlert({ strategy, account }: AlertScope): Scope {
  if (strategy !== undefined) return { strategy };
  return account === undefined ? { all: true } : { account };
}

export interface Alert {
  readonly cause: AlertCause;
  readonly scope: AlertScope;
  /** What was seen, with its numbers. */
  readonly detail: string;
}

/** `unprotected account=DU1 conId=265598`: equal for equal conditions. */
export function alertId({ cause, scope }: Pick<Alert, "cause" | "scope">): string {
  let id: string = cause;
  for (const part of SCOPE) if (scope[part] !== undefined) id += ` ${part}=${scope[part]}`;
  return id;
}

const SCOPE = ["strategy", "account", "conId", "key"] as const satisfies readonly (keyof AlertScope)[];
