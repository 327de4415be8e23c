/** Whose order is whose: upstream ids, keys that somebody copied, accounts a trade could be cleared to. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, ready, Stage, shares, strategy, UPSTREAM } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import { serverReply } from "../wire/handshake.ts";

/** The upstream id of the next order of strategy alpha. */
function nextOrderId(stage: Stage): number {
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.pass(200);
  return stage.placed.at(-1)!.orderId;
}

/** The Gateway shows an order of somebody else. */
function stranger(stage: Stage, orderId: number, clientId: number, permId = 77): void {
  const other = { orderId, clientId, permId, account: "DU1" };
  stage.says("openOrder", { contract, order: other, orderState: { status: "Submitted" } });
}

test("our next order id is above every id that any client id was seen with, in recovery or later, after a restart too", () => {
  const stage = new Stage();
  stage.greet("DU1,DU2", 10);
  stage.recover(() => stranger(stage, 5_000, 7));
  stage.says("orderStatus", { orderId: 6_000, clientId: 8, permId: 78, status: "Submitted" });
  assert.equal(nextOrderId(stage), 6_001);
  const again = new Stage(undefined, stage.entries);
  again.greet("DU1,DU2", 10);
  again.recover();
  again.ask(again.connect(1, 1), "placeOrder", { orderId: 2, contract: { ...contract, conId: 2 }, order });
  assert.equal(again.placed.at(-1)?.orderId, 6_002);
});

test("an id of ours that the Gateway shows under another client id counts as well", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.says("openOrder", {
    contract,
    order: { ...stage.placed[0]!.order, orderId: 900, clientId: 7, permId: 500 },
    orderState: { status: "Submitted" },
  });
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  assert.equal(stage.placed.at(-1)?.orderId, 901);
});

test("a twin of an order whose strategy hides its orders is hidden like it, in every list, and the strategy sees it", () => {
  const [own, other] = [strategy("alpha", "DU1", 1), strategy("gamma", "DU1", 3)];
  const stage = new Stage({ ...config, strategies: [{ ...own, privateOrders: true }, other] });
  stage.greet("DU1");
  stage.recover();
  const [alpha, gamma] = [stage.connect(1, 1), stage.connect(2, 3)];
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.shows();
  const twin = { ...placed, orderId, clientId: 100, permId: 900 };
  const told = (conn: ConnId, body: "openOrder" | "execDetails" | "completedOrder"): number =>
    stage.told(conn).filter(({ name }) => name === body).length;
  stage.says("openOrder", { contract, order: twin, orderState: { status: "Submitted" } });
  for (const [conn, seen] of [
    [gamma, 0],
    [alpha, 2],
  ] as const) {
    stage.told(conn);
    stage.ask(conn, "reqAllOpenOrders", {});
    assert.equal(told(conn, "openOrder"), seen);
    stage.ask(conn, "reqExecutions", { reqId: 7 });
    stage.pass(200);
    stage.executes(0, { execId: "t.1.01.01", permId: 900 }, stage.lastReqId("reqExecutions"));
    assert.equal(told(conn, "execDetails"), seen / 2);
    stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
    stage.ask(conn, "reqCompletedOrders", {});
    stage.pass(200);
    stage.says("completedOrder", { contract, order: { ...twin, orderId: 0 }, orderState: { status: "Cancelled" } });
    assert.equal(told(conn, "completedOrder"), seen / 2);
    stage.says("completedOrdersEnd");
  }
});

test("a permId that one frame alone has named is none when the Gateway shows the order under another one", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.placed[0]!;
  const echo = (permId: number) => ({ contract, order: { ...placed, orderId, clientId: 100, permId } });
  stage.says("openOrder", { ...echo(501), orderState: { status: "PreSubmitted" } });
  stage.shows(0, { permId: 500 });
  stage.executes(0, { permId: 500, shares: shares(1), cumQty: shares(1) });
  stage.says("orderStatus", { orderId, clientId: 100, permId: 500, status: "Filled", filled: shares(1) });
  assert.deepEqual(stage.statuses(), ["1 filled"]);
  assert.ok(stage.brief(alpha).includes("orderStatus 1 Filled 1/0"));
  assert.deepEqual(stage.answer("alerts"), []);
});

test("an order that one damaged frame has named anew is still found under the permId it bore before", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.placed[0]!;
  const echo = (permId: number) => ({ contract, order: { ...placed, orderId, clientId: 100, permId } });
  for (const permId of [500, 501]) stage.says("openOrder", { ...echo(permId), orderState: { status: "Submitted" } });
  stage.says("completedOrder", { ...echo(500), orderState: { status: "Cancelled" } });
  assert.deepEqual(stage.statuses(), ["1 cancelled"]);
});

test("a change that the broker made a second order of stays one, also where one frame alone had named the first", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: placed } = stage.placed[0]!;
  const echo = (permId: number) => ({ contract, order: { ...placed, orderId, clientId: 100, permId } });
  stage.says("openOrder", { ...echo(500), orderState: { status: "Submitted" } });
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  stage.says("openOrder", { ...echo(900), orderState: { status: "Submitted" } });
  assert.deepEqual(
    (stage.answer("alerts") as { readonly cause: string }[]).map(({ cause }) => cause),
    ["order-twin"],
  );
});

const CANCELLED = { clientId: 101, status: "Cancelled" };

/** Whom the Gateway takes the session for, by how it shows our only order, and, where it is changed, a second one. */
for (const [what, before, echo, conditions] of [
  ["under our client id", "sent", {}, []],
  ["under another client id", "sent", { clientId: 101 }, ["client-id-mistaken"]],
  ["as cancelled under another client id at once", "sent", CANCELLED, ["client-id-mistaken"]],
  ["as cancelled by another client", "shown", CANCELLED, []],
  ["as being cancelled by another client", "shown", { ...CANCELLED, status: "PendingCancel" }, []],
  ["with a copy of its orderRef by another client", "sent", { clientId: 101, orderId: 7_000 }, []],
  ["with a copy of it by another client under its number", "shown", { clientId: 101, permId: 900 }, []],
  [
    "and a second one by its change under another client id",
    "changed",
    { clientId: 101, permId: 900 },
    ["client-id-mistaken"],
  ],
] as const)
  test(`an order of this session is shown ${what}: ${conditions.length > 0 ? "the session ends" : "it goes on"}`, () => {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    if (before !== "sent") stage.shows();
    if (before === "changed") {
      stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
      again(stage);
      stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
      assert.equal(stage.placed.length, 2);
    }
    stage.shows(0, echo);
    const { conditions: held } = stage.answer("status") as { readonly conditions: readonly { condition: string }[] };
    assert.deepEqual(
      held.map(({ condition }) => condition),
      conditions,
    );
  });

/** The next session begins, and its lists show the first order as it rests. */
function again(stage: Stage): void {
  stage.pass(60_000);
  stage.greet();
  stage.recover(() => {
    const echo = { ...stage.placed[0]!.order, orderId: stage.placed[0]!.orderId, clientId: 100, permId: 500 };
    stage.says("openOrder", { contract, order: echo, orderState: { status: "Submitted" } });
  });
}

test("an order that left in another session is shown under another client id: an alert says so as long as it does", () => {
  const stage = ready();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  again(stage);
  const alerts = () => (stage.answer("alerts") as { readonly cause: string }[]).map(({ cause }) => cause);
  for (const end of [{}, { clientId: 101, status: "Cancelled" }]) {
    stage.shows(0, { clientId: 101 });
    assert.deepEqual((stage.answer("status") as { readonly conditions: unknown }).conditions, []);
    assert.deepEqual(alerts(), ["order-out-of-reach"]);
    stage.shows(0, end);
    assert.deepEqual(alerts(), []);
  }
});

test("ids that no order of ours can have do not count: zero, negative, those of requests, and the last ones before them", () => {
  const stage = ready();
  for (const id of [0, -5, 1_999_000_001, 1_999_999_999, 2_000_000_000, 2_147_483_647]) {
    stranger(stage, id, 7, id + 10);
    stage.says("orderStatus", { orderId: id, clientId: 7, permId: 999, status: "Submitted" });
  }
  assert.equal(nextOrderId(stage), 1);
});

test("no order leaves when the Gateway's next id is near those of requests; what rests is changed and cancelled", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.reconnect(undefined, 1_999_000_001);
  stage.recover(() => stage.shows());
  stage.told(alpha);
  for (const whatIf of [false, true])
    stage.ask(alpha, "placeOrder", { orderId: 2, contract: { ...contract, conId: 2 }, order: { ...order, whatIf } });
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  stage.pass(200);
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  stage.pass(200);
  const ids = stage.placed.map(({ orderId }) => orderId);
  assert.deepEqual([ids, stage.cancelled], [[1, 1], [1]]);
  assert.deepEqual(
    stage.brief(alpha).filter((line) => line.startsWith("error")),
    ["error 2 201", "error 2 201"],
  );
});

test("our key under another permId is a stranger: it ends nothing of ours, and nobody hears of it", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  const { order: placed } = stage.shows();
  stage.told(alpha);
  const copy = { ...placed, orderId: 44, clientId: 7, permId: 999 };
  for (const status of ["Submitted", "Cancelled"])
    stage.says("openOrder", { contract, order: copy, orderState: { status } });
  stage.says("completedOrder", { contract, order: copy, orderState: { status: "Filled" } });
  stage.executes(0, { permId: 999, clientId: 7, orderId: 44 });
  assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 working"], []]);
});

test("a child that bears our orderRef and is shown before the permId of its parent is known is not its parent", () => {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.told(alpha);
  const { orderId, order: placed } = stage.placed[0]!;
  const child = { ...placed, action: "SELL", lmtPrice: 12, orderId: orderId + 1, parentId: orderId, clientId: 100 };
  const state = { orderState: { status: "PreSubmitted" } };
  stage.says("openOrder", { contract, order: { ...child, permId: 501 }, ...state });
  assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 sent"], []]);
  stage.shows();
  assert.deepEqual(stage.brief(alpha), ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/1"]);
  stage.says("openOrder", { contract, order: { ...child, permId: 501 }, orderState: { status: "Cancelled" } });
  assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 working"], []]);
});

for (const clientId of [100, 0])
  test(`what bears our orderRef and no number, under client id ${clientId}, and goes the other way is not our order before that has a permId`, () => {
    const stage = ready();
    const alpha = stage.connect(1, 1);
    stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
    stage.told(alpha);
    const { orderRef, account } = stage.placed[0]!.order;
    const child = { ...order, action: "SELL", lmtPrice: 12, orderRef, account, orderId: 0, clientId, permId: 501 };
    const execution = { orderRef, acctNumber: account, orderId: 0, clientId, permId: 501, execId: "e.2.01.01" };
    stage.says("openOrder", { contract, order: child, orderState: { status: "PreSubmitted" } });
    stage.says("execDetails", { contract, execution: { ...execution, side: "SLD", shares: shares(1), price: 12 } });
    stage.says("completedOrder", { contract, order: child, orderState: { status: "Filled" } });
    assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 sent"], []]);
    stage.shows();
    stage.told(alpha);
    stage.says("openOrder", { contract, order: child, orderState: { status: "Filled" } });
    assert.deepEqual([stage.statuses(), stage.brief(alpha)], [["1 working"], []]);
  });

/** Alpha's second order left behind the moment at which the journal was copied; a daemon starts on that copy. */
function onOlderCopy(shownOf: (again: Stage, placed: Stage["placed"][0]) => void): Stage {
  const stage = ready();
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  const copy = [...stage.entries];
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  const again = new Stage(config, copy);
  again.greet("DU1,DU2", 3);
  again.recover(() => {
    again.says("openOrder", {
      contract,
      order: { ...stage.placed[0]!.order, orderId: 1, clientId: 100, permId: 500 },
      orderState: { status: "Submitted" },
    });
    shownOf(again, stage.placed[1]!);
  });
  return again;
}

const fillOf = ({ orderId, order: { orderRef } }: Stage["placed"][0]) => ({
  reqId: -1,
  contract,
  execution: {
    ...{ execId: "c.1.01.01", orderId, clientId: 100, permId: 501, acctNumber: "DU1", orderRef, side: "BOT" },
    ...{ shares: shares(1), cumQty: shares(1), price: 10, avgPrice: 10 },
  },
});

const LOST: Readonly<Record<string, (again: Stage, placed: Stage["placed"][0]) => void>> = {
  "rests at the broker": (again, { orderId, order: whole }) =>
    again.says("openOrder", {
      contract,
      order: { ...whole, orderId, clientId: 100, permId: 501 },
      orderState: { status: "Submitted" },
    }),
  "has filled": (again, placed) => again.says("execDetails", fillOf(placed)),
  "has been cancelled": (again, { order: whole }) =>
    again.says("completedOrder", { contract, order: { ...whole, permId: 501 }, orderState: { status: "Cancelled" } }),
};

for (const [fate, shows] of Object.entries(LOST))
  test(`on an older copy of the journal no order gets the key of one that ${fate}, after one more restart too`, () => {
    let lost: Stage["placed"][0] | undefined;
    const again = onOlderCopy((stage, placed) => {
      lost = placed;
      shows(stage, placed);
    });
    const third = new Stage(config, again.entries);
    third.greet("DU1,DU2", 3);
    third.recover();
    for (const stage of [again, third]) {
      stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 7, contract: { ...contract, conId: 4_711 }, order });
      assert.notEqual(stage.placed.at(-1)!.order.orderRef, lost!.order.orderRef);
      // What the lost one fills before the new one is shown is not the new one's.
      stage.says("execDetails", fillOf(lost!));
      assert.equal(
        stage.statuses().find((status) => status.startsWith("7 ")),
        "7 sent",
      );
    }
  });

test("an order of the session before, shown under its other client id before we are let in, does not keep us out", () => {
  const stage = ready();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  const { orderId, order: sent } = stage.shows();
  const next = new Stage({ ...config, gateway: { ...config.gateway, clientId: 200 } }, stage.entries);
  const resting = { contract, order: { ...sent, orderId, clientId: 100, permId: 500 } };
  next.step({ kind: "upstreamOpened" });
  next.step({ kind: "upstreamReceived", bytes: serverReply(UPSTREAM, "20260105 10:11:12 UTC") });
  next.says("openOrder", { ...resting, orderState: { status: "Submitted" } });
  assert.equal(next.exit(), undefined);
  next.says("managedAccounts", { accountsList: "DU1,DU2" });
  next.says("nextValidId", { orderId: 1 });
  next.recover(() => next.says("openOrder", { ...resting, orderState: { status: "Submitted" } }));
  assert.ok(next.opened());
  assert.deepEqual(
    (next.answer("alerts") as { readonly cause: string }[]).map(({ cause }) => cause),
    ["order-out-of-reach"],
  );
});

test("an order of which statuses alone have told is not changed under another client id than the one it left under", () => {
  const stage = ready();
  stage.ask(stage.connect(1, 1), "placeOrder", { orderId: 1, contract, order });
  const { orderId } = stage.placed[0]!;
  const status = { orderId, clientId: 100, permId: 500, status: "Submitted", remaining: shares(1) };
  stage.says("orderStatus", status);
  const next = new Stage({ ...config, gateway: { ...config.gateway, clientId: 200 } }, stage.entries);
  next.greet();
  next.recover(() => next.says("orderStatus", status));
  assert.deepEqual(next.statuses(), ["1 working"]);
  assert.deepEqual(
    (next.answer("alerts") as { readonly cause: string }[]).map(({ cause }) => cause),
    ["order-out-of-reach"],
  );
  const alpha = next.connect(1, 1);
  next.told(alpha);
  next.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11 } });
  next.pass(200);
  assert.deepEqual(next.placed, []);
  assert.ok(next.brief(alpha).includes("error 1 105"));
});

test("an order, its change and a preview of it bear our numbers wherever protobuf has them, and not those of the client", () => {
  const stage = ready({ upstream: 225, client: 225 });
  const conn = stage.connect(1, 1);
  const numbers = (frame: Stage["placed"][number]) => [frame.orderId, frame.order.orderId, frame.order.clientId];
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order });
  stage.shows(0);
  stage.told(conn);
  stage.ask(conn, "reqOpenOrders");
  const [read] = stage.told(conn).flatMap((m) => (m.name === "openOrder" ? [m.body.order] : []));
  assert.deepEqual([read?.orderId, read?.clientId], [7, 1]);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order: { ...read!, lmtPrice: 99 } });
  stage.ask(conn, "placeOrder", { orderId: 8, contract, order: { ...read!, whatIf: true } });
  const [placed, changed, preview] = stage.placed;
  const ours = placed!.orderId;
  assert.notEqual(ours, 7);
  assert.deepEqual(
    [placed, changed, preview].map((frame) => numbers(frame!)),
    [
      [ours, ours, 100],
      [ours, ours, 100],
      [ours + 1, ours + 1, 100],
    ],
  );
});

test("an order that is said again with its client's numbers in it is no change", () => {
  const stage = ready({ upstream: 225, client: 225 });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order });
  stage.shows(0);
  stage.told(conn);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order: { ...order, orderId: 7, clientId: 1 } });
  assert.deepEqual(stage.names(conn), ["openOrder", "orderStatus"]);
  assert.equal(stage.placed.length, 1);
});

test("an order that an older build has written down with its client's numbers is no change when it is said again", () => {
  const stage = ready({ upstream: 225, client: 225 });
  const said = { orderId: 7, contract, order: { ...order, orderId: 7, clientId: 1 } };
  stage.ask(stage.connect(1, 1), "placeOrder", said);
  stage.shows(0);
  const older = stage.entries.map((entry) =>
    entry.kind === "orderIntended"
      ? { ...entry, legs: entry.legs.map((leg) => ({ ...leg, order: { ...leg.order, orderId: 7, clientId: 1 } })) }
      : entry,
  );
  const again = new Stage(config, older, { upstream: 225, client: 225 });
  again.greet();
  again.recover();
  const conn = again.connect(1, 1);
  again.ask(conn, "cancelOrder", { orderId: 7 });
  again.ask(conn, "placeOrder", said);
  assert.ok(again.entries.some(({ kind }) => kind === "cancelIntended"));
  assert.ok(!again.entries.some(({ kind }) => kind === "modifyIntended"), "the cancel stays wanted");
});

test("neither the permId of another strategy's order nor one as its parent's leaves with an order, a change or a preview", () => {
  const stage = ready({ upstream: 225, client: 225 });
  const [alpha, beta] = [stage.connect(1, 1), stage.connect(2, 2)];
  stage.ask(alpha, "placeOrder", { orderId: 7, contract, order });
  stage.shows(0, { permId: 500 });
  const claimed = { ...order, permId: 500, parentPermId: 500 };
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order: claimed });
  stage.shows(1, { permId: 501, parentPermId: undefined });
  stage.ask(beta, "placeOrder", { orderId: 1, contract, order: { ...claimed, lmtPrice: 9 } });
  stage.ask(beta, "placeOrder", { orderId: 2, contract, order: { ...claimed, whatIf: true } });
  assert.deepEqual(
    stage.placed.slice(1).map(({ order: { permId, parentPermId } }) => [permId, parentPermId]),
    [
      [0, undefined],
      [0, undefined],
      [0, undefined],
    ],
  );
});

test("an order that is said again with the permId that it was shown under is no change", () => {
  const stage = ready({ upstream: 225, client: 225 });
  const conn = stage.connect(1, 1);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order });
  stage.shows(0, { permId: 500 });
  stage.told(conn);
  stage.ask(conn, "placeOrder", { orderId: 7, contract, order: { ...order, permId: 500, parentPermId: 0 } });
  assert.deepEqual(stage.names(conn), ["openOrder", "orderStatus"]);
  assert.equal(stage.placed.length, 1);
});
