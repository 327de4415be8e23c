/**
 * What a fault is: one row of data, for people and for the program alike.
 *
 * A fault of mode `each` strikes at single opportunities (an order, a message), `while` is a condition that holds from
 * set to clear, `once` is an event that happens when it is injected.
 */

export type FaultPart = "market" | "broker" | "link" | "gateway" | "network" | "disk" | "host";
export type FaultMode = "each" | "while" | "once";
/** What a fault can be narrowed to; the rest of the world is spared. */
export type Narrowing = "client" | "account" | "symbol";

export interface NumberParam {
  readonly says: string;
  /** `ms`, `messages`, `%` and the like. */
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface ChoiceParam {
  readonly says: string;
  readonly default: string;
  readonly choices: readonly string[];
}

export interface TextParam {
  readonly says: string;
  /** What the text must look like, for a person and for the program. */
  readonly form: string;
  readonly pattern: RegExp;
  readonly default: string;
}

export type Param = NumberParam | ChoiceParam | TextParam;

export interface Fault {
  /** One sentence for people. */
  readonly says: string;
  readonly part: FaultPart;
  readonly mode: FaultMode;
  readonly narrows: readonly Narrowing[];
  /** Where it was seen, or who names it. */
  readonly evidence: string;
  /** Public incidents by name, such as `ib_async #191`. */
  readonly incidents: readonly string[];
  readonly params: { readonly [name: string]: Param };
}

export type FaultRows = { readonly [name: string]: Fault };

/** The values that the parameters of a row take. */
export type ValuesOf<Params> = { readonly [P in keyof Params]: ValueOf<Params[P]> };
type ValueOf<P> = P extends { readonly choices: readonly (infer C)[] }
  ? C
  : P extends { readonly default: number }
    ? number
    : string;

export const NOTHING: readonly Narrowing[] = [];
/** Orders have all three. */
export const ORDERS: readonly Narrowing[] = ["client", "account", "symbol"];

const DAY_MS = 86_400_000;

export const number = (says: string, unit: string, usual: number, min: number, max: number): NumberParam => ({
  ...{ says, unit, min, max },
  default: usual,
});

/** A time in milliseconds, up to a day. */
export const time = (says: string, usual: number): NumberParam => number(says, "ms", usual, 0, DAY_MS);

/** The first choice is the default. */
export const choice = <const C extends readonly [string, ...string[]]>(says: string, ...choices: C) => ({
  says,
  default: choices[0] as C[number],
  choices,
});

export const text = (says: string, form: string, pattern: RegExp, usual: string): TextParam => ({
  ...{ says, form, pattern },
  default: usual,
});
