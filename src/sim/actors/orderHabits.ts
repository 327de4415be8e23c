/** What well-behaved clients do with orders, one habit each. Positions stay bounded, and so does what rests. */
import { compare, type Decimal } from "../../base/decimal.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import type { Terms } from "../strategies/trader.ts";
import type { Bot, Habit } from "./bot.ts";

/** Beyond so many shares either way the next trade leads back. */
const POSITION_MAX = "300" as Decimal;
/** Orders that one client lets rest at a time: a Gateway takes 20 of one side in one contract. */
const RESTING_MAX = 14;

export const symbolOf = ({ prng, symbols }: Bot): string => prng.pick(symbols);

/** A drawn side, unless the position has grown to its bound. */
export function sideOf(bot: Bot, symbol: string): "BUY" | "SELL" {
  const drawn = bot.prng.chance(0.5) ? "BUY" : "SELL";
  const traded = bot.traded(symbol);
  if (compare(traded, POSITION_MAX) >= 0) return "SELL";
  return compare(traded, `-${POSITION_MAX}` as Decimal) <= 0 ? "BUY" : drawn;
}

/** Percent from the market that is worse for a buyer: never filled at once, or surely. */
const towards = (side: "BUY" | "SELL", percent: number): number => (side === "BUY" ? percent : -percent);

/** Takes what the market offers. */
export function market(bot: Bot): void {
  const symbol = symbolOf(bot);
  bot.place(symbol, { action: sideOf(bot, symbol), totalQuantity: bot.quantity(), orderType: "MKT" });
}

/** A limit at a drawn distance: through the market, close to it, or far away. */
function limitTerms(bot: Bot, symbol: string, percent: number): Terms {
  const action = sideOf(bot, symbol);
  const lmtPrice = bot.price(symbol, towards(action, percent));
  return { action, totalQuantity: bot.quantity(), orderType: "LMT", lmtPrice, ...gtcSometimes(bot) };
}

const gtcSometimes = ({ prng }: Bot): Partial<Terms> => (prng.chance(0.3) ? { tif: "GTC", outsideRth: true } : {});

export function limit(bot: Bot): void {
  if (bot.working.length >= RESTING_MAX) return cancelOldest(bot);
  const symbol = symbolOf(bot);
  bot.place(symbol, limitTerms(bot, symbol, bot.prng.pick([0.5, -0.02, -0.1, -2])));
}

/** Far from the market, good till cancelled. */
export function rest(bot: Bot): void {
  if (bot.working.length >= RESTING_MAX) return cancelOldest(bot);
  const symbol = symbolOf(bot);
  const terms = limitTerms(bot, symbol, -bot.prng.between(2, 8));
  bot.place(symbol, { ...terms, tif: "GTC", outsideRth: true });
}

/** Of changes, by one that recasts its orders. */
const RECAST_CHANCE = 0.2;

/** Moves an order: a little, or its quantity, now and then through the market; some clients change other things as well. */
export function modify(bot: Bot): void {
  const limits = bot.working.filter(({ orderId }) => bot.trader.placementOf(orderId)?.order?.orderType === "LMT");
  if (limits.length === 0) return limit(bot);
  const order = bot.prng.pick(limits);
  if (recasts(bot, order)) return;
  const { action } = bot.trader.placementOf(order.orderId)!.order!;
  if (bot.prng.chance(0.2)) return bot.modify(order, { totalQuantity: bot.quantity() });
  const percent = bot.prng.chance(0.2) ? 0.3 : -bot.prng.between(1, 6);
  bot.modify(order, { lmtPrice: bot.price(order.symbol, towards(action === "SELL" ? "SELL" : "BUY", percent)) });
}

/** Now and then a limit takes what the market offers, or works at other hours: not of all clients. */
export function recasts(bot: Bot, order: OrderSeen): boolean {
  if (!bot.recasting?.chance(RECAST_CHANCE)) return false;
  const { outsideRth = false } = bot.trader.placementOf(order.orderId)!.order!;
  if (bot.recasting.chance(0.4)) bot.modify(order, { orderType: "MKT", lmtPrice: undefined });
  else bot.modify(order, { outsideRth: !outsideRth });
  return true;
}

export function cancel(bot: Bot): void {
  const { working } = bot;
  if (working.length > 0) bot.cancel(bot.prng.pick(working));
}

/** A market order and its cancel in one breath: the fill may cross it. */
export function placeAndCancel(bot: Bot): void {
  const symbol = symbolOf(bot);
  const order = bot.place(symbol, limitTerms(bot, symbol, bot.prng.pick([0.5, 0.1, -0.1])));
  bot.later(bot.prng.pick([0, 5, 20, 60]), () => bot.cancel(order));
}

/** Trades its own executions in a symbol back to nothing. */
export function flatten(bot: Bot): void {
  const symbol = symbolOf(bot);
  if (bot.flat(symbol)) return;
  const traded = bot.traded(symbol);
  const action = traded.startsWith("-") ? "BUY" : "SELL";
  bot.place(symbol, { action, totalQuantity: traded.replace("-", "") as Decimal, orderType: "MKT" });
}

/** Asks what an order would do, and places it under the same id. */
export function previewThenPlace(bot: Bot): void {
  const symbol = symbolOf(bot);
  const terms = limitTerms(bot, symbol, -1);
  const orderId = bot.trader.takeOrderId();
  bot.ledger.count("whatIfs");
  bot.trader.preview(orderId, symbol, terms);
  if (bot.prng.chance(0.7)) bot.place(symbol, terms, orderId);
}

function cancelOldest(bot: Bot): void {
  const [oldest] = bot.working;
  if (oldest !== undefined) bot.cancel(oldest);
}

export const habit = (weight: number, does: Habit["does"]): Habit => ({ weight, does });
