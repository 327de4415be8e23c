/** Scenes of the faults in what the Gateway tells. */
import { ACCOUNTS, type Client, type Loopback } from "../loopback.ts";
import { type FaultScenes, filled, greeted, RESTING, type Switch } from "./scene.ts";

const PLAIN = { switches: { repeatFilled: false } } as const;

/** A fill as it is without any fault. */
const ACK = ["OO 1 PreSubmitted", "OS 1 PreSubmitted 0/100"] as const;
const FILL = ["EX 1 BOT 100", "OO 1 Filled", "OS 1 Filled 100/0", "CR"] as const;

const filledIn = (waitMs: number) => (scene: Loopback, fault: Switch) => filled(scene, fault, waitMs);

/** A client that holds 100 AAPL asks for something under the fault. */
const holderAsks =
  (ask: (client: Client) => void, waitMs = 0) =>
  (scene: Loopback, fault: Switch): readonly string[] => {
    const client = greeted(scene);
    client.place(1);
    scene.pass();
    client.lines();
    fault.begin();
    ask(client);
    scene.pass(waitMs);
    return client.lines();
  };

const positionsOf = (client: Client): readonly string[] =>
  client.bodies("position").map(({ account, position }) => `${account} ${position}`);

export const MESSAGE_SCENES: FaultScenes = {
  "open-order-missing": {
    ...{ options: PLAIN, act: filled },
    sees: ["OS 1 PreSubmitted 0/100", "EX 1 BOT 100", "OS 1 Filled 100/0", "CR"],
  },
  "order-status-missing": {
    ...{ options: PLAIN, act: filled },
    sees: ["OO 1 PreSubmitted", "EX 1 BOT 100", "OO 1 Filled", "CR"],
  },
  "execution-missing": {
    ...{ options: PLAIN, act: filled },
    sees: [...ACK, "OO 1 Filled", "OS 1 Filled 100/0", "CR"],
  },
  "execution-late": {
    ...{ options: PLAIN, params: { delayMs: 400 }, act: filledIn(500) },
    sees: [...ACK, "OO 1 Filled", "OS 1 Filled 100/0", "CR", "EX 1 BOT 100"],
  },
  "order-messages-duplicated": {
    ...{ options: PLAIN, params: { message: "orderStatus" }, act: filled },
    sees: [ACK[0], ACK[1], ACK[1], "EX 1 BOT 100", "OO 1 Filled", FILL[2], FILL[2], "CR"],
  },
  "order-messages-reordered": {
    ...{ options: PLAIN, params: { message: "openOrder", times: 1, withinMs: 300 }, act: filledIn(500) },
    sees: [ACK[1], ...FILL, ACK[0]],
  },
  "order-messages-replayed": {
    ...{ options: PLAIN, params: { afterMs: 1_000, times: 2 }, act: filledIn(2_000) },
    sees: [...ACK, ...FILL, ...ACK],
  },
  "status-regress": {
    ...{ options: PLAIN, params: { afterMs: 100 }, act: filledIn(500) },
    sees: [...ACK, ...FILL, "OS 1 Submitted 0/100"],
  },
  "perm-id-zero": {
    options: PLAIN,
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1);
      scene.pass();
      return client.bodies("orderStatus").map(({ permId }) => permId > 0);
    },
    sees: [false, true],
  },
  "execution-repeated": {
    ...{ options: PLAIN, params: { afterMs: 300 }, act: filledIn(500) },
    sees: [...ACK, ...FILL, "EX 1 BOT 100"],
  },
  "executions-on-connect": {
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1);
      scene.pass();
      client.leave();
      fault.begin();
      const executions = (again: Client) => again.lines().filter((one) => one.startsWith("EX"));
      return [executions(scene.connect(1)), executions(scene.connect(2))];
    },
    sees: [["EX 1 BOT 100"], []],
  },
  "commission-early": {
    ...{ options: PLAIN, act: filled },
    sees: [...ACK, "OO 1 Filled", "OS 1 Filled 100/0", "CR", "EX 1 BOT 100"],
  },
  "commission-late": {
    ...{ options: PLAIN, params: { delayMs: 300 }, act: filledIn(200) },
    sees: [...ACK, ...FILL.slice(0, 3)],
  },
  "commission-missing": {
    ...{ options: PLAIN, act: filledIn(60_000) },
    sees: [...ACK, ...FILL.slice(0, 3)],
  },
  "commission-sentinel": {
    ...{ options: PLAIN, params: { value: "minus-one", thenMs: 500 } },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.place(1);
      scene.pass(1_000);
      return client.bodies("commissionReport").map(({ commission }) => commission);
    },
    sees: [-1, 1],
  },
  "end-marker-missing": {
    params: { end: "positionEnd" },
    act: holderAsks((client) => {
      client.send("reqPositions", {});
      client.send("reqOpenOrders", {});
    }),
    sees: ["position", "openOrderEnd"],
  },
  "end-marker-early": {
    params: { end: "any", delayMs: 200 },
    act: holderAsks((client) => client.send("reqPositions", {}), 500),
    sees: ["positionEnd", "position"],
  },
  "snapshot-omits-order": {
    params: { times: 1 },
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1, RESTING);
      client.place(2, RESTING);
      scene.pass();
      client.lines();
      fault.begin();
      client.send("reqOpenOrders", {});
      return client.lines();
    },
    sees: ["OO 2 Submitted", "OS 2 Submitted 0/100", "openOrderEnd"],
  },
  "positions-empty": {
    act: holderAsks((client) => client.send("reqPositions", {})),
    sees: ["positionEnd"],
  },
  "positions-stale": {
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1);
      scene.pass();
      fault.begin();
      client.place(2);
      scene.pass();
      client.lines();
      client.send("reqPositions", {});
      return positionsOf(client);
    },
    sees: [`${ACCOUNTS[0]} 100`],
  },
  "positions-disagree": {
    params: { by: -30 },
    act: (scene, fault) => {
      const client = greeted(scene);
      client.place(1);
      scene.pass();
      fault.begin();
      client.send("reqPositions", {});
      return positionsOf(client);
    },
    sees: [`${ACCOUNTS[0]} 70`],
  },
  "account-values-misattributed": {
    params: { account: ACCOUNTS[0] },
    act: (scene, fault) => {
      const client = greeted(scene);
      fault.begin();
      client.send("reqAccountSummary", { reqId: 5, groupName: "All", tags: "NetLiquidation" });
      scene.pass();
      return client.bodies("accountSummary").map(({ account }) => account);
    },
    sees: [ACCOUNTS[1], ACCOUNTS[1]],
  },
};
