/**
 * `node bench/simulation/run.ts [--seconds 10] [--load dense,sparse] [--bare] [--json]`: how many simulated hours a second
 * brings, in a dense load and in a sparse one.
 *
 * First a bare world on one core (`load.ts`): Gateway, daemon and two strategies, without an oracle. Then the profiles of
 * the campaign of these names (`campaign.ts`), with the oracle, on one core and on two. `--bare` leaves the second out.
 */
import { parseArgs } from "node:util";
import { type Campaign, campaign } from "./campaign.ts";
import { type Counts, DENSE, type Load, SPARSE, simulate } from "./load.ts";
import { metered } from "./meter.ts";

/** Simulated hours a second on two cores, with the oracle, which may take so much of the time (RELIABILITY 2.10). */
const GOALS = { dense: 8, sparse: 60 } as const;
const CORES = 2;
const ORACLE_SHARE_MAX = 0.3;
/** So long is a seed of a bare world. */
const HOURS = 2;

interface Bare {
  readonly perSecond: number;
  readonly perHour: Readonly<Counts>;
}

interface Figures {
  readonly load: keyof typeof GOALS;
  readonly bare: Bare;
  readonly campaign: Campaign | undefined;
}

export async function runSimulation(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ seconds: { type: "string", default: "10" }, load: { type: "string", default: "dense,sparse" } },
      ...{ bare: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
    } as const,
  });
  const seconds = Number(values.seconds);
  const all: Figures[] = [];
  for (const load of [DENSE, SPARSE]) {
    if (!values.load.split(",").includes(load.name)) continue;
    const figures = { load: load.name, bare: bareOf(load, seconds) };
    all.push({ ...figures, campaign: values.bare ? undefined : await campaign(load.name, seconds) });
  }
  if (values.json) console.log(JSON.stringify(all));
  else for (const line of all.flatMap(lines)) console.log(line);
}

function bareOf(load: Load, seconds: number): Bare {
  const counts: Counts = { events: 0, ticks: 0, orders: 0, fills: 0, starts: 0 };
  let simulated = 0;
  const { hours, seconds: taken } = metered(seconds, 1, (seed) => {
    simulate(load, seed, HOURS, counts);
    simulated += HOURS;
    return HOURS;
  });
  const perHour = Object.entries(counts).map(([what, n]) => [what, Math.round(n / simulated)]);
  return { perSecond: hours / taken, perHour: Object.fromEntries(perHour) as Counts };
}

function lines({ load, bare, campaign }: Figures): readonly string[] {
  const goal = GOALS[load];
  const counts = Object.entries(bare.perHour).map(([what, n]) => `${n} ${what}`);
  const room = goal / CORES / (1 - ORACLE_SHARE_MAX);
  const first = [
    `${load}: ${hours(bare.perSecond)} on one core without an oracle (${verdict(bare.perSecond, room)})`,
    `  an hour has ${counts.join(", ")}`,
  ];
  if (campaign === undefined) return first;
  const { perSecond, blindPerSecond, oracleShare, twoCoresPerSecond } = campaign;
  return [
    ...first,
    `  campaign: ${hours(twoCoresPerSecond)} on two cores (${verdict(twoCoresPerSecond, goal)}), ${hours(perSecond)} on one`,
    `  its oracle: ${Math.round(oracleShare * 100)} % of the time (goal: at most ${ORACLE_SHARE_MAX * 100} %), ${hours(blindPerSecond)} without it`,
  ];
}

const hours = (perSecond: number): string => `${perSecond.toFixed(perSecond < 10 ? 2 : 1)} simulated hours/s`;

const verdict = (figure: number, goal: number): string =>
  `${figure >= goal ? "goal met" : "GOAL MISSED"}: at least ${goal.toFixed(1)}`;

if (import.meta.main) await runSimulation(process.argv.slice(2));
