/** What a daemon says of its session, asked in all the ways there are. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Readiness } from "../../../src/health/readiness.ts";
import { Child, type DaemonProcess, MAIN, ROOT } from "../../rig/rig.ts";

export async function readyz(daemon: DaemonProcess): Promise<Readiness> {
  const opened = await daemon.logged("its health port", ({ event }) => event === "health-open", 20_000);
  const response = await fetch(`http://127.0.0.1:${opened.port}/readyz`);
  const document = (await response.json()) as Readiness;
  assert.equal(response.status, document.ready ? 200 : 503);
  return document;
}

/** How long it takes until it is ready, or is not, in ms. */
export async function comesToBe(daemon: DaemonProcess, ready: boolean, withinMs: number): Promise<number> {
  for (const began = performance.now(); ; await pause(50)) {
    const document = await readyz(daemon);
    const tookMs = performance.now() - began;
    if (document.ready === ready) return tookMs;
    assert.ok(tookMs < withinMs, `after ${Math.round(tookMs)} ms still ${JSON.stringify(document)}`);
  }
}

export interface Verdict {
  readonly ready: boolean;
  /** All that hold, whether they stand in the way or not. */
  readonly conditions: readonly string[];
  readonly remedies: readonly string[];
}

/** The verdict on which /readyz, `holdfast healthcheck` and `holdfast status` agree. */
export async function agreed(daemon: DaemonProcess): Promise<Verdict> {
  const check = holdfast("healthcheck", "--socket", daemon.socket);
  const status = holdfast("status", "--json", "--socket", daemon.socket);
  const { ready, reasons } = await readyz(daemon);
  assert.equal((await check.exited).code, ready ? 0 : 1, check.out.join() + check.err.join());
  assert.equal((await status.exited).code, 0, status.err.join());
  const told = JSON.parse(status.out.join("")) as {
    readonly readiness: Readiness;
    readonly state: string;
    readonly conditions: readonly { readonly condition: string; readonly remedy: string }[];
  };
  assert.equal(told.readiness.ready, ready, status.out.join(""));
  assert.equal(told.state === "ready", ready, told.state);
  const conditions = told.conditions.map(({ condition }) => condition);
  for (const { condition } of reasons) {
    assert.ok(conditions.includes(condition), `status does not name ${condition}: ${conditions}`);
    assert.ok(check.out.join().includes(condition), `healthcheck does not name ${condition}: ${check.out}`);
  }
  return { ready, conditions, remedies: told.conditions.map(({ remedy }) => remedy) };
}

const holdfast = (...words: string[]): Child =>
  new Child("holdfast", process.execPath, [MAIN, ...words], { cwd: ROOT });
