/** A session that begins before its time. */
import assert from "node:assert/strict";
import test from "node:test";
import { History } from "../../../test/sim/oracleStage.ts";
import { time } from "./i24-time.ts";

const lost = () => new History(time).at(1_000).logged("session-lost", { retryMs: 500 });
const startApi = { name: "startApi", clientId: 77 } as const;

test("the next session begins no earlier than the daemon said", () => {
  assert.deepEqual(lost().at(1_600).sent(startApi).sentences, []);
  assert.deepEqual(lost().at(1_400).sent(startApi).sentences, [
    "daemon lost its session at 1000 ms and began the next one at 1400 ms: 1499 ms was the earliest by its own word",
  ]);
});

test("a machine that slept has waited, and another process has no pause to keep", () => {
  assert.deepEqual(lost().leapt(60_000).at(1_100).sent(startApi).sentences, []);
  assert.deepEqual(lost().ended("killed").at(1_100).sent(startApi).sentences, []);
});
