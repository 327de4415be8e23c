/**
 * `node bench/sim-gateway/run.ts [--seconds 10] [--tick-ms 60] [--json] [--check]`: what the simulated Gateway can do, on one
 * core, next to what it is meant to do. With `--check` a goal that is missed ends the program with 1.
 */
import { parseArgs } from "node:util";
import { dayAlive, dayAlone, minutesInStep, type Span } from "./day.ts";
import { type Load, load } from "./load.ts";
import { isPinned } from "./program.ts";

/** One figure; with a goal it must be at most, or at least, so much. */
interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** What else is worth knowing. */
  readonly note?: string;
}

const DAY_S_MAX = 60;
const DAY_MIB_MAX = 300;

export async function runSimGateway(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ seconds: { type: "string", default: "10" }, "tick-ms": { type: "string", default: "60" } },
      ...{ json: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
    } as const,
  });
  const [alone, alive, inStep] = [await dayAlone(), await dayAlive(), await minutesInStep()];
  const streaming = await load(Number(values.seconds), Number(values["tick-ms"]));
  const rows = [...dayRows(alone, alive, inStep), ...loadRows(streaming)];
  if (values.json) console.log(JSON.stringify({ isPinned: isPinned(), rows }));
  else for (const line of lines(rows)) console.log(line);
  if (values.check && !rows.every(isMet)) process.exit(1);
}

function dayRows(alone: Span, alive: Span, inStep: Span): readonly Row[] {
  const faults = ({ faults, strikes }: Span): string => `${faults} kinds of fault struck, ${strikes} times`;
  const life = `${faults(alive)}; ${alive.frames} frames, connected again ${alive.returns} times`;
  return [
    { what: "start to listening", figure: Math.round(alone.startMs), unit: "ms", atMost: 1_000 },
    { what: "a day without clients", figure: alone.seconds, unit: "s", atMost: DAY_S_MAX, note: faults(alone) },
    { what: "its memory", figure: alone.peakMiB, unit: "MiB", atMost: DAY_MIB_MAX },
    { what: "a day with a trading client", figure: alive.seconds, unit: "s", atMost: DAY_S_MAX, note: life },
    { what: "its memory", figure: alive.peakMiB, unit: "MiB", atMost: DAY_MIB_MAX },
    {
      what: "ten minutes that wait for the client",
      figure: inStep.seconds,
      unit: "s",
      note: `${inStep.frames} frames`,
    },
  ];
}

function loadRows({ contracts, ticksPerSecond, core, lagMs, peakMiB }: Load): readonly Row[] {
  const note = `${Math.round(core * 100)} % of the core, ${peakMiB} MiB`;
  return [
    { what: "contracts streamed by 10 clients", figure: contracts, unit: "", atLeast: 300 },
    { what: "ticks a second", figure: ticksPerSecond, unit: "", atLeast: 10_000, note },
    {
      what: "behind by, at the 99th percentile",
      figure: lagMs.p99,
      unit: "ms",
      atMost: 100,
      note: `p50 ${lagMs.p50} ms`,
    },
  ];
}

const isMet = ({ figure, atMost = Number.POSITIVE_INFINITY, atLeast = 0 }: Row): boolean =>
  figure <= atMost && figure >= atLeast;

function lines(rows: readonly Row[]): readonly string[] {
  return [
    `the simulated Gateway${isPinned() ? " on one core" : ", not pinned to a core: there is no taskset"}`,
    ...rows.map((row) => {
      const figure = `${Number.isInteger(row.figure) ? row.figure : row.figure.toFixed(2)} ${row.unit}`;
      return `${row.what.padEnd(38)}${figure.padStart(12)}  ${goalOf(row).padEnd(26)}${row.note ?? ""}`.trimEnd();
    }),
  ];
}

function goalOf(row: Row): string {
  const { atMost, atLeast, unit } = row;
  if (atMost === undefined && atLeast === undefined) return "";
  const bound = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return `${isMet(row) ? "goal met" : "GOAL MISSED"}: ${bound} ${unit}`.trimEnd();
}

if (import.meta.main) {
  await runSimGateway(process.argv.slice(2));
  process.exit(0);
}
