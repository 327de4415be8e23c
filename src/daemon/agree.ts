/**
 * What several keys of the configuration must agree on, one row each.
 *
 * A row answers with the path that is to blame and the rest of the sentence, or with nothing. Where a flag of the command
 * line stands in place of a key, the flag is to blame and named; then there is no path, for the file is not at fault.
 */
import { OPERATOR } from "../model/trading.ts";
import type { File, StrategyTable } from "./schema.ts";

export interface Disagreement {
  /** Undefined when the command line is to blame. */
  readonly path: readonly string[] | undefined;
  readonly what: string;
}

/** The flags that were given, by the key they stand in for, such as `door.port`. */
export type Flags = Readonly<Record<string, string>>;

type Row = (file: File, flags: Flags) => Disagreement | undefined;

/** The first disagreement of a configuration whose shape is right. */
export function disagreement(file: File, flags: Flags): Disagreement | undefined {
  for (const row of ROWS) {
    const found = row(file, flags);
    if (found !== undefined) return found;
  }
  return undefined;
}

const ROWS: readonly Row[] = [
  (file) =>
    Object.keys(file.strategies).length === 0
      ? { path: ["strategies"], what: "strategies is empty: holdfast serves nobody without one" }
      : undefined,
  (file) =>
    "shared" in file.strategies
      ? {
          path: ["strategies", "shared"],
          what: '"shared" is the name of the door for all: call the strategy differently',
        }
      : undefined,
  (file) =>
    OPERATOR in file.strategies
      ? {
          path: ["strategies", OPERATOR],
          what: `"${OPERATOR}" is the name under which holdfast closes positions: call the strategy differently`,
        }
      : undefined,
  accountsFitMode,
  everyStrategyIsReachable,
  ownPortsHaveOwnVersions,
  theSharedPortLeadsSomewhere,
  clientIdsAreUnique,
  mastersAreTheirOwn,
  pausesNeverShrink,
  nothingIsSaidAboutNoRestart,
  holdsHaveARestart,
  theReloginHasItsZone,
  theCommandServerHasItsPort,
  theNativePortIsOn,
  portsAreUnique,
];

const strategies = (file: File): [string, StrategyTable][] => Object.entries(file.strategies);

/** Paper accounts begin with D. The Gateway's own list is checked once more at every start. */
function accountsFitMode(file: File): Disagreement | undefined {
  for (const [name, { account }] of strategies(file)) {
    const kind = account.startsWith("D") ? "paper" : "live";
    const path = ["strategies", name, "account"];
    if (kind !== file.mode) return { path, what: `${account} is a ${kind} account, but mode is "${file.mode}"` };
  }
  return undefined;
}

function everyStrategyIsReachable(file: File): Disagreement | undefined {
  const lost = strategies(file).find(([, s]) => s["client-ids"].length === 0 && s.port === undefined);
  if (lost === undefined) return undefined;
  const what = `strategies.${lost[0]} needs client-ids (for the shared port) or a port of its own`;
  return { path: ["strategies", lost[0]], what };
}

/** A strategy on the shared port takes that port's version; its own would change nothing. */
function ownPortsHaveOwnVersions(file: File): Disagreement | undefined {
  const idle = strategies(file).find(([, s]) => s["max-server-version"] !== undefined && s.port === undefined);
  if (idle === undefined) return undefined;
  const name = `strategies.${idle[0]}`;
  const what = `${name}.max-server-version has no effect without ${name}.port; for the shared port set door.max-server-version`;
  return { path: ["strategies", idle[0], "max-server-version"], what };
}

function theSharedPortLeadsSomewhere(file: File, flags: Flags): Disagreement | undefined {
  const flag = flags["door.port"];
  if (flag === undefined || strategies(file).some(([, s]) => s["client-ids"].length > 0)) return undefined;
  return { path: undefined, what: `${flag} has no effect: no strategy has client-ids, so no shared port opens` };
}

function clientIdsAreUnique(file: File): Disagreement | undefined {
  const owners = new Map<number, string>();
  for (const [name, table] of strategies(file))
    for (const id of table["client-ids"]) {
      const other = owners.get(id);
      const path = ["strategies", name, "client-ids"];
      if (other === name) return { path, what: `strategies.${name}.client-ids names ${id} twice` };
      if (other !== undefined) return { path, what: `client id ${id} belongs to strategies.${other} already` };
      owners.set(id, name);
    }
  return undefined;
}

/** On a strategy's own port every client id is accepted, so any may be the master. */
function mastersAreTheirOwn(file: File): Disagreement | undefined {
  for (const [name, table] of strategies(file)) {
    const master = table["master-client-id"];
    if (master === undefined || table.port !== undefined || table["client-ids"].includes(master)) continue;
    const path = ["strategies", name, "master-client-id"];
    return { path, what: `master-client-id ${master} is not among the client-ids of strategies.${name}` };
  }
  return undefined;
}

function pausesNeverShrink({ gateway: { main } }: File): Disagreement | undefined {
  const pauses = main["backoff-seconds"];
  const n = pauses.findIndex((pause, i) => i > 0 && pause < pauses[i - 1]!);
  if (n < 0) return undefined;
  const what = `gateway.main.backoff-seconds falls from ${pauses[n - 1]} to ${pauses[n]}: a later pause is never shorter`;
  return { path: ["gateway", "main", "backoff-seconds"], what };
}

function nothingIsSaidAboutNoRestart({ gateway: { main } }: File): Disagreement | undefined {
  const idle = (["zone", "minutes"] as const).find((key) => main.restart[key] !== undefined);
  if (idle === undefined || main.restart.at !== undefined) return undefined;
  const what = `gateway.main.restart.${idle} has no effect without gateway.main.restart.at, the time of day of the Gateway's own restart`;
  return { path: ["gateway", "main", "restart", idle], what };
}

function holdsHaveARestart(file: File): Disagreement | undefined {
  const idle = strategies(file).find(([, table]) => table["before-restart"] === "hold");
  if (idle === undefined || file.gateway.main.restart.at !== undefined) return undefined;
  const what = `strategies.${idle[0]}.before-restart = "hold" has no effect without gateway.main.restart.at, the time of day of the Gateway's own restart`;
  return { path: ["strategies", idle[0], "before-restart"], what };
}

function theReloginHasItsZone({ gateway: { main } }: File): Disagreement | undefined {
  if (main.restart["relogin-zone"] === undefined || main.restart.relogin !== "off") return undefined;
  const what = 'gateway.main.restart.relogin-zone has no effect while gateway.main.restart.relogin is "off"';
  return { path: ["gateway", "main", "restart", "relogin-zone"], what };
}

function theCommandServerHasItsPort({ gateway: { main } }: File): Disagreement | undefined {
  if (main["ibc-command-host"] === undefined || main["ibc-command-port"] !== undefined) return undefined;
  const what = "gateway.main.ibc-command-host has no effect without gateway.main.ibc-command-port";
  return { path: ["gateway", "main", "ibc-command-host"], what };
}

function theNativePortIsOn({ native }: File, flags: Flags): Disagreement | undefined {
  const flag = flags["native.port"];
  if (flag === undefined || native.enabled) return undefined;
  return { path: undefined, what: `${flag} has no effect: the file says native.enabled = false` };
}

function portsAreUnique(file: File, flags: Flags): Disagreement | undefined {
  const owners = new Map<number, string>();
  const all = ports(file).map(({ path, port }) => ({ path, port, flag: flags[path.join(".")] }));
  // Flags last: of two that collide the later one is to blame.
  for (const { path, port, flag } of all.sort((a, b) => Number(!!a.flag) - Number(!!b.flag))) {
    const name = flag ?? path.join(".");
    const other = owners.get(port);
    const what = `${name} is ${port}, which is ${other} already`;
    if (other !== undefined) return { path: flag === undefined ? path : undefined, what };
    if (port !== 0) owners.set(port, name);
  }
  return undefined;
}

interface Port {
  readonly path: readonly string[];
  readonly port: number;
}

/** The ports of this machine that the configuration uses, the Gateway's and its command server's when they run here too. */
function ports(file: File): Port[] {
  const { host, port, "ibc-command-host": ibcHost = host, "ibc-command-port": ibcPort } = file.gateway.main;
  const here = (at: string, path: readonly string[], taken: number | undefined): Port[] =>
    at === file.door.host && taken !== undefined ? [{ path, port: taken }] : [];
  const own = strategies(file).flatMap(([name, s]) =>
    s.port === undefined ? [] : [{ path: ["strategies", name, "port"], port: s.port }],
  );
  return [
    ...here(host, ["gateway", "main", "port"], port),
    ...here(ibcHost, ["gateway", "main", "ibc-command-port"], ibcPort),
    { path: ["door", "port"], port: file.door.port },
    ...(file.native.enabled ? here(file.native.host, ["native", "port"], file.native.port) : []),
    ...own,
  ];
}
