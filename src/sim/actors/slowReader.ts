/**
 * The client that stops reading: it subscribes to much, asks for more, and does not listen for minutes. Then it reads
 * on, unless it was cut or gives up by itself.
 */
import { minutes, seconds } from "../../base/time.ts";
import { stock } from "../strategies/trader.ts";
import type { Actor, MakeActor } from "./actor.ts";
import { type Bot, bot } from "./bot.ts";
import { cancel, habit, limit } from "./orderHabits.ts";
import { ask } from "./questions.ts";

const DEAF_MS_MIN = seconds(20);
const DEAF_MS_MAX = minutes(12);
/** Questions that one turn asks, while it does not read. */
const QUESTIONS = 10;
/**
 * Some of them ask once for so much history that the door must cut them off: a month of minutes is more than one
 * megabyte. That is dear to simulate (seconds), so it happens once, and in one seed of a hundred.
 */
const GREEDY_CHANCE = 0.07;
const MONTHS = 15;
const MONTH_MS = 800;

/** What the daemon says of it in its log. */
const CUT = /^the client stopped reading/;

interface Ear {
  /** It does not read, or began to only a moment ago. */
  deaf: boolean;
  /** It will ask for more than can be kept for it. */
  greedy: boolean;
}

export const slowReader: MakeActor = (part): Actor => {
  const ear: Ear = { deaf: false, greedy: part.prng.chance(GREEDY_CHANCE) };
  part.world.watch({
    logged: ({ event, fields }) => {
      if (event === "client-closed" && CUT.test(String(fields.reason))) part.sometimes("client cut for slowness");
    },
  });
  return bot({
    habits: [
      habit(1, (bot) => stopReading(bot, ear)),
      habit(3, (bot) => askMuch(bot, ear)),
      habit(1, subscribe),
      habit(1, (bot) => giveUp(bot, ear)),
      habit(1, limit),
      habit(1, cancel),
      habit(1, ask),
    ],
    lost: () => {
      ear.deaf = false;
    },
  })(part);
};

function stopReading(bot: Bot, ear: Ear): void {
  if (ear.deaf) return;
  ear.deaf = true;
  bot.ledger.count("deafnesses");
  bot.trader.pause(true);
  if (ear.greedy) askForMonths(bot, ear, MONTHS);
  ear.greedy = false;
  bot.later(bot.prng.between(DEAF_MS_MIN, DEAF_MS_MAX), () => listen(bot, ear));
}

/** What it did not read comes now, or the news that it was cut. */
function listen(bot: Bot, ear: Ear): void {
  bot.trader.pause(false);
  bot.later(seconds(1), () => {
    ear.deaf = false;
  });
}

/** Sometimes it leaves while it does not read. */
function giveUp(bot: Bot, ear: Ear): void {
  if (!ear.deaf || bot.prng.chance(0.8)) return;
  ear.deaf = false;
  bot.trader.drop();
}

/** One month behind the other, until it is cut off. */
function askForMonths(bot: Bot, ear: Ear, months: number): void {
  const { trader, prng, symbols } = bot;
  if (!ear.deaf || months === 0) return;
  const wish = { barSizeSetting: "1 min", durationStr: "1 M", whatToShow: "TRADES", useRTH: false, formatDate: 1 };
  bot.ledger.count("months");
  trader.ask("reqHistoricalData", { reqId: trader.takeReqId(), contract: stock(prng.pick(symbols)), ...wish });
  bot.later(MONTH_MS, () => askForMonths(bot, ear, months - 1));
}

function askMuch(bot: Bot, { deaf }: Ear): void {
  for (let i = 0; i < (deaf ? QUESTIONS : 1); i++) bot.trader.describe(bot.prng.pick(bot.symbols));
}

function subscribe(bot: Bot): void {
  const { trader, prng, symbols } = bot;
  const contract = stock(prng.pick(symbols));
  const stream = prng.pick(["reqMktDepth", "reqTickByTickData", "reqRealTimeBars"] as const);
  const reqId = trader.takeReqId();
  if (stream === "reqMktDepth") trader.ask(stream, { reqId, contract, numRows: 5, isSmartDepth: true });
  else if (stream === "reqTickByTickData") trader.ask(stream, { reqId, contract, tickType: "BidAsk" });
  else trader.ask(stream, { reqId, contract, barSize: 5, whatToShow: "TRADES", useRTH: true });
}
