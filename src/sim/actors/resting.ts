/**
 * The patient client: limits far from the market, good till cancelled, moved again and again, some crossed in the end.
 * Many of them are open when something restarts.
 */
import { bot } from "./bot.ts";
import { CARELESS } from "./carelessHabits.ts";
import { cancel, flatten, habit, modify, rest } from "./orderHabits.ts";
import { ask } from "./questions.ts";

export const resting = bot({
  habits: [habit(6, rest), habit(6, modify), habit(1, cancel), habit(1, flatten), habit(1, ask)],
  careless: CARELESS,
  streams: 1,
});
