/**
 * What several keys of the configuration must agree on, one row each.
 *
 * A row answers with the path that is to blame and the rest of the sentence, or with nothing.
 */
import type { File, StrategyTable } from "./schema.ts";

export interface Disagreement {
  readonly path: readonly string[];
  readonly what: string;
}

type Row = (file: File) => Disagreement | undefined;

/** The first disagreement of a configuration whose shape is right. */
export function disagreement(file: File): Disagreement | undefined {
  for (const row of ROWS) {
    const found = row(file);
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
  accountsFitMode,
  everyStrategyIsReachable,
  clientIdsAreUnique,
  mastersAreTheirOwn,
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

function portsAreUnique(file: File): Disagreement | undefined {
  const owners = new Map<number, string>();
  for (const { path, port } of ports(file)) {
    const name = path.join(".");
    const other = owners.get(port);
    if (other !== undefined) return { path, what: `${name} is ${port}, which is ${other} already` };
    if (port !== 0) owners.set(port, name);
  }
  return undefined;
}

/** The ports of this machine that the configuration uses, the Gateway's among them when it runs here too. */
function ports(file: File): { readonly path: string[]; readonly port: number }[] {
  const { host, port } = file.gateway.main;
  const gateway = host === file.door.host && port !== undefined ? [{ path: ["gateway", "main", "port"], port }] : [];
  const own = strategies(file).flatMap(([name, s]) =>
    s.port === undefined ? [] : [{ path: ["strategies", name, "port"], port: s.port }],
  );
  return [...gateway, { path: ["door", "port"], port: file.door.port }, ...own];
}
