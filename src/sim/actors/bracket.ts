/**
 * The careful client: every entry has its exits, as a bracket or as a group, some tied together only after the fill. Some
 * of its brackets it never transmits, some fill in pieces, and it moves and cancels legs one by one.
 */
import type { Part } from "./actor.ts";
import { bot } from "./bot.ts";
import {
  assembled,
  bracket,
  group,
  heldBracket,
  largeBracket,
  leave,
  touchLeg,
  transmitHeld,
} from "./bracketHabits.ts";
import { CARELESS } from "./carelessHabits.ts";
import { habit } from "./orderHabits.ts";
import { ask } from "./questions.ts";

const MANNER = {
  habits: [
    habit(6, bracket),
    habit(2, group),
    habit(1, assembled),
    habit(1, largeBracket),
    habit(1, heldBracket),
    habit(1, transmitHeld),
    habit(5, touchLeg),
    habit(2, leave),
    habit(1, ask),
  ],
  careless: CARELESS,
};

/** A bracket client, which also watches what becomes of legs that were never transmitted. */
export function bracketing(part: Part): ReturnType<ReturnType<typeof bot>> {
  part.world.watch({
    logged: ({ event }) => {
      if (event === "held-leg-discarded") part.sometimes("held leg discarded by restart");
    },
  });
  return bot(MANNER)(part);
}
