/** A flatten and its judge: how long it may take until the broker has nothing left, and that nothing happens after it. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "../../rig/child.ts";
import { PER_SECOND, type Scene } from "./scene.ts";

export const FLATTEN = ["halt", "--all", "--level", "flatten", "--yes", "--why", "a drill"] as const;
/** The promise, beside the time that messages take at the pace that IB allows. */
export const FLAT_MS_MAX = 5_000;
/** Starting a process for the command, on a machine that has other things to do. */
export const COMMAND_MS_MAX = 30_000;

/** From the moment at which the command says that it is halted: how long until the broker has nothing left, and the bound. */
export async function flattened(
  scene: Scene,
  command: Child,
): Promise<{ readonly tookMs: number; readonly boundMs: number }> {
  await command.line("err", "that it is halted", (line) => (/halted/.test(line) ? true : undefined), COMMAND_MS_MAX);
  const [working, { positions }] = [await scene.working(), await scene.truth()];
  const boundMs = FLAT_MS_MAX + ((working.length + positions.length) / PER_SECOND) * 1_000;
  const tookMs = await scene.flatWithin(boundMs);
  assert.equal((await command.end(COMMAND_MS_MAX)).code, 0, [...command.out, ...command.err].join("\n"));
  return { tookMs, boundMs };
}

/** However long the bots go on, nothing trades. */
export async function staysFlat(scene: Scene, ms: number): Promise<void> {
  const { executions } = await scene.truth();
  for (const end = performance.now() + ms; performance.now() < end; await pause(50)) assert.ok(await scene.isFlat());
  assert.equal((await scene.truth()).executions.length, executions.length, "somebody traded after the halt was done");
}
