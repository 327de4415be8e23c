/**
 * The daemon as its own process: a configuration file in a state directory of its own, ephemeral doors, its log.
 *
 * A test of restarts calls `kill()` and then `startDaemon` again with the old `directory`; the journal is in it.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Child, type Exit, jsonLine } from "./child.ts";
import { MAIN, ROOT, temporaryDirectory } from "./folders.ts";
import { PATIENCE_MS } from "./patience.ts";

export interface StrategyOptions {
  readonly account: string;
  /** Client ids on the shared port. */
  readonly clientIds?: readonly number[];
  /** A door of its own; 0 takes any free port, absent means none. */
  readonly port?: number;
  /** Further keys of its table, as TOML lines. */
  readonly settings?: string;
}

export interface DaemonOptions {
  readonly gatewayPort: number;
  readonly strategies?: Readonly<Record<string, StrategyOptions>>;
  /** Keys of [files], as TOML lines; no state files are written unless they are given. */
  readonly files?: string;
  readonly mode?: "paper" | "live";
  /** 0 takes any free port; a test that restarts the daemon may give the old one. */
  readonly port?: number;
  /** Further keys of [gateway.main], as TOML lines. */
  readonly gateway?: string;
  /** Tables of limits and credentials, as TOML lines; nobody is limited unless they are given. */
  readonly limits?: string;
  /** Holds the configuration and the state; a fresh one unless given. */
  readonly directory?: string;
  /** Has the daemon write its vault: another process, which most tests do without. */
  readonly vault?: boolean;
  /** Further words for `holdfast up`. */
  readonly flags?: readonly string[];
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the program, such as those that run it as another user. */
  readonly inside?: readonly string[];
  /** A program that runs in place of `holdfast up`; its one word is the configuration file. */
  readonly program?: string;
}

/** One event of the daemon's log. */
export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Client ids 1 and 11 trade DU1000001, 2 and 12 trade DU1000002. */
export const TWO_STRATEGIES = {
  alpha: { account: "DU1000001", clientIds: [1, 11] },
  beta: { account: "DU1000002", clientIds: [2, 12] },
} as const satisfies Record<string, StrategyOptions>;

export class DaemonProcess {
  readonly child: Child;
  readonly directory: string;
  /** The shared door; 0 when no client id leads there. */
  port = 0;
  /** Strategies' own doors. */
  readonly ports: Record<string, number> = {};
  readonly #log: LogLine[] = [];
  #read = 0;

  constructor(child: Child, directory: string) {
    this.child = child;
    this.directory = directory;
  }

  get stateDir(): string {
    return join(this.directory, "state");
  }

  /** The control socket. */
  get socket(): string {
    return join(this.stateDir, "control.sock");
  }

  /** Everything logged so far. */
  get log(): readonly LogLine[] {
    for (const line of this.child.err.slice(this.#read)) {
      this.#read++;
      const event = jsonLine(line);
      if (typeof event?.event === "string") this.#log.push(event as unknown as LogLine);
    }
    return this.#log;
  }

  /** The first logged event, past or to come, that `matches`. */
  logged(what: string, matches: (line: LogLine) => boolean, withinMs = PATIENCE_MS): Promise<LogLine> {
    return this.child.until(`the log line of ${what}`, () => this.log.find(matches), withinMs);
  }

  /** SIGTERM: it drains. */
  stop(): Promise<Exit> {
    return this.child.stop();
  }

  /** SIGKILL. */
  kill(): Promise<Exit> {
    return this.child.kill();
  }
}

/** Resolves when every door is open, which is after the first complete start-up against the Gateway. */
export async function startDaemon(options: DaemonOptions): Promise<DaemonProcess> {
  const { strategies = TWO_STRATEGIES, flags = [] } = options;
  const daemon = launchDaemon({ ...options, strategies, flags });
  const shared = Object.values(strategies).some(({ clientIds = [] }) => clientIds.length > 0);
  if (shared) daemon.port = await doorPort(daemon, "shared");
  keepNativePort(daemon);
  for (const [name, { port }] of Object.entries(strategies))
    if (port !== undefined) daemon.ports[name] = await doorPort(daemon, name);
  return daemon;
}

/** By door, the other port of the daemon that had it: any free one might be the door's, which is opened later. */
const nativePorts = new Map<number, number>();

function keepNativePort({ port, log }: DaemonProcess): void {
  const opened = log.find(({ event }) => event === "health-open");
  if (port !== 0 && opened !== undefined) nativePorts.set(port, opened.port as number);
}

/** The same without waiting for anything: for a daemon that is expected to refuse. */
export function launchDaemon(options: DaemonOptions): DaemonProcess {
  const { directory = temporaryDirectory(), strategies = TWO_STRATEGIES, flags = [], port = 0 } = options;
  const native = `${nativePorts.get(port) ?? 0}`;
  const file = join(directory, "holdfast.toml");
  writeFileSync(file, configuration({ ...options, strategies }));
  const { env, program, inside = [] } = options;
  const words =
    program === undefined ? [MAIN, "up", "--config", file, "--native-port", native, ...flags] : [program, file];
  const [command, ...all] = [...inside, process.execPath, ...words];
  return new DaemonProcess(new Child("the daemon", command!, all, { cwd: ROOT, env }), directory);
}

/** An environment in which every start but the first finds its modules compiled: for tests that start often. */
export function compiledOnce(): Readonly<Record<string, string>> {
  const env = { NODE_COMPILE_CACHE: temporaryDirectory() };
  spawnSync(process.execPath, [MAIN, "--help"], { env: { ...process.env, ...env } });
  return env;
}

async function doorPort(daemon: DaemonProcess, door: string): Promise<number> {
  const opened = await daemon.logged(
    `door ${door}`,
    (line) => line.event === "door-open" && line.door === door,
    20_000,
  );
  return opened.port as number;
}

function configuration({
  gatewayPort,
  gateway = "",
  limits = 'limits = "off"\naccount-limits = "off"',
  mode = "paper",
  port = 0,
  strategies = {},
  vault = false,
  files = "enabled = false",
}: DaemonOptions): string {
  const tables = Object.entries(strategies).map(([name, strategy]) =>
    [
      `[strategies.${name}]`,
      `account = "${strategy.account}"`,
      `client-ids = [${(strategy.clientIds ?? []).join(", ")}]`,
      ...(strategy.port === undefined ? [] : [`port = ${strategy.port}`]),
      strategy.settings ?? "",
    ].join("\n"),
  );
  return [
    `mode = "${mode}"`,
    limits,
    `[gateway.main]\nport = ${gatewayPort}\n${gateway}`,
    // Whatever the hour of the test, nothing is expected to be away.
    '[gateway.main.restart]\nregion = "none"\nrelogin = "off"',
    `[door]\nport = ${port}`,
    `[vault]\nenabled = ${vault}`,
    `[files]\n${files}`,
    `[log]\nlevel = "debug"\nformat = "json"`,
    ...tables,
    "",
  ].join("\n\n");
}
