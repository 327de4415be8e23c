/**
 * Every row of what clients do with orders, played by an unmodified client (@stoqey/ib) at a simulated Gateway that holds
 * one account, and through holdfast: what the two wires saw must be equal.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { EventName, type Order, TimeInForce } from "@stoqey/ib";
import { type SimulatedGateway, startGateway } from "../../src/standalone/standalone.ts";
import type { OutgoingBody } from "../../src/wire/codec.ts";
import { Child, type DaemonProcess, ROOT, startDaemon, startTap, type Tap, tearDown } from "../rig/rig.ts";
import { ALLOWANCES } from "./orders/allowances.ts";
import { PLAYS, type Play } from "./orders/plays.ts";
import { ORDER_ROWS, type OrderRow } from "./orders/rows.ts";
import { ACCOUNT, Trader } from "./orders/trader.ts";
import { python } from "./setup.ts";
import { type Transcript, transcriptOf } from "./transcript.ts";

/** A Wednesday morning in New York: the same options exist, at the same prices, whenever the test runs. */
const START = "2026-01-07T15:00:00Z";
const PRICES = [
  ...[{ timeOffsetMs: 0, symbol: "AAPL", bid: 254.99, ask: 255.01, last: 255, bidSize: 500, askSize: 500 }],
];

function agreed(row: string, transcript: Transcript): Transcript {
  const alike = ALLOWANCES[row as OrderRow]?.alike ?? ((lines: readonly string[]) => lines);
  return Object.fromEntries(Object.entries(transcript).map(([title, lines]) => [title, alike(lines)]));
}

const simulated = (masterClientId: number): Promise<SimulatedGateway> =>
  startGateway({ accounts: [ACCOUNT], prices: PRICES, start: START, masterClientId });

/** Who hears of the orders of all: at the Gateway alone, and of a strategy. */
const MASTER = 9;
/** The same of a Gateway that holdfast is connected to: then it hears of orders placed by hand, too. */
const HOLDFAST = 100;

suite("orders of an unmodified client, at a Gateway and through holdfast", () => {
  let gateways: readonly SimulatedGateway[];
  let taps: readonly [direct: Tap, through: Tap];
  /** Between the daemon and its Gateway. */
  let upstream: Tap;
  let daemon: DaemonProcess;
  let clientId = 10;

  before(async () => {
    gateways = await Promise.all([simulated(MASTER), simulated(HOLDFAST)]);
    const settings = `exercise-options = true\nmaster-client-id = ${MASTER}`;
    const strategies = { alpha: { account: ACCOUNT, port: 0, settings } };
    upstream = await startTap(gateways[1]!.port);
    daemon = await startDaemon({ gatewayPort: upstream.port, strategies });
    taps = [await startTap(gateways[0]!.port), await startTap(daemon.ports.alpha!)];
  });
  after(async () => {
    await tearDown();
    for (const gateway of gateways) await gateway.close();
  });

  /** Plays on one side as a client id of its own; answers what its wire saw. */
  async function played(tap: Tap, id: number, play: Play): Promise<Transcript> {
    const trader = await Trader.connect(tap.port, id);
    await play(trader);
    await trader.leave();
    return transcriptOf(tap.links.at(-1)!);
  }

  for (const [row, play] of Object.entries(PLAYS))
    test(row, async () => {
      const id = clientId++;
      const [direct, through] = await Promise.all(taps.map((tap) => played(tap, id, play)));
      assert.deepEqual(through!.unreadable, []);
      assert.deepEqual(agreed(row, through!), agreed(row, direct!));
    });

  /** What has left for the Gateway so far. */
  const placed = (): readonly OutgoingBody<"placeOrder">[] =>
    upstream.links.flatMap(({ frames }) =>
      frames.flatMap(({ direction, message }) =>
        direction === "out" && "name" in message && message.name === "placeOrder"
          ? [message.body as OutgoingBody<"placeOrder">]
          : [],
      ),
    );

  test("allocations and foreign accounts end with their reason, and nothing of them leaves", async () => {
    const before = placed().length;
    const trader = await Trader.connect(taps[1].port, clientId++);
    const wishes: readonly Partial<Order>[] = [
      ...[{ account: "DU7777777" }, { faGroup: "All" }, { faMethod: "NetLiq" }, { faPercentage: "50" }],
      ...[{ modelCode: "growth" }, { clearingAccount: "DU7777777" }],
    ];
    for (const [i, wish] of wishes.entries()) {
      trader.place(1 + i, wish);
      const [error] = await trader.event(EventName.error, (_error, code, id) => code === 201 && id === 1 + i);
      assert.match((error as Error).message, new RegExp(`holdfast .*${Object.values(wish)[0]}`));
      await trader.reaches(1 + i, "Cancelled");
    }
    await trader.leave();
    assert.equal(placed().length, before);
  });

  test("flags that IB refuses are cleared, and every other term leaves as it was sent", async () => {
    const trader = await Trader.connect(taps[1].port, clientId++);
    const terms = { tif: TimeInForce.GTC, outsideRth: true, triggerMethod: 4, orderRef: "mine" };
    trader.place(1, { ...terms, eTradeOnly: true, firmQuoteOnly: true, nbboPriceCap: 5 });
    await trader.reaches(1, "Submitted");
    trader.api.cancelOrder(1);
    await trader.reaches(1, "Cancelled");
    await trader.leave();
    const { order } = placed().at(-1)!;
    assert.deepEqual([order.eTradeOnly, order.firmQuoteOnly, order.nbboPriceCap], [false, false, undefined]);
    assert.deepEqual([order.tif, order.outsideRth, order.triggerMethod], ["GTC", true, 4]);
    assert.match(order.orderRef, /\|mine$/);
  });

  test("executions of the last days, and of certain days", async (t) => {
    const environment = await python();
    if ("skip" in environment) return t.skip(environment.skip);
    const program = join(ROOT, "test/compat/orders/executions.py");
    const seen = await Promise.all(
      taps.map(async (tap) => {
        const argument = JSON.stringify({ port: tap.port, clientId: 500 });
        const child = new Child("executions.py", environment.path, ["-u", program, argument], { cwd: ROOT });
        assert.deepEqual(await child.end(40_000), { code: 0, signal: null }, child.err.join("\n"));
        return transcriptOf(tap.links.at(-1)!);
      }),
    );
    const [direct, through] = seen;
    assert.ok(
      direct!["reqExecutions 3"]!.length > 4 && direct!["reqExecutions 4"]!.length === 2,
      "today, and yesterday",
    );
    assert.deepEqual(through, direct);
  });

  test("an order placed by hand is in the list of all open orders, unbound, and out of reach", async () => {
    const contract = { symbol: "AAPL", secType: "STK", currency: "USD" };
    const order = { action: "BUY", totalQuantity: 5, orderType: "LMT", lmtPrice: 100, tif: "DAY" } as const;
    const permIds = gateways.map((gateway) => gateway.place({ account: ACCOUNT, contract, order }));
    const id = clientId++;
    const look: Play = async (trader) => {
      trader.api.reqAllOpenOrders();
      await trader.event(EventName.openOrder, (orderId, _contract, { clientId: of }) => orderId === 0 && of === 0);
      await trader.event(EventName.openOrderEnd);
      trader.api.cancelOrder(0);
      await trader.refused(0, 10147);
    };
    const [direct, through] = await Promise.all(taps.map((tap) => played(tap, id, look)));
    assert.deepEqual(through, direct);
    for (const [i, gateway] of gateways.entries()) assert.ok(gateway.cancel(permIds[i]!), "it is still there");
  });

  test("client 0 may ask for orders placed by hand, and binds none: that would take them over for everybody", async () => {
    const contract = { symbol: "AAPL", secType: "STK", currency: "USD" };
    const order = { action: "BUY", totalQuantity: 5, orderType: "LMT", lmtPrice: 100, tif: "DAY" } as const;
    const permId = gateways[1]!.place({ account: ACCOUNT, contract, order });
    const zero = await Trader.connect(taps[1].port, 0);
    zero.api.reqAutoOpenOrders(true);
    zero.api.reqOpenOrders();
    await zero.event(EventName.openOrderEnd);
    zero.forget();
    zero.api.reqAllOpenOrders();
    const [orderId, , shown] = await zero.event(EventName.openOrder);
    assert.deepEqual([orderId, shown.permId], [0, permId]);
    await zero.leave();
    assert.equal(gateways[1]!.truth().orders.find((one) => one.permId === permId)?.orderId, 0, "it has no number");
    gateways[1]!.cancel(permId);
  });

  test("the master client id sees what its strategy's other connections do, as at a Gateway", async () => {
    const id = clientId++;
    const watched = await Promise.all(
      taps.map(async (tap) => {
        const master = await Trader.connect(tap.port, MASTER);
        const wire = tap.links.at(-1)!;
        await played(tap, id, PLAYS["a change after the fill"]);
        await master.leave();
        return transcriptOf(wire);
      }),
    );
    const [direct, through] = watched;
    assert.ok(through!.unasked!.length > 8, "there was something to see");
    assert.deepEqual(through, direct);
  });

  test("every row is played", () => {
    const alone = ["allocations and foreign accounts"];
    assert.deepEqual([...Object.keys(PLAYS), ...alone].sort(), [...ORDER_ROWS].sort());
  });

  test("the daemon ends in good order, and called nothing of all this an error", async () => {
    assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
    assert.deepEqual(
      daemon.log.filter(({ level }) => level === "error"),
      [],
    );
  });
});
