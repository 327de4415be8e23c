/**
 * The limits of a strategy or an account: one row each, with its unit and what it may be. A gate of `src/risk/gates.ts`
 * bears the name of the limit that it guards.
 *
 * Every limit is given in the configuration or is the word `off`; one that is absent refuses to start, because nobody
 * means "unlimited" by saying nothing. Amounts are in the account's base currency.
 */
import type { Decimal } from "../base/decimal.ts";
import {
  amount,
  type Burst,
  burst,
  type ContractName,
  contractName,
  exactly,
  list,
  number,
  orderType,
  session,
  whole,
} from "./limitValues.ts";

export interface LimitValues {
  /** No order may make the account's position in a contract negative. */
  readonly "long-only": true;
  /** Only these contracts. */
  readonly contracts: readonly ContractName[];
  /** Never these contracts. */
  readonly banned: readonly ContractName[];
  /** `LMT`, `STP LMT`, ... as the TWS API spells them. */
  readonly "order-types": readonly string[];
  /** When orders may be sent, such as `Mon-Fri 09:30-16:00 America/New_York`; what each text means stands in the configuration. */
  readonly sessions: readonly string[];
  /** Shares or contracts of one order. */
  readonly "max-quantity": Decimal;
  /** Value of one order, multiplier included. */
  readonly "max-value": Decimal;
  /** How far a price may lie on the wrong side of a fresh reference, in percent. */
  readonly "price-collar": number;
  /** An order alike in account, contract, side, quantity and price is refused for so many seconds. */
  readonly "look-alike": number;
  /** Orders and changes in any second. */
  readonly "orders-per-second": number;
  /** Executions on one side of one contract; more trips the strategy to halted. */
  readonly "repeated-executions": Burst;
  /** Position in one contract, every working and unknown order filled. */
  readonly "max-position": Decimal;
  /** Value of all positions, long and short added, every working and unknown order filled. */
  readonly "max-gross-value": Decimal;
  /** Orders that work, are on their way or have an unknown fate. */
  readonly "max-open-orders": number;
  /** No order that would trade against another one of the same account. */
  readonly "self-match": "refuse";
  /** Loss since the day began, realised and marked; reached, only orders that reduce are taken until the next day. */
  readonly "daily-loss": Decimal;
  /** Loss since the highest equity ever seen, in percent of it; reached, trading halts until an operator resumes it. */
  readonly drawdown: number;
  /** The share of `max-quantity`, `max-value`, `max-position` and `max-gross-value` that may be used, in percent: a ramp from paper to live. */
  readonly ramp: number;
}

export type LimitName = keyof LimitValues;
export type LimitValue = LimitValues[LimitName];
export type Limits = { readonly [N in LimitName]: LimitValues[N] | "off" };

interface LimitRow<V> {
  /** Completes "the limit KEY must be …". */
  readonly must: string;
  /** Its value as somebody gave it; undefined when it is not what it must be. */
  readonly read: (given: unknown) => V | undefined;
  /** What its number counts, for people. */
  readonly unit: string;
  /** Whom it may be given for. An account's limits count all its strategies together. */
  readonly of: readonly ("strategy" | "account")[];
  /** Which of two values allows more; `other` where none is the larger one, then every change needs the operator. */
  readonly more: "larger" | "other";
  /** Whatever is said of it begins its count anew: the same value, said again, allows more. */
  readonly recounts?: true;
  readonly says: string;
}

const BOTH = ["strategy", "account"] as const;
const AMOUNT = "an amount above 0 in the account's base currency";

export const LIMITS: { readonly [N in LimitName]: LimitRow<LimitValues[N]> } = {
  "long-only": {
    must: "true",
    read: exactly(true),
    unit: "",
    of: BOTH,
    more: "other",
    says: "nothing may be sold that is not held",
  },
  contracts: {
    must: 'a list of conIds and symbols such as [265598, "SPY"]',
    read: list(contractName),
    unit: "",
    of: BOTH,
    more: "other",
    says: "only these contracts are traded",
  },
  banned: {
    must: 'a list of conIds and symbols such as [76792991, "GME"]',
    read: list(contractName),
    unit: "",
    of: BOTH,
    more: "other",
    says: "these contracts are never traded",
  },
  "order-types": {
    must: 'a list of order types such as ["LMT", "STP"]',
    read: list(orderType),
    unit: "",
    of: BOTH,
    more: "other",
    says: "only these order types are taken",
  },
  sessions: {
    must: 'a list such as ["Mon-Fri 09:30-16:00 America/New_York"]',
    read: list(session),
    unit: "",
    of: BOTH,
    more: "other",
    says: "orders are taken in these hours only",
  },
  "max-quantity": {
    must: "a quantity above 0",
    read: amount,
    unit: "shares or contracts",
    of: BOTH,
    more: "larger",
    says: "the most that one order may ask for",
  },
  "max-value": {
    must: AMOUNT,
    read: amount,
    unit: "base currency",
    of: BOTH,
    more: "larger",
    says: "the most that one order may be worth",
  },
  "price-collar": {
    must: "a number of percent from 0.01 to 100",
    read: number(0.01, 100),
    unit: "%",
    of: BOTH,
    more: "larger",
    says: "how far a price may lie beyond a fresh reference",
  },
  "look-alike": {
    must: "a number of seconds from 0.1 to 3600",
    read: number(0.1, 3600),
    unit: "s",
    of: BOTH,
    more: "other",
    says: "so long no second order may be like the first one",
  },
  "orders-per-second": {
    must: "a whole number from 1 to 45",
    read: whole(1, 45),
    unit: "per second",
    of: BOTH,
    more: "larger",
    says: "orders and changes in any second",
  },
  "repeated-executions": {
    must: "a table such as { executions = 20, seconds = 60 }",
    read: burst,
    unit: "",
    of: BOTH,
    more: "other",
    recounts: true,
    says: "more executions than these on one side of a contract halt trading until a person resumes it",
  },
  "max-position": {
    must: "a quantity above 0",
    read: amount,
    unit: "shares or contracts",
    of: BOTH,
    more: "larger",
    says: "the largest position in a contract, every open order filled",
  },
  "max-gross-value": {
    must: AMOUNT,
    read: amount,
    unit: "base currency",
    of: BOTH,
    more: "larger",
    says: "the largest value of all positions together, every open order filled",
  },
  "max-open-orders": {
    must: "a whole number from 1 to 10000",
    read: whole(1, 10_000),
    unit: "orders",
    of: BOTH,
    more: "larger",
    says: "orders that work, are on their way or have an unknown fate",
  },
  "self-match": {
    must: '"refuse"',
    read: exactly("refuse"),
    unit: "",
    of: ["account"],
    more: "other",
    says: "no order trades against another one of its account",
  },
  "daily-loss": {
    must: AMOUNT,
    read: amount,
    unit: "base currency",
    of: BOTH,
    more: "larger",
    says: "a day's loss, after which only orders that reduce are taken",
  },
  drawdown: {
    must: "a number of percent from 0.01 to 100",
    read: number(0.01, 100),
    unit: "%",
    of: ["account"],
    more: "larger",
    says: "a loss from the highest equity, after which trading halts until a person resumes it",
  },
  ramp: {
    must: "a number of percent from 1 to 100",
    read: number(1, 100),
    unit: "%",
    of: ["strategy"],
    more: "larger",
    says: "the share of the limits of size that may be used",
  },
};

export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];

/** Those of its kind, in the order of the table. */
export const limitsOf = (kind: "strategy" | "account"): readonly LimitName[] =>
  LIMIT_NAMES.filter((name) => LIMITS[name].of.includes(kind));

/** A limit as somebody gave it, `off` or a value of its kind, or what it must be. Undefined and null are no limits. */
export function limitOf(name: LimitName, given: unknown): LimitValue | "off" | { readonly must: string } {
  if (given === "off") return "off";
  const { must, read } = LIMITS[name];
  return read(given) ?? { must: `${must}, or "off"` };
}

/** Whether what `limitOf` answered is no limit. */
export const isMust = (read: LimitValue | "off" | { readonly must: string }): read is { readonly must: string } =>
  typeof read === "object" && "must" in read;

/** Nobody is limited: what tests and the demo say. */
export const NO_LIMITS: Limits = Object.fromEntries(LIMIT_NAMES.map((name) => [name, "off"])) as unknown as Limits;
