/** What is kept of orders that are forgotten: nothing, or a process that runs for months would grow without end. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage } from "../../test/engine/stage.ts";
import type { Entry } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import { Blotter } from "../orders/blotter.ts";

const key = (n: number): OrderKey => `alpha-x7k2-${n}` as OrderKey;
const leg = (n: number, parent?: number) => ({
  ...{ key: key(n), strategy: "alpha", clientId: 1, clientOrderId: n, account: "DU1", contract, order },
  ...(parent !== undefined && { parent: key(parent) }),
});
/** An entry and its exit, which never left. */
const pair = (n: number): Entry[] =>
  [
    { kind: "orderIntended", legs: [leg(n), leg(n + 1, n)] },
    { kind: "orderDiscarded", key: key(n), reason: "" },
    { kind: "orderDiscarded", key: key(n + 1), reason: "" },
  ] as unknown as Entry[];

/** What is remembered of whose entries a later bracket may protect, by client. */
const clients = (stage: Stage): readonly string[] => {
  const carried = stage.engine.carry() as unknown as {
    folds: { families: { assembled: { entries: [string, OrderKey[]][] } } };
  };
  return carried.folds.families.assembled.entries.map(([client]) => client);
};

test("of bots that come under another client id each time the newest thousand are remembered", () => {
  const placed = (n: number, clientId: number) => ({ kind: "orderIntended", legs: [{ ...leg(n), clientId }] });
  const journal = Array.from({ length: 1_005 }, (_, i) => placed(i + 1, i + 1));
  const stage = new Stage(config, [...journal, placed(1_006, 7), placed(1_007, 2_000)] as unknown as Entry[]);
  const known = clients(stage);
  assert.equal(known.length, 1_000);
  assert.deepEqual([known[0], ...known.slice(-2)], ["alpha/8", "alpha/7", "alpha/2000"]);
});

const REMEMBERED = 10_000;
const BEYOND = 20;

test("the families of orders that are forgotten are forgotten with them", (t) => {
  const journal: Entry[] = [];
  for (let n = 1; n <= REMEMBERED + BEYOND; n += 2) journal.push(...pair(n));
  const stage = new Stage(config, journal);
  assert.equal(stage.statuses().length, REMEMBERED);
  const asked = t.mock.method(Blotter.prototype, "byKey").mock;
  stage.engine.carry();
  const keys = new Set(asked.calls.map((call) => call.arguments[0]));
  assert.deepEqual([keys.has(key(BEYOND - 1)), keys.has(key(BEYOND + 1))], [false, true]);
});

const combination = { ...contract, conId: 28812380, secType: "BAG" };
/** An order that has traded whole. */
const traded = (n: number, of: object): Entry[] =>
  [
    { kind: "orderIntended", legs: [{ ...leg(n), contract: of }] },
    { kind: "statusReported", key: key(n), report: { status: "Filled", filled: "1", remaining: "0" } },
  ] as unknown as Entry[];

/** Of what traded how much is carried, by strategy, account and contract. */
const nets = (stage: Stage): readonly (readonly [string, string])[] => {
  const carried = stage.engine.carry() as unknown as { folds: { families: { nets: [string, string][] } } };
  return carried.folds.families.nets;
};

test("what combinations have traded that are forgotten is forgotten with them, and what others have traded stays counted", () => {
  const journal = traded(1, contract);
  for (let n = 2; n <= REMEMBERED + BEYOND; n++) journal.push(...traded(n, combination));
  const stage = new Stage(config, journal);
  assert.equal(stage.statuses().length, REMEMBERED);
  assert.equal(nets(stage).length, REMEMBERED + 1);
  assert.deepEqual(nets(stage)[0], ["alpha/DU1/265598", "1"]);
});
