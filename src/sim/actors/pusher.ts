/**
 * The client that pushes: it tries to get past each limit there is, one after the other, with orders that are well formed:
 * too large, too dear, through the market, twice, too fast, too many, short, of other types and contracts, against itself,
 * and small ones that are changed into large ones.
 */
import type { Decimal } from "../../base/decimal.ts";
import type { Terms } from "../strategies/trader.ts";
import { type Bot, bot } from "./bot.ts";
import { bracket } from "./bracketHabits.ts";
import { CARELESS } from "./carelessHabits.ts";
import { cancel, flatten, habit, limit, market, modify, symbolOf } from "./orderHabits.ts";

const LARGE = "5000" as Decimal;
const SOME = "100" as Decimal;
const FEW = "5" as Decimal;
/** Another one than those that the run is about. */
const ELSEWHERE = "KO";

const buys = (bot: Bot, percent: number, totalQuantity: Decimal): [string, Terms] => {
  const symbol = symbolOf(bot);
  return [symbol, { action: "BUY", totalQuantity, orderType: "LMT", lmtPrice: bot.price(symbol, percent) }];
};

const tooLarge = (bot: Bot): void => void bot.place(...buys(bot, -4, LARGE));
const throughTheMarket = (bot: Bot): void => void bot.place(...buys(bot, bot.prng.pick([1, 8]), FEW));

/** More than it has. */
function short(bot: Bot): void {
  const symbol = symbolOf(bot);
  bot.place(symbol, { action: "SELL", totalQuantity: SOME, orderType: "MKT" });
}

function twice(bot: Bot): void {
  const [symbol, terms] = buys(bot, -3, FEW);
  bot.place(symbol, terms);
  bot.later(bot.prng.pick([0, 10, 700, 8_000]), () => bot.place(symbol, terms));
}

function tooFast(bot: Bot): void {
  for (let i = bot.prng.between(3, 12); i > 0; i--) bot.place(...buys(bot, -2 - i, FEW));
}

/** Waits until some of the orders of a burst are acknowledged and others are not. */
function piles(bot: Bot): void {
  for (let i = 0; i < 4; i++) bot.later(i * bot.prng.pick([1, 15, 60]), () => bot.place(...buys(bot, -1 - i, SOME)));
}

function otherType(bot: Bot): void {
  const symbol = symbolOf(bot);
  const auxPrice = bot.price(symbol, 2);
  bot.place(symbol, { action: "BUY", totalQuantity: FEW, orderType: "STP", auxPrice });
}

function otherContract(bot: Bot): void {
  const lmtPrice = bot.price(ELSEWHERE, -2);
  bot.place(ELSEWHERE, { action: "BUY", totalQuantity: FEW, orderType: "LMT", lmtPrice });
}

/** A resting order to sell, and one that would buy from it. */
function againstItself(bot: Bot): void {
  const symbol = symbolOf(bot);
  const lmtPrice = bot.price(symbol, 0.5);
  bot.place(symbol, { action: "SELL", totalQuantity: FEW, orderType: "LMT", lmtPrice });
  bot.later(200, () => bot.place(symbol, { action: "BUY", totalQuantity: FEW, orderType: "LMT", lmtPrice }));
}

/** A small order that becomes a large one, or one through the market. */
function grows(bot: Bot): void {
  const order = bot.place(...buys(bot, -3, FEW));
  const change = bot.prng.chance(0.7) ? { totalQuantity: LARGE } : { lmtPrice: bot.price(order.symbol, 9) };
  bot.later(bot.prng.pick([20, 400, 3_000]), () => bot.modify(order, change));
}

export const pusher = bot({
  habits: [
    ...[tooLarge, throughTheMarket, short, twice, tooFast, piles].map((does) => habit(2, does)),
    ...[otherType, otherContract, againstItself, grows].map((does) => habit(2, does)),
    ...[market, limit, modify, bracket].map((does) => habit(1, does)),
    habit(5, cancel),
    habit(3, flatten),
  ],
  careless: CARELESS,
});
