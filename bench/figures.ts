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

export interface Comparison {
  readonly what: string;
  readonly unit: "us";
  readonly direct: Figures;
  readonly through: Figures;
  readonly ratioP50: number;
  readonly ratioP99: number;
  readonly daemonRssMiB: number;
}

export function compare(
  what: string,
  direct: readonly Figures[],
  through: readonly Figures[],
  pid: number,
): Comparison {
  const [a, b] = [overRounds(direct), overRounds(through)];
  return {
    what,
    unit: "us",
    direct: a,
    through: b,
    ratioP50: b.p50 / a.p50,
    ratioP99: b.p99 / a.p99,
    daemonRssMiB: rssMiB(pid),
  };
}

export function print(rows: readonly Comparison[], json: boolean): void {
  if (json) return console.log(JSON.stringify(rows));
  console.table(
    rows.map((row) => ({
      path: row.what,
      samples: row.through.n,
      "direct p50 us": Math.round(row.direct.p50),
      "direct p99 us": Math.round(row.direct.p99),
      "holdfast p50 us": Math.round(row.through.p50),
      "holdfast p99 us": Math.round(row.through.p99),
      "ratio p50": row.ratioP50.toFixed(2),
      "ratio p99": row.ratioP99.toFixed(2),
      "daemon RSS MiB": row.daemonRssMiB,
    })),
  );
}
