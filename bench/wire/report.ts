/** How the figures of a run are printed: for people as tables, for machines as one line of JSON. */
import type { Allocation } from "./allocation.ts";
import { CONTESTANTS, NAMES, type Name } from "./contestants.ts";
import type { Rate, Row } from "./rounds.ts";
import { STREAMS } from "./streams.ts";

export interface Report {
  /** The core that everything was pinned to; undefined when nothing was. */
  readonly core: string | undefined;
  readonly chunkBytes: number;
  readonly rounds: number;
  readonly rows: readonly Row[];
  /** By contestant, then by stream; bytes per message. */
  readonly allocations: Partial<Record<Name, Readonly<Record<string, Allocation>>>>;
  readonly goals: readonly Goal[];
  readonly absent: Readonly<Record<string, string>>;
}

export interface Goal {
  readonly what: string;
  readonly ratio: number;
  readonly atLeast: number;
  readonly isMet: boolean;
}

/** Goal 5: the codec on the tick mix, from the bytes of the socket to what a user gets. */
const GOALS: readonly { of: Name; to: Name; atLeast: number }[] = [
  { of: "text", to: "naive", atLeast: 5 },
  { of: "text", to: "stoqey", atLeast: 12 },
  { of: "text", to: "ibAsync", atLeast: 20 },
  { of: "protobuf", to: "text", atLeast: 0.7 },
];

export function goalsOf(rows: readonly Row[]): Goal[] {
  const rates = rows.find(({ stream, stage }) => stream === "mix" && stage === "whole")?.rates ?? {};
  return GOALS.flatMap(({ of, to, atLeast }) => {
    const [mine, theirs] = [rates[of], rates[to]];
    if (mine === undefined || theirs === undefined) return [];
    const ratio = mine.messages / theirs.messages;
    return [{ what: `${CONTESTANTS[of]} : ${CONTESTANTS[to]}`, ratio, atLeast, isMet: ratio >= atLeast }];
  });
}

const MEANING = {
  split: "frames cut",
  read: "payload to message",
  whole: "bytes to message",
  route: "bytes to request id",
  relay: "bytes to frame with another id",
} as const;

export function print(report: Report, json: boolean): void {
  if (json) return console.log(JSON.stringify(report));
  const { core, chunkBytes, rounds, rows, goals, absent } = report;
  const where = core === undefined ? "not pinned: taskset is missing" : `pinned to core ${core}`;
  console.log(`Median of ${rounds} rounds, per second of processor time, chunks of ${chunkBytes} bytes, ${where}.`);
  for (const [name, why] of Object.entries(absent)) console.log(`${name} is absent: ${why}`);
  console.log("\nMillion messages per second (times slower than holdfast's text)");
  console.table(Object.fromEntries(rows.map((row) => [titleOf(row), columns(row, million)])));
  console.log("Million bytes per second");
  console.table(Object.fromEntries(rows.map((row) => [titleOf(row), columns(row, megabytes)])));
  console.log("Bytes allocated per message, of a payload that is there (and the size of the result)");
  console.table(allocationTable(report));
  console.log("Goals on the mix, bytes to message");
  console.table(goals.map(({ ratio, ...goal }) => ({ ...goal, ratio: Number(ratio.toFixed(2)) })));
}

const titleOf = ({ stream, stage }: Row): string =>
  stream === "mix" ? `mix: ${MEANING[stage]}` : `${stream}, ${STREAMS[stream]} messages`;

function columns({ rates }: Row, cell: (rate: Rate, ours: Rate) => string): Record<string, string> {
  const ours = rates.text!;
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const rate = rates[name];
      return rate === undefined ? [] : [[CONTESTANTS[name], cell(rate, ours)]];
    }),
  );
}

const million = (rate: Rate, ours: Rate): string => {
  const shown = digits(rate.messages / 1e6);
  return rate === ours ? shown : `${shown} (${digits(ours.messages / rate.messages)})`;
};
const megabytes = (rate: Rate): string => digits(rate.bytes / 1e6);
const digits = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);

const allocationTable = ({ allocations }: Report) =>
  Object.fromEntries(
    Object.entries(allocations).map(([name, row]) => [
      CONTESTANTS[name as Name],
      Object.fromEntries(Object.entries(row).map(([stream, of]) => [stream, inBytes(of)])),
    ]),
  );

const inBytes = ({ allocated, size }: Allocation): string => `${Math.round(allocated)} (${Math.round(size)})`;
