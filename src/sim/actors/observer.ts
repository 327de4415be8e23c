/**
 * The client that looks and does not trade: a second connection of a strategy, its master client id, or a neighbour on
 * the same account. It asks for everything, streams quotes, and now and then leaves and comes back.
 */
import { type Bot, bot } from "./bot.ts";
import { habit } from "./orderHabits.ts";
import { ask } from "./questions.ts";

const watchAccount = (bot: Bot): void =>
  bot.trader.ask("reqPnL", { reqId: bot.trader.takeReqId(), account: bot.account });

const comeAndGo = (bot: Bot): void => bot.trader.drop();

export const observer = bot({
  habits: [habit(10, ask), habit(1, watchAccount), habit(1, comeAndGo)],
  ready: ({ trader }) => {
    trader.ask("reqAllOpenOrders", {});
    trader.ask("reqAccountUpdates", { subscribe: true });
  },
});
