/** The rounds of a run: every contestant reads every stream in turn, and the median over the rounds is its figure. */
import { type Contestant, NAMES, type Name } from "./contestants.ts";
import type { Timed } from "./lane.ts";
import type { Stage } from "./path.ts";
import type { StreamName } from "./streams.ts";

/** Per second of processor time, on one core. */
export interface Rate {
  readonly messages: number;
  readonly bytes: number;
}

export interface Row {
  readonly stream: StreamName;
  readonly stage: Stage;
  readonly rates: Partial<Record<Name, Rate>>;
}

export interface Bounds {
  readonly rounds: number;
  /** How long each figure of each round is measured, by the clock. */
  readonly seconds: number;
}

interface Cell {
  readonly stream: StreamName;
  readonly stage: Stage;
  readonly name: Name;
  readonly samples: Timed[];
}

/** Only the codec can pass a frame on without decoding it. */
const OURS: readonly Name[] = ["text", "protobuf"];
const STAGES_OF_MIX: readonly Stage[] = ["split", "read", "whole", "route", "relay"];

/** One round more than asked for is run first and does not count: it warms everything up. */
export async function measure(
  contestants: readonly Contestant[],
  streams: readonly StreamName[],
  { rounds, seconds }: Bounds,
): Promise<Row[]> {
  const cells = streams.flatMap((stream) => cellsOf(stream, contestants));
  for (let round = 0; round <= rounds; round++) {
    for (const { stream, stage, name, samples } of cells) {
      const timed = await contestants.find((contestant) => contestant.name === name)!.time(stream, stage, seconds);
      if (round > 0) samples.push(timed);
    }
  }
  return rowsOf(cells);
}

function cellsOf(stream: StreamName, contestants: readonly Contestant[]): Cell[] {
  const stages = stream === "mix" ? STAGES_OF_MIX : (["whole"] as const);
  return stages.flatMap((stage) =>
    contestants
      .filter(({ name }) => OURS.includes(name) || (stage !== "route" && stage !== "relay"))
      .map(({ name }) => ({ stream, stage, name, samples: [] })),
  );
}

function rowsOf(cells: readonly Cell[]): Row[] {
  const keys = [...new Set(cells.map(({ stream, stage }) => `${stream} ${stage}`))];
  return keys.map((key) => {
    const [stream, stage] = key.split(" ") as [StreamName, Stage];
    const mine = cells.filter((cell) => cell.stream === stream && cell.stage === stage);
    const rates = Object.fromEntries(NAMES.flatMap((name) => ratesOf(mine, name)));
    return { stream, stage, rates };
  });
}

function ratesOf(cells: readonly Cell[], name: Name): [Name, Rate][] {
  return cells
    .filter((cell) => cell.name === name)
    .map(({ samples }) => [
      name,
      {
        messages: median(samples.map(({ frames, seconds }) => frames / seconds)),
        bytes: median(samples.map(({ bytes, seconds }) => bytes / seconds)),
      },
    ]);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
