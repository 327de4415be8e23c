/** What a scripted client holds against the world, and that it holds nothing against it that was another's. */
import assert from "node:assert/strict";
import test from "node:test";
import { BUYER, SMALL } from "../../../test/rig/scenario.ts";
import type { WallMs } from "../../base/time.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  encodeIncoming,
  type Incoming,
  type IncomingBody,
  type IncomingName,
} from "../../wire/codec.ts";
import { run } from "../campaign/run.ts";
import { Memory } from "../strategies/memory.ts";
import type { Trader } from "../strategies/trader.ts";
import type { Part } from "./actor.ts";
import { Audit } from "./audit.ts";

const VERSION = 178;
const NOW = Date.UTC(2026, 0, 5, 15) as WallMs;
const ROLL = 1;
const [MINE, THEIRS] = [11, 12];

/** Client 1 of the two that `alpha` has. Both called an order "entry", and the broker has executed both. */
class Desk {
  readonly memory = new Memory("DU1", 1);
  readonly #audit: Audit;

  constructor() {
    const executed = (permId: number) => ({
      execId: `x${permId}`,
      permId,
      orderRef: `alpha-0-${permId}|entry`,
      wall: NOW,
    });
    const broker = {
      orders: () => [],
      openOrders: () => [],
      positions: () => [],
      executions: () => [MINE, THEIRS].map(executed),
    };
    const faults = { list: () => [] };
    const strategy = { name: "alpha", account: "DU1", clientIds: [1, 2] };
    const part = { spec: { clientId: 1 }, strategy, gateway: { broker, faults }, world: { faults } };
    const trader = { ready: true, memory: this.memory, takeReqId: () => ROLL, ask: () => {} };
    this.#audit = new Audit(part as unknown as Part, trader as unknown as Trader);
  }

  /** Over the wire, as holdfast would. */
  tell<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): this {
    const message = decodeIncoming(encodeIncoming(name, body, VERSION).subarray(4), VERSION);
    assert.ok(!(message instanceof DecodeError), String(message));
    this.#hear(message);
    return this;
  }

  ordered(permId: number): this {
    const order = { orderId: 1, clientId: 1, orderRef: "entry", permId };
    return this.tell("openOrder", { order, contract: { symbol: "AAPL" }, orderState: { status: "Filled" } });
  }

  executed(permId: number, reqId = -1): this {
    const execution = { execId: `x${permId}`, orderId: 1, clientId: 1, permId };
    return this.tell("execDetails", { reqId, contract: { symbol: "AAPL" }, execution });
  }

  /** What the audit finds when its roll call lists these executions. */
  finds(...listed: readonly number[]): readonly string[] {
    this.#audit.call(NOW);
    for (const permId of listed) this.executed(permId, ROLL);
    this.tell("completedOrder", { order: { orderRef: "entry" } });
    this.tell("openOrderEnd", {}).tell("completedOrdersEnd", {}).tell("execDetailsEnd", { reqId: ROLL });
    return this.#audit.findings(NOW);
  }

  #hear(message: Incoming): void {
    this.memory.hear(message);
    this.#audit.heard(message);
  }
}

const missing = (permId: number): readonly string[] => [
  `it never was listed execution x${permId}`,
  `it never heard of execution x${permId}`,
];

test("a client is held to the executions of its own orders, and not to those of another that calls its own the same", () => {
  assert.deepEqual(new Desk().ordered(MINE).executed(MINE).finds(MINE), []);
  assert.deepEqual(new Desk().ordered(MINE).finds(), missing(MINE));
});

test("an execution of the other's that is told to a client as its own is found", () => {
  const found = new Desk().ordered(MINE).executed(MINE).finds(MINE, THEIRS);
  assert.deepEqual(found, [
    `was listed execution x${THEIRS}, which is nobody's`,
    `heard of execution x${THEIRS}, which is nobody's`,
  ]);
});

test("what is executed of an order that had no answer may be any of its name; of one that was refused it is none", () => {
  const [waiting, refused] = [new Desk(), new Desk()];
  for (const { memory } of [waiting, refused]) memory.placing(1, "entry", "AAPL");
  assert.deepEqual([...waiting.finds()].sort(), [...missing(MINE), ...missing(THEIRS)].sort());
  assert.deepEqual(refused.tell("error", { id: 1, errorCode: 201, errorMsg: "no" }).finds(), []);
});

test("two clients of one strategy go through the same script and hold nothing against each other", () => {
  const [one, two] = SMALL.topology.strategies;
  const strategies = [{ ...one!, clientIds: [1, 3] }, two!];
  const twin = { ...BUYER, host: "twin", clientId: 3 };
  const { violations, counts } = run({ ...SMALL, topology: { ...SMALL.topology, strategies }, actors: [BUYER, twin] });
  assert.deepEqual(violations, []);
  assert.equal(counts.fills, 2);
});
