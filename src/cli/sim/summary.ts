/** The end of a campaign, as a table for people. */
import { printable, table } from "../table.ts";
import { grouped } from "./progress.ts";
import type { Sum } from "./sum.ts";

type Row = readonly [what: string, count: string, more: string];

const COLUMNS = [
  { title: "WHAT", of: ([what]: Row) => what },
  { title: "COUNT", of: ([, count]: Row) => count, right: true },
  { title: "", of: ([, , more]: Row) => more },
];

/** Seeds, hours and what was done; then every fault and every rare situation, the rarest first. */
export function summary(sum: Sum, seconds: number): string {
  const { seeds, hours, checks, counts, struck, set, sometimes } = sum;
  const rows: readonly Row[] = [
    ["seeds", grouped(seeds), `${(seeds / seconds).toFixed(1)}/s`],
    ["simulated hours", grouped(hours), `${(hours / seconds).toFixed(1)}/s in ${seconds.toFixed(1)} s`],
    ...Object.entries(counts).map(([name, count]): Row => [name, grouped(count), ""]),
    ["checks of invariants", grouped(checks), ""],
    ...rarestFirst(struck).map(
      ([name, count]): Row => [`fault ${name}`, grouped(count), `set ${grouped(set[name] ?? 0)}`],
    ),
    ...rarestFirst(sometimes).map(([name, count]): Row => [`sometimes ${printable(name)}`, grouped(count), ""]),
  ];
  return table(COLUMNS, rows, process.stdout.isTTY === true);
}

/** Without those that never were: in a short run that is most of them. */
const rarestFirst = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => one - other);
