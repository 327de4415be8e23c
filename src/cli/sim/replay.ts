/** `holdfast sim replay`: its flags and its help. What it does is loaded when it is asked for. */
import { Command, InvalidArgumentError } from "commander";
import { durationMs } from "../../standalone/duration.ts";
import type { ReplayFlags } from "./again.ts";
import { REPLAY_EXAMPLES } from "./lessons.ts";
import { hours, profileOption } from "./options.ts";

export function replayCommand(): Command {
  return new Command("replay")
    .description("one simulated run again, as a readable timeline")
    .argument("<seed-or-file>", "a seed such as 123 or 123@COMMIT, or a scenario file")
    .option("--until <time>", "show nothing after it: 90s, 1h02m3s, or milliseconds", span)
    .option("--focus <order>", "only what concerns one order: its key, orderId or permId")
    .option("--hours <hours>", "as the seed was run with", hours)
    .addOption(profileOption())
    .option("--shrink", "look for a smaller scenario that breaks the same invariant, and write it to a file")
    .option("--json", "the result as one JSON object, and nothing else")
    .addHelpText("after", REPLAY_EXAMPLES)
    .action(async (what: string, flags: ReplayFlags) => {
      const { replay } = await import("./again.ts");
      process.exitCode = replay(what, flags);
    });
}

function span(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined) throw new InvalidArgumentError(`"${text}" is no span of time such as 90s, 1h02m3s or 1500`);
  return ms;
}
