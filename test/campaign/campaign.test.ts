/**
 * The campaign of every test run: five hundred seeds, about nine hundred simulated hours, by the command that users have.
 *
 * The command itself refuses a campaign that did too little, or in which a kind of fault or a recovery never happened.
 * It uses all cores, so nothing else runs beside it.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

const HOLDFAST = fileURLToPath(new URL("../../bin/holdfast", import.meta.url));
const SEEDS = 500;
/** Drawn hours are 1.8 a seed on average. */
const HOURS_MIN = 900;
const TIMEOUT_MS = 15 * 60_000;

interface Summary {
  readonly seeds: number;
  readonly hours: number;
  readonly kills: number;
  readonly failures: number;
  readonly seconds: number;
  readonly lacks: readonly string[];
  readonly failed: readonly { readonly seed: number; readonly invariant: string; readonly sentence: string }[];
}

/** What it printed, whether it found something or not. */
function campaign(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(HOLDFAST, ["sim", "run", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out })));
}

test(`${SEEDS} seeds keep every promise`, { timeout: TIMEOUT_MS }, async (t) => {
  const { code, out } = await campaign(["--seeds", String(SEEDS), "--no-shrink", "--json"]);
  const { seeds, hours, kills, failures, seconds, lacks, failed } = JSON.parse(out) as Summary;
  t.diagnostic(
    `${seeds} seeds, ${Math.round(hours)} simulated hours, ${kills} kills in ${Math.round(seconds)} s: ${(hours / seconds).toFixed(1)} hours a second`,
  );
  assert.deepEqual(failed, []);
  assert.deepEqual(lacks, []);
  assert.deepEqual({ code, seeds, failures }, { code: 0, seeds: SEEDS, failures: 0 });
  assert.ok(hours >= HOURS_MIN, `${hours} hours`);
});
