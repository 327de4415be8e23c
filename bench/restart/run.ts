/**
 * `node bench/restart/run.ts [--entries 1000000] [--json]`: how long the daemon takes from its start until its doors are open, and
 * how much memory, on a journal of a million entries in one file, and on the same journal once a start has begun a new file
 * with a snapshot. The goal is 10 s. The entries are those of real orders (life.ts), written by the real writer.
 */
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { WallMs } from "../../src/base/time.ts";
import { JournalWriter } from "../../src/journal/journal.ts";
import { type DaemonOptions, launchDaemon, startGateway, temporaryDirectory } from "../../test/rig/rig.ts";
import { cpuSeconds, peakMiB, rssMiB } from "../figures.ts";
import { again, type Lives, recordLives } from "./life.ts";

const READY_MS_GOAL = 10_000;
const READY_MS_MAX = 600_000;
/** After the doors are open. */
const REST_MS = 2_000;
/** Orders written with one call. */
const BATCH = 300;

interface Start {
  readonly what: string;
  readonly journalMiB: number;
  readonly readyMs: number;
  /** Of all its threads, until then: what a machine that is busy with other things does not change much. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly restMiB: number;
}

export async function runRestart(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: "string", default: "1000000" }, json: { type: "boolean", default: false } } as const,
  });
  const directory = temporaryDirectory();
  const entries = writeJournal(join(directory, "state"), await recordLives(), Number(values.entries));
  const gateway = await startGateway({ flags: ["--quiet"] });
  const starts: Start[] = [];
  for (const _ of ["first", "second"]) starts.push(await start({ gatewayPort: gateway.port, directory }));
  await gateway.stop();
  if (values.json) return console.log(JSON.stringify({ entries, starts, goalMs: READY_MS_GOAL }));
  console.log(`a journal of ${entries} entries`);
  for (const line of starts.map(said)) console.log(line);
}

/** Whole lives until there are so many entries; answers how many there are. */
function writeJournal(stateDir: string, { beginning, orders }: Lives, entries: number): number {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = openSync(join(stateDir, "main.journal"), "w", 0o600);
  const writer = new JournalWriter("main");
  const wall = Date.now() as WallMs;
  writeSync(file, writer.bytes(beginning, wall));
  for (let n = 1; writer.count < entries; n += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => again(orders[i % orders.length]!, n + i));
    writeSync(file, writer.bytes(batch.flat(), wall));
  }
  closeSync(file);
  return writer.count;
}

async function start(options: DaemonOptions): Promise<Start> {
  const stateDir = join(options.directory!, "state");
  const newest = newestIn(stateDir);
  const what = newest === "main.journal" ? "all in one file" : `from the snapshot in ${newest}`;
  const journalMiB = Math.round(statSync(join(stateDir, newest)).size / 2 ** 20);
  const begun = performance.now();
  const daemon = launchDaemon(options);
  await daemon.logged("its door", ({ event, door }) => event === "door-open" && door === "shared", READY_MS_MAX);
  const readyMs = Math.round(performance.now() - begun);
  const cpu = cpuSeconds(daemon.child.pid);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const { pid } = daemon.child;
  const found = { what, journalMiB, readyMs, cpuSeconds: cpu, peakMiB: peakMiB(pid), restMiB: rssMiB(pid) };
  await daemon.stop();
  return found;
}

/** What a start reads: `main.journal` comes before all that have a number. */
const newestIn = (stateDir: string): string =>
  readdirSync(stateDir)
    .filter((name) => /^main\.\d+\.journal$/.test(name))
    .sort()
    .at(-1) ?? "main.journal";

function said({ what, journalMiB, readyMs, cpuSeconds, peakMiB, restMiB }: Start): string {
  const verdict = readyMs <= READY_MS_GOAL ? "goal met" : "GOAL MISSED";
  return `${what.padEnd(36)}${`${journalMiB} MiB read`.padStart(14)}  ready after ${readyMs} ms (${verdict}: at most ${READY_MS_GOAL}), ${cpuSeconds} s of processors  memory ${peakMiB} MiB at most, ${restMiB} MiB after it`;
}

if (import.meta.main) {
  await runRestart(process.argv.slice(2));
  process.exit(0);
}
