/**
 * `node bench/order-path/run.ts [--brief] [--json]`: what holdfast costs an order, beside what others cost, in one run, and the
 * ratios beside the goals 1, 2, 7 and 8. The daemon is the real one, with its journal on the disk, but for its pace
 * (unpaced.ts). `--brief` measures next to nothing, to see that it runs.
 */
import { parseArgs } from "node:util";
import type { Figures } from "../figures.ts";
import { type Flooded, flooded } from "./flooded.ts";
import { type Persists, persists } from "./persists.ts";
import { IN_FLIGHT, type Kind, type RoundTrips, roundTrips } from "./roundTrips.ts";
import { BRIEF, FULL } from "./settings.ts";

interface Goal {
  readonly goal: number;
  readonly what: string;
  /** Undefined where a peer is missing. */
  readonly ratio: number | undefined;
  readonly atMost: number;
}

export async function runOrderPath(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { brief: { type: "boolean", default: false }, json: { type: "boolean", default: false } } as const,
  });
  const settings = values.brief ? BRIEF : FULL;
  const trips = await roundTrips(settings);
  const durable = await persists(settings);
  const flood = await flooded(settings);
  const goals = goalsOf(trips, durable, flood);
  if (values.json) return console.log(JSON.stringify({ settings, trips, durable, flood, goals }));
  for (const line of [...tripLines(trips), ...persistLines(durable), ...floodLines(flood), "", ...goals.map(goalLine)])
    console.log(line);
}

const over = (a: Figures, b: Figures | undefined, p: "p50" | "p99"): number | undefined =>
  b === undefined ? undefined : a[p] / b[p];

function goalsOf(trips: RoundTrips, { holdfast, c }: Persists, { idle, flood }: Flooded): readonly Goal[] {
  const { holdfast: ours, socat } = trips;
  const nodelay = trips["socat,nodelay"];
  const what = (text: string, p: "p50" | "p99"): string => `${text}, ${p}`;
  return [
    {
      goal: 1,
      what: what("a question : socat", "p50"),
      ratio: over(ours.question, socat?.question, "p50"),
      atMost: 1.25,
    },
    {
      goal: 1,
      what: what("a question : socat", "p99"),
      ratio: over(ours.question, socat?.question, "p99"),
      atMost: 2.5,
    },
    {
      goal: 2,
      what: what("three writes : socat", "p50"),
      ratio: over(ours.writes, socat?.writes, "p50"),
      atMost: 0.01,
    },
    { goal: 2, what: what("three writes : socat", "p99"), ratio: over(ours.writes, socat?.writes, "p99"), atMost: 0.1 },
    {
      goal: 2,
      what: what("three writes : socat,nodelay", "p50"),
      ratio: over(ours.writes, nodelay?.writes, "p50"),
      atMost: 2,
    },
    { goal: 7, what: what("order under flood : idle", "p50"), ratio: over(flood, idle, "p50"), atMost: 1.2 },
    { goal: 7, what: what("order under flood : idle", "p99"), ratio: over(flood, idle, "p99"), atMost: 1.5 },
    { goal: 8, what: what("persist before send : C", "p50"), ratio: over(holdfast.one, c?.one, "p50"), atMost: 1.3 },
    {
      goal: 8,
      what: what(`${IN_FLIGHT} at once : one by one in C`, "p50"),
      ratio: over(holdfast.sixteen, c?.sixteen, "p50"),
      atMost: 0.1,
    },
  ];
}

const both = ({ p50, p99 }: Figures): string => `${Math.round(p50)} / ${Math.round(p99)}`;
const row = (what: string, cells: readonly string[]): string =>
  `${what.padEnd(30)}${cells.map((cell) => cell.padStart(18)).join("")}`;

const SAID: Readonly<Record<Kind, string>> = {
  question: "a question, relayed",
  writes: "a question behind two writes",
  order: "an order",
  sixteen: `${IN_FLIGHT} orders at once`,
  bracket: "a bracket in three writes",
};

function tripLines(trips: RoundTrips): readonly string[] {
  const names = ["direct", "socat", "socat,nodelay", "holdfast"] as const;
  const kinds = Object.keys(SAID) as Kind[];
  return [
    row("p50 / p99 in us, round trip", names),
    ...kinds.map((kind) =>
      row(
        SAID[kind],
        names.map((name) => (trips[name] === undefined ? "not here" : both(trips[name][kind]))),
      ),
    ),
    `memory of the daemon after it: ${trips.rssMiB} MiB`,
    "",
  ];
}

const persistLines = ({ holdfast, c }: Persists): readonly string[] => [
  row("client's write to Gateway", ["C, one by one", "holdfast"]),
  row("an order, durable", [c === undefined ? "no compiler" : both(c.one), both(holdfast.one)]),
  row(`${IN_FLIGHT} orders, durable`, [c === undefined ? "no compiler" : both(c.sixteen), both(holdfast.sixteen)]),
  "",
];

const floodLines = ({ idle, flood, ticksPerSecond, clients, delivered, rssMiB }: Flooded): readonly string[] => [
  row("an order, round trip", ["idle", "under flood"]),
  row(`${ticksPerSecond} ticks/s x ${clients} clients`, [both(idle), both(flood)]),
  `${Math.round(delivered * 100)} % of them delivered; memory ${rssMiB.idle} MiB idle, ${rssMiB.flood} MiB in the flood`,
];

function goalLine({ goal, what, ratio, atMost }: Goal): string {
  const found = ratio === undefined ? "not measured: its peer is missing" : ratio.toFixed(3);
  const verdict = ratio === undefined ? "" : ratio <= atMost ? "met" : "MISSED";
  return `goal ${goal}  ${what.padEnd(40)}${found.padStart(10)}  at most ${`${atMost}`.padEnd(6)}${verdict}`.trimEnd();
}

if (import.meta.main) {
  await runOrderPath(process.argv.slice(2));
  process.exit(0);
}
