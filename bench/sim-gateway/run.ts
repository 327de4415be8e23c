/** `node bench/sim-gateway/run.ts [--seconds 10] [--tick-ms 60] [--json]`: what the simulated Gateway can do, on one core. */
import { parseArgs } from "node:util";
import { dayAlone, hourInStep } from "./day.ts";
import { load } from "./load.ts";
import { isPinned } from "./program.ts";

export async function runSimGateway(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "10" },
      "tick-ms": { type: "string", default: "60" },
      json: { type: "boolean", default: false },
    },
  });
  const [alone, inStep] = [await dayAlone(), await hourInStep()];
  const streaming = await load(Number(values.seconds), Number(values["tick-ms"]));
  if (values.json) return console.log(JSON.stringify({ isPinned: isPinned(), alone, inStep, streaming }));
  console.log(`the simulated Gateway${isPinned() ? " on one core" : ", not pinned to a core: there is no taskset"}`);
  console.log(`start to listening: ${alone.startMs.toFixed(0)} ms`);
  console.log(`a day with the default faults: ${alone.seconds.toFixed(2)} s, at most ${alone.peakMiB} MiB`);
  console.log(
    `an hour in step with a streaming client: ${inStep.seconds.toFixed(2)} s, ${inStep.frames} frames,`,
    `at most ${inStep.peakMiB} MiB`,
  );
  const { contracts, ticksPerSecond, core, lagMs, peakMiB } = streaming;
  console.log(
    `10 clients, ${contracts} contracts: ${ticksPerSecond} ticks/s with ${Math.round(core * 100)} % of the core,`,
    `behind by ${lagMs.p50} / ${lagMs.p99} ms (p50 / p99), ${peakMiB} MiB`,
  );
}

if (import.meta.main) await runSimGateway(process.argv.slice(2));
