/**
 * The fuzzer by hand: `node test/wire/fuzz/run.ts --seed 7 --frames 10000000`, from another frame on with `--from`, or a
 * single frame with `--frame "in 178 3900…"`. Ends with 1 when something is wrong.
 */
import { parseArgs } from "node:util";
import { campaign, explained } from "./campaign.ts";
import { parsedFrame } from "./frame.ts";
import { replayed } from "./fuzz.ts";
import { decode } from "./trial.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    frames: { type: "string", default: "1000000" },
    from: { type: "string", default: "0" },
    threads: { type: "string", default: "2" },
    "patience-ms": { type: "string", default: "30000" },
    frame: { type: "string" },
  },
});

if (values.frame === undefined) await many();
else one(values.frame);

async function many(): Promise<void> {
  const [seed, from, frames] = [Number(values.seed), Number(values.from), Number(values.frames)];
  const threads = Math.min(frames, Number(values.threads));
  const outcome = await campaign({ seed, from, to: from + frames, threads, patienceMs: Number(values["patience-ms"]) });
  for (const violation of outcome.violations) console.log(explained(violation));
  console.log(`${outcome.tally.frames} frames of seed ${seed}, ${outcome.violations.length} wrong`);
  process.exitCode = outcome.violations.length === 0 ? 0 : 1;
}

function one(line: string): void {
  const frame = parsedFrame(line);
  const finding = replayed(frame);
  console.log(finding === undefined ? String(JSON.stringify(decode(frame))) : `${finding.check}: ${finding.problem}`);
  process.exitCode = finding === undefined ? 0 : 1;
}
