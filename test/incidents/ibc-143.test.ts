/**
 * IbcAlpha/IBC issue 143, 2021: live market data pauses after the nightly server reset.
 *
 * The Gateway lost IB shortly after midnight, said 1100 for two or three minutes, then 1102 with the farms that were connected.
 * By every message the connection was restored, and live data did not go on.
 */
import { deepEqual, equal } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName, type IBApi } from "@stoqey/ib";
import { AAPL, gateway } from "../faults/stage.ts";
import { connected, prices } from "./trading.ts";

/** Writes every trade down; its state is what the Gateway says of the connection. */
class Recorder {
  state = "recording";
  readonly rows: number[] = [];

  constructor(api: IBApi) {
    api.on(EventName.tickPrice, (_reqId, type, price) => {
      if (type === 4) this.rows.push(price);
    });
    api.on(EventName.info, (_text, code) => {
      if (code === 1100) this.state = "waiting";
      if (code === 1102) this.state = "recording";
    });
    api.reqMktData(7, AAPL, "", false, false);
  }
}

/** AAPL moves a cent in every second of the hour. */
const MOVING = prices(Object.fromEntries(Array.from({ length: 3_600 }, (_, second) => [second, 255 + second / 100])));

async function night(t: TestContext, pauses: boolean) {
  const running = await gateway(t, { start: "2026-01-06 00:20", prices: MOVING });
  const [recorder, other] = [await connected(t, running, 1), await connected(t, running, 2)].map(
    (api) => new Recorder(api),
  );
  await running.advance("60s");
  running.faults.set("link-lost", { repeatForMs: 134_000 });
  await running.advance("3m");
  if (pauses) running.faults.set("farm-ok-no-ticks", { client: 1 });
  running.faults.clear("link-lost");
  const before = [recorder!.rows.length, other!.rows.length];
  await running.advance("10m");
  const rows = [recorder, other].map((one, i) => one!.rows.length - before[i]!);
  return { state: recorder!.state, rows };
}

test("after 1102 no tick comes: the recorder says that it records, and writes nothing where another client writes 600 rows", async (t) => {
  const { state, rows } = await night(t, true);
  equal(state, "recording");
  deepEqual(
    rows.map((count) => Math.round(count / 100)),
    [0, 6],
  );
});

test("after 1102 with data it records what others record", async (t) => {
  const { state, rows } = await night(t, false);
  equal(state, "recording");
  deepEqual(
    rows.map((count) => Math.round(count / 100)),
    [6, 6],
  );
});
