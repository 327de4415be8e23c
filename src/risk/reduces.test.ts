import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decimal, ZERO } from "../base/decimal.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Exposing } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { leg, resting } from "./judging.test.ts";
import { mayStandBesideUnknown, reduces, reducesNow } from "./reduces.ts";
import { rehearsal } from "./rehearsal.ts";
import type { RiskView } from "./view.ts";

const shares = (count: number): Decimal => String(count) as Decimal;
const order = (action: string, count: number, more: object = {}) => ({
  ...{ action, totalQuantity: shares(count), orderType: "LMT", lmtPrice: 100 },
  ...more,
});
const sell = (count: number, more: object = {}) => order("SELL", count, more);
const buy = (count: number, more: object = {}) => order("BUY", count, more);
const stop = (count: number) => sell(count, { orderType: "STP", auxPrice: 90, lmtPrice: undefined });

interface Held {
  /** What the broker told, and what executions make of it. */
  readonly told?: number;
  readonly booked?: number;
  /** What the strategy's own executions make, and what nobody's do. */
  readonly own?: number;
  readonly nobodys?: number;
}

function view(held: Held | undefined, open: readonly Exposed[]): RiskView {
  const { told = 0, booked = told, own = told, nobodys = 0 } = held ?? {};
  const all = rehearsal({ open });
  return {
    ...all,
    openOf: () => open,
    position: () => (held === undefined ? undefined : shares(told)),
    booked: () => shares(booked),
    own: () => shares(own),
    nobodys: () => shares(nobodys),
  };
}

/** Whether these orders, placed together, reduce; as the account's unless said. */
function verdict(
  placed: readonly Parameters<typeof leg>[0][],
  held: Held | undefined,
  open: readonly Exposed[] = [],
  as: Exposing["as"] = "account",
): boolean {
  const strategy = { name: "alpha" as StrategyName, account: "DU1" };
  return reduces({ as, strategy, legs: placed.map(leg), view: view(held, open) });
}

test("what is sold of what is held reduces, and one share more adds", () => {
  assert.ok(verdict([{ order: sell(10) }], { told: 10 }));
  assert.ok(!verdict([{ order: sell(11) }], { told: 10 }));
  assert.ok(!verdict([{ order: buy(1) }], { told: 10 }));
  assert.ok(verdict([{ order: buy(10) }], { told: -10 }));
  assert.ok(!verdict([{ order: sell(1) }], { told: 0 }));
});

test("a stop counts beside all that closes already", () => {
  const six = [1, 2, 3, 4, 5].map((n) => resting({ order: stop(10), key: `k${n}` }));
  assert.ok(verdict([{ order: stop(10) }], { told: 10 }));
  assert.ok(!verdict([{ order: stop(10) }], { told: 10 }, six.slice(0, 1)));
  assert.ok(!verdict([{ order: stop(10) }], { told: 10 }, six));
});

test("what is unknown counts as if it lived, and what is held at the door does not", () => {
  assert.ok(!verdict([{ order: sell(10) }], { told: 10 }, [resting({ order: sell(1) }, "unknown")]));
  assert.ok(verdict([{ order: sell(10) }], { told: 10 }, [resting({ order: sell(1) }, "held")]));
});

test("exits of one family count once", () => {
  const target = resting({ order: sell(10, { ocaGroup: "exits" }) });
  assert.ok(verdict([{ order: { ...stop(10), ocaGroup: "exits" } }], { told: 10 }, [target]));
  assert.ok(!verdict([{ order: { ...stop(10), ocaGroup: "others" } }], { told: 10 }, [target]));
});

test("exits of a parent that still works close what it opens", () => {
  const parent = resting({ order: buy(10), key: "k1" });
  assert.ok(verdict([{ order: stop(10), parent: "k1" }], { told: 0 }, [parent]));
  assert.ok(!verdict([{ order: stop(11), parent: "k1" }], { told: 0 }, [parent]));
  assert.ok(
    !verdict(
      [
        { order: buy(10), key: "n1" },
        { order: stop(10), parent: "n1" },
      ],
      { told: 0 },
    ),
  );
});

test("of two words about a position the smaller one is believed", () => {
  assert.ok(!verdict([{ order: sell(10) }], { told: 10, booked: 0 }));
  assert.ok(!verdict([{ order: sell(10) }], { told: 0, booked: 10 }));
  assert.ok(verdict([{ order: sell(5) }], { told: 10, booked: 5 }));
  assert.ok(!verdict([{ order: sell(5) }], { told: 10, booked: -5 }));
  assert.ok(!verdict([{ order: sell(1) }], undefined));
});

test("for a strategy's limits its own position counts, and what is nobody's", () => {
  assert.ok(!verdict([{ order: sell(10) }], { told: 10, own: 0 }, [], "strategy"));
  assert.ok(verdict([{ order: sell(10) }], { told: 10, own: 0 }, [], "account"));
  assert.ok(verdict([{ order: sell(10) }], { told: 10, own: 4, nobodys: 6 }, [], "strategy"));
  assert.ok(!verdict([{ order: sell(11) }], { told: 20, own: 4, nobodys: 6 }, [], "strategy"));
  // Somebody has closed by hand what the strategy had opened: the account has the last word.
  assert.ok(!verdict([{ order: sell(10) }], { told: 0, own: 10, nobodys: -10 }, [], "strategy"));
  assert.ok(verdict([{ order: sell(10) }], { told: 10, own: 10, nobodys: -5 }, [], "strategy"));
});

test("a combination, an amount of cash and an order without a quantity add", () => {
  assert.ok(!verdict([{ order: sell(1), contract: { symbol: "AAPL", secType: "BAG" } }], { told: 10 }));
  assert.ok(!verdict([{ order: sell(1, { cashQty: 100 }) }], { told: 10 }));
  assert.ok(!verdict([{ order: { action: "SELL", orderType: "MKT" } }], { told: 10 }));
});

test("a change for no more that comes no nearer reduces, wherever the position stands", () => {
  const entry = resting({ order: buy(10) });
  assert.ok(verdict([{ order: buy(10, { lmtPrice: 99 }), key: "k1" }], { told: 0 }, [entry]));
  assert.ok(!verdict([{ order: buy(10, { lmtPrice: 101 }), key: "k1" }], { told: 0 }, [entry]));
  assert.ok(!verdict([{ order: buy(10, { orderType: "MKT" }), key: "k1" }], { told: 0 }, [entry]));
  assert.ok(!verdict([{ order: buy(11), key: "k1" }], { told: 0 }, [entry]));
});

test("an exit may be led into the market as long as all exits together close", () => {
  const exit = resting({ order: sell(10) });
  assert.ok(verdict([{ order: sell(10, { lmtPrice: 50 }), key: "k1" }], { told: 10 }, [exit]));
  assert.ok(!verdict([{ order: sell(10, { lmtPrice: 50 }), key: "k1" }], { told: 10 }, [exit, other]));
});
const other = resting({ order: sell(10), key: "k2" });

test("a leg at the door is nothing yet: to let it go is judged as a new order", () => {
  const held = resting({ order: buy(10) }, "held");
  assert.ok(!verdict([{ order: buy(10), key: "k1" }], { told: 0 }, [held]));
});

test("when its turn has come, a change is measured by what may rest without it", () => {
  const [settled, wanted] = [buy(10), buy(10, { lmtPrice: 101 })];
  const entry = resting({ order: settled });
  const changed = { ...entry, order: wanted };
  const now = (order: Exposed): boolean => reducesNow(view({ told: 0 }, [order]), order);
  assert.ok(!now(changed));
  assert.ok(now({ ...changed, order: buy(9) }));
  const sent = { contract: entry.contract, order: buy(5) };
  assert.ok(!now({ ...changed, order: buy(9), inFlight: [sent] }));
  assert.ok(!now({ ...entry, status: "intended" }));
});

test("when its turn has come, a change that says anything else than what may rest, or is shown, says more", () => {
  const entry = resting({ order: buy(10) });
  const changed = { ...entry, order: buy(10, { lmtPrice: 99, outsideRth: true }) };
  const now = (order: Exposed): boolean => reducesNow(view({ told: 0 }, [order]), order);
  assert.ok(!now(changed));
  assert.ok(now({ ...changed, shown: buy(10, { outsideRth: true }) }));
  assert.ok(!now({ ...entry, order: buy(10, { tif: "GTC" }) }));
});

test("when its turn has come, an exit must still close: for its strategy and for its account", () => {
  const exit: Exposed = { ...resting({ order: sell(10) }), status: "intended" };
  const now = (held: Held): boolean => reducesNow(view(held, [exit]), exit);
  assert.ok(now({ told: 10 }));
  assert.ok(!now({ told: 10, own: 0 }));
  assert.ok(!now({ told: 9, own: 10 }));
  assert.ok(now({ told: 10, own: Number(ZERO), nobodys: 10 }));
});

test("an exit that the broker has made smaller counts by what is left of it", () => {
  const exit = resting({ order: sell(10) });
  const smaller = { ...exit, settled: { contract: exit.contract, order: sell(4) }, wishWaits: false };
  const led = [{ order: sell(4, { lmtPrice: 99 }), key: "k1" }];
  assert.ok(verdict(led, { told: 4 }, [smaller]));
  assert.ok(!verdict(led, { told: 4 }, [{ ...smaller, wishWaits: true }]));
});

test("an order that was cut by hand is not made as large again by its client's own wish", () => {
  const entry = resting({ order: buy(10) });
  const cut = { ...entry, settled: { contract: entry.contract, order: buy(1, { lmtPrice: 50 }) }, wishWaits: false };
  assert.ok(!verdict([{ order: buy(10, { lmtPrice: 99 }), key: "k1" }], { told: 0 }, [cut]));
  assert.ok(verdict([{ order: buy(1, { lmtPrice: 50 }), key: "k1" }], { told: 0 }, [cut]));
});

test("exits of a parent that has traded in part close what is left of it, and its position", () => {
  const parent = { ...resting({ order: buy(10), key: "k1" }, "partly-filled", 4) };
  const exit = resting({ order: stop(10), key: "k2", parent: "k1" });
  assert.ok(!verdict([{ order: stop(4) }], { told: 4 }, [parent, exit]));
  assert.ok(verdict([{ order: { ...stop(10), auxPrice: 95 }, key: "k2", parent: "k1" }], { told: 4 }, [parent, exit]));
});

test("a parent that is made smaller leaves its exits with more to close", () => {
  const parent = resting({ order: buy(10), key: "k1" });
  const exit = resting({ order: stop(10), key: "k2", parent: "k1" });
  assert.ok(verdict([{ order: buy(1), key: "k1" }], { told: 0 }, [parent]));
  assert.ok(!verdict([{ order: buy(1), key: "k1" }], { told: 0 }, [parent, exit]));
});

test("an order that brings in a hedge is more than what it sells", () => {
  const hedged = { deltaNeutralOrderType: "MKT", deltaNeutralConId: 7 };
  for (const more of [hedged, { hedgeType: "D" }]) assert.ok(!verdict([{ order: sell(1, more) }], { told: 10 }));
  assert.ok(verdict([{ order: sell(1, { deltaNeutralOrderType: "None", hedgeType: "" }) }], { told: 10 }));
});

test("beside a stop of unknown fate another one protects, and what rests is led where its client wants it", () => {
  const may = (placed: Parameters<typeof leg>[0], open: readonly Exposed[]): boolean => {
    const strategy = { name: "alpha" as StrategyName, account: "DU1" };
    return mayStandBesideUnknown({ as: "account", strategy, legs: [leg(placed)], view: view({ told: 10 }, open) });
  };
  const unknown = resting({ order: stop(10) }, "unknown");
  const entry = resting({ order: buy(10), key: "k3" });
  assert.ok(may({ order: buy(10, { lmtPrice: 101 }), key: "k3" }, [unknown, entry]));
  assert.ok(!may({ order: buy(11), key: "k3" }, [unknown, entry]));
  assert.ok(may({ order: stop(10) }, [unknown]));
  assert.ok(!may({ order: stop(11) }, [unknown]));
  assert.ok(!may({ order: sell(10) }, [unknown]));
  assert.ok(!may({ order: stop(10) }, [unknown, resting({ order: stop(10), key: "k2" })]));
});

test("a side is what its word says however it is spelled, and a word that names none reduces nothing", () => {
  const asked = (action: string, told: number): boolean => verdict([{ order: order(action, 10) }], { told });
  for (const word of ["BUY", "buy", "Buy "]) assert.deepEqual([asked(word, 10), asked(word, -10)], [false, true], word);
  for (const word of ["SELL", "sell", "SSHORT", "sshort", "SLONG"])
    assert.deepEqual([asked(word, 10), asked(word, -10)], [true, false], word);
  for (const word of ["", "BOT", "PURCHASE"])
    assert.deepEqual([asked(word, 10), asked(word, -10)], [false, false], word);
});

test("what names no side counts on both: beside it neither a sale nor a purchase closes all that is held", () => {
  const open = [resting({ order: order("BOT", 10) })];
  assert.ok(!verdict([{ order: sell(10) }], { told: 10 }, open));
  assert.ok(!verdict([{ order: buy(10) }], { told: -10 }, open));
  assert.ok(verdict([{ order: sell(10) }], { told: 20 }, open));
});

test("a change of an order that names no side is never no more than it was", () => {
  const open = resting({ order: order("BOT", 10) });
  const change = { key: open.key, order: order("BOT", 5) };
  assert.ok(!verdict([change], { told: 10 }, [open]));
});
