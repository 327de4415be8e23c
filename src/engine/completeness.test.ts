/** Streams that fall silent while everything claims health: found, asked for anew, announced once, and nobody alarmed in vain. */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, ready, type Stage } from "../../test/engine/stage.ts";
import { ANSWER_MS_MAX, LOOK_MS, SILENT_MS_MIN } from "../market/bounds.ts";
import { STREAM_FLOWS, STREAM_SILENT } from "../market/gap.ts";
import type { ConnId } from "../model/ids.ts";
import type { Incoming } from "../wire/codec.ts";

const minutes = (n: number): number => n * 60_000;

/** A Gateway with a market: every line it was asked for speaks when it is told to, under its newest request. */
class Market {
  readonly stage: Stage = ready();
  readonly client: ConnId;
  readonly silent = new Set<number>();
  readonly #price = new Map<number, number>();

  constructor(lines: number) {
    this.client = this.stage.connect(1, 1);
    for (let i = 1; i <= lines; i++)
      this.stage.ask(this.client, "reqMktData", { reqId: i, contract: this.contract(i) });
    this.stage.pass(2_000);
    this.stage.told(this.client);
  }

  contract(n: number) {
    return { ...contract, conId: n, symbol: `S${n}` };
  }

  /** The newest request for the nth contract. */
  reqId(n: number): number {
    const asked = this.stage.asked.findLast((r) => r.name === "reqMktData" && r.body.contract.conId === n);
    assert.ok(asked?.name === "reqMktData");
    return asked.body.reqId;
  }

  asked(n: number): number {
    return this.stage.asked.filter((r) => r.name === "reqMktData" && r.body.contract.conId === n).length;
  }

  tick(n: number, moves = true): void {
    const price = (this.#price.get(n) ?? 100) + (moves ? 1 : 0);
    this.#price.set(n, price);
    this.stage.says("tickPrice", { reqId: this.reqId(n), tickType: 1, price });
  }

  /** Time passes, and every so often all of these speak that are not muted. */
  flow(ms: number, everyMs: number, ...lines: readonly number[]): void {
    for (const until = this.stage.now + ms; this.stage.now < until; this.stage.pass(everyMs))
      for (const n of lines) if (!this.silent.has(n)) this.tick(n);
  }

  /** What the client was told about streams since the last look. */
  notices(): string[] {
    return this.stage.told(this.client).flatMap(noticeOf);
  }

  get conditions(): string[] {
    const { conditions } = this.stage.answer("status") as { conditions: { condition: string; detail: string }[] };
    return conditions.flatMap(({ condition, detail }) => (condition === "streams-silent" ? [detail] : []));
  }
}

function noticeOf(message: Incoming): string[] {
  if (message.name !== "error") return [];
  const { id, errorCode, errorMsg } = message.body;
  if (errorCode !== STREAM_SILENT && errorCode !== STREAM_FLOWS) return [];
  assert.equal(id, -1);
  assert.match(errorMsg, /^holdfast/);
  return [`${errorCode === STREAM_SILENT ? "silent" : "flows"} ${/request (.*)\)/.exec(errorMsg)![1]}`];
}

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

test("three streams of ten fall silent: they are asked for anew within the bound, announced once, and once when they flow", () => {
  const market = new Market(10);
  market.flow(minutes(10), 2_000, ...TEN);
  for (const n of [3, 5, 8]) market.silent.add(n);
  market.flow(SILENT_MS_MIN + 2 * LOOK_MS, 2_000, ...TEN);
  assert.deepEqual(
    TEN.map((n) => market.asked(n)),
    [1, 1, 2, 1, 2, 1, 1, 2, 1, 1],
  );
  market.flow(ANSWER_MS_MAX + 2 * LOOK_MS, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["silent 3", "silent 5", "silent 8"]);
  assert.deepEqual(market.conditions, ["S3 STK SMART, S5 STK SMART, S8 STK SMART"]);
  market.flow(minutes(30), 2_000, ...TEN);
  assert.deepEqual(market.notices(), []);
  assert.ok(market.asked(3) > 2 && market.asked(3) <= 7, `asked ${market.asked(3)} times`);
  market.silent.clear();
  market.flow(30_000, 2_000, ...TEN);
  assert.deepEqual(market.notices(), ["flows 3", "flows 5", "flows 8"]);
  assert.deepEqual(market.conditions, []);
});
