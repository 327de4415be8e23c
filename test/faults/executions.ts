/** Stories of executions that come unasked, come again or are taken back, and of contracts that go. */
import { EventName } from "@stoqey/ib";
import { heldBy } from "./families.ts";
import { AAPL, type Bot } from "./stage.ts";
import { asks, PLAIN, type Play, RESTING, type Stories, told, type Variant } from "./story.ts";

/** Executions as the library emitted them since the last look: their order, their size and price, the end of their id. */
function executed(client: Bot): readonly string[] {
  const all = client.all(EventName.execDetails);
  client.forget();
  return all.map(([, , { orderId, shares, price, execId }]) => `${orderId} ${shares}@${price} ${execId.slice(-2)}`);
}

/** A client that bought ten, and what it is told when the fault happens to that execution. */
async function after(play: Play): Promise<unknown> {
  const client = await play.bot();
  client.place(1);
  await play.pass(100);
  const before = executed(client);
  play.begin();
  await play.pass(1_000);
  const [account] = play.gateway.truth().accounts;
  return { before, after: executed(client), held: heldBy(play), cash: account?.cash };
}
const BOUGHT = { before: ["1 10@255.01 01"], after: [], held: 10, cash: 997_448.9 } as const;

/** A client that places nothing and watches positions, and what it is told of AAPL when the fault happens. */
async function stranger(play: Play): Promise<unknown> {
  const client = await play.bot(5);
  client.api.reqPositions();
  await play.pass(100);
  client.forget();
  play.begin();
  await play.pass(1_000);
  const position = client.all(EventName.position).findLast(([, { symbol }]) => symbol === "AAPL")?.[2];
  const pushed = strange(client);
  client.api.reqExecutions(9, {});
  await play.pass(100);
  return { pushed, listed: strange(client), position, held: heldBy(play) };
}
const NOBODY = { pushed: [], listed: [], position: undefined, held: 0 } as const;

function strange(client: Bot): readonly string[] {
  const all = client.all(EventName.execDetails).filter(([, { symbol }]) => symbol === "AAPL");
  client.forget();
  return all.map(([, , { orderId, side, shares }]) => `${orderId} ${side} ${shares}`);
}

export const EXECUTION_STORIES: Stories = {
  "execution-without-order": {
    params: { action: "SELL", shares: 7, orderId: -5, symbol: "AAPL" },
    act: stranger,
    sees: { pushed: ["-5 SLD 7"], listed: ["-5 SLD 7"], position: -7, held: -7 },
    otherwise: NOBODY,
  },
  "execution-corrected": {
    options: PLAIN,
    params: { percent: 10 },
    act: after,
    sees: { ...BOUGHT, after: ["1 10@280.51 02"], cash: 997_193.9 },
    otherwise: BOUGHT,
  },
  "execution-busted": {
    options: PLAIN,
    act: after,
    sees: { ...BOUGHT, after: ["1 0@255.01 02"], held: 0, cash: 1_000_000 },
    otherwise: BOUGHT,
  },
  "executions-since-midnight": {
    options: { switches: { executionsShown: "week" } },
    act: async (play) => {
      const client = await play.bot();
      client.place(1);
      await play.pass("24h");
      play.begin();
      client.place(2);
      await play.pass(100);
      const listed = await asks(play, client, () => client.api.reqExecutions(9, {}));
      return { listed, truly: play.gateway.truth().executions.map(({ orderId }) => orderId) };
    },
    sees: { listed: ["execDetails 2 BOT 10", "commissionReport", "execDetailsEnd"], truly: [1, 2] },
    otherwise: {
      listed: [
        ...["execDetails 1 BOT 10", "commissionReport"],
        ...["execDetails 2 BOT 10", "commissionReport", "execDetailsEnd"],
      ],
      truly: [1, 2],
    },
  },
  "contract-delisted": {
    params: { symbol: "AAPL" },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.api.reqContractDetails(9, AAPL);
      client.place(1, RESTING);
      client.api.reqMktData(10, AAPL, "", false, false);
      client.api.reqContractDetails(11, { ...AAPL, symbol: "MSFT" });
      await play.pass(100);
      return told(client);
    },
    sees: ["error 9 200", "error 1 200", "error 10 200", "contractDetails", "contractDetailsEnd"],
    otherwise: [
      ...["contractDetails", "contractDetailsEnd", "openOrder 1 Submitted", "orderStatus 1 Submitted 0/10"],
      ...["marketDataType 1", "contractDetails", "contractDetailsEnd", "ticks 10"],
    ],
  },
};

export const EXECUTION_VARIANTS: readonly Variant[] = [
  {
    name: "execution-without-order",
    params: { action: "BUY", shares: 7, symbol: "AAPL" },
    act: stranger,
    sees: { pushed: ["0 BOT 7"], listed: ["0 BOT 7"], position: 7, held: 7 },
    otherwise: NOBODY,
  },
];
