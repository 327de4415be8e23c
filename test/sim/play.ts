/**
 * Random lives of orders: what clients, the market and the clock may do to a broker, in any order.
 *
 * Prices lie near the market, quantities around the size of the quote and groups have few names, so that orders meet,
 * fill in pieces and cancel each other often. Numbers of orders count up; what an action is done to is an order that
 * was placed before.
 */
import fc from "fast-check";
import type { Session } from "../../src/sim/exchange/calendar/calendar.ts";
import { AAPL, MSFT, type Stage, type Wanted } from "./stage.ts";

export type Action =
  | {
      readonly act: "place";
      readonly order: Wanted;
      readonly clientId: number;
      readonly conId: number;
      readonly parent: number | undefined;
    }
  | { readonly act: "modify"; readonly which: number; readonly lmtPrice: number; readonly totalQuantity: string }
  | { readonly act: "transmit"; readonly which: number }
  | { readonly act: "cancel"; readonly which: number }
  | { readonly act: "cancelEverything" }
  | { readonly act: "byHand"; readonly order: Wanted }
  | {
      readonly act: "quote";
      readonly last: number;
      readonly size: number;
      readonly conId: number;
      readonly dry: boolean;
    }
  | { readonly act: "wait"; readonly ms: number }
  | { readonly act: "session"; readonly session: Session; readonly halted: boolean };

const TYPES = [
  "MKT",
  "LMT",
  "LMT",
  "LMT",
  "STP",
  "STP LMT",
  "TRAIL",
  "TRAIL LIMIT",
  "MIT",
  "LIT",
  "MTL",
  "REL",
  "MOC",
  "LOC",
];
const NEAR = fc.integer({ min: 9_600, max: 10_400 }).map((cents) => cents / 100);
const SIZE = fc.constantFrom("1", "100", "100", "500", "700", "1200");
const CONTRACT = fc.constantFrom(AAPL, AAPL, MSFT);
/** Each group has one type, as its members are meant to. */
const GROUP = fc.constantFrom<Wanted>(
  {},
  {},
  {},
  { ocaGroup: "a", ocaType: 1 },
  { ocaGroup: "b", ocaType: 2 },
  { ocaGroup: "c", ocaType: 3 },
);

/** A life lasts some seconds; dates lie in its first ones. */
const DATED = fc.constantFrom<Wanted>(
  ...[{}, {}, {}, {}, {}, {}],
  { tif: "GTD", goodTillDate: "20260105-15:00:03" },
  { goodAfterTime: "20260105-15:00:02" },
  { conditions: [{ type: 3, conjunction: "a", isMore: true, time: "20260105-15:00:04" }] },
  {
    conditions: [
      { type: 1, conjunction: "a", isMore: true, price: 101, conId: MSFT, exchange: "SMART", triggerMethod: 2 },
    ],
  },
);

/** Says of prices only what its type is to say. */
function order(type: string, side: "BUY" | "SELL", price: number, also: Wanted): Wanted {
  const trails = type.startsWith("TRAIL");
  const limited = ["LMT", "STP LMT", "LIT", "LOC"].includes(type);
  const stopped = ["STP", "STP LMT", "MIT", "LIT"].includes(type);
  return {
    ...{ action: side, orderType: type, ...also },
    ...(limited ? { lmtPrice: price } : {}),
    ...(stopped ? { auxPrice: price } : {}),
    ...(trails ? { auxPrice: 1 } : {}),
    ...(type === "TRAIL LIMIT" ? { lmtPriceOffset: 0.05 } : {}),
    ...(["MKT", "LMT", "MTL", "REL"].includes(type) ? {} : { tif: "DAY" }),
  };
}

const ORDER: fc.Arbitrary<Wanted> = fc
  .record({
    type: fc.constantFrom(...TYPES),
    side: fc.constantFrom("BUY" as const, "SELL" as const),
    price: NEAR,
    group: GROUP,
    totalQuantity: SIZE,
    dated: DATED,
    tif: fc.constantFrom("DAY", "DAY", "GTC", "IOC", "FOK"),
    outsideRth: fc.boolean(),
    allOrNone: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    transmit: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
    whatIf: fc.integer({ min: 0, max: 12 }).map((one) => one === 0),
  })
  .map(({ type, side, price, group, dated, ...also }) => order(type, side, price, { ...group, ...also, ...dated }));

/** Of the latest so many orders one is acted upon. */
const RECENT = 6;
const WHICH = fc.nat({ max: RECENT - 1 });

export const ACTION: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant("place" as const),
      order: ORDER,
      clientId: fc.constantFrom(1, 1, 2),
      conId: CONTRACT,
      parent: fc.option(WHICH, { nil: undefined, freq: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant("modify" as const), which: WHICH, lmtPrice: NEAR, totalQuantity: SIZE }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("transmit" as const), which: WHICH }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("cancel" as const), which: WHICH }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("byHand" as const), order: ORDER }) },
  {
    weight: 7,
    arbitrary: fc.record({
      act: fc.constant("quote" as const),
      last: NEAR,
      size: fc.constantFrom(50, 500, 2_000),
      conId: CONTRACT,
      dry: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
    }),
  },
  { weight: 5, arbitrary: fc.record({ act: fc.constant("wait" as const), ms: fc.constantFrom(10, 20, 20, 1_500) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("session" as const),
      session: fc.constantFrom<Session>("regular", "regular", "extended", "closed"),
      halted: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Action>({ act: "cancelEverything" }) },
);

/** Who may act upon an order: its client and its number. */
interface Known {
  readonly clientId: number;
  readonly orderId: number;
  readonly conId: number;
  readonly order: Wanted;
}

/** Performs actions one after the other. `wait` lets time pass; the broker is called once, at its end, unless it says otherwise. */
export class Play {
  readonly #stage: Stage;
  readonly #wait: (ms: number) => void;
  readonly #placed: Known[] = [];
  #nextId = 1;

  constructor(stage: Stage, wait: (ms: number) => void = (ms) => void stage.wait(ms)) {
    this.#stage = stage;
    this.#wait = wait;
  }

  perform(action: Action): void {
    const stage = this.#stage;
    switch (action.act) {
      case "place":
        return this.#place(action);
      case "modify":
        return this.#again(action.which, { lmtPrice: action.lmtPrice, totalQuantity: action.totalQuantity });
      case "transmit":
        return this.#again(action.which, {});
      case "cancel": {
        const known = this.#known(action.which);
        return known && void stage.cancel(known.orderId, known.clientId);
      }
      case "cancelEverything":
        return void stage.cancelEverything();
      case "byHand":
        return void stage.placeByHand({ ...action.order, whatIf: false });
      case "quote":
        return this.#quote(action);
      case "wait":
        return this.#wait(action.ms);
      case "session":
        stage.session = action.session;
        stage.halted = action.halted;
        return void stage.wait(0);
    }
  }

  #known(which: number): Known | undefined {
    return this.#placed.at(-1 - (which % RECENT));
  }

  /** A child is placed by the client of its parent and trades what its parent trades. */
  #place({ order, clientId, conId, parent }: Action & { act: "place" }): void {
    const over = parent === undefined ? undefined : this.#known(parent);
    const orderId = this.#nextId++;
    const known: Known =
      over === undefined
        ? { clientId, orderId, conId, order }
        : { clientId: over.clientId, orderId, conId: over.conId, order: { ...order, parentId: over.orderId } };
    this.#placed.push(known);
    this.#stage.place(orderId, known.order, known);
  }

  #again(which: number, change: Wanted): void {
    const known = this.#known(which);
    if (known === undefined) return;
    const { orderType = "" } = known.order;
    const { lmtPrice, ...rest } = change;
    const priced = ["LMT", "STP LMT", "LIT", "LOC"].includes(orderType) && lmtPrice !== undefined ? { lmtPrice } : {};
    this.#stage.place(known.orderId, { ...known.order, ...rest, ...priced, transmit: true, whatIf: false }, known);
  }

  #quote({ last, size, conId, dry }: Action & { act: "quote" }): void {
    const also = dry ? { ask: -1, askSize: 0 } : {};
    this.#stage.quote(last, { bidSize: size, askSize: size, ...also }, conId);
    this.#stage.wait(0);
  }
}
