/**
 * Two strategies on one account trade for ten minutes of the Gateway's time, one of them with two connections and a master
 * client id: nobody touches the other's orders, all see the account's positions, the other's orders are shown unbound, and
 * the master hears what its own strategy's connections do. The clients are unmodified (@stoqey/ib).
 */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { EventName } from "@stoqey/ib";
import { minutes } from "../../src/base/time.ts";
import { type SimulatedGateway, startGateway, type TrueOrder } from "../../src/standalone/standalone.ts";
import { type DaemonProcess, startDaemon, tearDown } from "../rig/rig.ts";
import { ACCOUNT, Trader } from "./orders/trader.ts";
import { Day } from "./sameAccount/day.ts";

const SPEED = 60;
const LASTS_MS = minutes(10);
const MASTER = 9;
const UNREACHED = 2165;

suite("two strategies on one account", () => {
  let gateway: SimulatedGateway;
  let daemon: DaemonProcess;
  let days: readonly [first: Day, second: Day, other: Day];
  let master: Day;
  let tradedMs = 0;

  before(async () => {
    gateway = await startGateway({ accounts: [ACCOUNT], start: "2026-01-07T15:00:00Z", speed: SPEED });
    const alpha = { account: ACCOUNT, port: 0, settings: `master-client-id = ${MASTER}` };
    daemon = await startDaemon({
      gatewayPort: gateway.port,
      strategies: { alpha, beta: { account: ACCOUNT, port: 0 } },
    });
    const { alpha: ours, beta: theirs } = daemon.ports as { alpha: number; beta: number };
    master = new Day("master", await Trader.connect(ours, MASTER));
    days = [
      new Day("first", await Trader.connect(ours, 1)),
      new Day("second", await Trader.connect(ours, 2)),
      // The same client id as the first one's: in another strategy it is another client.
      new Day("other", await Trader.connect(theirs, 1)),
    ];
    const from = gateway.now().getTime();
    const over = (): boolean => gateway.now().getTime() - from >= LASTS_MS;
    await Promise.all(days.map((day) => day.runs(over)));
    tradedMs = gateway.now().getTime() - from;
    await master.trader.quiet();
  });
  after(async () => {
    await tearDown();
    await gateway.close();
  });

  /** Orders at the broker that a connection placed: its name is at the end of their orderRef. */
  const ordersOf = ({ name }: Day): readonly TrueOrder[] =>
    gateway.truth().orders.filter(({ orderRef }) => orderRef.endsWith(`|${name}`));
  const works = ({ status }: TrueOrder): boolean => status === "Submitted" || status === "PreSubmitted";

  test("all of them trade all the time", () => {
    assert.ok(tradedMs >= LASTS_MS);
    for (const day of days) {
      assert.equal(ordersOf(day).length, day.ids.length, day.name);
      assert.ok(ordersOf(day).filter(({ status }) => status === "Filled").length >= 3, `${day.name} trades`);
      assert.ok(day.cancelled.size >= 3, `${day.name} cancels`);
    }
    assert.equal(gateway.truth().orders.length, days.flatMap(({ ids }) => ids).length, "and nobody else does");
  });

  test("an order ends because its own connection has ended it, or by trading", () => {
    for (const day of days) {
      const gone = ordersOf(day).filter(({ status }) => status === "Cancelled");
      assert.equal(gone.length, day.cancelled.size, day.name);
      for (const id of day.cancelled) assert.equal(day.status(id), "Cancelled", `${day.name} ${id}`);
      const believed = day.ids.filter((id) => ["Submitted", "PreSubmitted"].includes(day.status(id) ?? ""));
      assert.equal(believed.length, ordersOf(day).filter(works).length, day.name);
    }
  });

  test("what is pushed to a connection is of its own orders; what lists show of the other strategy is unbound", () => {
    const own = new Map(
      [...days, master].map((day) => [
        day,
        new Set(days.flatMap((one) => (sees(day, one) ? ordersOf(one) : [])).map(({ permId }) => permId)),
      ]),
    );
    for (const [day, permIds] of own) {
      for (const [orderId, , { permId, clientId }] of day.told(EventName.openOrder))
        if (orderId === 0)
          assert.ok(clientId === 0 && permId > 0 && !permIds.has(permId), `${day.name} sees ${permId}`);
        else assert.ok(permId === 0 || permIds.has(permId), `${day.name} was told of ${orderId}, which is ${permId}`);
      for (const [reqId, , { permId, clientId }] of day.told(EventName.execDetails))
        assert.ok(reqId === -1 && permIds.has(permId) && clientId > 0, `${day.name} was told of ${permId}`);
    }
    for (const day of days) {
      const shown = day.told(EventName.openOrder).filter(([orderId]) => orderId === 0);
      assert.ok(shown.length > 3, `${day.name} sees the other strategy's orders`);
    }
  });

  test("both strategies see the account's position, whole", async () => {
    const { position } = gateway.truth().positions.find(({ symbol }) => symbol === "AAPL")!;
    for (const day of [...days, master]) {
      const last = () => day.told(EventName.position).findLast(([, contract]) => contract.symbol === "AAPL")?.[2];
      await day.trader.until(`${day.name} sees ${position}, not ${last()}`, () =>
        last() === position ? true : undefined,
      );
    }
  });

  test("the master hears of every order and fill of its strategy under the connection's number, and of no other", () => {
    const heard = new Set(
      master
        .told(EventName.orderStatus)
        .flatMap(([id, , , , , , , , clientId]) => (id > 0 ? [`${clientId}/${id}`] : [])),
    );
    const [first, second] = days;
    const placed = [...first.ids.map((id) => `1/${id}`), ...second.ids.map((id) => `2/${id}`)];
    assert.deepEqual([...heard].sort(), placed.sort());
    const fills = (day: Day): number => new Set(day.told(EventName.execDetails).map(([, , { execId }]) => execId)).size;
    assert.equal(fills(master), fills(first) + fills(second));
  });

  test("a cancel of the other's number is not found, and a global cancel names what it leaves", async () => {
    const [first, second, other] = days;
    const stranger = Math.max(...other.ids) + 50;
    other.trader.api.cancelOrder(stranger);
    await other.trader.refused(stranger, 10147);
    const resting = [first, second].map((day) => ordersOf(day).filter(works).length);
    other.trader.api.reqGlobalCancel();
    await other.trader.refused(-1, UNREACHED);
    await other.trader.until("the end of its own orders", () => (ordersOf(other).some(works) ? undefined : true));
    await sleep(200);
    assert.deepEqual(
      [first, second].map((day) => ordersOf(day).filter(works).length),
      resting,
    );
    first.trader.api.reqGlobalCancel();
    await first.trader.until("the end of both connections' orders", () =>
      [first, second].some((day) => ordersOf(day).some(works)) ? undefined : true,
    );
  });

  test("the daemon saw nothing wrong in all of it", async () => {
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    assert.deepEqual(
      daemon.log.filter(({ level, event }) => level === "error" || event === "alert"),
      [],
    );
  });

  /** The master sees its strategy's connections, and each connection itself. */
  function sees(day: Day, one: Day): boolean {
    if (day === one) return true;
    const [first, second, other] = days;
    // In lists a strategy's connections are shown to each other in their own numbers.
    return day !== other && (one === first || one === second);
  }
});
