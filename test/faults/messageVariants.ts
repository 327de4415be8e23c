/** More stories of faults in what the Gateway tells: the values of their choices that the first stories do not play. */
import { EventName } from "@stoqey/ib";
import { AAPL, ACCOUNT, type Bot } from "./stage.ts";
import { asks, PLAIN, type Play, RESTING, told, type Variant, variant } from "./story.ts";

/** Every list that ends in a marker, and how it is asked for. */
const LISTS = {
  openOrderEnd: ({ api }: Bot) => api.reqOpenOrders(),
  execDetailsEnd: ({ api }: Bot) => api.reqExecutions(11, {}),
  positionEnd: ({ api }: Bot) => api.reqPositions(),
  completedOrdersEnd: ({ api }: Bot) => api.reqCompletedOrders(false),
  accountDownloadEnd: ({ api }: Bot) => api.reqAccountUpdates(true, ACCOUNT),
  accountSummaryEnd: ({ api }: Bot) => api.reqAccountSummary(12, "All", "NetLiquidation"),
  contractDetailsEnd: ({ api }: Bot) => api.reqContractDetails(13, AAPL),
} as const;
type End = keyof typeof LISTS;
const ENDS = Object.keys(LISTS) as readonly End[];

/** A client that holds shares, has an order that rests, and asks for every list; what it is told, list by list. */
async function asksForAll(play: Play): Promise<ReadonlyMap<End, readonly string[]>> {
  const client = await play.bot();
  client.place(1);
  client.place(2, RESTING);
  await play.pass(100);
  play.begin();
  const answers = new Map<End, readonly string[]>();
  for (const end of ENDS) answers.set(end, await asks(play, client, () => LISTS[end](client), 600));
  return answers;
}

const markers = (lists: ReadonlyMap<End, readonly string[]>, told: (end: End, lines: readonly string[]) => boolean) =>
  ENDS.filter((end) => told(end, lists.get(end) ?? []));

const END_MARKERS: readonly Variant[] = [...ENDS, "any" as const].flatMap((end) => [
  variant("end-marker-missing", {
    params: { end },
    act: async (play) => markers(await asksForAll(play), (of, lines) => lines.includes(of)),
    sees: ENDS.filter((other) => end !== "any" && other !== end),
    otherwise: ENDS,
  }),
  variant("end-marker-early", {
    params: { end, delayMs: 500 },
    act: async (play) => markers(await asksForAll(play), (of, lines) => lines[0] === of),
    sees: ENDS.filter((other) => end === "any" || other === end),
    otherwise: [],
  }),
]);

const MESSAGES = ["openOrder", "orderStatus", "execDetails"] as const;

/** What the library emits of a market order, by event and in its order, when it is placed under the fault. */
const fills = async (play: Play): Promise<readonly string[]> => {
  const client = await play.bot();
  play.begin();
  client.place(1);
  await play.pass(1_000);
  return told(client).map((one) => one.split(" ")[0] ?? "");
};
const FILL = ["openOrder", "orderStatus", "execDetails", "openOrder", "orderStatus", "commissionReport"] as const;

const ORDER_MESSAGES: readonly Variant[] = [
  ...MESSAGES.map((message) =>
    variant("order-messages-duplicated", {
      ...{ options: PLAIN, params: { message }, act: fills, otherwise: FILL },
      sees: FILL.flatMap((one) => (one === message ? [one, one] : one)),
    }),
  ),
  variant("order-messages-reordered", {
    ...{ options: PLAIN, params: { message: "any", withinMs: 300 }, act: fills, otherwise: FILL },
    sees: ["commissionReport", "openOrder", "openOrder", "orderStatus", "orderStatus", "execDetails"],
  }),
  variant("order-messages-reordered", {
    ...{ options: PLAIN, params: { message: "orderStatus", times: 1, withinMs: 300 }, act: fills, otherwise: FILL },
    sees: ["openOrder", "execDetails", "openOrder", "orderStatus", "commissionReport", "orderStatus"],
  }),
  variant("order-messages-reordered", {
    ...{ options: PLAIN, params: { message: "execDetails", withinMs: 300 }, act: fills, otherwise: FILL },
    sees: ["openOrder", "orderStatus", "openOrder", "orderStatus", "commissionReport", "execDetails"],
  }),
  variant("commission-sentinel", {
    ...{ options: PLAIN, params: { value: "max-double", thenMs: 500 } },
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      client.place(1);
      await play.pass(1_000);
      return client.all(EventName.commissionReport).map(([{ commission }]) => commission);
    },
    ...{ sees: [undefined, 1], otherwise: [1] },
  }),
];

export const MESSAGE_VARIANTS: readonly Variant[] = [...END_MARKERS, ...ORDER_MESSAGES];
