/** `holdfast sim`: simulated counterparts, for trying and testing. */
import { Command } from "commander";
import { gatewayCommand } from "./sim/gateway.ts";
import { faultList } from "./sim/list.ts";

export function simCommand(): Command {
  return new Command("sim")
    .description("simulated counterparts, for trying and testing")
    .addCommand(gatewayCommand())
    .addCommand(faultsCommand());
}

const faultsCommand = (): Command =>
  new Command("faults")
    .description("everything that can go wrong at the simulated Gateway, and where real Gateways differ")
    .option("--json", "as one JSON object")
    .action(({ json }: { readonly json?: boolean }) => void process.stdout.write(`${faultList(json === true)}\n`));
