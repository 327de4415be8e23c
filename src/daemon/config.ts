/**
 * The configuration: `holdfast.toml` and the command line in, plain data for the engine and the shell out.
 *
 * Everything wrong is one sentence that names the file, the line and the key; nothing unknown is passed over in
 * silence, because a misspelt `read-only` must not trade. Relative paths count from the file's own directory, so that
 * the daemon finds its state from wherever it is started.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import { type DoorConfig, type EngineConfig, type StrategyConfig, USUAL_GATEWAY } from "../model/config.ts";
import type { StrategyName } from "../model/ids.ts";
import { disagreement, type Flags } from "./agree.ts";
import { ConfigError, explain, misconfigured } from "./explain.ts";
import { lineOf } from "./locate.ts";
import { type File, type StrategyTable, schema } from "./schema.ts";

export { ConfigError } from "./explain.ts";

/** What the shell around the engine is told. */
export interface Settings {
  readonly engine: EngineConfig;
  /** Absolute. */
  readonly stateDir: string;
  /** Absolute path of the control socket. */
  readonly socket: string;
  readonly log: File["log"];
}

/** What the command line says over the file. */
export interface Overrides {
  readonly twsPort?: number;
  readonly gatewayPort?: number;
  readonly readOnly?: boolean;
}

/** Ports of a Gateway on the same host, by mode (PROTOCOL section 3). */
const GATEWAY_PORT = { paper: 4002, live: 4001 } as const;

export function readConfig(file: string, overrides: Overrides = {}): Settings | ConfigError {
  const text = contentOf(file);
  return text instanceof ConfigError ? text : parseConfig(text, file, overrides);
}

/** The configuration a text describes; `file` names it in sentences and anchors relative paths. */
export function parseConfig(text: string, file: string, overrides: Overrides = {}): Settings | ConfigError {
  const data = parseToml(text, file);
  if (data instanceof ConfigError) return data;
  const read = schema.safeParse(data);
  if (!read.success) return explain(file, text, data, read.error.issues);
  const final = overridden(read.data, overrides);
  const wrong = disagreement(final, flagsGiven(overrides));
  if (wrong === undefined) return settings(final, dirname(resolve(file)));
  return wrong.path === undefined
    ? new ConfigError(wrong.what)
    : misconfigured(file, lineOf(text, wrong.path), wrong.what);
}

const flagsGiven = ({ twsPort, gatewayPort }: Overrides): Flags => ({
  ...(twsPort === undefined ? {} : { "door.port": "--tws-port" }),
  ...(gatewayPort === undefined ? {} : { "gateway.main.port": "--gateway-port" }),
});

/** Why these settings must not run: live trading is asked for twice, so that no copied file trades real money alone. */
export function liveRefusal({ engine }: Settings, file: string, live: boolean): ConfigError | undefined {
  if (engine.mode === "live" && !live)
    return new ConfigError(`${file} says mode = "live": add --live to the command to trade real money`);
  if (engine.mode === "paper" && live)
    return new ConfigError(`--live was given, but ${file} says mode = "paper": change one of the two`);
  return undefined;
}

function contentOf(file: string): string | ConfigError {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      return new ConfigError(`there is no ${file}: copy holdfast.example.toml, or name another file with --config`);
    if (code === "EISDIR") return new ConfigError(`${file} is a directory where the configuration file belongs`);
    return new ConfigError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n", 1)[0]!.replace("Invalid TOML document: ", "");
    return misconfigured(file, error.line, `this is not TOML: ${what}`);
  }
}

function overridden(file: File, overrides: Overrides): File {
  const { main } = file.gateway;
  const port = overrides.gatewayPort ?? main.port ?? GATEWAY_PORT[file.mode];
  return {
    ...file,
    "read-only": overrides.readOnly === true || file["read-only"],
    gateway: { main: { ...main, port } },
    door: { ...file.door, port: overrides.twsPort ?? file.door.port },
  };
}

function settings(file: File, directory: string): Settings {
  const stateDir = resolve(directory, file["state-dir"]);
  return {
    engine: engineConfig(file),
    stateDir,
    socket:
      file.control.socket === undefined ? resolve(stateDir, "control.sock") : resolve(directory, file.control.socket),
    log: file.log,
  };
}

function engineConfig(file: File): EngineConfig {
  const { main } = file.gateway;
  return {
    mode: file.mode,
    readOnly: file["read-only"],
    gateway: {
      name: "main",
      host: main.host,
      port: main.port ?? GATEWAY_PORT[file.mode],
      clientId: main["client-id"],
      maxServerVersion: main["max-server-version"],
      ...USUAL_GATEWAY,
    },
    strategies: Object.entries(file.strategies).map(([name, table]) => strategyConfig(name, table)),
    doors: doors(file),
    messagesPerSecond: file.pacing["messages-per-second"],
  };
}

function strategyConfig(name: string, table: StrategyTable): StrategyConfig {
  return {
    name: name as StrategyName,
    account: table.account,
    clientIds: table["client-ids"],
    masterClientId: table["master-client-id"],
    readOnly: table["read-only"],
    privateOrders: table["private-orders"],
  };
}

/** The shared door, unless no client id leads anywhere behind it, and one for each strategy that has its own. */
function doors(file: File): DoorConfig[] {
  const { host, port, "max-server-version": maxServerVersion } = file.door;
  const tables = Object.entries(file.strategies);
  const shared: DoorConfig = { id: "shared", host, port, strategy: undefined, maxServerVersion };
  const own = tables.flatMap(([name, table]) => {
    if (table.port === undefined) return [];
    const strategy = name as StrategyName;
    return [
      {
        ...shared,
        id: name,
        port: table.port,
        strategy,
        maxServerVersion: table["max-server-version"] ?? maxServerVersion,
      },
    ];
  });
  return tables.some(([, table]) => table["client-ids"].length > 0) ? [shared, ...own] : own;
}
