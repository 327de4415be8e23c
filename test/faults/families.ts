/** Stories of the faults of brackets and of groups in which one order cancels the others. */
import { OrderAction, OrderType } from "@stoqey/ib";
import { heardAll } from "../incidents/trading.ts";
import { truly } from "./orders.ts";
import { type Bot, limit } from "./stage.ts";
import { PLAIN, type Play, type Stories, told, type Variant } from "./story.ts";

const SELL = { action: OrderAction.SELL } as const;
export const stop = (auxPrice: number) => ({ ...SELL, orderType: OrderType.STP, auxPrice });

/** A market order for ten with a take-profit and a stop; the last of the three transmits. */
function bracket(client: Bot): void {
  const child = { ...SELL, parentId: 1 };
  client.place(1, { transmit: false });
  client.place(2, limit(300, { ...child, transmit: false }));
  client.place(3, { ...stop(200), ...child });
}

/** What a client is told of a bracket placed under the fault, what of it there is, and what is held. */
async function bracketed(play: Play): Promise<unknown> {
  const client = await play.bot();
  play.begin();
  bracket(client);
  await heardAll(play.gateway);
  await play.pass(1_000);
  const errors = told(client).filter((one) => one.startsWith("error"));
  client.api.reqAllOpenOrders();
  await play.pass(100);
  const listed = told(client).filter((one) => !one.startsWith("openOrder "));
  return { errors, listed, truly: truly(play), held: heldBy(play) };
}

/** Shares of AAPL that the broker knows the account to hold. */
export const heldBy = ({ gateway }: Play): number =>
  gateway.truth().positions.find(({ symbol }) => symbol === "AAPL")?.position ?? 0;

const PROTECTED = {
  errors: [],
  listed: ["orderStatus 2 Submitted 0/10", "orderStatus 3 PreSubmitted 0/10", "openOrderEnd"],
  truly: ["1 Filled 10/0", "2 Submitted 0/10", "3 PreSubmitted 0/10"],
  held: 10,
} as const;

export const FAMILY_STORIES: Stories = {
  "child-rejected": {
    options: PLAIN,
    params: { which: "stop" },
    act: bracketed,
    sees: {
      errors: ["error 3 110"],
      listed: ["orderStatus 2 Submitted 0/10", "openOrderEnd"],
      truly: ["1 Filled 10/0", "2 Submitted 0/10", "3 Cancelled 0/10"],
      held: 10,
    },
    otherwise: PROTECTED,
  },
  "child-before-parent": {
    options: PLAIN,
    act: bracketed,
    sees: {
      errors: ["error 2 10006", "error 3 10006"],
      listed: ["openOrderEnd"],
      truly: ["1 Untransmitted 0/10"],
      held: 0,
    },
    otherwise: PROTECTED,
  },
  "transmit-lost": {
    options: PLAIN,
    act: bracketed,
    sees: {
      errors: [],
      listed: ["openOrderEnd"],
      truly: ["1 Untransmitted 0/10", "2 Untransmitted 0/10", "3 Untransmitted 0/10"],
      held: 0,
    },
    otherwise: PROTECTED,
  },
  "oca-overfill": {
    options: PLAIN,
    act: async (play) => {
      const client = await play.bot();
      play.begin();
      const member = { ocaGroup: "either", ocaType: 1 };
      client.place(1, { ...limit(200), ...member });
      client.place(2, { ...limit(254.99), ...member });
      await play.pass(100);
      told(client);
      play.gateway.market({ symbol: "AAPL", gap: -50 });
      await play.pass(1_000);
      return { told: told(client).filter((one) => one.startsWith("orderStatus")), held: heldBy(play) };
    },
    sees: { told: ["orderStatus 1 Filled 10/0", "orderStatus 2 Filled 10/0"], held: 20 },
    otherwise: { told: ["orderStatus 1 Filled 10/0", "orderStatus 2 Cancelled 0/10"], held: 10 },
  },
};

export const FAMILY_VARIANTS: readonly Variant[] = [
  {
    ...{ name: "child-rejected", params: { which: "limit" }, options: PLAIN, act: bracketed, otherwise: PROTECTED },
    sees: {
      errors: ["error 2 110"],
      listed: ["orderStatus 3 PreSubmitted 0/10", "openOrderEnd"],
      truly: ["1 Filled 10/0", "2 Cancelled 0/10", "3 PreSubmitted 0/10"],
      held: 10,
    },
  },
  {
    ...{ name: "child-rejected", params: { which: "any" }, options: PLAIN, act: bracketed, otherwise: PROTECTED },
    sees: {
      errors: ["error 2 110", "error 3 110"],
      listed: ["openOrderEnd"],
      truly: ["1 Filled 10/0", "2 Cancelled 0/10", "3 Cancelled 0/10"],
      held: 10,
    },
  },
];
