/** Scenes of the faults between the Gateway and IB, and of market data that stops. */
import { AAPL, type Client, type Loopback } from "../loopback.ts";
import { type FaultScenes, greeted, RESTING, type Switch } from "./scene.ts";

const LOST = "ERR -1 1100";
const MAINTAINED = "ERR -1 1102";

/** Prices that change each second. */
const MOVING = Array.from({ length: 120 }, (_, second) => {
  const price = 255 + second / 100;
  return `${second * 1_000},AAPL,${price},${price + 0.02},${price},500,500`;
}).join("\n");
const LIVE = { prices: `0,MSFT,399.99,400.01,400,500,500\n${MOVING}` } as const;

/** What one client hears while a fault lasts for a while, and after it. */
const during =
  (ms: number, afterMs = 0) =>
  (scene: Loopback, fault: Switch): readonly string[] => {
    const client = greeted(scene);
    fault.begin();
    scene.pass(ms);
    fault.end();
    scene.pass(afterMs);
    return client.lines();
  };

/** Runs while the link is lost, by whatever fault is shown. */
function outage(scene: Loopback, run: () => void): void {
  const { faults } = scene.gateway;
  faults.set("link-lost", { repeatMs: 0 });
  run();
  scene.pass(1_000);
  faults.clear("link-lost");
  scene.pass(1_000);
}

function streaming(scene: Loopback, reqId = 7, contract: object = AAPL): Client {
  const client = greeted(scene);
  stream(client, reqId, contract);
  scene.pass(2_000);
  client.lines();
  return client;
}

function stream(client: Client, reqId: number, contract: object = AAPL, snapshot = false): void {
  const none = { genericTickList: "", regulatorySnapshot: false };
  client.send("reqMktData", { reqId, contract, snapshot, ...none });
}

/** How many ticks of prices came since the last look, by request. */
function ticks(client: Client): { readonly [reqId: number]: boolean } {
  return Object.fromEntries(client.bodies("tickPrice").map(({ reqId }) => [reqId, true]));
}

const errors = (client: Client): readonly string[] => client.lines().filter((one) => one.startsWith("ERR"));

export const LINK_SCENES: FaultScenes = {
  "link-lost": {
    ...{ params: { repeatMs: 1_000, repeatForMs: 3_000 }, act: during(10_000) },
    sees: [LOST, LOST, LOST, LOST, MAINTAINED],
  },
  "link-lost-data": {
    options: LIVE,
    act: (scene, fault) => {
      const client = streaming(scene);
      fault.begin();
      scene.pass(5_000);
      fault.end();
      scene.pass(5_000);
      const dead = client.lines();
      stream(client, 7);
      scene.pass(2_000);
      return [dead, ticks(client)];
    },
    sees: [[LOST, "ERR -1 1101"], { 7: true }],
  },
  "link-never-closed": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1, RESTING);
      scene.pass(5_000);
      fault.end();
      scene.pass(5_000);
      return client.lines();
    },
    sees: [LOST, "OO 1 Submitted", "OS 1 Submitted 0/100"],
  },
  "restored-twice": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      outage(scene, () => {});
      return client.lines();
    },
    sees: [LOST, MAINTAINED, MAINTAINED],
  },
  "server-broken-2110": { act: during(5_000), sees: ["ERR -1 2110", MAINTAINED] },
  "outage-orders-swallowed": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      outage(scene, () => client.place(1, RESTING));
      client.send("reqOpenOrders", {});
      return client.lines();
    },
    sees: [LOST, MAINTAINED, "openOrderEnd"],
  },
  "outage-modify-twin": {
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1, RESTING);
      scene.pass();
      fault.begin();
      outage(scene, () => client.place(1, { ...RESTING, lmtPrice: 201 }));
      client.lines();
      client.send("reqOpenOrders", {});
      return client.bodies("openOrder").map(({ order }) => order.lmtPrice);
    },
    sees: [200, 201],
  },
  "outage-events-lost": {
    options: { prices: "0,AAPL,254.99,255.01,255,500,500\n500,AAPL,198.99,199.01,199,500,500" },
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1, RESTING);
      scene.pass();
      client.lines();
      fault.begin();
      outage(scene, () => {});
      const told = client.lines();
      client.send("reqExecutions", { reqId: 9, filter: {} });
      return [told, client.lines()];
    },
    sees: [
      [LOST, MAINTAINED],
      ["EX 1 BOT 100", "CR", "execDetailsEnd"],
    ],
  },
  "outage-queued-200": {
    act: (scene, fault) => {
      const client = streaming(scene);
      fault.begin();
      outage(scene, () => {});
      return errors(client);
    },
    sees: [LOST, "ERR 7 200", MAINTAINED],
  },
  "farm-broken": {
    options: LIVE,
    params: { farm: "market" },
    act: (scene, fault) => {
      const client = streaming(scene);
      fault.begin();
      scene.pass(5_000);
      const broken = client.lines();
      fault.end();
      scene.pass(5_000);
      return [broken, ticks(client)];
    },
    sees: [["ERR -1 2103"], { 7: true }],
  },
  "farm-flapping": {
    ...{ params: { everyMs: 1_000 }, act: during(3_500) },
    sees: ["ERR -1 2103", "ERR -1 2104", "ERR -1 2105", "ERR -1 2106", "ERR -1 2157", "ERR -1 2158"],
  },
  "farm-inactive": {
    act: (scene, fault) => {
      fault.begin();
      return errors(scene.connect(1));
    },
    sees: ["ERR -1 2108", "ERR -1 2107", "ERR -1 2158"],
  },
  "farm-ok-no-ticks": {
    options: LIVE,
    act: (scene, fault) => {
      const client = streaming(scene);
      fault.begin();
      scene.pass(30_000);
      const silent = client.lines();
      fault.end();
      scene.pass(5_000);
      return [silent, ticks(client)];
    },
    sees: [[], { 7: true }],
  },
  "subscription-dead": {
    options: LIVE,
    params: { times: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      stream(client, 7);
      stream(client, 8);
      scene.pass(5_000);
      return ticks(client);
    },
    sees: { 8: true },
  },
  "subscription-dropped": {
    options: LIVE,
    params: { times: 1 },
    act: (scene, fault) => {
      const client = streaming(scene);
      stream(client, 8);
      fault.begin();
      scene.pass(3_000);
      client.lines();
      scene.pass(5_000);
      const left = ticks(client);
      client.send("cancelMktData", { reqId: 7 });
      stream(client, 7);
      scene.pass(5_000);
      return [left, ticks(client)];
    },
    sees: [{ 8: true }, { 7: true, 8: true }],
  },
  "competing-session": {
    options: LIVE,
    act: (scene, fault) => {
      const client = streaming(scene);
      fault.begin();
      scene.pass(5_000);
      const told = client.lines();
      stream(client, 8);
      stream(client, 9, AAPL, true);
      scene.pass(60_000);
      return [...told, "asked meanwhile", ...client.lines()];
    },
    sees: [
      ...["ERR 7 10197", "asked meanwhile"],
      ...[8, 9].flatMap((reqId) => ["marketDataType", "tickReqParams", `ERR ${reqId} 10197`]),
    ],
  },
  "delayed-data": {
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      stream(client, 7);
      const heard = client.heard();
      const type = heard.flatMap(({ name, body }) => (name === "marketDataType" ? [body.marketDataType] : []));
      const prices = heard.flatMap(({ name, body }) => (name === "tickPrice" ? [body.tickType] : []));
      return [type, prices.slice(0, 3)];
    },
    sees: [[3], [66, 67, 68]],
  },
};
