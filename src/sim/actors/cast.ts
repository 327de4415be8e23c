/** Every kind of actor by its name. */
import type { MakeActor } from "./actor.ts";
import { scripted } from "./scripted.ts";

export const ACTORS = {
  script: scripted,
} satisfies Readonly<Record<string, MakeActor>>;

export type ActorKind = keyof typeof ACTORS;
