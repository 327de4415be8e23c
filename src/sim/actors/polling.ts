/**
 * What a program does that is told that another session of the login has the data: it asks for a price all the same, by a
 * snapshot, and again when it is told the same of that. Nobody cancels a snapshot.
 */
import { seconds } from "../../base/time.ts";
import type { Incoming } from "../../wire/codec.ts";
import { stock, type Trader } from "../strategies/trader.ts";
import type { Part } from "./actor.ts";

/** The program that polls. */
export interface Poller {
  readonly part: Part;
  readonly trader: Trader;
  readonly symbols: readonly string[];
  later(ms: number, run: () => void): void;
}

/** No market data during competing live session. */
const COMPETING = 10197;
const POLLS_CHANCE = 0.8;
const POLL_MS_MIN = seconds(1);
const POLL_MS_MAX = seconds(10);

/** In one life of its program. */
export class Polling {
  readonly #poller: Poller;
  #isDue = false;

  constructor(poller: Poller) {
    this.#poller = poller;
  }

  heard(message: Incoming): void {
    if (message.name !== "error" || message.body.errorCode !== COMPETING || this.#isDue) return;
    const { polling } = this.#poller.part;
    if (!polling.chance(POLLS_CHANCE)) return;
    this.#isDue = true;
    this.#poller.later(polling.between(POLL_MS_MIN, POLL_MS_MAX), () => this.#ask());
  }

  #ask(): void {
    this.#isDue = false;
    const { trader, symbols, part } = this.#poller;
    const contract = stock(part.polling.pick(symbols));
    trader.ask("reqMktData", { reqId: trader.takeReqId(), contract, snapshot: true });
  }
}
