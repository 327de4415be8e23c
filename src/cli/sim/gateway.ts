/**
 * `holdfast sim gateway`: the simulated IB Gateway as a process of its own, over real TCP.
 *
 * It says on standard output what it does, for people, or with `--json` as one JSON object a line, of which the first names
 * the port. What the flags mean is the library's business (`src/standalone`); a flag that makes no sense ends it with 2.
 */
import { Command, Option } from "commander";
import { onStopSignal } from "../../daemon/signals.ts";
import { DEFAULT_ACCOUNTS } from "../../sim/gateway/options.ts";
import { ListenError, SimOptionsError, type SimulatedGateway, startGateway } from "../../standalone/standalone.ts";
import { CEILING } from "../../wire/versions.ts";
import { seed } from "../options.ts";
import { fail } from "../say.ts";
import { asFlag, chosen, type Flags, limited, marked, names, number, optionsOf } from "./flags.ts";
import { faultList } from "./list.ts";
import { EXAMPLES } from "./teaching.ts";
import { Telling } from "./telling.ts";

export function gatewayCommand(): Command {
  return new Command("gateway")
    .description("a simulated IB Gateway for any TWS API client")
    .option("--port <port>", "TCP port; 0 takes any free one", number, 4102)
    .option("--host <host>", "address to listen on; there is no password", "127.0.0.1")
    .addOption(
      new Option("--accounts <names>", "accounts of the login, with commas between")
        .argParser(names)
        .default(DEFAULT_ACCOUNTS, DEFAULT_ACCOUNTS.join(",")),
    )
    .option("--cash <amount>", "in each account at the start, a million unless given", number)
    .option("--base-currency <code>", "of the accounts, USD unless given")
    .option("--advisor", "a financial advisor's login: a master account above the others")
    .option("--margin", "margin accounts in place of cash accounts")
    .addOption(
      new Option("--market-data <kind>", "what the login may see")
        .choices(["live", "delayed", "none", "competing"])
        .default("live"),
    )
    .option("--seed <seed>", "equal seeds make equal prices and equal faults", seed, 1)
    .option("--server-version <version>", "the highest server version it offers", number, CEILING)
    .option("--master-client-id <id>", "the client that hears the orders of all", number)
    .addOption(new Option("--calendar <kind>", "when it trades").choices(["always", "real"]).default("always"))
    .option(
      "--start <time>",
      'where its clock begins: "2026-01-05 10:00" in New York, or "...T15:00:00Z"; now unless given',
    )
    .option(
      "--speed <factor>",
      "60 lets an hour pass in a minute; 0 stands still until --control advances it",
      number,
      1,
    )
    .option("--settle-ms <ms>", "with --speed 0: how long clients must be quiet before time goes on", number, 2)
    .option("--prices <file>", "a price path in place of the seed's prices")
    .option("--tick-ms <ms>", "distance of two looks at the market, a divisor of a minute", number, 250)
    .option("--latency-ms <ms>", "how long an order takes to the market, 10 unless given", number)
    .option("--fault <name[:key=value,...]>", "something that goes wrong from the start; may be repeated", marked)
    .option("--faults <file>", 'what goes wrong, and when: one JSON object a line; "default" is --fault-rate 12')
    .option("--fault-rate <per hour>", "faults at random, drawn from the seed; 12 is a bad week in a day", number)
    .option("--list-faults", "print all faults and switches, as holdfast sim faults does")
    .option("--switch <name=value>", "behaviour that real Gateways do not agree on; may be repeated", chosen)
    .option("--limit <name=value>", "a limit of the Gateway; may be repeated", limited)
    .option("--control <port>", "the control door: HTTP on 127.0.0.1, 0 takes any free port", number)
    .option(
      "--command-port <port>",
      "IBC's command server: RECONNECTDATA, RESTART and so on; 0 takes any free port",
      number,
    )
    .option("--record <file>", "write the wire as JSON lines; holdfast wire decode reads them")
    .option("--quiet", "say nothing but where it listens")
    .option("--json", "say everything as JSON lines; the first one has the port")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (flags.listFaults) return void process.stdout.write(`${faultList(flags.json === true)}\n`);
  if (flags.speed === 0 && flags.control === undefined)
    fail(
      "with --speed 0 time stands still until it is told to advance, which needs the control door: add --control 0",
      2,
    );
  const telling = new Telling(flags);
  const gateway = await started(flags, telling);
  telling.listening(gateway);
  // It ends by itself, so that whoever said STOP reads the answer.
  void gateway.stopped.then(() => gateway.close());
  onStopSignal(
    () => void gateway.close().then(() => process.exit(0)),
    () => process.exit(1),
  );
}

async function started(flags: Flags, { hear }: Telling): Promise<SimulatedGateway> {
  try {
    return await startGateway({ ...optionsOf(flags), onEvent: flags.quiet ? undefined : hear });
  } catch (error) {
    if (error instanceof SimOptionsError) return fail(`${asFlag(error.message)}; try holdfast sim gateway --help`, 2);
    if (error instanceof ListenError) return fail(`${error.message} (${asFlag(`${error.option}: `).slice(0, -2)})`);
    throw error;
  }
}
