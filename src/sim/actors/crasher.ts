/**
 * The client that dies: between a request and its reply, in the middle of a burst, or for no reason, and comes back with
 * the same client id. Mostly it reads what it noted on its disk and goes on; sometimes it remembers nothing and begins at
 * nextValidId.
 */
import { type Bot, bot } from "./bot.ts";
import { CARELESS } from "./carelessHabits.ts";
import { cancel, habit, limit, market } from "./orderHabits.ts";
import { TRADING } from "./trader.ts";

/** It dies so long after it has written: at once, while the reply is on its way, or when it has read it. */
const DIES_MS = [0, 0, 1, 5, 40, 400];

const dieSoon = (bot: Bot): void => {
  const ms = bot.prng.pick(DIES_MS);
  if (ms === 0) bot.die();
  else bot.later(ms, () => bot.die());
};

function orderAndDie(bot: Bot): void {
  if (bot.prng.chance(0.5)) market(bot);
  else limit(bot);
  dieSoon(bot);
}

function cancelAndDie(bot: Bot): void {
  cancel(bot);
  dieSoon(bot);
}

export const crasher = bot({
  habits: [...TRADING, habit(2, orderAndDie), habit(1, cancelAndDie), habit(0.5, dieSoon)],
  careless: CARELESS,
  notes: (prng) => prng.chance(0.7),
});
