/** Stories of what goes wrong in the market itself: halts, gaps, early closes, quotes that vanish. */
import { EventName } from "@stoqey/ib";
import { heldBy, stop } from "./families.ts";
import { AAPL, type Bot } from "./stage.ts";
import { PLAIN, type Play, RESTING, type Stories, told, type Variant } from "./story.ts";

const BID = 1;
const HALTED = 49;

/** A client that watches AAPL. */
async function watcher(play: Play): Promise<Bot> {
  const client = await play.bot();
  client.api.reqMktData(7, AAPL, "", false, false);
  await play.pass(1_000);
  client.forget();
  return client;
}

/** The last bid and the last word on halts that the library emitted. */
function market(client: Bot): { readonly bid: number | undefined; readonly halted: number | undefined } {
  const last = (event: EventName, field: number) => client.all(event).findLast(([, tick]) => tick === field)?.[2];
  return { bid: last(EventName.tickPrice, BID), halted: last(EventName.tickGeneric, HALTED) };
}

/** What a watcher is shown under the fault, what becomes of its market order meanwhile, and after the fault. */
async function trades(play: Play): Promise<unknown> {
  const client = await watcher(play);
  play.begin();
  await play.pass(1_000);
  const shown = market(client);
  client.place(1);
  await play.pass(10_000);
  const meanwhile = heldBy(play);
  told(client);
  play.end();
  await play.pass(1_000);
  return { shown, meanwhile, after: { held: heldBy(play), ...market(client) } };
}

const NORMAL = {
  shown: { bid: undefined, halted: undefined },
  meanwhile: 10,
  after: { held: 10, bid: undefined, halted: undefined },
} as const;

export const MARKET_STORIES: Stories = {
  "trading-halt": {
    params: { symbol: "AAPL", reason: "volatility" },
    act: trades,
    sees: {
      shown: { bid: undefined, halted: 2 },
      meanwhile: 0,
      after: { held: 10, bid: undefined, halted: 0 },
    },
    otherwise: NORMAL,
  },
  "quote-missing": {
    params: { symbol: "AAPL" },
    act: trades,
    sees: { shown: { bid: -1, halted: undefined }, meanwhile: 0, after: { held: 10, bid: 254.99, halted: undefined } },
    otherwise: NORMAL,
  },
  "price-gap": {
    options: PLAIN,
    params: { symbol: "AAPL", percent: -10 },
    act: async (play) => {
      const client = await watcher(play);
      client.place(1, stop(250));
      await play.pass(100);
      play.begin();
      await play.pass(1_000);
      const sold = client.all(EventName.execDetails).map(([, , { price }]) => price);
      return { ...market(client), sold };
    },
    sees: { bid: 229.49, halted: undefined, sold: [229.49] },
    otherwise: { bid: undefined, halted: undefined, sold: [] },
  },
  "early-close": {
    options: { ...PLAIN, calendar: "real" },
    params: { symbol: "AAPL" },
    act: async (play) => {
      const client = await play.bot();
      client.place(1, RESTING);
      await play.pass(100);
      told(client);
      play.begin();
      await play.pass(1_000);
      client.place(2);
      await play.pass(1_000);
      const today = told(client);
      await play.pass("24h");
      return { today, held: heldBy(play) };
    },
    sees: {
      today: [
        ...["orderStatus 1 Cancelled 0/10", "error 1 202"],
        ...["error 2 399", "openOrder 2 PreSubmitted", "orderStatus 2 PreSubmitted 0/10"],
      ],
      held: 10,
    },
    otherwise: {
      today: [
        ...["openOrder 2 PreSubmitted", "orderStatus 2 PreSubmitted 0/10", "execDetails 2 BOT 10"],
        ...["openOrder 2 Filled", "orderStatus 2 Filled 10/0", "commissionReport"],
      ],
      held: 10,
    },
  },
};

export const MARKET_VARIANTS: readonly Variant[] = [
  {
    ...{ name: "trading-halt", params: { symbol: "AAPL", reason: "general" }, act: trades, otherwise: NORMAL },
    sees: { shown: { bid: undefined, halted: 1 }, meanwhile: 0, after: { held: 10, bid: undefined, halted: 0 } },
  },
];
