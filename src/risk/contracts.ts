/**
 * What the broker calls contracts, learnt from the messages that pass by: an order may name a conId alone, and an operator's
 * list a symbol.
 *
 * Only what the broker says is learnt, never what a client claims. It is bounded: the contract that was learnt first is
 * forgotten first, and who needs it then is told that it is not known.
 */
import type { Incoming } from "../wire/codec.ts";
import type { KnownContract } from "./view.ts";

const CONTRACTS_MAX = 20_000;

export class Contracts {
  readonly #known = new Map<number, KnownContract>();
  readonly #max: number;

  constructor(max = CONTRACTS_MAX) {
    this.#max = max;
  }

  /** A message of the broker; most say nothing of a contract. */
  heard(message: Incoming): void {
    switch (message.name) {
      case "contractDetails":
      case "openOrder":
      case "completedOrder":
      case "position":
      case "updatePortfolio":
      case "execDetails":
        return this.learn(message.body.contract);
      default:
    }
  }

  learn(told: KnownContract): void {
    const { conId, symbol, localSymbol, secType, currency, primaryExchange, multiplier } = told;
    // All combinations share conIds that say nothing of what is in them.
    if (conId === 0 || symbol === "" || secType === "BAG") return;
    const known = this.#known.get(conId);
    if (known === undefined) this.#makeRoom();
    this.#known.set(conId, {
      ...{ conId, symbol, secType, currency: currency || (known?.currency ?? "") },
      localSymbol: localSymbol || (known?.localSymbol ?? ""),
      primaryExchange: primaryExchange || (known?.primaryExchange ?? ""),
      multiplier: multiplier || (known?.multiplier ?? ""),
    });
  }

  #makeRoom(): void {
    if (this.#known.size < this.#max) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  of(conId: number): KnownContract | undefined {
    return this.#known.get(conId);
  }
}
