/**
 * Twenty minutes without a Gateway, and eight clients that go on as if it were there: what the engine remembers of it does not
 * grow. Time is virtual; the heap is real, measured behind a collection of garbage.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { config, contract, order, Stage, strategy } from "../../test/engine/stage.ts";
import { seconds } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";

const STREAMS = 10;
const WARM_MINUTES = 5;
const OUTAGE_MINUTES = 20;
/** A leak of one small object for each thing that a client says would be ten times as much. */
const GROWTH_BYTES_MAX = 500_000;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

function heapBytes(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

const eight = {
  ...config,
  strategies: [
    { ...strategy("alpha", "DU1", 1), clientIds: [1, 2, 3, 4] },
    { ...strategy("beta", "DU2", 5), clientIds: [5, 6, 7, 8] },
  ],
};

/** Ten streams, the account, and an order that rests. */
function settled(stage: Stage, conn: ConnId, n: number): void {
  for (let i = 1; i <= STREAMS; i++) stage.ask(conn, "reqMktData", { reqId: i, contract: { ...contract, conId: i } });
  stage.ask(conn, "reqAccountUpdates", { subscribe: true, acctCode: "" });
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order });
  stage.pass(seconds(2));
  stage.shows(n);
}

/** What a bot says that does not know of the outage, or does not care. Answers how many things it said. */
function goesOn(stage: Stage, conn: ConnId, second: number): number {
  stage.ask(conn, "placeOrder", { orderId: second + 2, contract, order });
  stage.ask(conn, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 9 } });
  stage.ask(conn, "cancelOrder", { orderId: 1 });
  stage.ask(conn, "reqMktData", { reqId: (second % STREAMS) + 1, contract: { ...contract, conId: 1 } });
  stage.ask(conn, "reqAllOpenOrders");
  stage.ask(conn, "reqCurrentTime");
  stage.told(conn);
  return 6;
}

test("twenty minutes of an outage with eight busy clients leave nothing behind", (t) => {
  const stage = new Stage(eight);
  stage.greet();
  stage.recover();
  const clients = Array.from({ length: 8 }, (_, i) => stage.connect(i + 1, i + 1));
  for (const [n, conn] of clients.entries()) settled(stage, conn, n);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });

  const heap: number[] = [];
  let said = 0;
  for (let second = 0; second < OUTAGE_MINUTES * 60; second++) {
    for (const conn of clients) said += goesOn(stage, conn, second);
    stage.pass(seconds(1));
    // Every attempt is refused.
    if (stage.effects.some(({ kind }) => kind === "dial")) stage.step({ kind: "upstreamClosed", code: "ECONNREFUSED" });
    for (const remembered of [stage.effects, stage.entries, stage.asked]) remembered.length = 0;
    if (second % 60 === 59) heap.push(heapBytes());
  }
  const growth = heap.at(-1)! - heap[WARM_MINUTES - 1]!;
  assert.ok(growth < GROWTH_BYTES_MAX, `${growth} bytes more; by minute: ${heap}`);
  t.diagnostic(
    `${said} things said; heap ${heap[WARM_MINUTES - 1]} bytes after ${WARM_MINUTES} minutes, ${heap.at(-1)} at the end`,
  );
});
