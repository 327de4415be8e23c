/**
 * The codec against splitting, @stoqey/ib and ib_async, on the same bytes in the same run (goal 5).
 *
 * The streams are written to files, every decoder is checked against the others, and only then timed: each in its own process,
 * all on one core, one after the other, round by round. What counts is the way from the socket's bytes to what a user of
 * the decoder gets: a typed message of ours and of the naive split, an event with its listener of the two clients.
 */
import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALLOCATION_FLAGS, type Allocation } from "./allocation.ts";
import { checkStream, type Tally, wrapperCalls } from "./check.ts";
import { CONTESTANTS, CORE, Contestant, NAMES, type Name } from "./contestants.ts";
import { goalsOf, type Report } from "./report.ts";
import { type Bounds, measure } from "./rounds.ts";
import { capture, STREAM_NAMES, type StreamName } from "./streams.ts";

export interface Options extends Bounds {
  readonly chunkBytes: number;
  readonly streams: readonly StreamName[];
}

const MEASURED_IN_BYTES: readonly Name[] = ["text", "protobuf", "naive"];

export async function wire({ streams, ...options }: Options): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-wire-"));
  const contestants: Contestant[] = [];
  try {
    const tallies = write(folder);
    const absent = await start(contestants, folder, options.chunkBytes);
    await checkPython(contestants, tallies, streams);
    const rows = await measure(contestants, streams, options);
    const allocations = await allocationsOf(folder, options.chunkBytes, streams);
    return { core: CORE, ...options, rows, allocations, goals: goalsOf(rows), absent };
  } finally {
    for (const contestant of contestants) contestant.end();
    rmSync(folder, { recursive: true });
  }
}

/** Writes and checks all streams: those about orders need the orders. */
function write(folder: string): Map<StreamName, Tally> {
  return new Map(
    STREAM_NAMES.map((name) => {
      const stream = capture(name);
      writeFileSync(join(folder, `${name}.text`), stream.text);
      writeFileSync(join(folder, `${name}.protobuf`), stream.protobuf);
      return [name, checkStream(stream)];
    }),
  );
}

/** Answers who cannot run here, and why. */
async function start(into: Contestant[], folder: string, chunkBytes: number): Promise<Record<string, string>> {
  const absent: Record<string, string> = {};
  for (const name of NAMES) {
    const started = await Contestant.start(name, folder, chunkBytes);
    if ("skip" in started) absent[CONTESTANTS[name]] = started.skip;
    else into.push(started);
  }
  return absent;
}

async function checkPython(
  contestants: readonly Contestant[],
  tallies: ReadonlyMap<StreamName, Tally>,
  streams: readonly StreamName[],
): Promise<void> {
  const ibAsync = contestants.find(({ name }) => name === "ibAsync");
  if (ibAsync === undefined) return;
  for (const stream of streams) {
    deepStrictEqual(await ibAsync.tally(stream), wrapperCalls(tallies.get(stream)!));
  }
}

/** In processes of their own, whose nurseries are big. */
async function allocationsOf(folder: string, chunkBytes: number, streams: readonly StreamName[]) {
  const table: Partial<Record<Name, Record<string, Allocation>>> = {};
  for (const name of MEASURED_IN_BYTES) {
    const contestant = (await Contestant.start(name, folder, chunkBytes, ALLOCATION_FLAGS)) as Contestant;
    const row: Record<string, Allocation> = {};
    for (const stream of streams) row[stream] = await contestant.allocation(stream);
    table[name] = row;
    contestant.end();
  }
  return table;
}
