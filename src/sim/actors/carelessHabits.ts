/**
 * What careless clients do beside their usual business, one row for each carelessness: all of it was seen of bots, none
 * of it is malicious, and no limit and no halt may be passed by it.
 *
 * Every wish is well formed by itself. What is wrong with it shows only beside what rests, what others hold and what has
 * been forbidden meanwhile.
 */
import { type Decimal, isNegative, isZero, negate, times, ZERO } from "../../base/decimal.ts";
import type { Incoming } from "../../wire/codec.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import { stock, type Terms } from "../strategies/trader.ts";
import type { Bot, Carelessness } from "./bot.ts";
import type { CarelessName } from "./kinds.ts";
import { symbolOf } from "./orderHabits.ts";

/** Orders that one client lets rest at a time, whatever it forgets. */
const RESTING_MAX = 12;
/** Dear enough for some limits, small enough for the account. */
const MORE = "10" as Decimal;
/** The name that everybody gives to his exits. */
const GROUP = "exits";
/** What holdfast's refusals of the trading state look like to a client. */
const FORBIDDEN = /holdfast trading: /;
const ELSEWHERE = "KO";
const RECONNECT_CHANCE = 0.3;
const CROSSES_MAX = 3;

type Side = "BUY" | "SELL";
const sign = (side: Side): number => (side === "BUY" ? 1 : -1);
const opposite = (side: Side): Side => (side === "BUY" ? "SELL" : "BUY");

interface Exit {
  readonly symbol: string;
  readonly action: Side;
  readonly totalQuantity: Decimal;
}

/** The order that would close so much. */
function exitOf(symbol: string, position: Decimal): Exit | undefined {
  if (isZero(position)) return undefined;
  return isNegative(position)
    ? { symbol, action: "BUY", totalQuantity: negate(position) }
    : { symbol, action: "SELL", totalQuantity: position };
}

const own = (bot: Bot, symbol: string): Exit | undefined => exitOf(symbol, bot.traded(symbol));

/** What the account holds, whoever has bought it. */
const ofAccount = (bot: Bot, symbol: string): Exit | undefined =>
  exitOf(symbol, bot.trader.memory.positions.get(symbol) ?? ZERO);

function place(bot: Bot, { symbol, ...exit }: Exit, terms: Pick<Terms, "orderType"> & Partial<Terms>): void {
  if (bot.working.length < RESTING_MAX) bot.place(symbol, { ...exit, ...terms });
}

const isRestingLimit = (bot: Bot, { orderId }: OrderSeen): boolean =>
  bot.trader.placementOf(orderId)?.order?.orderType === "LMT";

const restingLimits = (bot: Bot): readonly OrderSeen[] => bot.working.filter((order) => isRestingLimit(bot, order));

const sideOfOrder = (bot: Bot, { orderId }: OrderSeen): Side =>
  bot.trader.placementOf(orderId)?.order?.action === "SELL" ? "SELL" : "BUY";

/** A limit that nobody meets for now. */
function entry(bot: Bot): OrderSeen {
  const symbol = symbolOf(bot);
  const action = bot.prng.pick(["BUY", "SELL"] as const);
  const lmtPrice = bot.price(symbol, -3 * sign(action));
  return bot.place(symbol, { action, totalQuantity: bot.quantity(), orderType: "LMT", lmtPrice, tif: "GTC" });
}

// ---------------------------------------------------------------- exits that are placed again

/** A stop, and now and then a target that knows nothing of it. */
function protect(bot: Bot, exit: Exit): void {
  const auxPrice = bot.price(exit.symbol, sign(exit.action) * bot.prng.pick([0.05, 0.4, 3]));
  place(bot, exit, { orderType: "STP", auxPrice, tif: "GTC" });
  if (bot.prng.chance(0.6)) return;
  const lmtPrice = bot.price(exit.symbol, -sign(exit.action) * bot.prng.pick([0.05, 1]));
  place(bot, exit, { orderType: "LMT", lmtPrice, tif: "GTC" });
}

function protectAll(bot: Bot): void {
  for (const symbol of bot.symbols) {
    const exit = own(bot, symbol);
    if (exit !== undefined) protect(bot, exit);
  }
}

function protectAgain(bot: Bot): void {
  protectAll(bot);
  if (bot.prng.chance(RECONNECT_CHANCE)) bot.trader.drop();
}

// ---------------------------------------------------------------- changes in the same breath

/** A new order, and with the next frame another wish under the same id. */
function changeAtOnce(bot: Bot): void {
  const order = entry(bot);
  const action = sideOfOrder(bot, order);
  const { totalQuantity = "1" as Decimal } = bot.trader.placementOf(order.orderId)!.order!;
  const drawn = bot.prng.float();
  if (drawn < 0.4) bot.modify(order, { lmtPrice: bot.price(order.symbol, sign(action) * 0.5) });
  else if (drawn < 0.7) bot.modify(order, { totalQuantity: times(totalQuantity, MORE) });
  else if (drawn < 0.85) mistake(bot, order, { contract: stock(anotherThan(bot, order.symbol)) });
  else mistake(bot, order, { action: opposite(action) });
}

const anotherThan = ({ symbols }: Bot, symbol: string): string =>
  [...symbols, ELSEWHERE].find((other) => other !== symbol) ?? symbol;

/** Another order under the id of this one: a mistake, which the client does not remember. */
function mistake(
  bot: Bot,
  { orderId }: OrderSeen,
  { contract, action }: { readonly contract?: ReturnType<typeof stock>; readonly action?: Side },
): void {
  const placed = bot.trader.placementOf(orderId)!;
  bot.ledger.count("mistakes");
  bot.trader.ask("placeOrder", {
    ...placed,
    contract: contract ?? placed.contract,
    order: { ...placed.order, ...(action && { action }) },
  });
}

// ---------------------------------------------------------------- entries that are led into the market

/** Gets done what rests, at any price; without an entry it leaves one for the next time. */
function cross(bot: Bot): void {
  const resting = restingLimits(bot);
  if (resting.length === 0) return void entry(bot);
  intoTheMarket(bot, bot.prng.pick(resting));
}

function intoTheMarket(bot: Bot, order: OrderSeen): void {
  bot.modify(order, { lmtPrice: bot.price(order.symbol, sign(sideOfOrder(bot, order)) * 0.5) });
}

/** What it may not buy anew it buys by what rests already. */
function crossRefused(bot: Bot, message: Incoming): void {
  if (message.name !== "error" || !FORBIDDEN.test(message.body.errorMsg)) return;
  if (message.body.errorCode !== 201) return saysRefused(bot, message.body);
  bot.later(bot.prng.between(0, 2_000), () => {
    for (const order of restingLimits(bot).slice(-CROSSES_MAX)) intoTheMarket(bot, order);
  });
}

/** A change that would have met the market was refused. */
function saysRefused(bot: Bot, { id, errorMsg }: { readonly id: number; readonly errorMsg: string }): void {
  const known = bot.trader.memory.orders.get(id);
  if (known === undefined || !isRestingLimit(bot, known)) return;
  const [side, { lmtPrice = 0 }] = [sideOfOrder(bot, known), bot.trader.placementOf(id)!.order!];
  if (sign(side) * (lmtPrice - bot.price(known.symbol, 0)) < 0) return;
  if (errorMsg.includes("against halted")) bot.part.sometimes("change into the market refused: halted");
  if (errorMsg.includes("against reducing")) bot.part.sometimes("change into the market refused: reducing");
}

// ---------------------------------------------------------------- names and holdings of others

/** Two exits in a group whose name the neighbours give to theirs. */
function groupLikeOthers(bot: Bot): void {
  const symbol = symbolOf(bot);
  const drawn: Exit = { symbol, action: bot.prng.pick(["BUY", "SELL"] as const), totalQuantity: bot.quantity() };
  const exit = ofAccount(bot, symbol) ?? drawn;
  const common = { ocaGroup: GROUP, ocaType: 1, tif: "GTC" } as const;
  bot.ledger.count("groups");
  place(bot, exit, {
    ...common,
    orderType: "LMT",
    lmtPrice: bot.price(symbol, -sign(exit.action) * bot.prng.pick([0.05, 1])),
  });
  place(bot, exit, {
    ...common,
    orderType: "STP",
    auxPrice: bot.price(symbol, sign(exit.action) * bot.prng.pick([0.05, 1])),
  });
}

/** Closes what the account shows, at once or by a stop, whoever has bought it. */
function closeOthers(bot: Bot): void {
  const exit = ofAccount(bot, symbolOf(bot));
  if (exit === undefined) return;
  const { symbol, action } = exit;
  if (bot.prng.chance(0.5)) return place(bot, exit, { orderType: "MKT" });
  place(bot, exit, { orderType: "STP", auxPrice: bot.price(symbol, sign(action) * bot.prng.pick([0.1, 1])) });
}

/** Closes its position, and when it hears of the fill what it was shown before: that is there for a moment more. */
function closeTwice(bot: Bot): void {
  const exit = own(bot, symbolOf(bot));
  if (exit === undefined) return protectAll(bot);
  place(bot, exit, { orderType: "MKT" });
}

function closeShown(bot: Bot, message: Incoming): void {
  if (message.name !== "orderStatus" || message.body.status !== "Filled") return;
  const { symbol = "" } = bot.trader.memory.orders.get(message.body.orderId) ?? {};
  const exit = symbol === "" ? undefined : ofAccount(bot, symbol);
  if (exit !== undefined && bot.prng.chance(0.2)) place(bot, exit, { orderType: "MKT" });
}

export const CARELESS: Readonly<Record<CarelessName, Carelessness>> = {
  "protects-again": {
    says: "places its stops again whenever it connects, beside the old ones, and targets that know nothing of them",
    ...{ weight: 4, does: protectAgain, ready: protectAll },
  },
  "changes-at-once": {
    says: "places an order and in the same breath changes it: towards the market, tenfold, into another one",
    ...{ weight: 3, does: changeAtOnce },
  },
  "crosses-resting": {
    says: "leads what rests into the market, most of all when new orders are refused",
    ...{ weight: 4, does: cross, heard: crossRefused },
  },
  "shares-groups": {
    says: "gives its groups the names that everybody gives them",
    ...{ weight: 3, does: groupLikeOthers },
  },
  "closes-others": {
    says: "closes what the account holds, whoever has bought it",
    ...{ weight: 3, does: closeOthers },
  },
  "closes-twice": {
    says: "closes what it is shown, when that has just been closed",
    ...{ weight: 2, does: closeTwice, heard: closeShown },
  },
};
