/** Stories of the faults in what the Gateway tells about orders, executions, lists, positions and accounts. */
import { EventName } from "@stoqey/ib";
import { ACCOUNT, type Bot } from "./stage.ts";
import { PLAIN, type Play, RESTING, type Stories, told } from "./story.ts";

/** A market order of ten as it fills without any fault. */
const ACK = ["openOrder 1 PreSubmitted", "orderStatus 1 PreSubmitted 0/10"] as const;
const EXECUTED = "execDetails 1 BOT 10";
const OPENED = "openOrder 1 Filled";
const FILLED = "orderStatus 1 Filled 10/0";
const PAID = "commissionReport";
const ALL = [...ACK, EXECUTED, OPENED, FILLED, PAID] as const;

/** A market order is placed under the fault; what is told of it within a time. */
const filledWithin =
  (waitMs: number) =>
  async (play: Play): Promise<readonly string[]> => {
    const client = await play.bot();
    play.begin();
    client.place(1);
    await play.pass(waitMs);
    return told(client);
  };
const filled = filledWithin(100);

/** A client that holds ten shares of AAPL. */
async function holder(play: Play): Promise<Bot> {
  const client = await play.bot();
  client.place(1);
  await play.pass(100);
  client.forget();
  return client;
}

/** What a holder is told when it asks under the fault. */
const holderAsks =
  (ask: (client: Bot) => unknown, waitMs = 1_000) =>
  async (play: Play): Promise<unknown> => {
    const client = await holder(play);
    play.begin();
    ask(client);
    await play.pass(waitMs);
    return told(client);
  };

const positions = (client: Bot): unknown => client.api.reqPositions();

export const MESSAGE_STORIES: Stories = {
  "open-order-missing": {
    options: PLAIN,
    act: filled,
    sees: [ACK[1], EXECUTED, FILLED, PAID],
    otherwise: ALL,
  },
  "order-status-missing": {
    options: PLAIN,
    act: filled,
    sees: [ACK[0], EXECUTED, OPENED, PAID],
    otherwise: ALL,
  },
  "execution-missing": {
    options: PLAIN,
    act: async (play) => {
      const pushed = await filled(play);
      const client = await play.bot(2);
      play.end();
      client.api.reqExecutions(9, {});
      await play.pass(100);
      return [pushed, told(client)];
    },
    sees: [
      [...ACK, OPENED, FILLED, PAID],
      [EXECUTED, PAID, "execDetailsEnd"],
    ],
    otherwise: [ALL, [EXECUTED, PAID, "execDetailsEnd"]],
  },
  "execution-late": {
    options: PLAIN,
    params: { delayMs: 400 },
    act: filledWithin(500),
    sees: [...ACK, OPENED, FILLED, PAID, EXECUTED],
    otherwise: ALL,
  },
  "order-messages-duplicated": {
    options: PLAIN,
    params: { message: "any" },
    act: filled,
    sees: [...[ACK[0], ACK[0], ACK[1], ACK[1]], ...[EXECUTED, EXECUTED, OPENED, OPENED, FILLED, FILLED], PAID],
    otherwise: ALL,
  },
  "order-messages-reordered": {
    options: PLAIN,
    params: { message: "openOrder", times: 1, withinMs: 300 },
    act: filledWithin(500),
    sees: [ACK[1], EXECUTED, OPENED, FILLED, PAID, ACK[0]],
    otherwise: ALL,
  },
  "order-messages-replayed": {
    options: PLAIN,
    params: { afterMs: 1_000, times: 2 },
    act: filledWithin(2_000),
    sees: [...ALL, ...ACK],
    otherwise: ALL,
  },
  "status-regress": {
    options: PLAIN,
    params: { afterMs: 100 },
    act: filledWithin(500),
    sees: [...ALL, "orderStatus 1 Submitted 0/10"],
    otherwise: ALL,
  },
  "perm-id-zero": {
    options: PLAIN,
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1);
      await play.pass(100);
      const opened = client.all(EventName.openOrder).map(([, , order]) => order.permId > 0);
      const statuses = client.all(EventName.orderStatus).map(([, , , , , permId]) => permId > 0);
      return { opened, statuses };
    },
    sees: { opened: [false, true], statuses: [false, true] },
    otherwise: { opened: [true, true], statuses: [true, true] },
  },
  "execution-repeated": {
    options: PLAIN,
    params: { afterMs: 300 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1);
      await play.pass(500);
      const ids = client.all(EventName.execDetails).map(([, , { execId }]) => execId);
      return { times: ids.length, executions: new Set(ids).size };
    },
    sees: { times: 2, executions: 1 },
    otherwise: { times: 1, executions: 1 },
  },
  "executions-on-connect": {
    act: async (play) => {
      const client = await holder(play);
      client.api.disconnect();
      await play.pass(100);
      play.begin();
      return told(await play.comer()).filter((one) => one.startsWith("exec"));
    },
    sees: [EXECUTED],
    otherwise: [],
  },
  "commission-early": {
    options: PLAIN,
    act: filled,
    sees: [...ACK, OPENED, FILLED, PAID, EXECUTED],
    otherwise: ALL,
  },
  "commission-late": {
    options: PLAIN,
    params: { delayMs: 300 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1);
      await play.pass(200);
      const early = told(client);
      await play.pass(200);
      return [early, told(client)];
    },
    sees: [[...ACK, EXECUTED, OPENED, FILLED], [PAID]],
    otherwise: [ALL, []],
  },
  "commission-missing": {
    options: PLAIN,
    act: filledWithin(60_000),
    sees: [...ACK, EXECUTED, OPENED, FILLED],
    otherwise: ALL,
  },
  "commission-sentinel": {
    options: PLAIN,
    params: { value: "minus-one", thenMs: 500 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1);
      await play.pass(1_000);
      return client.all(EventName.commissionReport).map(([{ commission }]) => commission);
    },
    sees: [-1, 1],
    otherwise: [1],
  },
  "end-marker-missing": {
    params: { end: "positionEnd" },
    act: holderAsks((client) => {
      positions(client);
      client.api.reqOpenOrders();
    }),
    sees: ["position AAPL 10", "openOrderEnd"],
    otherwise: ["position AAPL 10", "positionEnd", "openOrderEnd"],
  },
  "end-marker-early": {
    params: { end: "any", delayMs: 200 },
    act: holderAsks(positions),
    sees: ["positionEnd", "position AAPL 10"],
    otherwise: ["position AAPL 10", "positionEnd"],
  },
  "snapshot-omits-order": {
    params: { times: 1 },
    act: async (play) => {
      const client = await play.bot();
      client.place(1, RESTING);
      client.place(2, RESTING);
      await play.pass(100);
      client.forget();
      play.begin();
      client.api.reqOpenOrders();
      await play.pass(100);
      return client.opened();
    },
    sees: [2],
    otherwise: [1, 2],
  },
  "positions-empty": {
    act: holderAsks(positions),
    sees: ["positionEnd"],
    otherwise: ["position AAPL 10", "positionEnd"],
  },
  "positions-stale": {
    act: async (play) => {
      const client = await holder(play);
      play.begin();
      client.place(2);
      await play.pass(100);
      client.forget();
      positions(client);
      await play.pass(100);
      return told(client);
    },
    sees: ["position AAPL 10", "positionEnd"],
    otherwise: ["position AAPL 20", "positionEnd"],
  },
  "positions-disagree": {
    params: { by: -30 },
    act: holderAsks(positions),
    sees: ["position AAPL -20", "positionEnd"],
    otherwise: ["position AAPL 10", "positionEnd"],
  },
  "account-values-misattributed": {
    options: { accounts: [ACCOUNT, "DU1000002"] },
    params: { account: ACCOUNT },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.api.reqAccountSummary(5, "All", "NetLiquidation");
      await play.pass(100);
      return client.all(EventName.accountSummary).map(([, account]) => account);
    },
    sees: ["DU1000002", "DU1000002"],
    otherwise: [ACCOUNT, "DU1000002"],
  },
};
