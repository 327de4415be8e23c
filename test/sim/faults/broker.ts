/** Scenes of the faults of orders, executions and the market. */
import { AAPL, ACCOUNTS, type Client, type Loopback, type Wanted } from "../loopback.ts";
import { type FaultScenes, greeted, RESTING, type Switch } from "./scene.ts";

const PLAIN = { switches: { repeatFilled: false, repeatEchoes: false, stopEchoCarriesLimit: false } } as const;
const ACK = ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"] as const;
const FILL = ["EX 1 BOT 100", "OO 1 Filled", "OS 1 Filled 100/0", "CR"] as const;
const STAYS = ["OO 1 Submitted", "OS 1 Submitted 0/100"] as const;

/** An order is placed under the fault. */
const placed =
  (order: Wanted, waitMs = 50) =>
  (scene: Loopback, fault: Switch): readonly string[] => {
    const client = greeted(scene);
    fault.begin();
    client.place(1, order);
    scene.pass(waitMs);
    return client.lines();
  };

/** An order that rests is cancelled under the fault; then what is open is listed. */
function cancelled(scene: Loopback, fault: Switch): readonly string[] {
  const client = greeted(scene);
  client.place(1, RESTING);
  scene.pass();
  client.lines();
  fault.begin();
  client.cancel(1);
  scene.pass();
  client.send("reqOpenOrders", {});
  return client.lines();
}

/** A market order with a take-profit and a stop. */
function bracket(client: Client, transmit = true): void {
  const child = { action: "SELL", parentId: 1 } as const;
  client.place(1, { transmit: false });
  client.place(2, { ...child, orderType: "LMT", lmtPrice: 300, transmit: false });
  client.place(3, { ...child, orderType: "STP", auxPrice: 200, transmit });
}

function bracketed(scene: Loopback, fault: Switch): readonly string[] {
  const client = greeted(scene);
  fault.begin();
  bracket(client);
  scene.pass();
  return client.lines().filter((one) => one.startsWith("OO") || one.startsWith("ERR"));
}

/** The price falls to 240 after a second. */
const FALLING = {
  ...PLAIN,
  prices:
    "0,AAPL,254.99,255.01,255,500,500\n1000,AAPL,239.99,240.01,240,500,500\n2000,AAPL,239.98,240.02,240,500,500\n60000,AAPL,239.97,240.03,240,500,500",
} as const;
const STOP = { action: "SELL", orderType: "STP", auxPrice: 250 } as const;
const WAITING = ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100 trigger"] as const;
const SOLD = ["EX 1 SLD 100", "OO 1 Filled", "OS 1 Filled 100/0", "CR"] as const;

const stopped = (order: Wanted, waitMs: number) => placed({ ...STOP, ...order }, waitMs);

/** A buyer of 100, and what comes when the fault happens after the fill. */
const afterFill =
  (look: (client: Client) => unknown) =>
  (scene: Loopback, fault: Switch): unknown => {
    const client = greeted(scene);
    client.place(1);
    scene.pass();
    client.lines();
    fault.begin();
    scene.pass();
    return look(client);
  };

const executions = (client: Client): readonly string[] =>
  client.bodies("execDetails").map(({ execution: { execId, shares, price, orderId } }) => {
    const last = execId.slice(-2);
    return `${orderId} ${shares}@${price} .${last}`;
  });

/** Streams AAPL; answers the last bid, and the halted tick. */
function watching(scene: Loopback): { readonly client: Client; readonly look: () => readonly unknown[] } {
  const client = greeted(scene);
  const none = { genericTickList: "", snapshot: false, regulatorySnapshot: false };
  client.send("reqMktData", { reqId: 7, contract: AAPL, ...none });
  scene.pass(1_000);
  const look = (): readonly unknown[] => {
    const all = client.heard();
    const bids = all.flatMap(({ name, body }) => (name === "tickPrice" && body.tickType === 1 ? [body.price] : []));
    const halts = all.flatMap(({ name, body }) => (name === "tickGeneric" && body.tickType === 49 ? [body.value] : []));
    return [bids.at(-1), halts.at(-1)];
  };
  look();
  return { client, look };
}

export const BROKER_SCENES: FaultScenes = {
  "order-lost": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      scene.pass(60_000);
      client.send("reqAllOpenOrders", {});
      return client.lines();
    },
    sees: ["openOrderEnd"],
  },
  "order-silent": {
    params: { times: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      client.place(2, RESTING);
      scene.pass();
      const pushed = client.lines();
      client.send("reqOpenOrders", {});
      return [pushed, client.lines()];
    },
    sees: [
      ["OO 2 Submitted", "OS 2 Submitted 0/100"],
      ["OO 1 Submitted", "OS 1 Submitted 0/100", "OO 2 Submitted", "OS 2 Submitted 0/100", "openOrderEnd"],
    ],
  },
  "order-delayed": {
    params: { delayMs: 20_000 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      scene.pass(19_000);
      client.send("reqOpenOrders", {});
      const early = client.lines();
      scene.pass(1_000);
      return [early, client.lines()];
    },
    sees: [["openOrderEnd"], STAYS],
  },
  "order-inactive": {
    ...{ options: PLAIN, params: { afterMs: 200, reason: "No." }, act: placed({}, 500) },
    sees: [...ACK, "ERR 1 201", "OS 1 Inactive 0/100"],
  },
  "order-locate": {
    ...{
      options: PLAIN,
      params: { afterMs: 5_000 },
      act: placed({ action: "SELL", orderType: "LMT", lmtPrice: 300 }, 6_000),
    },
    sees: [...STAYS, "ERR 1 404", "OS 1 Inactive 0/100 locate", ...STAYS],
  },
  "order-precaution": { act: placed(RESTING), sees: ["ERR 1 163"] },
  "tif-note-10349": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      scene.pass(290);
      client.send("reqOpenOrders", {});
      const early = client.lines();
      scene.pass(10);
      return [early, client.lines()];
    },
    sees: [["ERR 1 10349", ...STAYS, "openOrderEnd"], STAYS],
  },
  "cancel-rejected": {
    params: { code: "10148" },
    act: cancelled,
    sees: ["ERR 1 10148", ...STAYS, "openOrderEnd"],
  },
  "cancel-lost": { act: cancelled, sees: [...STAYS, "openOrderEnd"] },
  "cancel-fill-cross": {
    options: PLAIN,
    act: cancelled,
    sees: ["OS 1 PendingCancel 0/100", ...FILL, "openOrderEnd"],
  },
  "partial-then-cancel": {
    ...{ options: PLAIN, params: { percent: 40 }, act: placed({}) },
    sees: [...ACK, "EX 1 BOT 40", "OS 1 Submitted 40/60", "CR", "OS 1 Cancelled 40/60", "ERR 1 202"],
  },
  "child-rejected": {
    ...{ options: PLAIN, params: { which: "stop" }, act: bracketed },
    sees: ["OO 1 PreSubmitted", "OO 2 PreSubmitted", "ERR 3 110", "OO 1 Filled", "OO 2 Submitted"],
  },
  "child-before-parent": {
    ...{ options: PLAIN, act: bracketed },
    sees: ["ERR 2 10006", "ERR 3 10006"],
  },
  "transmit-lost": { ...{ options: PLAIN, act: bracketed }, sees: [] },
  "oca-overfill": {
    options: FALLING,
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      const member = { ocaGroup: "g", ocaType: 1 } as const;
      client.place(1, { ...STOP, ...member });
      client.place(2, { ...STOP, ...member, auxPrice: 245 });
      scene.pass(5_000);
      return executions(client).length;
    },
    sees: 2,
  },
  "stop-inert": { ...{ options: FALLING, act: stopped({}, 100_000) }, sees: WAITING },
  "stop-late": {
    ...{ options: FALLING, params: { delayMs: 30_000 } },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, STOP);
      scene.pass(20_000);
      const early = client.lines();
      scene.pass(20_000);
      return [early, client.lines()];
    },
    sees: [WAITING, [...STAYS, ...SOLD]],
  },
  "stop-limit-unfilled": {
    ...{ options: FALLING, act: stopped({ orderType: "STP LMT", lmtPrice: 230 }, 100_000) },
    sees: [...WAITING, ...STAYS],
  },
  "execution-without-order": {
    params: { account: ACCOUNTS[1], symbol: "MSFT", shares: 7, orderId: 0 },
    act: (scene, fault) => {
      const client = greeted(scene, 5);
      fault.begin();
      return client.bodies("execDetails").map(({ execution: { acctNumber, orderId, shares } }) => ({
        ...{ acctNumber, orderId, shares },
      }));
    },
    sees: [{ acctNumber: ACCOUNTS[1], orderId: 0, shares: "7" }],
  },
  "execution-corrected": {
    params: { percent: 10 },
    act: afterFill(executions),
    sees: ["1 100@280.51 .02"],
  },
  "execution-busted": {
    act: afterFill((client) => {
      const busted = executions(client);
      client.send("reqPositions", {});
      return [busted, client.bodies("position").map(({ position }) => position)];
    }),
    sees: [["1 0@255.01 .02"], []],
  },
  "executions-since-midnight": {
    act: (scene, fault) => {
      const client = greeted(scene, 1, 200);
      client.place(1);
      scene.pass(24 * 3_600_000);
      client.lines();
      fault.begin();
      client.send("reqExecutions", { reqId: 9, filter: { lastNDays: 3 } });
      return client.lines();
    },
    sees: ["execDetailsEnd"],
  },
  "contract-delisted": {
    params: { symbol: "AAPL" },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.send("reqContractDetails", { reqId: 9, contract: AAPL });
      client.place(1, RESTING);
      client.send("reqContractDetails", { reqId: 10, contract: { ...AAPL, symbol: "MSFT" } });
      scene.pass();
      return client.lines();
    },
    sees: ["ERR 9 200", "ERR 1 200", "contractDetails", "contractDetailsEnd"],
  },
  "trading-halt": {
    params: { symbol: "AAPL", reason: "volatility" },
    act: (scene, fault) => {
      const { client, look } = watching(scene);
      fault.begin();
      scene.pass(1_000);
      const halted = look()[1];
      client.place(1);
      scene.pass(10_000);
      const waiting = client.lines().includes(FILL[0]);
      fault.end();
      scene.pass(1_000);
      return [halted, waiting, client.lines().includes(FILL[0])];
    },
    sees: [2, false, true],
  },
  "price-gap": {
    params: { symbol: "AAPL", percent: -10 },
    act: (scene, fault) => {
      const { look } = watching(scene);
      fault.begin();
      scene.pass(1_000);
      return look()[0];
    },
    sees: 229.49,
  },
  "early-close": {
    options: { calendar: "real" },
    params: { symbol: "AAPL" },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      scene.pass(1_000);
      client.place(1);
      scene.pass(1_000);
      return client.lines().includes("ERR 1 399");
    },
    sees: true,
  },
  "quote-missing": {
    params: { symbol: "AAPL" },
    act: (scene, fault) => {
      const { client, look } = watching(scene);
      fault.begin();
      scene.pass(1_000);
      const [bid] = look();
      client.place(1);
      scene.pass(10_000);
      return [bid, client.lines().includes(FILL[0])];
    },
    sees: [-1, false],
  },
};
