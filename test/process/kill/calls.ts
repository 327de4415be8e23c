/**
 * The system calls at which the daemon is killed, one row each: where an order becomes durable, where it is sent, where its
 * client is told. A kill before a call is at the same time the kill after all that comes before it.
 *
 * The daemon runs with a thread pool of one, so that "the n-th call" means something: `strace` counts per thread.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { type Sprung, type SystemCall, snare, socketsIn } from "../../rig/rig.ts";
import type { Stage } from "./stage.ts";

export interface Point {
  /** Goes on from "before". */
  readonly sentence: string;
  readonly call: SystemCall;
  readonly on: (stage: Stage) => readonly string[];
  /** It is the n-th call since the clients began, or since the start; n is drawn from 1 to this. */
  readonly nthMax: number;
  readonly kills: number;
}

const pid = (stage: Stage): number => stage.daemon.child.pid;
const journal = (stage: Stage): readonly string[] => stage.journal.files;
const gateway = (stage: Stage): readonly string[] => socketsIn(pid(stage), "peer", stage.sluicePort);
const clients = (stage: Stage): readonly string[] => socketsIn(pid(stage), "own", stage.port);

/** While both clients trade. */
export const FLOWING: readonly Point[] = [
  { sentence: "a line is written to the journal", call: "write", on: journal, nthMax: 20, kills: 22 },
  { sentence: "a written line is made durable", call: "fdatasync", on: journal, nthMax: 20, kills: 22 },
  { sentence: "what is durable leaves for the Gateway", call: "write", on: gateway, nthMax: 10, kills: 22 },
  { sentence: "a client is told what is durable", call: "write", on: clients, nthMax: 12, kills: 22 },
];

/** While it recovers: the first two lines say that it runs, and that the Gateway let it in. */
export const STARTING: readonly Point[] = [
  { sentence: "a line of its start is written", call: "write", on: journal, nthMax: 2, kills: 6 },
  { sentence: "a line of its start is made durable", call: "fdatasync", on: journal, nthMax: 2, kills: 6 },
];

/** Kills at the n-th call of a flow that begins now. */
export async function strikeFlow(stage: Stage, { call, on }: Point, nth: number): Promise<void> {
  const { sprung } = await snare({ pid: pid(stage), call, on: on(stage), nth });
  stage.trade();
  assertPlaced(await sprung, nth);
}

/** Kills at the n-th call of a start that is under way. */
export async function strikeStart(stage: Stage, { call, on }: Point, nth: number): Promise<void> {
  await begun(stage);
  stage.daemon.child.signal("SIGSTOP");
  const { sprung } = await snare({ pid: pid(stage), call, on: on(stage), nth });
  stage.daemon.child.signal("SIGCONT");
  assertPlaced(await sprung, nth);
}

/** Kills some time after a start has begun, whatever it is doing. */
export async function strikeLater(stage: Stage, ms: number): Promise<void> {
  await begun(stage);
  await pause(ms);
  stage.kill();
}

/** Just before the daemon looks at its journal. */
const begun = (stage: Stage): Promise<unknown> =>
  stage.daemon.logged("its health port", ({ event }) => event === "health-open", 20_000);

/** All calls before it were carried out, and it was not. */
function assertPlaced({ done, at }: Sprung, nth: number): void {
  assert.equal(done.length, nth - 1, `killed at ${at} after ${done.length} calls, not at the ${nth}th`);
}
