/** Every kind of actor by its name. */
import type { MakeActor } from "./actor.ts";
import { bracketing } from "./bracket.ts";
import { resting } from "./resting.ts";
import { scripted } from "./scripted.ts";
import { trader } from "./trader.ts";

export const ACTORS = {
  script: scripted,
  trader,
  resting,
  bracket: bracketing,
} satisfies Readonly<Record<string, MakeActor>>;

export type ActorKind = keyof typeof ACTORS;
