/**
 * `holdfast sim gateway`: the simulated IB Gateway as a process of its own, over real TCP.
 *
 * With `--json` the first line on standard output names the port; logs go to standard error.
 */
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { onStopSignal } from "../daemon/signals.ts";
import { nodeClock } from "../io/node/clock.ts";
import { nodeHost } from "../io/node/host.ts";
import { nodeNetwork } from "../io/node/network.ts";
import { Calendar, type CalendarKind } from "../sim/exchange/calendar.ts";
import { listings } from "../sim/exchange/contracts.ts";
import { type PricePath, PricePathError, parsePricePath } from "../sim/exchange/pricePath.ts";
import { type RunningGateway, startGateway } from "../sim/gateway/gateway.ts";
import { DEFAULT_ACCOUNTS } from "../sim/gateway/options.ts";
import { SWITCHES, type Switches } from "../sim/gateway/switches.ts";
import { CEILING, FLOOR } from "../wire/versions.ts";
import { port, seed } from "./options.ts";
import { fail } from "./say.ts";

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly accounts: readonly string[];
  readonly seed: number;
  readonly serverVersion: number;
  readonly calendar: CalendarKind;
  readonly prices?: string;
  readonly tickMs: number;
  readonly masterClientId?: number;
  readonly switch: Partial<Switches>;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  holdfast sim gateway --port 4002                                   three paper accounts, prices around the clock
  holdfast sim gateway --port 4002 --accounts DU1000001 --seed 7           one account: an order need not name it
  holdfast sim gateway --port 4002 --calendar real --prices day.csv  hours of US stocks, prices from a file
  holdfast sim gateway --port 4002 --switch cancelFinished=161       where real Gateways differ, the other way

Clients speak to it as to a real Gateway. Nothing it does costs money.`;

export function simCommand(): Command {
  return new Command("sim").description("simulated counterparts, for trying and testing").addCommand(gatewayCommand());
}

function gatewayCommand(): Command {
  return new Command("gateway")
    .description("a simulated IB Gateway for any TWS API client")
    .requiredOption("--port <port>", "TCP port; 0 takes any free one", port)
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option("--accounts <names>", "accounts of the login, with commas between", accountNames, DEFAULT_ACCOUNTS)
    .option("--seed <seed>", "equal seeds make equal prices", seed, 1)
    .option("--server-version <version>", "the highest server version it offers", serverVersion, CEILING)
    .addOption(new Option("--calendar <kind>", "when it trades").choices(["always", "real"]).default("always"))
    .option("--prices <file>", "a price path in place of the seed's prices")
    .option("--tick-ms <ms>", "distance of two looks at the market, a divisor of a minute", tickMs, 250)
    .option("--master-client-id <id>", "the client that hears the orders of all", clientId)
    .option("--switch <name=value>", "behaviour that real Gateways do not agree on; may be repeated", chosen, {})
    .option("--json", "say the port as a JSON line, and log in JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

const ACCOUNT = /^[A-Z]{1,4}\d{4,9}$/;

function accountNames(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  const odd = names.find((name) => !ACCOUNT.test(name));
  if (odd !== undefined) throw new InvalidArgumentError(`"${odd}" is not an account like DU1000001`);
  if (new Set(names).size < names.length) throw new InvalidArgumentError("an account is named twice");
  return names;
}

function serverVersion(text: string): number {
  const version = Number(text);
  if (version >= FLOOR && version <= CEILING && Number.isInteger(version)) return version;
  throw new InvalidArgumentError(`a server version is a whole number from ${FLOOR} to ${CEILING}`);
}

function tickMs(text: string): number {
  const ms = Number(text);
  if (/^\d{1,5}$/.test(text) && ms > 0 && 60_000 % ms === 0) return ms;
  throw new InvalidArgumentError("the distance must divide a minute, such as 50, 250 or 1000 ms");
}

function clientId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a client id is a whole number from 0 upwards");
}

/** One more switch, by its name and one of its values. */
function chosen(text: string, before: Partial<Switches>): Partial<Switches> {
  const [name = "", word = ""] = text.split("=", 2);
  const values: readonly unknown[] | undefined = SWITCHES[name as keyof Switches];
  if (values === undefined)
    throw new InvalidArgumentError(`no switch "${name}"; there are ${Object.keys(SWITCHES).join(", ")}`);
  const value = values.find((one) => String(one) === word);
  if (value === undefined) throw new InvalidArgumentError(`${name} is one of ${values.join(", ")}`);
  return { ...before, [name]: value };
}

function run(flags: Flags): void {
  const host = nodeHost({ level: flags.json ? "info" : "warn", format: flags.json ? "json" : "text" });
  const io = { clock: nodeClock, network: nodeNetwork, host };
  const gateway = startGateway(io, {
    ...{ host: flags.host, port: flags.port, accounts: flags.accounts, seed: flags.seed },
    ...{ calendar: flags.calendar, tickMs: flags.tickMs, priceFile: pricesOf(flags) },
    ...{ serverVersionMax: flags.serverVersion, masterClientId: flags.masterClientId, switches: flags.switch },
    onListening: (opened) => sayListening(flags, opened),
    onFailed: (code) => fail(trouble(flags, code)),
  });
  onStopSignal(
    () => stop(gateway),
    () => process.exit(1),
  );
}

const trouble = ({ host, port }: Flags, code: string): string =>
  code === "EADDRINUSE"
    ? `port ${port} for the simulated Gateway is taken by another program: choose another with --port, 0 for any free one`
    : `the simulated Gateway cannot listen on ${host}:${port}: ${code}`;

function pricesOf({ prices, calendar }: Flags): PricePath | undefined {
  if (prices === undefined) return undefined;
  const path = parsePricePath(textOf(prices), listings(new Calendar(calendar)));
  return path instanceof PricePathError ? fail(`${prices}: ${path}`, 2) : path;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return fail(`${file} cannot be read: ${(error as Error).message}`, 2);
  }
}

function sayListening({ host, accounts, json }: Flags, opened: number): void {
  const line = json
    ? JSON.stringify({ event: "listening", host, port: opened, accounts })
    : `Simulated IB Gateway on ${host}:${opened}, accounts ${accounts.join(", ")}. Ctrl-C ends it.`;
  process.stdout.write(`${line}\n`);
}

function stop(gateway: RunningGateway): void {
  gateway.close();
  process.exit(0);
}
