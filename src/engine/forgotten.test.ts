/** Brackets while orders are forgotten: of a family that has something to protect nothing is, and of others nobody asks. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, profit, shares, stop } from "../../test/engine/stage.ts";
import type { WallMs } from "../base/time.ts";
import type { Entry, Placement } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { Blotter } from "../orders/blotter.ts";
import { Families } from "../sentinel/families.ts";

/** A blotter that remembers four finished orders, and the families of what it remembers. */
class Folds {
  readonly blotter = new Blotter(4);
  readonly families = new Families(this.blotter);
  #orders = 0;
  #executions = 0;

  constructor() {
    this.blotter.isNeeded = (key) => this.families.isActive(key);
  }

  takes(entry: Entry): void {
    this.blotter.evolve(entry, 0 as WallMs);
    this.families.evolve(entry, 0 as WallMs);
  }

  /** Placed and sent; answers its key. */
  sends(content: object, parent?: OrderKey): OrderKey {
    const n = ++this.#orders;
    const leg = placed(n, content, parent);
    this.takes({ kind: "orderIntended", legs: [leg] });
    this.takes({ kind: "orderSending", key: leg.key, orderId: n as never, frame: "new" });
    return leg.key;
  }

  /** Placed without being transmitted, anew or again; answers its number. */
  holds(content: object, parent?: OrderKey, n = ++this.#orders): number {
    this.takes({ kind: "orderHeld", ...placed(n, content, parent) });
    return n;
  }

  fills(key: OrderKey, count: number): void {
    const execution = { execId: `e${++this.#executions}.01`, shares: shares(count), cumQty: shares(count) };
    this.takes({ kind: "executed", key, execution: { contract, execution } as never });
  }

  ends(key: OrderKey): void {
    this.takes({ kind: "statusReported", key, report: { status: "Cancelled" } });
  }

  /** So many orders that come and go. */
  goOn(count = 10): void {
    for (let i = 0; i < count; i++) this.ends(this.sends(order));
  }

  /** What a restart makes of it. */
  restarted(): Folds {
    const again = new Folds();
    again.blotter.resume(fromJson(toJson(this.blotter.carry())));
    again.families.resume(fromJson(toJson(this.families.carry())));
    [again.#orders, again.#executions] = [this.#orders, this.#executions];
    return again;
  }

  exposures(): string[] {
    return [...this.families.active].map((family) => this.families.exposureOf(family));
  }
}

function placed(n: number, content: object, parent: OrderKey | undefined): Placement {
  const key = `alpha-t3st-${n.toString(36)}`;
  const whose = { key, strategy: "alpha", clientId: 1, clientOrderId: n, account: "DU1" };
  return { ...whose, contract, order: content, ...(parent && { parent }) } as unknown as Placement;
}

test("a snapshot is read although brackets that are over have been forgotten", () => {
  const folds = new Folds();
  const entry = folds.sends(order);
  const exit = folds.sends(profit, entry);
  folds.fills(entry, 1);
  folds.fills(exit, 1);
  folds.goOn();
  assert.deepEqual(folds.restarted().exposures(), []);
});

test("a position whose stop has ended is remembered with all of its bracket, however many orders come and go", () => {
  const folds = new Folds();
  const entry = folds.sends(order);
  const exit = folds.sends(stop, entry);
  folds.fills(entry, 1);
  folds.ends(exit);
  folds.goOn();
  for (const each of [folds, folds.restarted()]) {
    assert.deepEqual(each.exposures(), ["1"]);
    each.fills(each.sends({ ...order, action: "SELL" }), 1);
    assert.deepEqual(each.exposures(), [], "what the strategy closes otherwise is closed");
    each.goOn();
    assert.equal(each.blotter.byKey(entry), undefined, "then it is forgotten like any other");
  }
});

test("an entry whose exits share a group is remembered as long as one of them works", () => {
  const folds = new Folds();
  const entry = folds.sends(order);
  folds.fills(entry, 1);
  const exit = folds.sends({ ...stop, ocaGroup: "exits" });
  folds.goOn();
  for (const each of [folds, folds.restarted()]) {
    assert.deepEqual(each.exposures(), ["1"]);
    each.fills(exit, 1);
    assert.deepEqual(each.exposures(), []);
  }
});

test("a stop in a group is no stop of an entry that is forgotten", () => {
  const folds = new Folds();
  folds.fills(folds.sends(order), 1);
  folds.goOn();
  for (const each of [folds, folds.restarted()]) {
    each.sends({ ...stop, ocaGroup: "exits" });
    assert.deepEqual(each.exposures(), []);
  }
});

test("a round trip of which only the end is remembered takes nothing from what is to be protected after a restart", () => {
  const folds = new Folds();
  folds.fills(folds.sends(order), 1);
  folds.goOn(3);
  folds.fills(folds.sends({ ...order, action: "SELL" }), 1);
  const again = folds.restarted();
  for (const each of [folds, again]) {
    const entry = each.sends(order);
    each.sends(stop, entry);
    each.fills(entry, 1);
    assert.deepEqual(each.exposures(), ["1"]);
  }
});

test("an entry with exits of its own that is taken for an exit brings them along, and a snapshot is read when it is forgotten", () => {
  const folds = new Folds();
  folds.fills(folds.sends({ ...order, action: "SELL", totalQuantity: shares(2) }), 2);
  folds.fills(folds.sends(order), 1);
  folds.fills(folds.sends(order), 1);
  const breakout = folds.sends({ ...stop, action: "BUY", ocaGroup: "breakout" });
  const exit = folds.sends(stop, breakout);
  const other = folds.sends({ ...stop, ocaGroup: "breakout" });
  folds.fills(breakout, 1);
  folds.ends(other);
  folds.goOn();
  assert.deepEqual(folds.exposures(), ["1"]);
  folds.fills(exit, 1);
  for (let i = 0; i < 10; i++) {
    assert.deepEqual(folds.restarted().exposures(), folds.exposures());
    folds.goOn(1);
  }
  assert.equal(folds.blotter.byKey(exit), undefined);
});

test("an entry that its only exit has left protects nothing, with and without a restart, and is forgotten", () => {
  const folds = new Folds();
  const entry = folds.sends(order);
  const exit = folds.holds(stop, entry);
  folds.fills(entry, 1);
  assert.deepEqual(folds.exposures(), ["1"]);
  folds.holds(stop, undefined, exit);
  for (const each of [folds, folds.restarted()]) {
    assert.deepEqual(each.exposures(), []);
    each.goOn();
    assert.equal(each.blotter.byKey(entry), undefined);
  }
});
