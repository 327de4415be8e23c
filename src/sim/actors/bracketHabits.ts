/** Orders that belong together: brackets by transmit flags, OCA groups, legs that wait to be transmitted. */
import type { Decimal } from "../../base/decimal.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import type { Terms } from "../strategies/trader.ts";
import type { Bot } from "./bot.ts";
import { flatten, recasts, sideOf, symbolOf } from "./orderHabits.ts";

/** More than the top of the book shows. */
const LARGE = "700" as Decimal;
/** The legs of the newest brackets that one client looks after. */
const BRACKETS_MAX = 4;

interface Family {
  readonly parent: OrderSeen;
  readonly children: readonly OrderSeen[];
}

type Side = "BUY" | "SELL";
const opposite = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");
const sign = (side: Side): number => (side === "BUY" ? 1 : -1);

/** Entry, take profit and stop, transmitted with the last leg. */
export function bracket(bot: Bot): void {
  placeBracket(bot, true);
}

/** A bracket whose last leg waits: nothing of it is transmitted. */
export function heldBracket(bot: Bot): void {
  placeBracket(bot, false);
}

function placeBracket(bot: Bot, transmit: boolean, totalQuantity = bot.quantity()): Family {
  const symbol = symbolOf(bot);
  const side = sideOf(bot, symbol);
  // Through the market, or waiting below it; the stop sometimes so near that it triggers.
  const entryPercent = bot.prng.pick([0.3, 0.3, -1]);
  const stopPercent = bot.prng.pick([0.05, 0.4, 3]);
  bot.ledger.count("brackets");
  const parent = bot.place(symbol, {
    ...{ action: side, totalQuantity, orderType: "LMT", transmit: false, ...lasting(bot) },
    lmtPrice: bot.price(symbol, sign(side) * entryPercent),
  });
  return { parent, children: exits(bot, symbol, side, totalQuantity, stopPercent, { parent, transmit }) };
}

function exits(
  bot: Bot,
  symbol: string,
  side: Side,
  totalQuantity: Decimal,
  stopPercent: number,
  { parent, transmit }: { readonly parent: OrderSeen; readonly transmit: boolean },
): readonly OrderSeen[] {
  const common = { action: opposite(side), totalQuantity, parentId: parent.orderId, tif: "GTC" } as const;
  const lmtPrice = bot.price(symbol, sign(side) * bot.prng.pick([0.1, 2]));
  const takeProfit = bot.place(symbol, { ...common, orderType: "LMT", lmtPrice, transmit: false });
  const auxPrice = bot.price(symbol, -sign(side) * stopPercent);
  return [takeProfit, bot.place(symbol, { ...common, ...stopType(bot, auxPrice), auxPrice, transmit })];
}

/** Now and then a stop has a limit, at which it may find nobody. */
const stopType = ({ prng }: Bot, lmtPrice: number): Pick<Terms, "orderType" | "lmtPrice"> =>
  prng.chance(0.4) ? { orderType: "STP LMT", lmtPrice } : { orderType: "STP" };

const lasting = ({ prng }: Bot): Pick<Terms, "tif"> => (prng.chance(0.4) ? { tif: "GTC" } : {});

/** Two exits that cancel each other by a group, without a parent. */
export function group(bot: Bot): void {
  const symbol = symbolOf(bot);
  const side = sideOf(bot, symbol);
  const common = {
    ...{ action: side, totalQuantity: bot.quantity(), ocaType: 1 },
    ocaGroup: `oca${bot.prng.between(1, 1_000_000)}`,
  } as const;
  bot.ledger.count("groups");
  const lmtPrice = bot.price(symbol, -sign(side) * bot.prng.pick([0.05, 1]));
  bot.place(symbol, { ...common, orderType: "LMT", lmtPrice });
  const auxPrice = bot.price(symbol, sign(side) * bot.prng.pick([0.05, 1]));
  bot.place(symbol, { ...common, orderType: "STP", auxPrice });
}

/** So long an unmodified client waits for its fill before it ties the exits together. */
const ASSEMBLE_MS = 2_000;

/** An entry by itself, and when it has filled a stop and a target that share a group and name no parent. */
export function assembled(bot: Bot): void {
  const symbol = symbolOf(bot);
  const [side, totalQuantity] = [sideOf(bot, symbol), bot.quantity()];
  const entry = bot.place(symbol, { action: side, totalQuantity, orderType: "MKT" });
  bot.ledger.count("assembled");
  bot.later(ASSEMBLE_MS, () => {
    if (entry.status === "Filled") tieExits(bot, symbol, side, totalQuantity);
  });
}

function tieExits(bot: Bot, symbol: string, side: Side, totalQuantity: Decimal): void {
  const ocaGroup = `exits${bot.prng.between(1, 1_000_000)}`;
  const common = { action: opposite(side), totalQuantity, ocaGroup, ocaType: 1, tif: "GTC" } as const;
  bot.part.sometimes("bracket assembled after the fill");
  const lmtPrice = bot.price(symbol, sign(side) * bot.prng.pick([0.1, 2]));
  bot.place(symbol, { ...common, orderType: "LMT", lmtPrice });
  const auxPrice = bot.price(symbol, -sign(side) * bot.prng.pick([0.4, 3]));
  bot.place(symbol, { ...common, orderType: "STP", auxPrice });
}

/** An entry that the top of the book fills in pieces, well inside the market, with its exits. */
export function largeBracket(bot: Bot): void {
  placeBracket(bot, true, LARGE);
}

/** Moves or cancels one leg of some bracket, the parent or a child. */
export function touchLeg(bot: Bot): void {
  const legs = bot.working.slice(-3 * BRACKETS_MAX);
  if (legs.length === 0) return bracket(bot);
  const leg = bot.prng.pick(legs);
  const order = bot.trader.placementOf(leg.orderId)!.order!;
  if (bot.prng.chance(0.4)) return bot.cancel(leg);
  if (order.orderType === "LMT" && recasts(bot, leg)) return;
  const near = bot.price(leg.symbol, bot.prng.pick([-1, -0.3, 0.3, 1]));
  if (order.orderType !== "LMT") bot.modify(leg, { auxPrice: near });
  else if (order.orderType === "LMT") bot.modify(leg, { lmtPrice: near });
}

/** Lets a held leg go: the last of its family, so that all of it leaves. */
export function transmitHeld(bot: Bot): void {
  const held = bot.working.filter(
    ({ orderId, status }) => status === "" && bot.trader.placementOf(orderId)?.order?.transmit === false,
  );
  const last = held.at(-1);
  if (last === undefined) heldBracket(bot);
  else bot.modify(last, {});
}

/** Takes the whole of it back: orders first, then the position. */
export function leave(bot: Bot): void {
  for (const order of bot.working) bot.cancel(order);
  flatten(bot);
}
