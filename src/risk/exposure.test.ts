/** Exposure against a recomputation that knows no shortcuts, and the cases that it is made of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decimal } from "../base/decimal.ts";
import { Prng } from "../base/prng.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { PlacedContract, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { Status } from "../model/status.ts";
import type { AskedLeg, RiskAsk } from "./ask.ts";
import type { Exposed, Wish } from "./bookView.ts";
import { conIdsOf, projected } from "./exposure.ts";
import { maxGrossValue } from "./exposureGross.ts";
import { rehearsal } from "./rehearsal.ts";

const STOCK = { conId: 1, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const d = (n: number): Decimal => String(n) as Decimal;

interface Told {
  readonly buys?: boolean;
  readonly total: number;
  readonly before?: readonly number[];
  readonly executed?: number;
  readonly status?: Status;
  readonly parent?: string;
  readonly oca?: string;
  readonly contract?: PlacedContract;
  readonly strategy?: string;
}

const wish = ({ buys = true, total, oca = "", contract = STOCK }: Told): Wish => ({
  contract,
  order: { action: buys ? "BUY" : "SELL", totalQuantity: d(total), orderType: "LMT", lmtPrice: 10, ocaGroup: oca },
});

function open(key: string, told: Told): Exposed {
  const { before = [], executed = 0, status = "working", parent, strategy = "alpha" } = told;
  const now = wish(told);
  const [settled = now, ...inFlight] = before.map((total) => wish({ ...told, total }));
  return {
    ...{ ...now, key: key as OrderKey, strategy: strategy as StrategyName, account: "DU1", status },
    ...{ conId: told.contract?.conId ?? 1, filled: d(executed), executed: d(executed), cancelWanted: false },
    ...{ settled, inFlight, parent: parent as OrderKey | undefined },
  };
}

const asked = (key: string, told: Told): AskedLeg => ({
  ...wish(told),
  key: key as OrderKey,
  parent: told.parent as OrderKey | undefined,
});

function ask(
  orders: readonly Exposed[],
  legs: readonly AskedLeg[],
  position = 0,
  more: Partial<RiskAsk> = {},
): RiskAsk {
  const view = { ...rehearsal({ position: d(position), open: orders }), ...more.view };
  const strategy = { name: "alpha" as StrategyName, account: "DU1" } as RiskAsk["strategy"];
  const moment = { now: 0 as Instant, wall: 0 as WallMs, hours: {}, state: undefined };
  return { as: "account", strategy, legs, reduces: false, limit: () => "off", ...moment, ...more, view };
}

/** Both cases behind what is asked for, as numbers. */
function cases(orders: readonly Exposed[], legs: readonly AskedLeg[] = [], position = 0): readonly [number, number] {
  const found = projected(ask(orders, legs, position), 1);
  assert.ok("after" in found, JSON.stringify(found));
  return [Number(found.after.long), Number(found.after.short)];
}

test("every order that may trade counts, whatever became of its acknowledgement, and a held one does not", () => {
  for (const status of ["intended", "sent", "working", "partly-filled", "unknown"] as const)
    assert.deepEqual(cases([open("a", { total: 5, status })]), [5, 0], status);
  for (const status of ["held", "filled", "cancelled", "rejected", "absent", "discarded"] as const)
    assert.deepEqual(cases([open("a", { total: 5, status })]), [0, 0], status);
});

test("the larger of all that an order may be counts, less what executions say", () => {
  assert.deepEqual(cases([open("a", { total: 2, before: [8, 5], executed: 3 })]), [5, 0]);
  assert.deepEqual(cases([open("a", { total: 9, before: [8] })], [asked("a", { total: 4 })]), [9, 0]);
  assert.deepEqual(cases([open("a", { total: 2 })], [asked("a", { total: 4 })]), [4, 0]);
});

test("exits count once: children of one parent, and members of one OCA group", () => {
  const exits = [open("t", { buys: false, total: 5, parent: "p" }), open("s", { buys: false, total: 7, parent: "p" })];
  assert.deepEqual(cases([open("p", { total: 5, status: "filled" }), ...exits], [], 5), [5, -2]);
  const group = [open("x", { buys: false, total: 4, oca: "g" }), open("y", { buys: false, total: 3, oca: "g" })];
  assert.deepEqual(cases(group, [], 4), [4, 0]);
  assert.deepEqual(cases([open("x", { total: 4, oca: "g" }), open("y", { buys: false, total: 3, oca: "g" })]), [4, -3]);
});

test("groups of one name are two when two strategies name them, and so is one of somebody else's", () => {
  const orders = [open("a", { total: 5, oca: "g" }), open("b", { total: 7, oca: "g", strategy: "beta" })];
  assert.deepEqual(cases(orders), [12, 0]);
  assert.deepEqual(cases(orders, [asked("c", { total: 6, oca: "g" })]), [13, 0], "the asker's is alpha's");
  const wanted = wish({ total: 4, oca: "g" });
  const view = { strangersOf: () => [{ ...wanted, conId: 1, filled: d(0) }] } as unknown as RiskAsk["view"];
  const found = projected(ask([], [asked("c", { total: 6, oca: "g" })], 0, { view }), 1);
  assert.deepEqual("after" in found && found.after.long, "10");
});

test("while the parent has not ended its exits count only beyond what it opens, and wholly after", () => {
  const exit = open("t", { buys: false, total: 6, parent: "p" });
  assert.deepEqual(cases([open("p", { total: 5 }), exit]), [5, -1]);
  assert.deepEqual(cases([open("p", { total: 5, before: [3] }), exit]), [5, -3], "the smaller of what it may open");
  assert.deepEqual(cases([open("p", { total: 5, status: "cancelled" }), exit]), [0, -6]);
  assert.deepEqual(cases([], [asked("p", { total: 5 }), asked("t", { buys: false, total: 5, parent: "p" })]), [5, 0]);
});

test("an order that nobody has named by number may be of the contract, unless its names say otherwise", () => {
  const nameless = (symbol: string) => open("a", { total: 5, contract: { ...STOCK, conId: 0, symbol } });
  const leg = [asked("b", { total: 1 })];
  assert.deepEqual(cases([nameless("AAPL")], leg), [6, 0]);
  assert.deepEqual(cases([nameless("MSFT")], leg), [1, 0]);
});

test("a combination trades its legs on the sides that it says", () => {
  const comboLegs = [
    { conId: 1, ratio: 2, action: "BUY" },
    { conId: 2, ratio: 1, action: "SELL" },
  ];
  const spread = { symbol: "AAPL", secType: "BAG", comboLegs };
  assert.deepEqual(cases([open("a", { total: 3, contract: spread, buys: false })]), [0, -6]);
  assert.deepEqual(conIdsOf(ask([], [asked("a", { total: 1, contract: spread })])), [1, 2]);
});

test("the worse of the broker's word and of what executions make counts, and without a word there is no number", () => {
  const view = { position: () => d(3), booked: () => d(-1) } as unknown as RiskAsk["view"];
  const found = projected(ask([], [], 0, { view }), 1);
  assert.deepEqual("after" in found && found.after, { long: "3", short: "-1" });
  assert.ok("lacking" in projected(ask([], [], 0, { view: { position: () => undefined } as never }), 1));
});

test("an order that does not say how many makes no number", () => {
  const byCash = {
    ...open("a", { total: 5 }),
    order: { action: "BUY", orderType: "MKT", cashQty: 500 } as PlacedOrder,
  };
  assert.ok("lacking" in projected(ask([byCash], [], 0), 1));
});

test("nor does one that names an amount of cash beside its quantity, on the book or asked for", () => {
  const withCash = (one: Wish) => ({ ...one.order, cashQty: 1_000_000 });
  const [rests, wanted] = [open("a", { total: 1 }), asked("b", { total: 1 })];
  assert.ok("lacking" in projected(ask([{ ...rests, order: withCash(rests) }], []), 1));
  assert.ok("lacking" in projected(ask([], [{ ...wanted, order: withCash(wanted) }]), 1));
});

test("a strategy's exposure is its own orders", () => {
  const orders = [open("a", { total: 5 }), open("b", { total: 7, strategy: "beta" })];
  const own = projected(ask(orders, [], 0, { as: "strategy" }), 1);
  assert.deepEqual("after" in own && own.after.long, "5");
});

test("what ended and has traded more than its executions say counts as traded", () => {
  const owing = { ...open("a", { total: 5, executed: 2, status: "filled" }), filled: d(5) };
  const view = { owedOf: () => [owing] } as unknown as RiskAsk["view"];
  const found = projected(ask([], [], 0, { view }), 1);
  assert.deepEqual("after" in found && found.after, { long: "3", short: "0" });
});

/** The same by going through every order again for every group: long sums, no maps. */
function naively(orders: readonly Exposed[], position: number): readonly [number, number] {
  const isOpen = ({ status }: Exposed): boolean => ["intended", "sent", "working", "unknown"].includes(status);
  const alive = orders.filter(isOpen);
  const totals = (order: Exposed): number[] =>
    [order, order.settled, ...order.inFlight].map((one) => Number(one.order.totalQuantity));
  const left = (order: Exposed): number => Math.max(Math.max(...totals(order)) - Number(order.executed), 0);
  const group = ({ key, parent, order }: Exposed): string =>
    parent ? `child of ${parent}` : order.ocaGroup ? `group ${order.ocaGroup}` : `alone ${key}`;
  const side = (action: string): number => {
    const mine = alive.filter(({ order }) => order.action === action);
    return [...new Set(mine.map(group))].reduce((sum, name) => {
      const members = mine.filter((order) => group(order) === name);
      const parent = orders.find(({ key }) => key === members[0]!.parent);
      const opens =
        parent !== undefined && (isOpen(parent) || parent.status === "held") && parent.order.action !== action;
      return (
        sum +
        Math.max(
          Math.max(...members.map(left)) -
            (opens ? Math.max(Math.min(...totals(parent)) - Number(parent.executed), 0) : 0),
          0,
        )
      );
    }, 0);
  };
  return [position + side("BUY"), position - side("SELL")];
}

test("drawn books come to what a recomputation without shortcuts makes of them", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const prng = new Prng(seed, "exposure");
    const count = prng.between(1, 12);
    const orders: Exposed[] = [];
    for (let n = 0; n < count; n++) {
      const parent = prng.chance(0.4) && n > 0 ? { parent: `k${prng.between(0, n - 1)}` } : {};
      const oca = prng.chance(0.3) ? { oca: prng.pick(["g", "h"]) } : {};
      const before = prng.chance(0.3) ? { before: [prng.between(1, 9), prng.between(1, 9)] } : {};
      const status = prng.pick<Status>(["held", "intended", "sent", "working", "unknown", "filled", "cancelled"]);
      const [buys, total, executed] = [prng.chance(0.5), prng.between(1, 9), prng.between(0, 3)];
      orders.push(open(`k${n}`, { buys, total, executed, status, ...parent, ...oca, ...before }));
    }
    const position = prng.between(-10, 10);
    assert.deepEqual(cases(orders, [], position), naively(orders, position), `seed ${seed}`);
  }
});

test("all positions together are priced by the highest of what is known, and by nothing when nothing is", () => {
  const limit = ((name: string) => (name === "max-gross-value" ? "100" : "off")) as RiskAsk["limit"];
  const judged = (total: number, view: object = {}): string | undefined =>
    maxGrossValue.refuses(ask([], [asked("a", { total })], 0, { limit, view: view as never }));
  assert.equal(judged(10), undefined, "ten at their own price of 10");
  assert.match(judged(11)!, /110\.00 .* against 100/);
  assert.match(judged(10, { mark: () => 10.5 })!, /105\.00/);
  assert.match(
    judged(1, { heldConIds: () => [1, 2], position: (_: string, conId: number) => d(conId - 1) })!,
    /nobody can know/,
    "position in the other one is not priced",
  );
});

test("a value beyond all numbers is never within the limit", () => {
  const limit = ((name: string) => (name === "max-gross-value" ? "100" : "off")) as RiskAsk["limit"];
  const priced = (one: Exposed, lmtPrice: number) => ({ ...one, order: { ...one.order, lmtPrice } });
  const dear = { ...asked("b", { total: 2 }), order: { ...asked("b", { total: 2 }).order, lmtPrice: 1.7e308 } };
  for (const orders of [[], [priced(open("a", { total: 3 }), 1.7e308)]])
    for (const position of [0, 5])
      assert.match(
        maxGrossValue.refuses(ask(orders, [dear], position, { limit })) ?? "taken",
        /against 100$/,
        `${orders.length} beside ${position}`,
      );
});

test("beyond the limit of all positions together what is open on the other side makes no room, and what is held does", () => {
  const limit = ((name: string) => (name === "max-gross-value" ? "100" : "off")) as RiskAsk["limit"];
  const judged = (position: number, buys: boolean, total: number, open: number): string => {
    const strangers = open === 0 ? [] : [{ ...wish({ buys: !buys, total: open }), conId: 1, filled: d(0) }];
    const view = { strangersOf: () => strangers } as never;
    return maxGrossValue.refuses(ask([], [asked("a", { buys, total })], position, { limit, view })) ?? "taken";
  };
  for (const buys of [true, false]) {
    const held = (shares: number): number => (buys ? -shares : shares);
    assert.match(judged(0, buys, 11, 11), /^positions worth 110\.00 /, "an order beyond the limit by itself");
    assert.match(judged(held(9), buys, 19, 2), /^positions worth 110\.00 /, "beyond what is held");
    assert.match(judged(held(11), buys, 23, 0), /^positions worth 120\.00 /);
    assert.equal(judged(held(11), buys, 22, 9), "taken", "it comes to no more than what is held");
    assert.equal(judged(0, buys, 10, 10), "taken", "within the limit");
  }
});

test("what is kept of a contract that nobody asks for is worth what it was for a second, and never after its orders changed", () => {
  const limit = ((name: string) => (name === "max-gross-value" ? "100" : "off")) as RiskAsk["limit"];
  const seen = { mark: 10, held: 5, version: 1, now: 0 };
  const world = {
    ...rehearsal({}),
    heldConIds: () => [2],
    position: (_: string, conId: number) => d(conId === 2 ? seen.held : 0),
    booked: () => undefined,
    openVersion: () => seen.version,
    contract: () => ({ ...STOCK, conId: 2, localSymbol: "", primaryExchange: "", multiplier: "" }),
    mark: () => seen.mark,
  };
  const refused = (): string => {
    const asks = ask([], [asked("a", { total: 5 })], 0, { limit, now: seen.now as Instant });
    return maxGrossValue.refuses({ ...asks, view: world })?.split(" ")[2] ?? "taken";
  };
  assert.equal(refused(), "taken", "five held at 10, five asked for at 10");
  seen.mark = 11;
  assert.equal(refused(), "105.00", "the contract that is asked for is priced anew");
  seen.now = 1_000;
  assert.equal(refused(), "110.00", "and the other one a second later");
  seen.held = 6;
  assert.equal(refused(), "121.00", "a position counts at once");
  Object.assign(seen, { version: 2, mark: 10 });
  assert.equal(refused(), "110.00", "and so does whatever happens to an order of its");
});
