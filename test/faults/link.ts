/** Stories of the faults between the Gateway and IB, and of market data that stops. */
import { type Contract, EventName } from "@stoqey/ib";
import { AAPL, type Bot, limit } from "./stage.ts";
import { asks, MOVING, type Play, RESTING, type Stories, told } from "./story.ts";

const LOST = "info 1100";
const MAINTAINED = "info 1102";
const OPEN = ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/10"] as const;

/** What a client is told while the fault lasts for a while, and after it. */
const during =
  (ms: number) =>
  async (play: Play): Promise<unknown> => {
    const client = await play.bot();
    play.begin();
    await play.pass(ms);
    play.end();
    await play.pass(1_000);
    return told(client);
  };

/** The link is lost for two seconds, whatever fault is shown. */
async function outage(play: Play, meanwhile: () => void = () => {}): Promise<void> {
  const { faults } = play.gateway;
  faults.set("link-lost", { repeatMs: 0 });
  meanwhile();
  await play.pass(2_000);
  faults.clear("link-lost");
  await play.pass(1_000);
}

const FILL = ["execDetails 1 BOT 10", "commissionReport"] as const;

const stream = (client: Bot, reqId: number, contract: Contract = AAPL): unknown =>
  client.api.reqMktData(reqId, contract, "", false, false);

/** A client that watches AAPL under request 7, and has seen it move. */
async function watcher(play: Play): Promise<Bot> {
  const client = await play.bot();
  stream(client, 7);
  await play.pass(3_000);
  told(client);
  return client;
}

/** What a watcher is told while the fault lasts, and after it. */
const watched = async (play: Play): Promise<unknown> => {
  const client = await watcher(play);
  play.begin();
  await play.pass(5_000);
  const meanwhile = told(client);
  play.end();
  await play.pass(5_000);
  return [meanwhile, told(client)];
};

const TICKS = ["ticks 7"] as const;
const LIVE = "marketDataType 1";

export const LINK_STORIES: Stories = {
  "link-lost": {
    params: { repeatMs: 1_000, repeatForMs: 3_000 },
    act: during(10_000),
    sees: [LOST, LOST, LOST, LOST, MAINTAINED],
    otherwise: [],
  },
  "link-lost-data": {
    options: MOVING,
    act: watched,
    sees: [[LOST], ["info 1101"]],
    otherwise: [TICKS, TICKS],
  },
  "link-never-closed": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1, RESTING);
      await play.pass(5_000);
      play.end();
      await play.pass(60_000);
      return told(client);
    },
    sees: [LOST, ...OPEN],
    otherwise: OPEN,
  },
  "restored-twice": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await outage(play);
      return told(client);
    },
    sees: [LOST, MAINTAINED, MAINTAINED],
    otherwise: [LOST, MAINTAINED],
  },
  "server-broken-2110": { act: during(5_000), sees: ["info 2110", MAINTAINED], otherwise: [] },
  "outage-orders-swallowed": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      await outage(play, () => client.place(1, RESTING));
      return [told(client), await asks(play, client, () => client.api.reqAllOpenOrders())];
    },
    sees: [[LOST, MAINTAINED], ["openOrderEnd"]],
    otherwise: [
      [LOST, MAINTAINED, ...OPEN],
      [...OPEN, "openOrderEnd"],
    ],
  },
  "outage-modify-twin": {
    act: async (play) => {
      const client = await play.bot();
      client.place(1, RESTING);
      await play.pass(100);
      play.begin();
      await outage(play, () => client.place(1, limit(201)));
      client.forget();
      client.api.reqAllOpenOrders();
      await play.pass(100);
      return client.all(EventName.openOrder).map(([, , order]) => order.lmtPrice);
    },
    sees: [200, 201],
    otherwise: [201],
  },
  "outage-events-lost": {
    options: {
      prices: [
        { timeOffsetMs: 0, symbol: "AAPL", bid: 254.99, ask: 255.01, last: 255, bidSize: 500, askSize: 500 },
        { timeOffsetMs: 1_000, symbol: "AAPL", bid: 198.99, ask: 199.01, last: 199, bidSize: 500, askSize: 500 },
      ],
      switches: { repeatFilled: false },
    },
    act: async (play) => {
      const client = await play.bot();
      client.place(1, RESTING);
      await play.pass(100);
      told(client);
      play.begin();
      await outage(play);
      return [told(client), await asks(play, client, () => client.api.reqExecutions(9, {}))];
    },
    sees: [
      [LOST, MAINTAINED],
      [...FILL, "execDetailsEnd"],
    ],
    otherwise: [
      [LOST, MAINTAINED, FILL[0], "openOrder 1 Filled", "orderStatus 1 Filled 10/0", FILL[1]],
      [...FILL, "execDetailsEnd"],
    ],
  },
  "outage-queued-200": {
    act: async (play) => {
      const client = await watcher(play);
      play.begin();
      await outage(play);
      return told(client);
    },
    sees: [LOST, "error 7 200", MAINTAINED],
    otherwise: [LOST, MAINTAINED],
  },
  "farm-broken": {
    options: MOVING,
    params: { farm: "market" },
    act: watched,
    sees: [["info 2103"], ["info 2104", ...TICKS]],
    otherwise: [TICKS, TICKS],
  },
  "farm-flapping": {
    params: { everyMs: 1_000 },
    act: during(3_500),
    sees: ["info 2103", "info 2104", "info 2105", "info 2106", "info 2157", "info 2158"],
    otherwise: [],
  },
  "farm-inactive": {
    act: async (play) => {
      play.begin();
      return told(await play.comer()).filter((one) => one.startsWith("info"));
    },
    sees: ["info 2108", "info 2107", "info 2158"],
    otherwise: ["info 2104", "info 2106", "info 2158"],
  },
  "farm-ok-no-ticks": { options: MOVING, act: watched, sees: [[], TICKS], otherwise: [TICKS, TICKS] },
  "subscription-dead": {
    options: MOVING,
    params: { times: 1 },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      stream(client, 7);
      stream(client, 8);
      await play.pass(5_000);
      return told(client);
    },
    sees: [LIVE, LIVE, "ticks 8"],
    otherwise: [LIVE, LIVE, "ticks 7", "ticks 8"],
  },
  "subscription-dropped": {
    options: MOVING,
    params: { times: 1 },
    act: async (play) => {
      const client = await watcher(play);
      stream(client, 8);
      play.begin();
      await play.pass(3_000);
      told(client);
      await play.pass(5_000);
      return told(client);
    },
    sees: ["ticks 8"],
    otherwise: ["ticks 7", "ticks 8"],
  },
  "competing-session": {
    options: MOVING,
    act: async (play) => {
      const client = await watcher(play);
      play.begin();
      await play.pass(5_000);
      return told(client);
    },
    sees: ["error 7 10197"],
    otherwise: TICKS,
  },
  "delayed-data": {
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      stream(client, 7);
      await play.pass(100);
      const types = client.all(EventName.tickPrice).map(([, type]) => type);
      return [told(client), types.slice(0, 3)];
    },
    sees: [
      ["marketDataType 3", ...TICKS],
      [66, 67, 68],
    ],
    otherwise: [
      [LIVE, ...TICKS],
      [1, 2, 4],
    ],
  },
};
