/**
 * `npm run test:real`: all tests with real processes, several files at a time where that takes nothing from them.
 *
 * Most of these files wait for most of their time: for a Gateway that is away, for a silence that must last, for pauses
 * of clients. Side by side they wait together. One file keeps a processor busy for minutes, and must be done within its own:
 * beside it only such files run as leave it that processor. Which those are, and which of the others take long, is
 * measured; GROUPS is the table.
 *
 * No two files share anything but what is made behind a lock (test/compat/setup.ts, cargo, go): ports are ephemeral or
 * in a network of their own, directories temporary. Compiled modules are kept for the length of the run, as hundreds of
 * processes load the same ones.
 *
 * What failed is told once more at the end, of all files together. Words on the command line are files to run in place
 * of all.
 */
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { compiledOnce } from "./daemon.ts";
import { ROOT } from "./folders.ts";

const FILES = globSync("test/{compat,incidents,process}/**/*.test.ts", { cwd: ROOT }).toSorted();
const FILE_MS_MAX = 300_000;

/**
 * A file whose tests are done ends without taking its handles down one by one: Node has been seen to wait there for ever, at full
 * speed (uv_run within Environment::CleanupHandles, after every test had passed), and no limit of a test ends that.
 */
const ENDS_AT_ONCE = ["--test-force-exit"];

interface Group {
  readonly why: string;
  /** Files that run at the same time. */
  readonly together: number;
  /** In the order in which they begin: the longest first, so that none is left over at the end. */
  readonly files: readonly string[];
}

/** Stands for all files that no row names. */
const OTHERS = "*";

const GROUPS: readonly Group[] = [
  {
    why: "they judge what happens within a second or a few, and whoever must wait for a processor is late",
    together: 1,
    files: [
      "test/compat/badInput.test.ts",
      "test/process/control/flatten.test.ts",
      "test/process/control/wedged.test.ts",
      "test/compat/orders.test.ts",
      "test/process/session/resubscribed.test.ts",
      "test/process/simGateway.test.ts",
    ],
  },
  {
    why: "it starts as many workers as there are processors, and has a limit of its own",
    together: 1,
    files: ["test/process/simMutants.test.ts"],
  },
  {
    why: "two hundred kills and starts, which take a processor for four of the five minutes that a file has; the others wait for nine tenths of their time",
    together: 2,
    files: [
      "test/process/killOften.test.ts",
      "test/process/session/restarts.test.ts",
      "test/process/session/network.test.ts",
      "test/compat/direct.test.ts",
      "test/process/session/stopped.test.ts",
    ],
  },
  {
    why: "half of their time they compute or start processes, in turns; what has no row is done in less than twenty seconds",
    together: 3,
    files: [
      "test/compat/matrix.test.ts",
      "test/process/kill.test.ts",
      "test/process/health.test.ts",
      "test/process/session/conditions.test.ts",
      "test/process/stateFiles.test.ts",
      "test/process/disk.test.ts",
      "test/process/simGatewayProgram.test.ts",
      "test/process/simRun.test.ts",
      "test/process/package.test.ts",
      "test/process/demo.test.ts",
      "test/compat/incidents.test.ts",
      "test/process/damagedJournal.test.ts",
      "test/compat/twoClients.test.ts",
      OTHERS,
    ],
  },
];

const named = GROUPS.flatMap(({ files }) => files);
const unnamed = FILES.filter((file) => !named.includes(file));

const ending = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => ending.abort());
const reporter = spec();

/** Plays files of a group; whether all of them passed. */
async function passed({ why, together }: Group, files: readonly string[]): Promise<boolean> {
  if (files.length === 0) return true;
  if (ending.signal.aborted) return false;
  const message = `${files.length} files, ${together} at a time: ${why}`;
  reporter.write({ type: "test:diagnostic", data: { nesting: 0, message, level: "info" } });
  const paths = files.map((file) => join(ROOT, file));
  const limits = { concurrency: together, timeout: FILE_MS_MAX, signal: ending.signal };
  const events = run({ files: paths, ...limits, execArgv: ENDS_AT_ONCE });
  let isGood = false;
  for await (const event of events) {
    // At the sum of a run the reporter repeats what failed so far: that is for the end of all runs.
    if (event.type !== "test:summary" || event.data.file !== undefined) reporter.write(event);
    else isGood = event.data.success;
  }
  return isGood;
}

/** The files of a group among those that are wanted; a table that names what is not there is a failure. */
function chosen({ files }: Group, wanted: readonly string[]): readonly string[] {
  const known = files.flatMap((file) => (file === OTHERS ? unnamed : [file]));
  for (const file of known) assert.ok(FILES.includes(file), `GROUPS names ${file}, which is not there`);
  return known.filter((file) => wanted.includes(file));
}

const words = process.argv.slice(2).map((word) => relative(ROOT, resolve(word)));
for (const word of words) assert.ok(FILES.includes(word), `${word} is no test that this runs`);
const plan = GROUPS.map((group) => [group, chosen(group, words.length > 0 ? words : FILES)] as const);

reporter.pipe(process.stdout);
Object.assign(process.env, compiledOnce());
for (const [group, files] of plan) if (!(await passed(group, files))) process.exitCode = 1;
reporter.end();
