/** `holdfast sim`: simulated counterparts, for trying and testing, and the whole daemon under simulation. */
import { Command } from "commander";
import { fail } from "./say.ts";
import { gatewayCommand } from "./sim/gateway.ts";
import { faultList, noSuchName, oneOf } from "./sim/list.ts";
import { mutantsCommand } from "./sim/mutants.ts";
import { replayCommand } from "./sim/replay.ts";
import { runCommand } from "./sim/run.ts";

export function simCommand(): Command {
  return new Command("sim")
    .description("simulated counterparts, for trying and testing")
    .addCommand(gatewayCommand())
    .addCommand(runCommand())
    .addCommand(replayCommand())
    .addCommand(mutantsCommand())
    .addCommand(faultsCommand());
}

const faultsCommand = (): Command =>
  new Command("faults")
    .description("everything that can go wrong at the simulated Gateway and around it, and where real Gateways differ")
    .argument("[name]", "one fault or one switch")
    .option("--json", "all of them as one JSON object")
    .action((name: string | undefined, { json }: { readonly json?: boolean }) => {
      const text = name === undefined ? faultList(json === true) : oneOf(name);
      process.stdout.write(`${text ?? fail(noSuchName(name ?? ""), 2)}\n`);
    });
