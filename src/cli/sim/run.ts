/** `holdfast sim run`: its flags and its help. What it does is loaded when it is asked for. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { CampaignFlags } from "./campaign.ts";
import { RUN_EXAMPLES } from "./lessons.ts";
import { count, firstSeed, hours, profileOption, workers } from "./options.ts";

const SEEDS = 100;

export function runCommand(): Command {
  return new Command("run")
    .description("run the whole daemon under simulation, seed after seed, until an invariant breaks")
    .option("--seeds <count>", "how many", count, SEEDS)
    .option("--from <seed>", "the first of them", firstSeed, 1)
    .option("--hours <hours>", "simulated hours of every seed, in place of what its kind of day says", hours)
    .addOption(profileOption())
    .option(
      "--workers <count>",
      "how many run at a time; one for each processor unless given",
      workers,
      availableParallelism(),
    )
    .option("--keep-going", "on after a failure, to see what else breaks")
    .option("--no-shrink", "do not look for a smaller scenario of the failure")
    .option("--vault", "compare the trade vault of each run, written live, with what a rebuild makes")
    .option("--out <directory>", "where the scenario file of a failure goes", ".")
    .option("--json", "the result as one JSON object, and nothing else")
    .addHelpText("after", RUN_EXAMPLES)
    .action(async (flags: CampaignFlags) => {
      const { Campaign } = await import("./campaign.ts");
      process.exitCode = await new Campaign(flags).run();
    });
}
