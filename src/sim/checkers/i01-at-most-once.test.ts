/** What arrives late on a connection that was given up. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, toGateway } from "../../../test/sim/oracleStage.ts";
import { atMostOnce } from "./i01-at-most-once.ts";

const given = (how: "end" | "reset") => new History(atMostOnce).at(5).closed(toGateway(), "client", how);

test("a connection that is given up is given up at once, unless its daemon ends with it", () => {
  assert.deepEqual(given("end").arrived().arrived().sentences, [
    "daemon gave a connection up at 5 ms, and more of what it wrote reaches the Gateway",
  ]);
  assert.deepEqual(given("end").arrived(toGateway(2)).sentences, []);
  assert.deepEqual(given("end").ended(0).arrived().sentences, []);
  assert.deepEqual(given("reset").sentences, []);
  assert.deepEqual(new History(atMostOnce).closed(guest(1).wire, "server", "end").arrived().sentences, []);
});
