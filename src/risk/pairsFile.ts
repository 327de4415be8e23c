/**
 * `dynamic_pairs.json`, in which whatever widens an operator's universe says what it has found: the contracts that each
 * strategy shall be able to trade, beside those of its limits.
 *
 *     { "alpha": ["AAPL", 265598, { "symbol": "ES", "secType": "FUT", "exchange": "CME" }], "beta": [] }
 *
 * A name is a conId, a symbol, or a table of a symbol with what tells it from others. What cannot be read is refused as a
 * whole, with one sentence: half a universe is none.
 */
import { nearest } from "../base/nearest.ts";
import type { Pairs } from "../model/input.ts";
import { type ContractName, contractName } from "../model/limitValues.ts";

export class PairsError {
  /** One sentence that begins with what is wrong. */
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** More names than people or programs mean; a file that says more is no list of contracts. */
const NAMES_MAX = 10_000;

/** What a text adds for strategies of these names. */
export function pairsIn(text: string, strategies: readonly string[]): Pairs | PairsError {
  const said = jsonIn(text);
  if (said instanceof PairsError) return said;
  if (!isTable(said)) return new PairsError(`it is ${kindOf(said)}, and must be ${FORM}`);
  const added: Record<string, readonly ContractName[]> = Object.create(null);
  for (const [strategy, names] of Object.entries(said)) {
    if (!strategies.includes(strategy)) return new PairsError(stranger(strategy, strategies));
    const read = namesIn(names, strategy);
    if (read instanceof PairsError) return read;
    added[strategy] = read;
  }
  return added;
}

const FORM = 'a table of lists such as {"alpha": ["AAPL", 265598]}';

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return new PairsError(`it is no JSON (${(error as Error).message})`);
  }
}

function namesIn(names: unknown, strategy: string): readonly ContractName[] | PairsError {
  if (!Array.isArray(names)) return new PairsError(`${strategy} is ${kindOf(names)}, and must be a list of contracts`);
  if (names.length > NAMES_MAX)
    return new PairsError(`${strategy} has ${names.length} contracts, and at most ${NAMES_MAX} are read`);
  const read = names.map(contractName);
  const wrong = read.indexOf(undefined);
  return wrong === -1 ? (read as readonly ContractName[]) : new PairsError(noContract(strategy, wrong, names[wrong]));
}

const noContract = (strategy: string, at: number, name: unknown): string =>
  `entry ${at + 1} of ${strategy} is ${JSON.stringify(name)?.slice(0, 60)}, and must be a conId, a symbol, or a table such as {"symbol": "ES", "secType": "FUT"}`;

function stranger(name: string, strategies: readonly string[]): string {
  const near = nearest(name, strategies);
  const hint = near === undefined ? `there are ${strategies.join(", ")}` : `did you mean "${near}"?`;
  return `${JSON.stringify(name.slice(0, 40))} is no strategy of the configuration; ${hint}`;
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string =>
  Array.isArray(value)
    ? "a list"
    : value === null
      ? "null"
      : typeof value === "object"
        ? "a table"
        : `a ${typeof value}`;
