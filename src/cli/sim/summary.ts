/** The end of a campaign, as a table for people. */
import type { Totals } from "../../sim/campaign/totals.ts";
import { table } from "../table.ts";
import { grouped } from "./progress.ts";

type Row = readonly [what: string, count: string, more: string];

const COLUMNS = [
  { title: "WHAT", of: ([what]: Row) => what },
  { title: "COUNT", of: ([, count]: Row) => count, right: true },
  { title: "", of: ([, , more]: Row) => more },
];

/** Seeds, hours and what was done; then every fault that struck and everything that was seen, the commonest first. */
export function summary(totals: Totals, seconds: number): string {
  const { seeds, hours, calm, checks, counts, struck, set, sometimes, logged, profiles, actors } = totals;
  const rows: readonly Row[] = [
    ["seeds", grouped(seeds), `${(seeds / seconds).toFixed(1)}/s`],
    ["seeds without faults", grouped(calm), ""],
    ["simulated hours", grouped(hours), `${(hours / seconds).toFixed(1)}/s in ${seconds.toFixed(1)} s`],
    ...commonestFirst(profiles).map(([name, count]): Row => [`profile ${name}`, grouped(count), ""]),
    ...commonestFirst(actors).map(([name, count]): Row => [`actor ${name}`, grouped(count), ""]),
    ...Object.entries(counts).map(([name, count]): Row => [name, grouped(count), ""]),
    ["checks of invariants", grouped(checks), ""],
    ...commonestFirst(struck).map(
      ([name, count]): Row => [`fault ${name}`, grouped(count), `set ${grouped(set[name] ?? 0)}`],
    ),
    ...commonestFirst(sometimes).map(([name, count]): Row => [`seen: ${name}`, grouped(count), ""]),
    ...commonestFirst(logged).map(([name, count]): Row => [`logged: ${name}`, grouped(count), ""]),
  ];
  return table(COLUMNS, rows, process.stdout.isTTY === true);
}

/** Without those that never were: in a short run that is most of them. */
const commonestFirst = (counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, one], [, other]) => other - one);
