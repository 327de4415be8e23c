/** Every kind of actor by its name. */
import type { MakeActor } from "./actor.ts";
import { bracketing } from "./bracket.ts";
import { crasher } from "./crasher.ts";
import { hostile } from "./hostile.ts";
import type { ActorKind } from "./kinds.ts";
import { observer } from "./observer.ts";
import { operator } from "./operator.ts";
import { pusher } from "./pusher.ts";
import { resting } from "./resting.ts";
import { riskOfficer } from "./riskOfficer.ts";
import { scripted } from "./scripted.ts";
import { slowReader } from "./slowReader.ts";
import { spammer } from "./spammer.ts";
import { supervisor } from "./supervisor.ts";
import { trader } from "./trader.ts";

export const ACTORS = {
  script: scripted,
  trader,
  resting,
  bracket: bracketing,
  crasher,
  slowReader,
  spammer,
  hostile,
  observer,
  pusher,
  operator,
  riskOfficer,
  supervisor,
} satisfies Readonly<Record<ActorKind, MakeActor>>;
