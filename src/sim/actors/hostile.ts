/**
 * The client that tries everything: other accounts, other orders, allocations, requests that would empty the login,
 * frames that are none, connections that say nothing.
 *
 * It has a strategy of its own and may trade there; nothing that it does may reach any other, or harm a connection that
 * is not its own. What it tries against others never fills, should it get through: the oracle sees the attempt. Its
 * own orders and requests carry secrets, which must not come out anywhere else (I28).
 */
import { seconds } from "../../base/time.ts";
import type { Draft, OutgoingBody, OutgoingName } from "../../wire/codec.ts";
import { stock } from "../strategies/trader.ts";
import { type Bot, bot } from "./bot.ts";
import { canary } from "./canary.ts";
import { cancel, habit, limit } from "./orderHabits.ts";
import { ask } from "./questions.ts";
import { strangeConnection, strangeFrame } from "./strangeBytes.ts";

type Order = Draft<OutgoingBody<"placeOrder">["order"]>;

/** Far below the market: it would rest. */
const FAR_PERCENT = -20;

const attempts = (bot: Bot): void => bot.ledger.count("attempts");

/**
 * A text that it would not like to find anywhere else. Accounts and allocations of orders are none of these, and neither
 * are tags of a summary: a log that says why they were refused has to name them.
 */
function secret(bot: Bot): string {
  bot.ledger.count("canaries");
  return canary(bot.prng);
}

/** Requests by name and content, which all versions carry. */
function attempt<N extends OutgoingName>(bot: Bot, name: N, body: Draft<OutgoingBody<N>>): void {
  attempts(bot);
  bot.trader.ask(name, body);
}

/** Accounts of the login that are not its own. */
const foreignAccounts = (bot: Bot): readonly string[] =>
  bot.part.gateway.broker.accounts().filter((account) => account !== bot.account);

/** A new order of its own with something in it that must not pass. */
function tryOrder(bot: Bot, order: Order): void {
  const symbol = bot.prng.pick(bot.symbols);
  const lmtPrice = bot.price(symbol, FAR_PERCENT);
  const own = { action: "BUY", totalQuantity: bot.quantity(), orderType: "LMT", lmtPrice, transmit: true, tif: "DAY" };
  const orderId = bot.trader.takeOrderId();
  attempt(bot, "placeOrder", { orderId, contract: stock(symbol), order: { account: bot.account, ...own, ...order } });
}

function foreignAccount(bot: Bot): void {
  const accounts = foreignAccounts(bot);
  if (accounts.length > 0) tryOrder(bot, { account: bot.prng.pick(accounts) });
}

function allocation(bot: Bot): void {
  tryOrder(
    bot,
    bot.prng.pick<Order>([
      { faGroup: "All", faMethod: "NetLiq" },
      { faGroup: "Everybody" },
      { faPercentage: "100" },
      { modelCode: "Model1" },
      { clearingAccount: foreignAccounts(bot)[0] ?? "DU9999999" },
    ]),
  );
}

/** Its own order under the key of somebody else's. */
function forgedReference(bot: Bot): void {
  const orders = bot.part.gateway.broker.openOrders().filter(({ terms }) => terms.account !== bot.account);
  if (orders.length > 0) tryOrder(bot, { orderRef: bot.prng.pick(orders).terms.orderRef });
}

/** Numbers of other clients' orders, at the door and at the broker. */
function foreignOrders(bot: Bot): void {
  const orders = bot.part.gateway.broker.openOrders();
  const orderId = orders.length > 0 ? bot.prng.pick(orders).orderId : bot.prng.between(1, 200);
  if (bot.trader.memory.orders.has(orderId)) return;
  attempt(bot, "cancelOrder", { orderId });
}

/** Numbers that no order may have, and old ones. */
function strangeNumbers(bot: Bot): void {
  const symbol = bot.prng.pick(bot.symbols);
  const order = {
    action: "BUY",
    totalQuantity: bot.quantity(),
    orderType: "LMT",
    lmtPrice: bot.price(symbol, FAR_PERCENT),
  };
  const orderId = bot.prng.pick([0, -1, 1, -2_147_483_648]);
  attempt(bot, "placeOrder", { orderId, contract: stock(symbol), order: { ...order, account: bot.account } });
}

/** Secrets wherever a request has room for a text; most of it makes no sense. */
function secrets(bot: Bot): void {
  const { prng, trader } = bot;
  const reqId = trader.takeReqId();
  prng.pick([
    () => tryOrder(bot, { orderRef: secret(bot) }),
    () => tryOrder(bot, { orderRef: secret(bot), account: "DU9999999" }),
    () => attempt(bot, "reqContractDetails", { reqId, contract: stock(secret(bot)) }),
    () => attempt(bot, "reqMktData", { reqId, contract: stock(secret(bot)) }),
    () => attempt(bot, "reqAccountUpdates", { subscribe: true, acctCode: secret(bot) }),
    () => attempt(bot, "reqExecutions", { reqId, filter: { symbol: secret(bot) } }),
    () => attempt(bot, "startApi", { clientId: bot.clientId, optionalCapabilities: secret(bot) }),
  ])();
}

/** Requests about accounts that are not its own, or about all of them. */
function foreignEyes(bot: Bot): void {
  const { prng, trader } = bot;
  const account = prng.pick([...foreignAccounts(bot), "All", "DU9999999"]);
  const reqId = trader.takeReqId();
  prng.pick([
    () => attempt(bot, "reqAccountUpdates", { subscribe: true, acctCode: account }),
    () => attempt(bot, "reqPnL", { reqId, account }),
    () => attempt(bot, "reqPositionsMulti", { reqId, account }),
    () => attempt(bot, "reqAccountUpdatesMulti", { reqId, account }),
    () => attempt(bot, "reqAccountSummary", { reqId, groupName: "All", tags: "NetLiquidation" }),
    () => attempt(bot, "reqExecutions", { reqId, filter: { acctCode: account } }),
    () => attempt(bot, "reqFamilyCodes", {}),
    () => attempt(bot, "requestFA", { faDataType: 1 }),
  ])();
}

/** What would change or empty the whole login. */
function wholeLogin(bot: Bot): void {
  const { prng, trader } = bot;
  prng.pick([
    () => attempt(bot, "replaceFA", { faDataType: 1, xml: "<ListOfGroups/>", reqId: trader.takeReqId() }),
    () => attempt(bot, "reqGlobalCancel", {}),
    () => attempt(bot, "reqAutoOpenOrders", { autoBind: true }),
    () => attempt(bot, "setServerLogLevel", { logLevel: 5 }),
    () => attempt(bot, "startApi", { clientId: prng.between(0, 100) }),
  ])();
}

function garbage(bot: Bot): void {
  attempts(bot);
  bot.trader.sendRaw(strangeFrame(bot.prng));
  bot.later(seconds(20), () => bot.trader.drop());
}

/** One or many connections of no known kind; some say half a word and wait. */
function connections(bot: Bot): void {
  const count = bot.prng.chance(0.2) ? 20 : 1;
  for (let i = 0; i < count; i++) {
    attempts(bot);
    strangeConnection(bot);
  }
}

export const hostile = bot({
  habits: [
    habit(3, foreignAccount),
    habit(3, allocation),
    habit(2, forgedReference),
    habit(3, foreignOrders),
    habit(1, strangeNumbers),
    habit(2, secrets),
    habit(3, foreignEyes),
    habit(2, wholeLogin),
    habit(1, garbage),
    habit(2, connections),
    habit(1, limit),
    habit(1, cancel),
    habit(1, ask),
  ],
  mark: (prng) => `${canary(prng)}/`,
  // Half a frame of its own may still stand before whatever it says.
  heals: ({ trader }) => trader.drop(),
});
