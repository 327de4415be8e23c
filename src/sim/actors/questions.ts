/** What clients ask now and then; the answers are for the oracle, a client only has to survive them. */
import { minutes } from "../../base/time.ts";
import { stock } from "../strategies/trader.ts";
import type { Bot } from "./bot.ts";

type Question = (bot: Bot) => void;

/** Now and then with a time that is none, which the Gateway refuses. */
const executions: Question = ({ trader, clientId, prng }) => {
  const filter = prng.chance(0.5) ? { clientId } : {};
  const reqId = trader.takeReqId();
  trader.ask("reqExecutions", { reqId, filter: reqId % 8 === 0 ? { ...filter, time: "yesterday" } : filter });
};

const history: Question = (bot) => {
  const { trader, prng } = bot;
  trader.ask("reqHistoricalData", {
    reqId: trader.takeReqId(),
    contract: stock(prng.pick(bot.symbols)),
    barSizeSetting: prng.pick(["1 min", "5 mins"]),
    durationStr: prng.pick(["3600 S", "1 D"]),
    whatToShow: "TRADES",
    useRTH: true,
    formatDate: 1,
  });
};

/** One account's values, for a while; now and then by the streams that ib_async opens when it connects. */
const accountUpdates: Question = (bot) => {
  const { trader, prng, account } = bot;
  const reqId = trader.takeReqId();
  if (reqId % 4 === 0) return accountStreams(bot, reqId);
  trader.ask("reqAccountUpdates", { subscribe: prng.chance(0.6), acctCode: account });
};

function accountStreams(bot: Bot, reqId: number): void {
  const { trader, account } = bot;
  trader.ask("reqAccountUpdatesMulti", { reqId, account });
  const positions = trader.takeReqId();
  trader.ask("reqPositionsMulti", { reqId: positions, account });
  bot.later(minutes(3), () => {
    trader.ask("cancelAccountUpdatesMulti", { reqId });
    trader.ask("cancelPositionsMulti", { reqId: positions });
  });
}

/** A summary that is given up later, so that there are never three. */
const accountSummary: Question = (bot) => {
  const { trader } = bot;
  const reqId = trader.takeReqId();
  trader.ask("reqAccountSummary", { reqId, groupName: "All", tags: "NetLiquidation,TotalCashValue" });
  bot.later(5_000, () => trader.ask("cancelAccountSummary", { reqId }));
};

const QUESTIONS: readonly Question[] = [
  ({ trader }) => trader.ask("reqOpenOrders", {}),
  ({ trader }) => trader.ask("reqAllOpenOrders", {}),
  ({ trader, prng }) => trader.ask("reqCompletedOrders", { apiOnly: prng.chance(0.5) }),
  executions,
  accountUpdates,
  accountSummary,
  ({ trader, prng, symbols }) => trader.describe(prng.pick(symbols)),
  history,
  ({ trader }) => trader.ask("reqIds", { numIds: 1 }),
  ({ trader }) => trader.ask("reqPositions", {}),
  ({ trader }) => trader.ask("reqManagedAccts", {}),
  ({ trader }) => trader.ask("reqCurrentTime", {}),
];

/** Asks one of the questions. */
export const ask = (bot: Bot): void => bot.prng.pick(QUESTIONS)(bot);
