/** Limits that are passed, and what is just below them. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, placement, toGateway } from "../../../test/sim/oracleStage.ts";
import type { Sample } from "../world/sample.ts";
import { bounded } from "./i22-bounded.ts";

const sampled = (sample: Partial<Sample>) => new History(bounded).sampled(sample).sentences;
const client = guest(1).wire;

test("bytes that a client does not take are bounded", () => {
  const kept = (bytes: number, ...later: readonly (readonly [ms: number, bytes: number, frozen?: boolean])[]) => {
    const history = new History(bounded).sampled({ ends: [{ wire: client, unsent: bytes }] });
    for (const [ms, unsent, frozen = false] of later)
      history.at(ms).sampled({ ends: [{ wire: client, unsent }], frozen });
    return history.sentences;
  };
  const sentence = (bytes: number, limit: number) => [
    `daemon keeps ${bytes} bytes for bot1 on connection 101: ${limit} are its limit`,
  ];
  assert.deepEqual(kept(17_000_000, [60_000, 17_000_000]), []);
  assert.deepEqual(kept(26_000_000, [2_000, 26_000_000]), [], "the door has not looked twice");
  assert.deepEqual(kept(26_000_000, [3_000, 26_000_000]), sentence(26_000_000, 25_165_824));
  assert.deepEqual(kept(26_000_000, [2_000, 1_000], [3_000, 26_000_000]), [], "it had been taken");
  assert.deepEqual(kept(26_000_000, [3_000, 26_000_000, true], [5_000, 26_000_000]), [], "it stood still");
  assert.deepEqual(kept(140_000_000), sentence(140_000_000, 134_217_728));
});

test("one connection to the Gateway, and timers by the number of peers", () => {
  const end = (id: number) => ({ wire: toGateway(id), unsent: 0 });
  assert.deepEqual(sampled({ ends: [end(1)], timers: 12, answers: 36 }), []);
  assert.match(sampled({ ends: [end(1), end(2)] })[0]!, /2 connections to .*: 1 is its limit/);
  assert.match(sampled({ ends: [end(1)], timers: 13 })[0]!, /13 timers: 12 are its limit/);
  assert.match(sampled({ answers: 33 })[0]!, /waits for 33 answers/);
});

test("the journal grows with what is asked and heard of an order, not by itself", () => {
  const begun = () => new History(bounded).journaled({ kind: "orderIntended", legs: [placement()] });
  const line = (n: number) => ({ kind: "orderEchoed", key: "alpha-0abc-1", echo: { n } });
  const heard = begun();
  for (let n = 0; n < 500; n++) heard.heard(openOrder({})).journaled(line(n));
  assert.deepEqual(heard.sentences, []);
  const alone = begun();
  for (let n = 0; n < 201; n++) alone.journaled(line(n));
  assert.deepEqual(alone.sentences, [
    "the journal has 201 lines of alpha-0abc-1: what was asked and heard of it gives cause for 200",
  ]);
});

test("what the Gateway repeats is written down when it is news, and hardly ever else", () => {
  const status = { kind: "statusReported", key: "alpha-0abc-1", report: { status: "Submitted" } };
  const repeated = (between?: { kind: string; key: string }) => {
    const history = new History(bounded).journaled({ kind: "orderIntended", legs: [placement()] });
    for (let n = 0; n < 9; n++) {
      history
        .heard(openOrder({}))
        .heard(openOrder({}))
        .journaled(status)
        .journaled({ ...status, kind: "orderEchoed" });
      if (between !== undefined) history.journaled(between);
    }
    return history.sentences;
  };
  assert.deepEqual(repeated(), [
    "the journal has statusReported of alpha-0abc-1 7 times in a row: it is no news",
    "the journal has orderEchoed of alpha-0abc-1 7 times in a row: it is no news",
  ]);
  assert.equal(repeated({ kind: "modifyIntended", key: "alpha-0abc-2" }).length, 2, "another order's");
  assert.deepEqual(repeated({ kind: "modifyIntended", key: "alpha-0abc-1" }), []);
});
