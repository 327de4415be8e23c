/**
 * The well-behaved client: streams quotes, trades, looks after its orders and keeps its positions bounded.
 *
 * What had no answer when a connection broke it places again under its own id; what is unknown it never calls rejected.
 */
import { bot } from "./bot.ts";
import { bracket } from "./bracketHabits.ts";
import { CARELESS } from "./carelessHabits.ts";
import { cancel, flatten, habit, limit, market, modify, placeAndCancel, previewThenPlace } from "./orderHabits.ts";
import { ask } from "./questions.ts";

export const TRADING = [
  habit(6, market),
  habit(6, limit),
  habit(4, modify),
  habit(4, cancel),
  habit(2, placeAndCancel),
  habit(3, flatten),
  habit(1, previewThenPlace),
  habit(1, bracket),
  habit(3, ask),
];

export const trader = bot({ habits: TRADING, careless: CARELESS });
