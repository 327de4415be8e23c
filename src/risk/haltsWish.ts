/**
 * What a wish to halt makes of what was said before: a halt never becomes weaker by another one, for that would be a way
 * to take it back without a credential. One that is not done keeps its level; one that is done takes the level asked for.
 */
import { HALT_LEVELS, type HaltLevel } from "../model/trading.ts";
import type { Said } from "./states.ts";

export interface HaltWish {
  readonly level: HaltLevel;
  readonly stopsToo: boolean;
}

export function haltAfter(said: Said | undefined, wish: HaltWish): HaltWish {
  const isUnderWay = said?.state === "halted" && said.doneAt === undefined;
  if (!isUnderWay) return wish;
  const before = said.level ?? "halt-new";
  const level = HALT_LEVELS.indexOf(before) > HALT_LEVELS.indexOf(wish.level) ? before : wish.level;
  return { level, stopsToo: wish.stopsToo || said.stopsToo === true };
}
