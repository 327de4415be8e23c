/**
 * `holdfast sim gateway`: the simulated IB Gateway as a process of its own, over real TCP.
 *
 * It says on standard output what it does, for people, or with `--json` as one JSON object a line, of which the first names
 * the port. What the flags mean is the library's business (`src/standalone`); a flag that makes no sense ends it with 2.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { onStopSignal } from "../../daemon/signals.ts";
import type { MarketData } from "../../sim/gateway/data/entitlement.ts";
import { LIMITS, type Limits } from "../../sim/gateway/limits.ts";
import { DEFAULT_ACCOUNTS } from "../../sim/gateway/options.ts";
import { SWITCHES, type Switches } from "../../sim/gateway/switches.ts";
import {
  ListenError,
  type SimEvent,
  SimOptionsError,
  type SimulatedGateway,
  startGateway,
} from "../../standalone/standalone.ts";
import { CEILING, FLOOR } from "../../wire/versions.ts";
import { port, seed } from "../options.ts";
import { fail } from "../say.ts";
import { faultList } from "./list.ts";
import { Telling } from "./telling.ts";

type Marks = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly accounts: readonly string[];
  readonly seed: number;
  readonly cash?: number;
  readonly baseCurrency?: string;
  readonly advisor?: boolean;
  readonly margin?: boolean;
  readonly marketData: MarketData;
  readonly serverVersion: number;
  readonly calendar: "always" | "real";
  readonly start?: string;
  readonly speed: number;
  readonly settleMs: number;
  readonly prices?: string;
  readonly tickMs: number;
  readonly latencyMs?: number;
  readonly masterClientId?: number;
  readonly switch: Partial<Switches>;
  readonly limit: Partial<Limits>;
  readonly fault: Marks;
  readonly faults?: string;
  readonly faultRate?: number;
  readonly listFaults?: boolean;
  readonly control?: number;
  readonly record?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Point any client of the TWS API at the port: it answers as a real Gateway does, and nothing it does costs money.

Examples:
  holdfast sim gateway                                      three paper accounts on port 4102, prices around the clock
  holdfast sim gateway --accounts DU1000001 --seed 7        one account, so that orders need not name it; other prices
  holdfast sim gateway --calendar real --start "2026-01-05 09:25" --speed 60
                                                            a trading day of New York in 16 minutes
  holdfast sim gateway --prices day.csv                     prices from a file: time-offset-ms,symbol,bid,ask,last

Bad days:
  holdfast sim faults                                       what can go wrong, and where it was seen
  holdfast sim gateway --fault mute-handshake               set from the start
  holdfast sim gateway --fault order-lost:times=1,client=7  the first order of client 7 never arrives
  holdfast sim gateway --control 4112                       and later, while it runs:
    curl -X PUT localhost:4112/faults/link-lost
    curl localhost:4112/truth                               what the broker knows to be so

For tests, with time that stands still until it is told to go on:
  holdfast sim gateway --port 0 --speed 0 --control 0 --json
    curl localhost:PORT/clock -H 'content-type: application/json' -d '{"advance": "24h"}'

docs/simulated-gateway.md has ready tests for pytest with ib_async and node:test with @stoqey/ib.`;

export function gatewayCommand(): Command {
  return new Command("gateway")
    .description("a simulated IB Gateway for any TWS API client")
    .option("--port <port>", "TCP port; 0 takes any free one", port, 4102)
    .option("--host <host>", "address to listen on; there is no password", "127.0.0.1")
    .option("--accounts <names>", "accounts of the login, with commas between", accountNames, DEFAULT_ACCOUNTS)
    .option("--cash <amount>", "in each account at the start, a million unless given", amount)
    .option("--base-currency <code>", "of the accounts, USD unless given")
    .option("--advisor", "a financial advisor's login: a master account above the others")
    .option("--margin", "margin accounts in place of cash accounts")
    .addOption(
      new Option("--market-data <kind>", "what the login may see")
        .choices(["live", "delayed", "none", "competing"])
        .default("live"),
    )
    .option("--seed <seed>", "equal seeds make equal prices and equal faults", seed, 1)
    .option("--server-version <version>", "the highest server version it offers", serverVersion, CEILING)
    .option("--master-client-id <id>", "the client that hears the orders of all", clientId)
    .addOption(new Option("--calendar <kind>", "when it trades").choices(["always", "real"]).default("always"))
    .option(
      "--start <time>",
      'where its clock begins: "2026-01-05 10:00" in New York, or "...T15:00:00Z"; now unless given',
    )
    .option(
      "--speed <factor>",
      "60 lets an hour pass in a minute; 0 stands still until --control advances it",
      amount,
      1,
    )
    .option("--settle-ms <ms>", "with --speed 0: how long clients must be quiet before time goes on", amount, 2)
    .option("--prices <file>", "a price path in place of the seed's prices")
    .option("--tick-ms <ms>", "distance of two looks at the market, a divisor of a minute", tickMs, 250)
    .option("--latency-ms <ms>", "how long an order takes to the market, 10 unless given", amount)
    .option("--fault <name[:key=value,...]>", "something that goes wrong from the start; may be repeated", marked, {})
    .option("--faults <file>", "what goes wrong, and when: one JSON object a line")
    .option("--fault-rate <per hour>", "faults at random, drawn from the seed; 12 is a bad week in a day", amount)
    .option("--list-faults", "print all faults and switches, as holdfast sim faults does")
    .option("--switch <name=value>", "behaviour that real Gateways do not agree on; may be repeated", chosen, {})
    .option("--limit <name=value>", "a limit of the Gateway; may be repeated", limited, {})
    .option("--control <port>", "the control door: HTTP on 127.0.0.1, 0 takes any free port", port)
    .option("--record <file>", "write the wire as JSON lines; holdfast wire decode reads them")
    .option("--quiet", "say nothing but where it listens")
    .option("--json", "say everything as JSON lines; the first one has the port")
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

function amount(text: string): number {
  if (/^\d{1,12}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("it is a number from 0 upwards");
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

function limited(text: string, before: Partial<Limits>): Partial<Limits> {
  const [name = "", value = ""] = text.split("=", 2);
  if (!Object.hasOwn(LIMITS, name))
    throw new InvalidArgumentError(`no limit "${name}"; there are ${Object.keys(LIMITS).join(", ")}`);
  if (!/^\d{1,12}$/.test(value)) throw new InvalidArgumentError(`${name} is a whole number, as in ${name}=10`);
  return { ...before, [name]: Number(value) };
}

/** One more fault, as `name` or `name:key=value,key=value`. */
function marked(text: string, before: Marks): Marks {
  const [name = "", ...rest] = text.split(":");
  const pairs = rest
    .join(":")
    .split(",")
    .filter((pair) => pair !== "");
  const odd = pairs.find((pair) => !/^\w+=./.test(pair));
  if (odd !== undefined) throw new InvalidArgumentError(`"${odd}" is not key=value, as in order-lost:times=1,client=7`);
  const values = pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return { ...before, [name]: Object.fromEntries(values) };
}

async function run(flags: Flags): Promise<void> {
  if (flags.listFaults) return void process.stdout.write(`${faultList(flags.json === true)}\n`);
  if (flags.speed === 0 && flags.control === undefined)
    fail(
      "with --speed 0 time stands still until it is told to advance, which needs the control door: add --control 0",
      2,
    );
  const telling = new Telling(flags);
  const gateway = await started(flags, telling.hear);
  telling.listening(gateway);
  onStopSignal(
    () => void gateway.close().then(() => process.exit(0)),
    () => process.exit(1),
  );
}

async function started(flags: Flags, hear: (event: SimEvent) => void): Promise<SimulatedGateway> {
  const {
    margin,
    fault,
    faults: faultFile,
    limit,
    switch: switches,
    quiet,
    json: _json,
    listFaults: _list,
    ...rest
  } = flags;
  const accountKind = margin ? "margin" : "cash";
  const onEvent = quiet ? undefined : hear;
  try {
    return await startGateway({ ...rest, accountKind, faults: fault, faultFile, limits: limit, switches, onEvent });
  } catch (error) {
    if (error instanceof SimOptionsError) return fail(asFlag(error.message), 2);
    if (error instanceof ListenError) return fail(error.message);
    throw error;
  }
}

const FLAG_OF: Readonly<Record<string, string>> = {
  ...{ faults: "fault", faultFile: "faults", switches: "switch", limits: "limit" },
};

/** `tickMs: ...` is about `--tick-ms`. */
const asFlag = (message: string): string =>
  message.replace(
    /^\w+(?=: )/,
    (name) => `--${FLAG_OF[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
