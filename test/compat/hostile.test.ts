/**
 * A hostile client of one strategy tries every way to reach the other's account. After each attempt three things are
 * asked: has it received one byte that names the victim's account, orders or fills; has the victim been told anything;
 * and do the victim's orders rest at the broker exactly as before.
 */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { greetedClient, type RawClient, rawClient, tearDown } from "../rig/rig.ts";
import { ORDER_ROWS, type OrderRow } from "./orders/rows.ts";
import {
  AAPL,
  type BrokerOrder,
  HOSTILE,
  MARKET_DATA,
  PNL,
  place,
  Robbery,
  SUMMARY,
  VERSION,
  VICTIM,
} from "./robbery.ts";

let stage: Robbery;
/** Every order id of the victim's, its own and the daemon's for it, but 1, which the hostile client's own fill has. */
const numbersOfVictim = (): number[] =>
  [...new Set([2, 3, 4, 5, 6, 7, 8, ...stage.resting.map(({ orderId }) => orderId)])]
    .filter((id) => id > 1)
    .sort((a, b) => a - b);
const permIdOf = ({ permId }: BrokerOrder): string => String(permId);
let hostile: RawClient;

const ATTEMPTS = {
  "it is told its own account only, when it connects and when it asks": async () => {
    hostile.send("reqManagedAccts", {});
    const { accountsList } = await hostile.expect("managedAccounts");
    assert.equal(accountsList, HOSTILE);
  },

  "an order for the other account, however it is spelled": async () => {
    for (const account of [VICTIM, VICTIM.toLowerCase(), ` ${VICTIM}`, `${VICTIM},${HOSTILE}`, "All", "DF1000000"])
      await stage.refused({ account }, /account/);
  },
  "an order with an allocation": async () => {
    await stage.refused({ faGroup: "All" }, /faGroup/);
    await stage.refused({ faGroup: "All", faMethod: "NetLiq" }, /faGroup/);
    await stage.refused({ faMethod: "EqualQuantity" }, /faMethod/);
    await stage.refused({ faPercentage: "50" }, /faPercentage/);
    await stage.refused({ modelCode: "growth" }, /modelCode/);
  },
  "a preview for the other account": async () => {
    await stage.refused({ account: VICTIM, whatIf: true }, /account/);
  },
  "a cancel of every number the victim's orders have": async () => {
    for (const id of [0, -1, ...numbersOfVictim()]) {
      hostile.send("cancelOrder", { orderId: id });
      await stage.error(id, 10147);
    }
  },
  "orders under every number the victim's orders have are its own orders": async () => {
    for (const orderId of numbersOfVictim()) {
      place(hostile, orderId, { lmtPrice: 1, quantity: 1 });
      await hostile.expect("orderStatus", (body) => body.orderId === orderId && body.status === "Submitted");
    }
    const own = await stage.brokerOrders(HOSTILE);
    assert.equal(own.length, numbersOfVictim().length);
    hostile.send("reqGlobalCancel", {});
    for (const _ of own) await hostile.expect("orderStatus", ({ status }) => status === "Cancelled");
  },
  "an order that claims the victim's order as its parent": async () => {
    for (const parentId of numbersOfVictim()) await stage.refused({ parentId }, /parentId/);
  },
  "a global cancel ends its own orders, held ones included, and no other": async () => {
    const [working, held] = [stage.fresh(), stage.fresh()];
    place(hostile, working, {});
    await hostile.expect("orderStatus", (body) => body.orderId === working && body.status === "Submitted");
    place(hostile, held, { transmit: false });
    hostile.send("reqGlobalCancel", {});
    const ended = new Set<number>();
    while (ended.size < 2)
      ended.add((await hostile.expect("orderStatus", (body) => body.status === "Cancelled")).orderId);
    assert.deepEqual([...ended].sort(), [working, held]);
    assert.deepEqual(await stage.brokerOrders(HOSTILE), []);
  },
  "an exercise of the victim's options, by a strategy that may exercise": async () => {
    const exercise = { contract: AAPL, exerciseAction: 1, exerciseQuantity: 1, override: 1 };
    for (const account of [VICTIM, VICTIM.toLowerCase(), "All"]) {
      const reqId = stage.fresh();
      hostile.send("exerciseOptions", { ...exercise, reqId, account });
      await stage.error(reqId, 322);
    }
    // Without an account it is its own account's, which holds no such thing: the Gateway refuses.
    const reqId = stage.fresh();
    hostile.send("exerciseOptions", { ...exercise, reqId });
    await stage.error(reqId, 321);
    for (const used of numbersOfVictim()) {
      hostile.send("exerciseOptions", { ...exercise, reqId: used, account: VICTIM });
      await stage.error(used, 103);
    }
  },
  "numbers that are none, that it has used, and that it has passed over, with the victim's orders as their parents":
    async () => {
      for (const [orderId, code] of [
        [0, 10149],
        [-1, 10149],
        ...numbersOfVictim().map((id) => [id, 103] as const),
        [stage.fresh() - 50, 103],
      ] as const) {
        place(hostile, orderId, { parentId: 3, transmit: false });
        await stage.error(orderId, code);
      }
    },
  "changes of its own orders into the victim's": async () => {
    const orderId = stage.fresh();
    place(hostile, orderId, {});
    for (const terms of [{ account: VICTIM }, { clearingAccount: VICTIM }, { faGroup: "All" }]) {
      place(hostile, orderId, { lmtPrice: 201, ...terms });
      await stage.error(orderId, 105);
    }
    hostile.send("cancelOrder", { orderId });
    await hostile.expect("orderStatus", ({ status }) => status === "Cancelled");
    place(hostile, 1, { orderType: "MKT", quantity: 5, account: VICTIM });
    await stage.error(1, 104);
  },
  "a cancel of its own order that is finished, under a number that a resting order of the victim's has": async () => {
    hostile.send("cancelOrder", { orderId: 1 });
    await stage.error(1, 10148);
  },
  "a trade that the victim shall clear": async () => {
    for (const terms of [{ clearingAccount: VICTIM }, { customerAccount: VICTIM }])
      await stage.refused(terms, /DU1000001 against|"DU1000001"/);
  },

  "lists of open orders": async () => {
    hostile.send("reqOpenOrders", {});
    await hostile.expect("openOrderEnd");
    hostile.send("reqAllOpenOrders", {});
    await hostile.expect("openOrderEnd");
    assert.deepEqual(
      hostile.since().filter(({ name }) => name === "openOrder"),
      [],
    );
  },
  "binding orders": async () => {
    hostile.send("reqAutoOpenOrders", { autoBind: true });
    await stage.error(-1, 327);
  },
  "completed orders of both kinds": async () => {
    for (const apiOnly of [true, false]) {
      hostile.send("reqCompletedOrders", { apiOnly });
      await hostile.expect("completedOrdersEnd");
    }
  },
  "executions, with every filter": async () => {
    for (const filter of [
      {},
      { acctCode: VICTIM },
      { clientId: 1 },
      { clientId: 100 },
      { lastNDays: 7, symbol: "AAPL" },
    ]) {
      const reqId = stage.fresh();
      hostile.send("reqExecutions", { reqId, filter });
      await hostile.expect("execDetailsEnd", (body) => body.reqId === reqId);
    }
  },
  "executions of the other account are none, not its own": async () => {
    const reqId = stage.fresh();
    hostile.send("reqExecutions", { reqId, filter: { acctCode: VICTIM } });
    await hostile.expect("execDetailsEnd", (body) => body.reqId === reqId);
    const told = hostile.messages.filter(
      ({ name, body }) => name === "execDetails" && "reqId" in body && body.reqId === reqId,
    );
    assert.deepEqual(told, []);
  },

  "the other account's values and portfolio": async () => {
    hostile.send("reqAccountUpdates", { subscribe: true, acctCode: VICTIM });
    await stage.error(-1, 321);
    hostile.send("reqAccountUpdates", { subscribe: false, acctCode: VICTIM });
  },
  "the other account by every request that names one": async () => {
    for (const account of [VICTIM, VICTIM.toLowerCase()]) {
      const ids = [stage.fresh(), stage.fresh(), stage.fresh(), stage.fresh()] as const;
      hostile.send("reqAccountUpdatesMulti", { reqId: ids[0], account, ledgerAndNLV: false });
      await stage.error(ids[0], 321);
      hostile.send("reqPositionsMulti", { reqId: ids[1], account });
      await stage.error(ids[1], 321);
      hostile.send("reqPnL", { reqId: ids[2], account });
      await stage.error(ids[2], 321);
      hostile.send("reqPnLSingle", { reqId: ids[3], account, conId: AAPL.conId });
      await stage.error(ids[3], 321);
    }
  },
  "all accounts are its own account": async () => {
    const ids = [stage.fresh(), stage.fresh(), stage.fresh()] as const;
    hostile.send("reqAccountUpdatesMulti", { reqId: ids[0], account: "All", ledgerAndNLV: true });
    await hostile.expect("accountUpdateMultiEnd");
    hostile.send("reqPositionsMulti", { reqId: ids[1], account: "All" });
    await hostile.expect("positionMultiEnd");
    hostile.send("reqPnL", { reqId: ids[2], account: "All" });
    await hostile.expect("pnl");
  },
  "positions are its own": async () => {
    hostile.send("reqPositions", {});
    await hostile.expect("positionEnd");
    hostile.send("cancelPositions", {});
  },
  "summaries of groups": async () => {
    for (const groupName of [VICTIM, "everyone", `All,${VICTIM}`]) {
      const reqId = stage.fresh();
      hostile.send("reqAccountSummary", { reqId, groupName, tags: "NetLiquidation" });
      await stage.error(reqId, 321);
    }
    const reqId = stage.fresh();
    hostile.send("reqAccountSummary", { reqId, groupName: "All", tags: "NetLiquidation,$LEDGER:ALL" });
    await hostile.expect("accountSummaryEnd", (body) => body.reqId === reqId);
    hostile.send("cancelAccountSummary", { reqId });
  },
  "the adviser's configuration, read and written": async () => {
    for (const faDataType of [1, 2, 3]) {
      hostile.send("requestFA", { faDataType });
      await stage.error(-1, 322);
    }
    const reqId = stage.fresh();
    hostile.send("replaceFA", { reqId, faDataType: 1, xml: "<ListOfGroups/>" });
    await stage.error(reqId, 322);
  },
  "family codes": async () => {
    hostile.send("reqFamilyCodes", {});
    await stage.error(-1, 322);
  },

  "ends of streams under the numbers that the victim's streams have": async () => {
    hostile.send("cancelMktData", { reqId: MARKET_DATA });
    hostile.send("cancelAccountSummary", { reqId: SUMMARY });
    hostile.send("cancelPnL", { reqId: PNL });
    hostile.send("cancelPositions", {});
    hostile.send("reqAccountUpdates", { subscribe: false, acctCode: VICTIM });
    await hostile.settle();
    stage.victim.skip();
    await stage.victim.expect("tickSize", ({ reqId }) => reqId === MARKET_DATA);
  },
  "another kind of market data for everybody": async () => {
    hostile.send("reqMarketDataType", { marketDataType: 3 });
    const reqId = stage.fresh();
    hostile.send("reqMktData", { reqId, contract: AAPL });
    await hostile.expect("marketDataType", (body) => body.reqId === reqId);
    hostile.send("cancelMktData", { reqId });
    hostile.send("reqMarketDataType", { marketDataType: 1 });
  },
  "the settings of the Gateway": async () => {
    hostile.send("setServerLogLevel", { logLevel: 5 });
    const reqId = stage.fresh();
    hostile.send("updateDisplayGroup", { reqId, contractInfo: "265598@SMART" });
    await stage.error(reqId, 322);
    hostile.send("verifyRequest", { apiName: "x", apiVersion: "1" });
    await stage.error(-1, 322);
  },
  "the victim's client id, while the victim holds it": async () => {
    const impostor = await greetedClient(stage.daemon.port, VERSION);
    impostor.send("startApi", { clientId: 1, optionalCapabilities: "" });
    const { errorCode } = await impostor.expect("error");
    assert.equal(errorCode, 326);
    await impostor.socket.closed;
    stage.keepsSecretsFrom(impostor);
  },
  "the daemon's own client id, and the master's": async () => {
    for (const clientId of [0, 100, 999, -1]) {
      const impostor = await greetedClient(stage.daemon.port, VERSION);
      impostor.send("startApi", { clientId, optionalCapabilities: "" });
      const { errorCode } = await impostor.expect("error");
      assert.equal(errorCode, 321);
      await impostor.socket.closed;
    }
  },

  // The last ones, because their forged words would come back in the lists above.
  "a preview and an order whose orderRef is the victim's at the broker": () =>
    forger(async (client) => {
      for (const { orderRef } of stage.resting) {
        const orderId = stage.fresh();
        place(client, orderId, { orderRef, whatIf: true });
        await client.expect("openOrder", (body) => body.order.orderId === orderId);
        client.send("cancelOrder", { orderId: await stage.reaches("Submitted", { orderRef }, client) });
        await client.expect("orderStatus", ({ status }) => status === "Cancelled");
      }
    }),
  "filled orders in OCA groups named like the victim's, as the victim and as the broker knows them": () =>
    forger(async (client) => {
      const groups = ["exits", ...stage.resting.map(({ ocaGroup }) => ocaGroup), ...stage.resting.map(permIdOf)];
      for (const ocaGroup of new Set(groups))
        await stage.reaches("Filled", { orderType: "MKT", ocaGroup, ocaType: 1 }, client);
    }),
} as const satisfies Readonly<Record<string, () => Promise<void>>>;

/** Who tries to reach the victim by each row of what clients do with orders. */
const ROBBERS: Readonly<Record<OrderRow, keyof typeof ATTEMPTS>> = {
  "a new order": "an order for the other account, however it is spelled",
  "an id that is zero or negative":
    "numbers that are none, that it has used, and that it has passed over, with the victim's orders as their parents",
  "an id below the highest":
    "numbers that are none, that it has used, and that it has passed over, with the victim's orders as their parents",
  "the id of a cancelled order":
    "numbers that are none, that it has used, and that it has passed over, with the victim's orders as their parents",
  "an untransmitted order that is cancelled": "a cancel of every number the victim's orders have",
  "an untransmitted bracket that its last leg releases": "an order that claims the victim's order as its parent",
  "the same order again": "orders under every number the victim's orders have are its own orders",
  "a changed order": "orders under every number the victim's orders have are its own orders",
  "a change before the first answer": "changes of its own orders into the victim's",
  "a change after the fill": "changes of its own orders into the victim's",
  "a preview, and a real order under its id": "a preview for the other account",
  "a cancel of an own order": "a cancel of every number the victim's orders have",
  "a cancel of an order that was never there": "a cancel of every number the victim's orders have",
  "a cancel of a finished order":
    "a cancel of its own order that is finished, under a number that a resting order of the victim's has",
  "a global cancel": "a global cancel ends its own orders, held ones included, and no other",
  "an exercise of an option": "an exercise of the victim's options, by a strategy that may exercise",
  "allocations and foreign accounts": "an order with an allocation",
  "terms as sent": "a trade that the victim shall clear",
  "lists of open orders": "lists of open orders",
  "completed orders": "completed orders of both kinds",
  "executions by filter": "executions, with every filter",
};

suite("a hostile client on the same session gets nothing", () => {
  before(async () => {
    stage = await Robbery.start();
    hostile = stage.hostile;
  });
  after(tearDown);

  test("there is something to rob: six orders at the broker, a fill and running streams", () => {
    assert.equal(stage.resting.length, 6);
    assert.ok(stage.secrets.length >= 11, stage.secrets.join());
  });

  test("every row of what clients do with orders has its hostile client", () => {
    const robbed = ORDER_ROWS.filter((row) => ATTEMPTS[ROBBERS[row]] !== undefined);
    assert.deepEqual(robbed, ORDER_ROWS);
  });

  for (const [what, attempt] of Object.entries(ATTEMPTS))
    test(what, async () => {
      stage.begin();
      await attempt();
      await stage.untouched();
    });
});

/**
 * A second connection of the hostile strategy, for texts that name the victim's: its own words come back to it, so its
 * bytes prove nothing.
 */
async function forger(attempt: (client: RawClient) => Promise<void>): Promise<void> {
  const client = await rawClient(stage.daemon.port, 12, VERSION);
  await attempt(client);
  await client.settle();
  await client.close();
}
