/** Percentiles, and how the benchmarks print them. */
import { readFileSync } from "node:fs";

export interface Figures {
  readonly n: number;
  readonly p50: number;
  readonly p99: number;
}

export function figures(samples: readonly number[]): Figures {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p99: at(0.99) };
}

/** The median over rounds of each round's percentile: a noisy round does not decide. */
export function overRounds(rounds: readonly Figures[]): Figures {
  const median = (of: (f: Figures) => number): number => figures(rounds.map(of)).p50;
  return { n: rounds.reduce((sum, f) => sum + f.n, 0), p50: median((f) => f.p50), p99: median((f) => f.p99) };
}

/** Resident memory of a process in MiB (Linux). */
export function rssMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 102.4) / 10;
}

const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has taken so far (Linux). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The most resident memory that a process ever held, in MiB (Linux). */
export function peakMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024);
}

/** The paths of one benchmark, measured in turn in the same run. */
export interface Paths<T> {
  readonly direct: T;
  /** Through a process that only passes bytes on. */
  readonly hop: T;
  readonly holdfast: T;
}

export interface Comparison extends Paths<Figures> {
  readonly what: string;
  readonly unit: "us";
  readonly daemonRssMiB: number;
}

export const rounds = (): Paths<Figures[]> => ({ direct: [], hop: [], holdfast: [] });

export function compare(what: string, measured: Paths<readonly Figures[]>, pid: number): Comparison {
  const { direct, hop, holdfast } = measured;
  const [a, b, c] = [overRounds(direct), overRounds(hop), overRounds(holdfast)];
  return { what, unit: "us", direct: a, hop: b, holdfast: c, daemonRssMiB: rssMiB(pid) };
}

const both = ({ p50, p99 }: Figures): string => `${Math.round(p50)} / ${Math.round(p99)}`;
const ratio = (a: Figures, b: Figures): string => `${(a.p50 / b.p50).toFixed(2)} / ${(a.p99 / b.p99).toFixed(2)}`;

export function print(rows: readonly Comparison[], json: boolean): void {
  if (json) return console.log(JSON.stringify(rows));
  console.table(
    rows.map((row) => ({
      "p50 / p99, us": row.what,
      samples: row.holdfast.n,
      direct: both(row.direct),
      "plain hop": both(row.hop),
      holdfast: both(row.holdfast),
      "holdfast : direct": ratio(row.holdfast, row.direct),
      "holdfast : hop": ratio(row.holdfast, row.hop),
      "daemon RSS MiB": row.daemonRssMiB,
    })),
  );
}
