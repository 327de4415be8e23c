/** Stories of the faults of single orders and of their cancels, on the way to the broker and at the broker. */
import { EventName, OrderAction } from "@stoqey/ib";
import { type Bot, limit } from "./stage.ts";
import { asks, PLAIN, type Play, RESTING, type Stories, told, type Variant } from "./story.ts";

/** A limit order of ten that works. */
const WORKS = ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/10"] as const;
/** A market order of ten that was accepted, and that fills. */
const ACK = ["openOrder 1 PreSubmitted", "orderStatus 1 PreSubmitted 0/10"] as const;
const FILL = ["execDetails 1 BOT 10", "openOrder 1 Filled", "orderStatus 1 Filled 10/0", "commissionReport"] as const;
const CANCELLED = ["orderStatus 1 Cancelled 0/10", "error 1 202"] as const;
const NONE = "openOrderEnd";

/** Every order as the broker knows it. */
export const truly = ({ gateway }: Play): readonly string[] =>
  gateway.truth().orders.map(({ orderId, status, filled, remaining }) => `${orderId} ${status} ${filled}/${remaining}`);

/** What another client is told that asks for every order, and what is so. */
async function asked(play: Play): Promise<{ readonly listed: readonly string[]; readonly truly: readonly string[] }> {
  const other = await play.bot(2);
  const listed = await asks(play, other, () => other.api.reqAllOpenOrders());
  return { listed, truly: truly(play) };
}

/** What a client is told of an order placed under the fault, what another is told that asks for all, and what is so. */
const placed =
  (order: Parameters<Bot["place"]>[1], waitMs = 500) =>
  async (play: Play): Promise<unknown> => {
    const client = await play.bot();
    play.begin();
    client.place(1, order);
    await play.pass(waitMs);
    return { pushed: told(client), ...(await asked(play)) };
  };

/** What a client is told when it cancels an order that rests, under the fault, and a minute later. */
async function cancels(play: Play): Promise<unknown> {
  const client = await play.bot();
  client.place(1, RESTING);
  await play.pass(100);
  told(client);
  play.begin();
  client.api.cancelOrder(1);
  await play.pass(60_000);
  return { pushed: told(client), ...(await asked(play)) };
}
const IS_CANCELLED = { pushed: CANCELLED, listed: [NONE], truly: ["1 Cancelled 0/10"] } as const;
const STILL_WORKS = { listed: [...WORKS, NONE], truly: ["1 Submitted 0/10"] } as const;
const RESTS = { pushed: WORKS, ...STILL_WORKS } as const;
const FILLS = { pushed: [...ACK, ...FILL], listed: [NONE], truly: ["1 Filled 10/0"] } as const;

export const ORDER_STORIES: Stories = {
  "order-lost": {
    act: placed(RESTING, 60_000),
    sees: { pushed: [], listed: [NONE], truly: [] },
    otherwise: RESTS,
  },
  "order-silent": {
    act: placed(RESTING, 60_000),
    sees: { pushed: [], ...STILL_WORKS },
    otherwise: RESTS,
  },
  "order-delayed": {
    params: { delayMs: 20_000 },
    act: async (play) => {
      const early = await placed(RESTING, 19_000)(play);
      await play.pass(1_000);
      return { early, later: truly(play) };
    },
    sees: { early: { pushed: [], listed: [NONE], truly: [] }, later: ["1 Submitted 0/10"] },
    otherwise: { early: RESTS, later: ["1 Submitted 0/10"] },
  },
  "order-inactive": {
    options: PLAIN,
    params: { afterMs: 200 },
    act: placed({}),
    sees: {
      pushed: [...ACK, "error 1 201", "orderStatus 1 Inactive 0/10"],
      listed: [NONE],
      truly: ["1 Inactive 0/10"],
    },
    otherwise: FILLS,
  },
  "order-precaution": {
    act: placed(RESTING),
    sees: { pushed: ["error 1 163"], listed: [NONE], truly: [] },
    otherwise: RESTS,
  },
  "tif-note-10349": {
    act: placed(RESTING),
    sees: { pushed: ["error 1 10349", ...WORKS], ...STILL_WORKS },
    otherwise: RESTS,
  },
  "cancel-rejected": {
    params: { code: "10148" },
    act: cancels,
    sees: { pushed: ["error 1 10148"], ...STILL_WORKS },
    otherwise: IS_CANCELLED,
  },
  "cancel-lost": { act: cancels, sees: { pushed: [], ...STILL_WORKS }, otherwise: IS_CANCELLED },
  "cancel-fill-cross": {
    options: PLAIN,
    act: cancels,
    sees: { pushed: ["orderStatus 1 PendingCancel 0/10", ...FILL], listed: [NONE], truly: ["1 Filled 10/0"] },
    otherwise: IS_CANCELLED,
  },
  "partial-then-cancel": {
    options: PLAIN,
    params: { percent: 40 },
    act: placed({}),
    sees: {
      pushed: [
        ...[...ACK, "execDetails 1 BOT 4", "orderStatus 1 Submitted 4/6", "commissionReport"],
        ...["orderStatus 1 Cancelled 4/6", "error 1 202"],
      ],
      listed: [NONE],
      truly: ["1 Cancelled 4/6"],
    },
    otherwise: FILLS,
  },
  "order-locate": {
    params: { afterMs: 5_000 },
    act: async (play) => {
      const client = await play.bot();
      const statuses: string[] = [];
      client.api.on(EventName.orderStatus, (_id, status, ...more) => statuses.push(`${status} ${more[7]}`.trim()));
      play.begin();
      client.place(1, limit(300, { action: OrderAction.SELL }));
      await play.pass(4_900);
      const early = [client.codes(1), ...statuses.splice(0)];
      await play.pass(1_000);
      return { early, later: statuses };
    },
    sees: { early: [[404], "Submitted", "Inactive locate"], later: ["Submitted"] },
    otherwise: { early: [[], "Submitted"], later: [] },
  },
};

export const ORDER_VARIANTS: readonly Variant[] = [
  {
    ...{ name: "order-precaution", params: { precaution: "size" }, act: placed({}), options: PLAIN },
    ...{ sees: { pushed: ["error 1 451"], listed: [NONE], truly: [] }, otherwise: FILLS },
  },
  ...(["161", "10147"] as const).map((code): Variant => {
    const sees = { pushed: [`error 1 ${code}`], ...STILL_WORKS };
    return { name: "cancel-rejected", params: { code }, act: cancels, sees, otherwise: IS_CANCELLED };
  }),
];
