/**
 * ib_async #152: a program dies of an unexpected error, and its client id stays occupied: connecting under the same id times out.
 * The maintainer knows of no way to get it back but a restart of the Gateway. Another id connects, and is of no use to
 * whoever has to cancel the orders of the first one.
 */
import { deepEqual, equal } from "node:assert/strict";
import test from "node:test";
import { type Desk, incident } from "./ib_async.ts";

/** A run that dies, as it does when it could connect; what it said. */
async function died(desk: Desk, clientId: string): Promise<readonly string[]> {
  const run = desk.start("ib_async-152", clientId);
  await run.exited;
  return run.out;
}

const openOrders = (desk: Desk) => desk.truth.orders.filter(({ status }) => status === "Submitted").length;

test("ib_async #152: a client id stays taken after a crash, and its order is out of reach until a restart", async (t) => {
  const played = await incident(t, { faults: { "client-id-stuck": {} } }, async (desk) => {
    const first = await died(desk, "7");
    const again = await died(desk, "7");
    return { desk, first, again };
  });
  if (played === undefined) return;
  const { ill, well } = played;
  deepEqual([ill.first, ill.again], [["0 taken back", "placed"], ["cannot connect"]]);
  deepEqual(
    [well.first, well.again],
    [
      ["0 taken back", "placed"],
      ["1 taken back", "placed"],
    ],
  );
  deepEqual(await died(ill.desk, "8"), ["0 taken back", "placed"]);
  equal(openOrders(ill.desk), 2, "the order of client 7 stands, and now there is a second one");
  equal(openOrders(well.desk), 1);
  ill.desk.gateway.restart({ gapMs: 100 });
  await ill.desk.listens();
  deepEqual(await died(ill.desk, "7"), ["1 taken back", "placed"]);
});
