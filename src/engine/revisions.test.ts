/** A change stays a change: of another contract, side or group it would be another order, and leave unjudged. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALPHA, quantity } from "../../test/engine/haltsBroker.ts";
import { config, contract, order, Stage, shares } from "../../test/engine/stage.ts";
import { type Limits, NO_LIMITS } from "../model/limits.ts";
import { encodeOutgoing } from "../wire/codec.ts";

const GME = { ...contract, conId: 272093, symbol: "GME" };

function limited(limits: Partial<Limits> = {}): Stage {
  const [alpha, beta] = config.strategies;
  const stage = new Stage({ ...config, strategies: [{ ...alpha!, limits: { ...NO_LIMITS, ...limits } }, beta!] });
  stage.greet();
  stage.recover();
  stage.connect(ALPHA, 1);
  stage.told(ALPHA);
  return stage;
}

interface Asked {
  readonly orderId: number;
  readonly contract?: object;
  readonly order?: object;
}

/** Places all of it in one chunk: none of it has left when the next one is read. */
function together(stage: Stage, ...asked: readonly Asked[]): void {
  const bytes = asked.map(({ orderId, contract: of = contract, order: says }) => {
    const body = { orderId, contract: of, order: { ...order, ...quantity(100), ...says } };
    return Buffer.from(encodeOutgoing("placeOrder", body, 178) as Uint8Array);
  });
  stage.step({ kind: "clientReceived", conn: ALPHA, bytes: Buffer.concat(bytes) });
  stage.pass(300);
}

/** What left, one short text each. */
const left = (stage: Stage): string[] =>
  stage.placed.map((sent) => `${sent.order.action} ${sent.order.totalQuantity} ${sent.contract.symbol}`);
const errors = (stage: Stage): string[] =>
  stage.told(ALPHA).flatMap(({ name, body }) => (name === "error" ? [`${body.errorCode} ${body.errorMsg}`] : []));

test("an order that has not left yet does not become one of a contract that is banned", () => {
  const stage = limited({ banned: [{ conId: 272093 }], contracts: [{ conId: 265598 }], "max-position": shares(100) });
  together(stage, { orderId: 1 }, { orderId: 1, contract: GME });
  assert.deepEqual(left(stage), ["BUY 100 AAPL"]);
  assert.deepEqual(errors(stage), [
    "105 holdfast change: another contract against that of the order, which no change can touch; the order stays as it was",
  ]);
});

test("nor one of another side and size under long-only and max-position", () => {
  const stage = limited({ "long-only": true, "max-position": shares(100) });
  together(
    stage,
    { orderId: 1, order: quantity(1) },
    { orderId: 1, contract: GME, order: { action: "SELL", ...quantity(5_000) } },
  );
  together(stage, { orderId: 2, order: quantity(1) }, { orderId: 2, order: { action: "SELL", ...quantity(1) } });
  assert.deepEqual(left(stage), ["BUY 1 AAPL", "BUY 1 AAPL"]);
  assert.deepEqual(
    errors(stage).map((text) => text.slice(0, 31)),
    ["105 holdfast change: another co", "105 holdfast change: another ac"],
  );
});

test("members of an OCA group stay in it, before they have left and when they work", () => {
  const stage = limited({ "max-position": shares(100) });
  const grouped = [1, 2, 3].map((orderId) => ({ orderId, order: { ocaGroup: "x", lmtPrice: 10 + orderId } }));
  const alone = [1, 2, 3].map((orderId) => ({ orderId, order: { lmtPrice: 10 + orderId } }));
  together(stage, ...grouped, ...alone);
  assert.deepEqual(
    stage.placed.map(({ order: { ocaGroup } }) => ocaGroup),
    ["alpha:x", "alpha:x", "alpha:x"],
  );
  assert.equal(errors(stage).length, 3);
  stage.shows(0);
  together(stage, alone[0]!, { orderId: 1, order: { ocaGroup: "x", ocaType: 2, lmtPrice: 11 } });
  stage.shows(0, { ocaType: 1 });
  together(stage, { orderId: 1, order: { ocaGroup: "x", ocaType: 2, lmtPrice: 9 } });
  assert.equal(stage.placed.length, 3);
  assert.equal(errors(stage).length, 3);
});

test("a working order keeps its contract and its side, and takes a change in other words for the same contract", () => {
  const stage = limited();
  together(stage, { orderId: 1 });
  stage.shows(0);
  together(
    stage,
    { orderId: 1, contract: GME },
    { orderId: 1, contract: { symbol: "GME" } },
    { orderId: 1, order: { action: "SELL" } },
  );
  assert.equal(errors(stage).length, 3);
  const { symbol, secType, exchange, currency } = contract;
  together(stage, { orderId: 1, contract: { conId: contract.conId }, order: { lmtPrice: 9 } });
  stage.shows(0, { lmtPrice: 9 });
  together(stage, { orderId: 1, contract: { symbol, secType, exchange, currency }, order: { lmtPrice: 8 } });
  assert.deepEqual(errors(stage), []);
  assert.deepEqual(
    stage.placed.map(({ order: { lmtPrice } }) => lmtPrice),
    [10, 9, 8],
  );
});

test("a stop stays its parent's, before it has left and when it works, and a change that names no parent leaves it so", () => {
  const stage = limited();
  const exit = (parentId: number, auxPrice: number) => ({
    orderId: 3,
    order: { action: "SELL", orderType: "STP", lmtPrice: undefined, auxPrice, parentId },
  });
  together(stage, { orderId: 1 }, { orderId: 2, order: { lmtPrice: 9 } }, exit(1, 8), exit(2, 8));
  const parents = () => stage.placed.slice(2).map(({ order: { auxPrice, parentId } }) => [auxPrice, parentId]);
  const first = stage.placed[0]!.orderId;
  assert.deepEqual([parents(), errors(stage).length], [[[8, first]], 1]);
  stage.shows(2, { status: "PreSubmitted" });
  together(stage, exit(2, 7));
  assert.deepEqual(errors(stage), [
    "105 holdfast change: another parent against that of the order, which no change can touch; the order stays as it was",
  ]);
  for (const [parentId, auxPrice] of [
    [0, 7],
    [1, 6],
  ] as const)
    together(stage, exit(parentId, auxPrice));
  assert.deepEqual(errors(stage), []);
  assert.deepEqual(parents(), [
    [8, first],
    [7, first],
    [6, first],
  ]);
});
