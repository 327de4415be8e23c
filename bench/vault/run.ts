/**
 * `node bench/vault/run.ts [--entries 1000000] [--json]`: how long `holdfast vault rebuild` takes for a journal of a million entries, and
 * how much memory. The goal is 60 s. The entries are those of real orders (../restart/life.ts), written by the real writer, over files
 * of the usual size but without snapshots: all of them are read.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { WallMs } from "../../src/base/time.ts";
import { vaultFile } from "../../src/daemon/vault.ts";
import { JournalWriter } from "../../src/journal/journal.ts";
import { segment } from "../../src/journal/segments.ts";
import { USUAL_JOURNAL } from "../../src/model/config.ts";
import { MAIN } from "../../test/rig/folders.ts";
import { temporaryDirectory } from "../../test/rig/rig.ts";
import { cpuSeconds, peakMiB } from "../figures.ts";
import { again, type Lives, recordLives } from "../restart/life.ts";

const SECONDS_GOAL = 60;
/** Orders written with one call. */
const BATCH = 300;
const LOOK_MS = 200;

export async function runVault(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: "string", default: "1000000" }, json: { type: "boolean", default: false } } as const,
  });
  const dir = join(temporaryDirectory(), "state");
  const entries = writeJournal(dir, await recordLives(), Number(values.entries));
  const found = { entries, ...(await rebuilt(dir)), vaultMiB: Math.round(statSync(vaultFile(dir)).size / 2 ** 20) };
  if (values.json) return console.log(JSON.stringify({ ...found, goalSeconds: SECONDS_GOAL }));
  const verdict = found.seconds <= SECONDS_GOAL ? "goal met" : "GOAL MISSED";
  console.log(
    `vault rebuild of ${entries} entries: ${found.seconds} s (${verdict}: at most ${SECONDS_GOAL}), ${found.cpuSeconds} s of processors, memory ${found.peakMiB} MiB at most, a vault of ${found.vaultMiB} MiB`,
  );
}

/** Whole lives until there are so many entries; answers how many there are. */
function writeJournal(dir: string, { beginning, orders }: Lives, entries: number): number {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const writer = new JournalWriter("main");
  const wall = Date.now() as WallMs;
  let [number, bytes, n] = [0, 0, 1];
  let file = openSync(join(dir, segment("main", 0).name), "w", 0o600);
  writeSync(file, writer.bytes(beginning, wall));
  for (; writer.count < entries; n += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => again(orders[i % orders.length]!, n + i));
    if (bytes > USUAL_JOURNAL.segmentBytes) {
      closeSync(file);
      file = openSync(join(dir, segment("main", ++number).name), "w", 0o600);
      bytes = 0;
    }
    bytes += writeSync(file, writer.bytes(batch.flat(), wall));
  }
  closeSync(file);
  return writer.count;
}

interface Rebuilt {
  readonly seconds: number;
  /** Of all its threads: what a machine that is busy with other things does not change much. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

function rebuilt(dir: string): Promise<Rebuilt> {
  const begun = performance.now();
  const child = spawn(process.execPath, [MAIN, "vault", "rebuild", "--dir", dir], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let last = { cpuSeconds: 0, peakMiB: 0 };
  const looking = setInterval(() => {
    if (child.exitCode === null) last = { cpuSeconds: cpuSeconds(child.pid!), peakMiB: peakMiB(child.pid!) };
  }, LOOK_MS);
  return new Promise((resolve, reject) =>
    child.once("exit", (code) => {
      clearInterval(looking);
      const seconds = Math.round((performance.now() - begun) / 100) / 10;
      if (code === 0) resolve({ seconds, ...last });
      else reject(new Error(`vault rebuild ended with code ${code}`));
    }),
  );
}

if (import.meta.main) {
  await runVault(process.argv.slice(2));
  process.exit(0);
}
