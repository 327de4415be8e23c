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
