/**
 * I17: no order and no change leaves that broke a limit when it was taken, everything sent and unknown counted.
 *
 * Each limit is made again from its meaning (`limits/rules.ts`, `tempo.ts`, `bursts.ts`). A wish is judged at the line that
 * intends it, by the lines before it: these are what the daemon knew for certain, in the order in which it knew it. Of
 * what the journal does not say (positions as told, prices) every reading counts that the daemon may have had, and only
 * what breaks the limit in all of them is a breach. It is objected to when a frame of it leaves: a wish that never does
 * harms nobody. A daemon's journal is its own: limits and exposure hold over its restarts, and another machine's say nothing
 * here. Exposure of unknown fate counts until its end is written (I14).
 *
 * Limits that stop trading are counted again, too: losses from what the Gateway told (`trips.ts`), bursts from executions; and
 * what was set for a time ends with it (`terms.ts`).
 */
import type { BrokerEvent } from "../broker/event.ts";
import type { Frame } from "../sight/frame.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";
import { Bursts } from "./limits/bursts.ts";
import { Control, type Whose } from "./limits/control.ts";
import { Exposures, type Open } from "./limits/exposures.ts";
import { Holdings } from "./limits/holdings.ts";
import { Pace } from "./limits/pace.ts";
import { Prices } from "./limits/prices.ts";
import { RULES } from "./limits/rules.ts";
import { Tempo } from "./limits/tempo.ts";
import { Terms } from "./limits/terms.ts";
import { Trips } from "./limits/trips.ts";
import { Asked, type Books, type Wish, wishOf } from "./limits/wish.ts";
import { Worths } from "./limits/worths.ts";
import type { Line } from "./line.ts";
import { machineOf } from "./told.ts";

export const limitsHold: CheckerRow = {
  id: "I17",
  says: "no order or change leaves that breaks a limit, counting everything sent and unknown; a loss stops trading when it has reached its limit and not before, and a limit for a time ends with it",
  make: (facts, violated) => {
    const machines = new Map<string, Limits>();
    const of = (daemon: string): Limits => {
      const name = machineOf(daemon);
      const known = machines.get(name) ?? new Limits(facts, violated);
      machines.set(name, known);
      return known;
    };
    return {
      journaled: (line, daemon) => of(daemon).journaled(line),
      heard: (frame, { daemon, wire }) => of(daemon).heard(frame, wire.id),
      logged: ({ event, host }) => {
        if (event === "started" && machineOf(host) === host) of(host).pace.started();
      },
      ended: (host) => machines.get(host)?.ended(),
      closed: (wire, side) => {
        if (side === "client") machines.get(machineOf(wire.client))?.over(wire.id);
      },
      lost: (wire, side) => {
        if (side === "client") machines.get(machineOf(wire.client))?.over(wire.id);
      },
      troubled: (faults) => {
        for (const machine of machines.values()) machine.pace.troubled(faults);
      },
      leapt: (host) => machines.get(host)?.pace.troubled(["clock-leap"]),
      asked: (frame, { daemon }) => of(daemon).asked(frame),
      sent: (frame, { daemon }) => {
        if (frame.name === "placeOrder" && !frame.whatIf) of(daemon).sent(frame);
      },
      truth: (event) => {
        for (const machine of machines.values()) machine.truth(event);
      },
      quoted: () => {
        for (const machine of machines.values()) machine.looked();
      },
    };
  },
};

interface Breach {
  readonly order: Open;
  readonly sentence: string;
}

class Limits {
  readonly #violated: (sentence: string) => void;
  readonly #books: Books;
  readonly #tempo: Tempo;
  readonly #bursts: Bursts;
  readonly #worths: Worths;
  readonly #trips: Trips;
  readonly #terms: Terms;
  readonly pace: Pace;
  /** By key, wishes that broke a limit and have not left. */
  readonly #breaches = new Map<string, Breach[]>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#violated = violated;
    const exposures = new Exposures();
    const holdings = new Holdings(facts, (key) => exposures.order(key)?.strategy);
    const control = new Control(facts.setup);
    this.pace = new Pace(facts);
    const prices = new Prices(facts, () => this.pace.isTroubled);
    this.#worths = new Worths(facts, prices, (key) => exposures.order(key)?.strategy);
    const lowestMark = (account: string, symbol: string): number | undefined =>
      this.#worths.lowestMark(account, holdings.conIdOf(symbol));
    this.#books = { control, exposures, holdings, prices, lowestMark };
    this.#trips = new Trips(facts, { control, pace: this.pace, worths: this.#worths }, violated);
    this.#terms = new Terms(facts, this.pace, violated);
    this.#tempo = new Tempo(facts);
    this.#bursts = new Bursts(facts, this.#books.control);
  }

  asked(frame: Frame): void {
    if (frame.name === "placeOrder") this.#books.prices.mentioned(frame.symbol);
    if (frame.name === "request" && frame.symbol !== undefined) this.#books.prices.mentioned(frame.symbol);
  }

  heard(frame: Frame, wireId: number): void {
    this.#books.holdings.heard(frame);
    this.#worths.heard(frame, wireId);
    this.#trips.heard(frame);
  }

  /** A connection to the Gateway is over. */
  over(wireId: number): void {
    this.#worths.over(wireId);
  }

  /** Nobody closes the connections of a process that is killed, and nobody there hears that they are over. */
  ended(): void {
    this.pace.ended();
    this.#worths.over();
  }

  truth(event: BrokerEvent): void {
    this.#bursts.truth(event);
  }

  looked(): void {
    this.#books.prices.looked();
    this.#trips.looked();
    this.#terms.looked();
  }

  journaled(line: Line): void {
    const { control, exposures, holdings } = this.#books;
    this.pace.journaled(line);
    this.#terms.journaled(line);
    this.#trips.journaled(line);
    const wish = wishOf(line, this.#books);
    if (wish !== undefined) this.#judge(wish);
    exposures.journaled(line);
    holdings.journaled(line);
    this.#worths.journaled(line);
    control.journaled(line);
    this.#bursts.journaled(line, typeof line.key === "string" ? exposures.order(line.key) : undefined);
  }

  #judge(wish: Wish): void {
    const { strategy, account } = wish.legs[0]!.order;
    const own = new Asked(wish, { strategy }, this.#books);
    const sentences = [...this.#breaksOf(own), ...this.#breaksOf(new Asked(wish, { account }, this.#books))];
    this.#tempo.took(own);
    if (sentences.length === 0) return;
    for (const { order } of wish.legs) {
      const breaches = this.#breaches.get(order.key) ?? [];
      this.#breaches.set(order.key, [...breaches, { order, sentence: sentences.join("; ") }]);
    }
  }

  #breaksOf(asked: Asked): readonly string[] {
    const { wish, whose } = asked;
    const rules = RULES.flatMap(({ limit, passesReducing, breaks }) => {
      const sentence = asked.limit(limit) === undefined ? undefined : breaks(asked);
      return sentence === undefined || (passesReducing && asked.mayReduce) ? [] : [[limit, sentence] as const];
    });
    const burst = wish.isChange ? undefined : this.#bursts.breaks(whose, wish.at);
    const all = [...rules, ...this.#tempo.breaks(asked)];
    const said = burst === undefined ? all : [...all, ["repeated-executions", burst] as const];
    return said.map(([limit, sentence]) => `${limit} of ${named(whose)} (${shown(asked.limit(limit))}): ${sentence}`);
  }

  sent(frame: PlaceOrder): void {
    const key = keyOf(frame.orderRef);
    const breaches = this.#breaches.get(key) ?? [];
    const breach = breaches.find(({ order }) => isOf(frame, order));
    if (breach === undefined) return;
    this.#breaches.delete(key);
    this.#violated(`${key} left and breaks ${breach.sentence}`);
  }
}

const named = (whose: Whose): string => ("strategy" in whose ? whose.strategy : whose.account);
const shown = (limit: unknown): string => (typeof limit === "string" ? limit : JSON.stringify(limit));

/** The frame says what the wish said. */
const isOf = ({ totalQuantity, lmtPrice, orderType }: PlaceOrder, order: Open): boolean =>
  Number(totalQuantity) === order.quantity &&
  orderType === order.orderType &&
  (order.lmtPrice === undefined || lmtPrice === order.lmtPrice);
