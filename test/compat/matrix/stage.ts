/**
 * One simulated Gateway of a given server version, one holdfast in front of it, and a door for every cell.
 *
 * Each cell has an account and a strategy of its own, and its door caps the version; so cells cannot meet each other,
 * and may be played side by side.
 */
import assert from "node:assert/strict";
import {
  Child,
  type DaemonProcess,
  type Gateway,
  ROOT,
  type StrategyOptions,
  startDaemon,
  startGateway,
  startTap,
  type Tap,
  type TapLink,
} from "../../rig/rig.ts";
import { CLIENTS, type Client, COLUMNS, type Column, GATEWAYS, type GatewayVersion, type Ready } from "./clients.ts";
import { type WireForm, wireForm } from "./forms.ts";
import { MARKET, PRICES } from "./market.ts";
import { type Part, stepsTaken } from "./steps.ts";
import { wiresSay } from "./wires.ts";

/** One client at one version through holdfast to one Gateway. */
export interface Cell {
  readonly client: Client;
  readonly version: Column;
  readonly gateway: GatewayVersion;
  /** The highest version its door offers, where it is not the one expected. */
  readonly door?: number;
}

/** What a cell showed: how many steps and in what form, or why not. */
export type Outcome = { readonly steps: number; readonly form: WireForm } | { readonly trouble: string };

const CELL_MS_MAX = 90_000;

/** The cells that are played at a Gateway. */
export function cellsAt(gateway: GatewayVersion, clients: readonly Client[] = CLIENTS): readonly Cell[] {
  const all = gateway === GATEWAYS.at(-1);
  return clients.flatMap((client) =>
    COLUMNS.filter((v) => (all ? client.versions : client.required).includes(v)).map((version) => ({
      client,
      version,
      gateway,
    })),
  );
}

export class Stage {
  readonly gateway: Gateway;
  readonly upstream: Tap;
  readonly daemon: DaemonProcess;
  readonly #cells: readonly Cell[];

  constructor(cells: readonly Cell[], gateway: Gateway, upstream: Tap, daemon: DaemonProcess) {
    this.#cells = cells;
    this.gateway = gateway;
    this.upstream = upstream;
    this.daemon = daemon;
  }

  /** Plays a cell; it never throws. */
  async play(cell: Cell, ready: Ready): Promise<Outcome> {
    try {
      return await this.#played(cell, ready);
    } catch (error) {
      return { trouble: (error as Error).message };
    }
  }

  async #played(cell: Cell, { command, args }: Ready): Promise<Outcome> {
    const at = this.#cells.indexOf(cell);
    const part: Part = {
      account: accountOf(at),
      orderRef: `${cell.client.id}-${cell.version}`,
      serverVersion: cell.version,
      client: cell.client,
    };
    const tap = await startTap(this.daemon.ports[strategyOf(at)]!);
    const child = new Child(cell.client.id, command, [...args, argument(part, tap.port, at)], { cwd: ROOT });
    const exit = await child.end(CELL_MS_MAX).finally(() => tap.stop());
    const steps = stepsTaken(child, part, this.session);
    assert.deepEqual(exit, { code: 0, signal: null });
    assert.equal(tap.links.length, 1, "one connection");
    wiresSay(tap.links[0]!, this.session, part.account);
    return { steps, form: wireForm(tap.links[0]!, cell.version) };
  }

  /** The one connection to the Gateway. */
  get session(): TapLink {
    assert.equal(this.upstream.links.length, 1, "sessions with the Gateway");
    return this.upstream.links[0]!;
  }

  async stop(): Promise<void> {
    const exit = await this.daemon.stop();
    this.upstream.stop();
    await this.gateway.stop();
    assert.deepEqual(exit, { code: 0, signal: null });
  }
}

const accountOf = (at: number): string => `DU${3_000_001 + at}`;
const strategyOf = (at: number): string => `cell-${at}`;

function argument({ account, orderRef }: Part, port: number, at: number): string {
  const { quantity, restingPrice, modifiedPrice } = MARKET;
  const order = { symbol: MARKET.contract.symbol, quantity, restingPrice, modifiedPrice };
  return JSON.stringify({ host: "127.0.0.1", port, clientId: 100 + at, account, orderRef, ...order });
}

/** Resolves when every door is open. */
export async function stageFor(version: GatewayVersion, cells: readonly Cell[]): Promise<Stage> {
  const accounts = cells.map((_, at) => accountOf(at));
  const gateway = await startGateway({ accounts, prices: PRICES, flags: ["--server-version", `${version}`] });
  const upstream = await startTap(gateway.port);
  const daemon = await startDaemon({ gatewayPort: upstream.port, strategies: strategiesFor(cells) });
  return new Stage(cells, gateway, upstream, daemon);
}

function strategiesFor(cells: readonly Cell[]): Record<string, StrategyOptions> {
  return Object.fromEntries(
    cells.map(({ version, door = version }, at) => [
      strategyOf(at),
      { account: accountOf(at), port: 0, settings: `max-server-version = ${door}` },
    ]),
  );
}
