/**
 * What the demo consists of: a simulated Gateway, the daemon on an empty state directory and two strategies, in one
 * process but over real TCP, so that everything between them is what runs in production.
 *
 * The stage sets them up in order, answers questions about them and strikes them in order. It shows nothing.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, parseConfig, type Settings } from "../../daemon/config.ts";
import { openControl } from "../../daemon/control.ts";
import { openHttp } from "../../daemon/http.ts";
import { type Daemon, startDaemon } from "../../daemon/loop.ts";
import type { Host, Io } from "../../io/io.ts";
import { nodeIo } from "../../io/node/node.ts";
import type { QueryKind } from "../../model/input.ts";
import { startGateway } from "../../sim/gateway/gateway.ts";
import { type Running, startDemoStrategy } from "../../sim/strategies/demo.ts";
import { readPositions } from "../../sim/strategies/positions.ts";
import type { PositionRow } from "./compare.ts";

export const LOOPBACK = "127.0.0.1";
/** Client ids of the demo's own strategies; the guests are for the user's bots on the same accounts. */
export const CAST = [
  { name: "alpha", account: "DU1000001", clientId: 1, guest: 11, style: "maker", symbols: ["AAPL", "MSFT"] },
  { name: "beta", account: "DU1000002", clientId: 2, guest: 12, style: "taker", symbols: ["AAPL", "NVDA"] },
] as const;
/** holdfast's own id at the Gateway, as it is by default: its master client, so that it hears of every order. */
const SESSION_CLIENT_ID = 100;
/** Asks the Gateway behind holdfast's back; far from every id in use. */
const AUDITOR_CLIENT_ID = 990;

export interface StageOptions {
  /** 0 takes any free port. */
  readonly twsPort: number;
  readonly gatewayPort: number;
  /** For /healthz and /readyz. */
  readonly nativePort: number;
  readonly seed: number;
}

export interface StageOwner {
  /** Everything runs and the strategies begin. */
  opened(): void;
  /** Something ended that should not have; one sentence. */
  failed(reason: string): void;
  log: Host["log"];
}

type Answer<T> = (result: T | { readonly failed: string }) => void;

export class Stage {
  readonly stateDir = mkdtempSync(join(tmpdir(), "holdfast-demo-"));
  readonly #options: StageOptions;
  readonly #owner: StageOwner;
  readonly #io: Io;
  #gateway: { close(): void } | undefined;
  #daemon: Daemon | undefined;
  #strategies: Running[] = [];
  #gatewayPort = 0;
  #twsPort = 0;
  #nativePort = 0;
  #closeControl = (): void => {};
  #closeHealth = (): void => {};
  #struck: (() => void) | undefined;

  constructor(options: StageOptions, owner: StageOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#io = nodeIo({ stateDir: this.stateDir, host: { log: owner.log, exit: (code) => this.#exited(code) } });
    // Whatever way the process ends, the temporary state goes with it.
    process.on("exit", () => rmSync(this.stateDir, { recursive: true, force: true }));
    this.#openGateway();
  }

  get gatewayPort(): number {
    return this.#gatewayPort;
  }

  get twsPort(): number {
    return this.#twsPort;
  }

  get nativePort(): number {
    return this.#nativePort;
  }

  /** The path for `holdfast status --socket`. */
  get socket(): string {
    return join(this.stateDir, "control.sock");
  }

  get strategies(): readonly Running[] {
    return this.#strategies;
  }

  ask(what: QueryKind, answer: (result: unknown) => void): void {
    this.#daemon?.query(what, answer);
  }

  /** The positions the Gateway itself reports, over a connection that holdfast has no part in. */
  brokerPositions(answer: Answer<readonly PositionRow[]>): void {
    const address = { host: LOOPBACK, port: this.#gatewayPort, clientId: AUDITOR_CLIENT_ID };
    readPositions(this.#io, address, answer);
  }

  /** The strategies trade no more and cancel what works. */
  settle(settled: () => void): void {
    let left = this.#strategies.length;
    if (left === 0) return settled();
    for (const strategy of this.#strategies)
      strategy.stop(() => {
        if (--left === 0) settled();
      });
  }

  /** Ends everything in order: strategies, daemon, Gateway. */
  strike(struck: () => void): void {
    this.#struck = struck;
    for (const strategy of this.#strategies) strategy.close();
    if (this.#daemon === undefined) this.#exited(0);
    else this.#daemon.drain();
  }

  #openGateway(): void {
    const { gatewayPort: port, seed } = this.#options;
    const accounts = CAST.map((each) => each.account);
    this.#gateway = startGateway(this.#io, {
      ...{ host: LOOPBACK, port, accounts, seed, masterClientId: SESSION_CLIENT_ID },
      onListening: (opened) => {
        this.#gatewayPort = opened;
        this.#openControl();
      },
      onFailed: (code) => this.#owner.failed(gatewayTrouble(port, code)),
    });
  }

  #openControl(): void {
    openControl(
      this.socket,
      (asked, answer) => {
        if ("query" in asked) this.ask(asked.query, answer);
        else this.#daemon?.operate(asked.operate, asked.by, answer);
      },
      {
        opened: (close) => {
          this.#closeControl = close;
          this.#openHealth();
        },
        failed: (reason) => this.#owner.failed(reason),
      },
    );
  }

  #openHealth(): void {
    openHttp({ host: LOOPBACK, port: this.#options.nativePort }, () => this.#daemon, {
      opened: (port, close) => {
        this.#nativePort = port;
        this.#closeHealth = close;
        this.#openDaemon();
      },
      failed: (reason) => this.#owner.failed(reason),
    });
  }

  #openDaemon(): void {
    const settings = demoSettings(this.stateDir, { ...this.#options, gatewayPort: this.#gatewayPort });
    if (settings instanceof ConfigError) return this.#owner.failed(settings.message);
    this.#daemon = startDaemon(this.#io, settings.engine, {
      opened: (_door, port) => this.#begin(port),
      exiting: (code, reason) => {
        if (code !== 0) this.#owner.failed(reason);
      },
    });
  }

  #begin(port: number): void {
    this.#twsPort = port;
    this.#strategies = CAST.map(({ account, clientId, style, symbols }) =>
      startDemoStrategy(this.#io, {
        host: LOOPBACK,
        port,
        clientId,
        account,
        style,
        symbols,
        seed: this.#options.seed,
      }),
    );
    this.#owner.opened();
  }

  #exited(code: number): void {
    this.#gateway?.close();
    this.#closeControl();
    this.#closeHealth();
    if (code === 0) this.#struck?.();
  }
}

type Ports = Pick<StageOptions, "twsPort" | "gatewayPort" | "nativePort">;

/** The demo's daemon reads a configuration like any other. Its Gateway is not IB's and has no resets to expect. */
export function demoSettings(stateDir: string, { twsPort, gatewayPort, nativePort }: Ports): Settings | ConfigError {
  const tables = CAST.map(
    ({ name, account, clientId, guest }) =>
      `[strategies.${name}]\naccount = "${account}"\nclient-ids = [${clientId}, ${guest}]`,
  );
  return parseConfig(
    `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n[gateway.main.restart]\nregion = "none"\nrelogin = "off"\n${tables.join("\n")}`,
    join(stateDir, "holdfast.toml"),
    { twsPort, gatewayPort, nativePort },
  );
}

const gatewayTrouble = (port: number, code: string): string =>
  code === "EADDRINUSE"
    ? `port ${port} for the simulated Gateway is taken (by another demo?): choose another with --gateway-port, 0 for any free one`
    : `the simulated Gateway cannot listen on port ${port}: ${code}`;
