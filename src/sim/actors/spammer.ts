/**
 * The client that says everything a hundred times: cancels, subscriptions, questions, the same order, many orders. All
 * of it is allowed; none of it may hold up anybody else.
 */
import { stock } from "../strategies/trader.ts";
import { type Bot, bot } from "./bot.ts";
import { habit, limit, market, rest } from "./orderHabits.ts";
import { ask } from "./questions.ts";

const BURST_MIN = 50;
const BURST_MAX = 300;
const ORDERS_MAX = 25;

const times = (bot: Bot, does: (i: number) => void): void => {
  const count = bot.prng.between(BURST_MIN, BURST_MAX);
  for (let i = 0; i < count; i++) does(i);
  bot.ledger.count("bursts");
};

/** One order, open, ended or never placed. */
function cancelAgainAndAgain(bot: Bot): void {
  const orders = [...bot.trader.memory.orders.values()];
  if (orders.length === 0 || bot.prng.chance(0.1)) return times(bot, () => bot.trader.cancel(999_999));
  const order = bot.prng.pick(orders.slice(-20));
  times(bot, () => bot.cancel(order));
}

/** The same words under the same id: a retry each time, whatever became of the order. */
function repeatOrder(bot: Bot): void {
  const own = [...bot.trader.memory.orders.keys()].filter((orderId) => bot.trader.placementOf(orderId) !== undefined);
  if (own.length === 0) return rest(bot);
  const orderId = bot.prng.pick(own.slice(-20));
  times(bot, () => bot.trader.repeat(orderId));
}

function subscribeAndCancel(bot: Bot): void {
  const { trader, prng, symbols } = bot;
  const reqIds: number[] = [];
  times(bot, () => {
    const reqId = trader.takeReqId();
    reqIds.push(reqId);
    trader.ask("reqMktData", { reqId, contract: stock(prng.pick(symbols)), snapshot: prng.chance(0.2) });
  });
  bot.later(prng.between(0, 3_000), () => {
    for (const reqId of reqIds) trader.ask("cancelMktData", { reqId });
  });
}

function askAgainAndAgain(bot: Bot): void {
  const question = bot.prng.pick(["reqOpenOrders", "reqCurrentTime", "reqManagedAccts", "reqPositions"] as const);
  times(bot, () => bot.trader.ask(question, {}));
}

/** Many orders in one breath, then all their cancels. */
function flood(bot: Bot): void {
  const orders = Array.from({ length: bot.prng.between(5, ORDERS_MAX) }, () => {
    const symbol = bot.prng.pick(bot.symbols);
    const lmtPrice = bot.price(symbol, -bot.prng.between(3, 9));
    return bot.place(symbol, { action: "BUY", totalQuantity: bot.quantity(), orderType: "LMT", lmtPrice });
  });
  bot.later(bot.prng.between(0, 2_000), () => {
    for (const order of orders) bot.cancel(order);
  });
}

function modifyAgainAndAgain(bot: Bot): void {
  const { working } = bot;
  if (working.length === 0) return rest(bot);
  const order = bot.prng.pick(working);
  if (bot.trader.placementOf(order.orderId)?.order?.orderType !== "LMT") return;
  for (let i = 0; i < ORDERS_MAX; i++) bot.modify(order, { totalQuantity: bot.quantity() });
}

export const spammer = bot({
  habits: [
    habit(2, cancelAgainAndAgain),
    habit(2, repeatOrder),
    habit(2, subscribeAndCancel),
    habit(2, askAgainAndAgain),
    habit(2, flood),
    habit(2, modifyAgainAndAgain),
    habit(2, limit),
    habit(1, market),
    habit(1, ask),
  ],
});
