/**
 * What orders that bear the key of one of ours have traded without being ours: a change that the broker made a second order
 * of during an outage, or a copy made in TWS.
 *
 * Such a fill opens or closes the same position, so its family has it to protect. An execution counts once, a correction in
 * place of what it corrects; one in another contract or account has nothing to do with the family. Twins are rare, and all
 * of their executions are kept.
 */
import { type Decimal, minus, plus, ZERO } from "../base/decimal.ts";
import type { Execution, PlacedContract } from "../model/entry.ts";
import { signedBy, versionOf } from "../model/execution.ts";
import type { OrderKey } from "../model/ids.ts";
import { keyIn } from "../model/orderKey.ts";
import type { Leg, Legs } from "./view.ts";

interface Counted {
  readonly version: number;
  readonly signed: Decimal;
}

export class Twins {
  readonly #legs: Legs;
  /** Signed quantity. */
  readonly #filled = new Map<OrderKey, Decimal>();
  /** By the stem of their execIds. */
  readonly #executions = new Map<string, Counted>();

  constructor(legs: Legs) {
    this.#legs = legs;
  }

  /** Signed: what twins of this order have traded. */
  filledOf(key: OrderKey): Decimal {
    return this.#filled.get(key) ?? ZERO;
  }

  /** An execution of no order of ours. Answers whose twin has traded, if any has. */
  executed({ contract, execution = {} }: Execution): OrderKey | undefined {
    const { orderRef, acctNumber, execId = "", side, shares = ZERO } = execution;
    const key = keyIn(orderRef);
    const leg = key === undefined ? undefined : this.#legs.byKey(key);
    if (leg === undefined || leg.account !== acctNumber || !isItsContract(leg, contract)) return undefined;
    const { stem, version } = versionOf(execId);
    const before = this.#executions.get(stem);
    if (before !== undefined && before.version >= version) return undefined;
    const signed = signedBy(side, shares);
    this.#executions.set(stem, { version, signed });
    this.#filled.set(leg.key, plus(this.filledOf(leg.key), minus(signed, before?.signed ?? ZERO)));
    return leg.key;
  }

  carry(): Carried {
    return {
      filled: [...this.#filled],
      executions: [...this.#executions].map(([stem, { version, signed }]) => [stem, version, signed]),
    };
  }

  resume(carried: unknown): void {
    const { filled, executions } = carried as Carried;
    this.#filled.clear();
    this.#executions.clear();
    for (const [key, signed] of filled) this.#filled.set(key, signed);
    for (const [stem, version, signed] of executions) this.#executions.set(stem, { version, signed });
  }
}

interface Carried {
  readonly filled: readonly (readonly [OrderKey, Decimal])[];
  readonly executions: readonly (readonly [string, number, Decimal])[];
}

/** The legs of a combination are executed beside it. */
function isItsContract(leg: Leg, { conId = 0, secType }: Partial<PlacedContract> = {}): boolean {
  if ((leg.contract.secType === "BAG") !== (secType === "BAG")) return false;
  return leg.conId === 0 || conId === 0 || leg.conId === conId;
}
