/** Stories of the faults of stops: what stands in the way of a stop whose price the market has reached. */
import { type Order, OrderAction, OrderType } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { truly } from "./orders.ts";
import { PLAIN, type Play, type Stories, told } from "./story.ts";

/** AAPL falls from 255 to 240 after a second, and stays there. */
export const FALLING: SimOptions = {
  ...PLAIN,
  prices: [
    [0, 255],
    [1, 240],
    [2, 240.01],
    [60, 240.02],
  ].map(([second = 0, last = 0]) => ({
    ...{ timeOffsetMs: second * 1_000, symbol: "AAPL", bid: last - 0.01, ask: last + 0.01, last },
    ...{ bidSize: 500, askSize: 500 },
  })),
};

/** A stop at 250, what is told of it and what is so while the price falls far below, and a while later. */
export const reached =
  (order: Partial<Order>, waitMs = 20_000) =>
  async (play: Play): Promise<unknown> => {
    const client = await play.bot();
    play.begin();
    client.place(1, { action: OrderAction.SELL, orderType: OrderType.STP, auxPrice: 250, ...order });
    await play.pass(waitMs);
    const soon = { told: told(client), truly: truly(play) };
    await play.pass(100_000);
    return { soon, later: { told: told(client), truly: truly(play) } };
  };

const WAITS = ["openOrder 1 PreSubmitted", "orderStatus 1 PreSubmitted 0/10"] as const;
const TRIGGERED = ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/10"] as const;
const SOLD = ["execDetails 1 SLD 10", "openOrder 1 Filled", "orderStatus 1 Filled 10/0", "commissionReport"] as const;

export const INERT = {
  soon: { told: WAITS, truly: ["1 PreSubmitted 0/10"] },
  later: { told: [], truly: ["1 PreSubmitted 0/10"] },
} as const;
export const TRIGGERS = {
  soon: { told: [...WAITS, ...TRIGGERED, ...SOLD], truly: ["1 Filled 10/0"] },
  later: { told: [], truly: ["1 Filled 10/0"] },
} as const;
export const UNFILLED = {
  soon: { told: [...WAITS, ...TRIGGERED], truly: ["1 Submitted 0/10"] },
  later: { told: [], truly: ["1 Submitted 0/10"] },
} as const;

export const STOP_STORIES: Stories = {
  "stop-inert": { options: FALLING, act: reached({}), sees: INERT, otherwise: TRIGGERS },
  "stop-late": {
    options: FALLING,
    params: { delayMs: 60_000 },
    act: reached({}),
    sees: { soon: INERT.soon, later: { told: [...TRIGGERED, ...SOLD], truly: ["1 Filled 10/0"] } },
    otherwise: TRIGGERS,
  },
  "stop-limit-unfilled": {
    options: FALLING,
    act: reached({ orderType: OrderType.STP_LMT, lmtPrice: 230 }),
    sees: UNFILLED,
    otherwise: TRIGGERS,
  },
};
