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
/** Questions with long answers that one turn asks: seldom so many that what waits for it is too much. */
const QUESTIONS = 10;
const QUESTIONS_OF_GREEDY = 250;
const GREEDY_CHANCE = 0.15;

interface Ear {
  /** It does not read, or began to only a moment ago. */
  deaf: boolean;
  questions: number;
}

export const slowReader: MakeActor = (part): Actor => {
  const ear: Ear = { deaf: false, questions: QUESTIONS };
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
      if (ear.deaf) part.sometimes("client cut for slowness");
      ear.deaf = false;
    },
  })(part);
};

function stopReading(bot: Bot, ear: Ear): void {
  if (ear.deaf) return;
  ear.deaf = true;
  ear.questions = bot.prng.chance(GREEDY_CHANCE) ? QUESTIONS_OF_GREEDY : QUESTIONS;
  bot.ledger.count("deafnesses");
  bot.trader.pause(true);
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

function askMuch(bot: Bot, { deaf, questions }: Ear): void {
  for (let i = 0; i < (deaf ? questions : 1); i++) bot.trader.describe(bot.prng.pick(bot.symbols));
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
