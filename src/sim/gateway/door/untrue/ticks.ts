/** What becomes of market data: ticks that do not come, or are not what they are said to be. */

import type { Context } from "../../context.ts";
import { COMPETING } from "../../data/entitlement.ts";
import { NEVER, now, type Saying, type Timed } from "../said.ts";
import type { Session } from "../session.ts";
import { type Scene, type Untruths, untruth } from "./untruth.ts";

/** What flows from the market to a subscription. */
const TICKS = [
  ...(["tickPrice", "tickSize", "tickString", "tickGeneric", "tickOptionComputation"] as const),
  ...(["realtimeBar", "tickByTick", "updateMktDepth", "updateMktDepthL2", "historicalDataUpdate"] as const),
] as const;
type TickName = (typeof TICKS)[number];
type Tick = Saying<TickName>;

const TICK_NAMES: ReadonlySet<string> = new Set(TICKS);
export const isTick = ({ name }: Saying): boolean => TICK_NAMES.has(name);

/** The delayed twin of each tick type (IB's documentation of tick types). */
const DELAYED: ReadonlyMap<number, number> = new Map([
  ...([
    [1, 66],
    [2, 67],
    [4, 68],
    [0, 69],
    [3, 70],
    [5, 71],
  ] as const),
  ...([
    [6, 72],
    [7, 73],
    [8, 74],
    [9, 75],
    [14, 76],
    [45, 88],
  ] as const),
]);
const DELAYED_DATA = 3;

/** Each subscription is decided upon once: `number` counts the requests of a session, so that asking again heals. */
interface Decision {
  readonly number: number;
  readonly dead: boolean;
}

const keyOf = ({ body }: Tick): string => String("reqId" in body ? body.reqId : -1);
const decisionOn = (said: Tick, { memory }: Scene) => memory.get(keyOf(said)) as Decision | undefined;

function decide(said: Tick, { memory, session }: Scene, dead: boolean): void {
  memory.set(keyOf(said), { number: session.requests, dead });
}

/** A subscription that died stays dead until it is asked for again. */
function stillDead(said: Tick, scene: Scene): readonly Timed[] | undefined {
  const decision = decisionOn(said, scene);
  const again = scene.session.answering !== undefined && decision?.number !== scene.session.requests;
  if (again) scene.memory.delete(keyOf(said));
  return decision?.dead === true && !again ? NEVER : undefined;
}

/** What died flows again, without being asked for. */
export function revive({ memories }: Session): void {
  for (const fault of ["subscription-dead", "subscription-dropped"] as const)
    for (const [key, decision] of memories.get(fault) ?? [])
      memories.get(fault)?.set(key, { ...(decision as Decision), dead: false } satisfies Decision);
}

function undecided(said: Tick, scene: Scene): boolean {
  if (decisionOn(said, scene) !== undefined) return false;
  decide(said, scene, false);
  return true;
}

function dies(said: Tick, scene: Scene): readonly Timed[] {
  decide(said, scene, true);
  return NEVER;
}

export const TICK_UNTRUTHS: Untruths = {
  "subscription-dead": untruth<"subscription-dead">()<TickName>({
    messages: TICKS,
    when: (said, scene) => scene.session.answering !== undefined && undecided(said, scene),
    also: stillDead,
    tell: (said, _params, scene) => dies(said, scene),
  }),
  "subscription-dropped": untruth<"subscription-dropped">()<TickName>({
    messages: TICKS,
    when: (said, scene) => scene.session.answering === undefined && undecided(said, scene),
    also: stillDead,
    tell: (said, _params, scene) => dies(said, scene),
  }),
  "farm-ok-no-ticks": untruth<"farm-ok-no-ticks">()<TickName>({ messages: TICKS, tell: () => NEVER }),
  "competing-session": untruth<"competing-session">()({
    messages: [...TICKS, "tickSnapshotEnd", "tickReqParams"],
    when: (said, { session }) => said.name !== "tickReqParams" || isLine(said.body.reqId, session),
    tell: (said, _params, { context }) => (said.name === "tickReqParams" ? now(said, competing(said, context)) : NEVER),
  }),
  "delayed-data": untruth<"delayed-data">()({
    messages: ["marketDataType", "tickPrice", "tickSize", "tickString"],
    tell: (said) => now(delayed(said)),
  }),
};

/** Who asks meanwhile is told in these words, behind what opens a line. A snapshot is not ended by them, nor by anything else. */
const competing = ({ body }: Saying<"tickReqParams">, context: Context): Saying => ({
  name: "error",
  body: {
    ...{ id: body.reqId ?? -1, errorCode: COMPETING.code, errorMsg: COMPETING.text },
    ...{ advancedOrderRejectJson: "", errorTime: context.wall() },
  },
});

/** It is refused otherwise, and in words of its own. */
const isLine = (reqId: number | undefined, { market }: Session): boolean => market.lines.has(reqId ?? -1);

const delayedType = (tickType: number | undefined): number => DELAYED.get(tickType ?? -1) ?? tickType ?? -1;

function delayed(said: Saying<"marketDataType" | "tickPrice" | "tickSize" | "tickString">): Saying {
  switch (said.name) {
    case "marketDataType":
      return { name: said.name, body: { ...said.body, marketDataType: DELAYED_DATA } };
    case "tickPrice":
      return { name: said.name, body: { ...said.body, tickType: delayedType(said.body.tickType) } };
    case "tickSize":
      return { name: said.name, body: { ...said.body, tickType: delayedType(said.body.tickType) } };
    case "tickString":
      return { name: said.name, body: { ...said.body, tickType: delayedType(said.body.tickType) } };
  }
}
