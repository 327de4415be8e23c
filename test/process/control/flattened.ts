/** A flatten and its judge: how long it may take until the broker has nothing left, and that nothing happens after it. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "../../rig/child.ts";
import { PER_SECOND, type Scene } from "./scene.ts";

export const FLATTEN = ["halt", "--all", "--level", "flatten", "--yes", "--wait", "20", "--why", "a drill"] as const;
/** The promise, beside the time that messages take at the pace that IB allows. */
export const FLAT_MS_MAX = 5_000;
/** Starting a process for the command, on a machine that has other things to do. */
export const COMMAND_MS_MAX = 30_000;

/**
 * From the moment at which the command says that it is halted: how long until the broker has nothing left, and the bound.
 * `isKilled`: the daemon was killed as orders left.
 */
export async function flattened(
  scene: Scene,
  command: Child,
  isKilled = false,
): Promise<{ readonly tookMs: number; readonly boundMs: number }> {
  await command.line("err", "that it is halted", (line) => (/halted/.test(line) ? true : undefined), COMMAND_MS_MAX);
  const [working, { positions }] = [await scene.working(), await scene.truth()];
  const boundMs = FLAT_MS_MAX + ((working.length + positions.length) / PER_SECOND) * 1_000;
  const tookMs = await scene.flatWithin(boundMs);
  const { code } = await command.end(COMMAND_MS_MAX);
  const said = [...command.out, ...command.err].join("\n");
  assert.ok(code === 0 || (isKilled && UNKNOWN.test(said)), said);
  return { tookMs, boundMs };
}

/**
 * What left as the daemon was killed may have arrived or not, and two minutes pass before anybody calls it absent (RELIABILITY
 * I4): it is said to be unknown as long as it is watched, and nothing is left open for it.
 */
const UNKNOWN = /not all of it is done after 20 s: \d+ orders ended, (\d+) open \((\d+ stops?, )?\1 of unknown fate\)/;

/** However long the bots go on, nothing trades. */
export async function staysFlat(scene: Scene, ms: number): Promise<void> {
  const { executions } = await scene.truth();
  for (const end = performance.now() + ms; performance.now() < end; await pause(50)) assert.ok(await scene.isFlat());
  assert.equal((await scene.truth()).executions.length, executions.length, "somebody traded after the halt was done");
}
