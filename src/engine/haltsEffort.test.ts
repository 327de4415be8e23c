/** How much a halt goes through at each look, counted: it looks behind whatever happens, and there may be thousands of orders. */
import assert from "node:assert/strict";
import test from "node:test";
import { ALPHA, halts } from "../../test/engine/haltsBroker.ts";
import { contract, order, profit, ready, type Stage, stop } from "../../test/engine/stage.ts";
import { Cancels } from "../orders/cancels.ts";
import { Flatten } from "../risk/flatten.ts";

const CONTRACTS = 10;
const contractOf = (n: number) => ({ ...contract, conId: 1_000 + n, symbol: `S${n}` });

/** Alpha's account holds something of every contract, and so many orders of it rest. */
function holding(rest: (stage: Stage, n: number) => void): Stage {
  const stage = ready();
  stage.connect(ALPHA, 1);
  for (let n = 0; n < CONTRACTS; n++) {
    rest(stage, n);
    stage.says("position", { account: "DU1", contract: contractOf(n), position: "5" as never, avgCost: 10 });
  }
  stage.pass(10_000);
  for (const n of stage.placed.keys()) stage.shows(n);
  return stage;
}

const entries = (stage: Stage, n: number): void => {
  for (let i = 1; i <= CONTRACTS; i++)
    stage.ask(ALPHA, "placeOrder", { orderId: n * CONTRACTS + i, contract: contractOf(n), order });
};

/** An entry with its exits. */
const bracket = (stage: Stage, n: number): void => {
  const id = n * 3 + 1;
  const leg = { contract: contractOf(n) };
  stage.ask(ALPHA, "placeOrder", { ...leg, orderId: id, order: { ...order, transmit: false } });
  stage.ask(ALPHA, "placeOrder", { ...leg, orderId: id + 1, order: { ...profit, parentId: id, transmit: false } });
  stage.ask(ALPHA, "placeOrder", { ...leg, orderId: id + 2, order: { ...stop, parentId: id } });
};

/** How many orders are gone through, whatever contract they are of, while something happens. */
function goneThrough(happens: () => void): number {
  const real = Cancels.prototype.stoppable;
  let many = 0;
  Cancels.prototype.stoppable = function* (this: Cancels) {
    for (const one of real.call(this)) {
      many++;
      yield one;
    }
  };
  try {
    happens();
  } finally {
    Cancels.prototype.stoppable = real;
  }
  return many;
}

test("a flatten that waits goes through all orders no more than once at each look, however many positions there are", () => {
  const stage = holding(entries);
  halts(stage, "flatten");
  stage.pass(10_000);
  const open = stage.statuses().length;
  assert.equal(open, CONTRACTS * CONTRACTS);
  const many = goneThrough(() => stage.says("positionEnd"));
  assert.ok(many > 0 && many <= open, `${many} of ${open}`);
});

test("which orders a halt spares is judged beside those of their contract and their group, not beside all", () => {
  const stage = holding(bracket);
  halts(stage, "cancel-all");
  stage.pass(10_000);
  const many = goneThrough(() => stage.says("positionEnd"));
  assert.ok(many > 0 && many <= CONTRACTS * 3, `${many}`);
});

test("prices make no flatten look again; whatever else the Gateway says does", (t) => {
  const stage = holding(entries);
  halts(stage, "flatten");
  stage.pass(10_000);
  stage.says("positionEnd");
  const look = t.mock.method(Flatten.prototype, "progress");
  for (let i = 0; i < 5; i++) stage.says("tickPrice", { reqId: 1, tickType: 1, price: 10 });
  assert.equal(look.mock.callCount(), 0);
  stage.says("position", { account: "DU1", contract: contractOf(0), position: "5" as never, avgCost: 10 });
  assert.equal(look.mock.callCount(), 1);
});
