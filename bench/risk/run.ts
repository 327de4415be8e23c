/**
 * `node bench/risk/run.ts [--orders 2000] [--rounds 5] [--json]`: what the gates add to an order.
 *
 * Two engines take the same orders in turn: one with every limit on, of the strategy and of its account, and one with every limit
 * off. Timed is the step from a client's bytes to effects: frames, decoding, gates, the entry, pacing, the frame for the Gateway.
 * The books are a small one, one of many contracts, one of many orders in few contracts, and one with long lists (`desk.ts`): the cost
 * must not grow from the first to the others. Every order passes every gate, which is the longest way. Each order is refused by the
 * Gateway afterwards, so that the book stays as large as it was. The gates alone are timed beside it.
 */
import { parseArgs } from "node:util";
import { type Figures, figures, overRounds } from "../figures.ts";
import { Desk, SIZES, type Size } from "./desk.ts";

/** What all gates may add to an order's median, in microseconds. */
const ADDED_US_MAX = 5;

interface Measured {
  readonly off: Figures;
  readonly on: Figures;
  /** Of the gates alone, in microseconds. */
  readonly gates: Figures;
}

export async function runRisk(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ orders: { type: "string", default: "2000" }, rounds: { type: "string", default: "5" } },
      json: { type: "boolean", default: false },
    } as const,
  });
  for (const [name, size] of Object.entries(SIZES)) {
    const measured = measure(size, Number(values.orders), Number(values.rounds));
    if (values.json) console.log(JSON.stringify({ name, ...size, ...measured }));
    else
      for (const line of [
        `${name}: ${size.contracts} contracts, ${2 * size.contracts * size.deep} orders at work`,
        ...lines(measured),
        "",
      ])
        console.log(line);
  }
}

function measure(size: Size, orders: number, rounds: number): Measured {
  const [off, on] = [new Desk("off", size), new Desk("on", size)];
  const taken: Record<keyof Measured, Figures[]> = { off: [], on: [], gates: [] };
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const samples: Record<keyof Measured, number[]> = { off: [], on: [], gates: [] };
    for (let n = 0; n < orders; n++) {
      // Whoever comes second has the caches of the first one: they take turns.
      const [first, second] = n % 2 === 0 ? ([off, on] as const) : ([on, off] as const);
      const [one, other] = [first.place(), second.place()];
      const [free, limited] = first === off ? [one, other] : [other, one];
      samples.off.push(free.orderUs);
      samples.on.push(limited.orderUs);
      samples.gates.push(limited.gatesUs);
    }
    if (round > 0) for (const what of ["off", "on", "gates"] as const) taken[what].push(figures(samples[what]));
  }
  return { off: overRounds(taken.off), on: overRounds(taken.on), gates: overRounds(taken.gates) };
}

const cell = ({ p50, p99 }: Figures): string => `${p50.toFixed(1)} / ${p99.toFixed(1)}`.padStart(18);

function lines({ off, on, gates }: Measured): readonly string[] {
  const added = on.p50 - off.p50;
  return [
    `p50 / p99 in us, ${off.n} orders each`,
    `an order with every limit off  ${cell(off)}`,
    `an order with every limit on   ${cell(on)}`,
    `the gates alone                ${cell(gates)}`,
    `on : off                       ${(on.p50 / off.p50).toFixed(3).padStart(10)}`,
    `added to the median            ${added.toFixed(1).padStart(10)}  at most ${ADDED_US_MAX}  ${added <= ADDED_US_MAX ? "met" : "MISSED"}`,
  ];
}

if (import.meta.main) {
  await runRisk(process.argv.slice(2));
  process.exit(0);
}
