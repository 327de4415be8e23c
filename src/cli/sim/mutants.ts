/** `holdfast sim mutants`: its flags and its help. What it does is loaded when it is asked for. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import type { HuntFlags } from "./hunt.ts";
import { MUTANTS_EXAMPLES } from "./lessons.ts";
import { count, firstSeed, workers } from "./options.ts";

export function mutantsCommand(): Command {
  return new Command("mutants")
    .description("plant known bugs one by one, and see that the simulation finds each")
    .argument("[ids...]", "which of them, such as M3; all unless given")
    .option("--seeds <count>", "how many each may need, in place of what its row allows", count)
    .option("--from <seed>", "the first of them", firstSeed, 1)
    .option(
      "--workers <count>",
      "how many runs at a time; one for each processor unless given",
      workers,
      availableParallelism(),
    )
    .option("--json", "the result as one JSON object, and nothing else")
    .addHelpText("after", MUTANTS_EXAMPLES)
    .action(async (ids: readonly string[], flags: HuntFlags) => {
      const { hunt } = await import("./hunt.ts");
      process.exitCode = await hunt(ids, flags);
    });
}
