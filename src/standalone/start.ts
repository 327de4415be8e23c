/**
 * A simulated Gateway on a port of the host, from its options to its end.
 *
 * The model of `src/sim` is the same as in a virtual world; here it stands on real sockets, on a clock that is driven by the
 * host's time or by command, with its connections watched.
 */
import type { WallMs } from "../base/time.ts";
import type { Io, Network } from "../io/io.ts";
import { nodeNetwork } from "../io/node/network.ts";
import type { Faults } from "../sim/faults/faults.ts";
import { type RunningGateway, startGateway as startModel } from "../sim/gateway/gateway.ts";
import type { Connected, GatewayOptions } from "../sim/gateway/options.ts";
import { Agenda } from "./agenda.ts";
import { cancelByHand, type ManualOrder, placeByHand } from "./byHand.ts";
import type { Door } from "./control/door.ts";
import { durationMs } from "./duration.ts";
import type { Advanced, AdvanceUntil, SimulatedGateway } from "./gateway.ts";
import { ListenError } from "./listenError.ts";
import { Lockstep } from "./lockstep.ts";
import { dictate, type MarketOrder } from "./market.ts";
import { News } from "./news.ts";
import type { SimOptions } from "./options.ts";
import { Pace } from "./pace.ts";
import { Recorder } from "./recorder.ts";
import { type Resolved, resolved } from "./resolved.ts";
import { type Truth, truthOf } from "./truth.ts";
import { Wires } from "./wires.ts";

/** Resolves when it listens. */
export async function startGateway(options: SimOptions = {}): Promise<SimulatedGateway> {
  const read = resolved(options, Date.now() as WallMs);
  const gateway = new Standalone(options, read);
  await gateway.listening;
  if (read.control !== undefined) await gateway.openControl(read.control);
  return gateway;
}

/** An advance speaks up when it has taken so long, and then as often. */
const PROGRESS_MS = 2_000;
const NO_CLOCK = "time moves by itself: advance is for a Gateway with speed 0";

class Standalone implements SimulatedGateway {
  port = 0;
  commandPort: number | undefined;
  readonly stopped: Promise<void>;
  readonly speed: number;
  readonly listening: Promise<void>;
  readonly #agenda: Agenda;
  readonly #wires: Wires;
  readonly #driver: Pace | Lockstep;
  readonly #model: RunningGateway;
  readonly #recorder: Recorder | undefined;
  readonly #news: News;
  #door: Door | undefined;

  constructor(options: SimOptions, read: Resolved) {
    this.speed = read.speed;
    this.#agenda = new Agenda(read.startWall);
    this.#news = new News(this.#agenda, options.onEvent);
    this.#recorder = options.record === undefined ? undefined : new Recorder(options.record, this.#agenda);
    this.#wires = new Wires(nodeNetwork, {
      before: () => this.#catchUp(),
      left: (remote) => this.#news.tell("client.left", { clientId: this.#clientAt(remote), remote }),
      turned: (state) => this.#news.tell("gateway.port", { state }),
      watch: this.#recorder?.watch,
    });
    this.#driver =
      read.speed === 0 ? new Lockstep(this.#agenda, this.#wires, read.settleMs) : new Pace(this.#agenda, read.speed);
    let stop = (): void => {};
    this.stopped = new Promise((resolve) => {
      stop = resolve;
    });
    const api = new Opening(read.host, options.port ?? 0, "port");
    const commands = new Opening(read.host, options.commandPort ?? 0, "commandPort");
    this.listening = this.#opened(api.port, options.commandPort === undefined ? undefined : commands.port);
    this.#model = startModel(this.#io(), {
      ...modelOptions(options, read),
      onListening: api.opened,
      onFailed: api.failed,
      onCommandListening: commands.opened,
      onCommandFailed: commands.failed,
      commandNetwork: caughtUp(nodeNetwork, () => this.#catchUp()),
      onStopped: () => {
        this.#news.tell("gateway.stopped", {});
        stop();
      },
      onBroker: this.#news.broker,
    });
    this.#news.watch(this.faults);
    for (const setting of read.faults) this.faults.apply(setting);
  }

  /** Its parts are loaded only when there is to be one. */
  async openControl(port: number): Promise<void> {
    const { openDoor } = await import("./control/door.ts");
    try {
      this.#door = await openDoor(port, this);
    } catch (error) {
      await this.close();
      const { code = String(error) } = error as NodeJS.ErrnoException;
      throw new ListenError(code, "127.0.0.1", port, "control");
    }
  }

  get control(): string | undefined {
    return this.#door?.url;
  }

  get faults(): Faults {
    return this.#model.faults;
  }

  now = (): Date => {
    this.#catchUp();
    return new Date(this.#agenda.wall());
  };

  async advance(span: string | number, options: AdvanceUntil = {}): Promise<Advanced> {
    if (this.#driver instanceof Pace) throw new Error(NO_CLOCK);
    const ms = durationMs(span);
    if (ms === undefined) throw new RangeError(`${span} is no span of time; write "24h", "90s" or milliseconds`);
    const movedMs = await this.#driver.advance(ms, { ...options, onProgress: this.#progress(ms, options) });
    return { movedMs, time: this.now().toISOString() };
  }

  async settled(): Promise<void> {
    if (this.#driver instanceof Lockstep) await this.#driver.settled();
  }

  truth(): Truth {
    this.#catchUp();
    return truthOf(this.#model.broker, this.#model.exchange);
  }

  place(order: ManualOrder): number {
    this.#catchUp();
    return placeByHand(this.#model, order);
  }

  cancel(permId: number): boolean {
    this.#catchUp();
    return cancelByHand(this.#model, permId);
  }

  market(order: MarketOrder): void {
    this.#catchUp();
    dictate(this.#model, order);
  }

  restart(how: Readonly<Record<string, string | number>> = {}): void {
    this.#catchUp();
    this.faults.inject("gateway-restart", how);
  }

  /** Undefined for somebody who never started. */
  #clientAt(remote: string): number | undefined {
    return this.clients().find((client) => client.remote === remote)?.clientId;
  }

  clients(): readonly Connected[] {
    return this.#model.connected();
  }

  hash(): string {
    return this.#wires.hash();
  }

  async close(): Promise<void> {
    this.#model.close();
    this.#release();
    await this.#door?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #io(): Pick<Io, "clock" | "network" | "host"> {
    return {
      clock: this.#agenda,
      network: this.#wires,
      host: { log: (_level, event, fields) => this.#news.tell(event, fields), exit: () => {} },
    };
  }

  /** An advance that takes long says how far it is. */
  #progress(ms: number, { onProgress }: AdvanceUntil): (doneMs: number) => void {
    let told = performance.now();
    return (doneMs) => {
      onProgress?.(doneMs);
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      this.#news.tell("advancing", { doneMs, ofMs: ms });
    };
  }

  async #opened(api: Promise<number>, commands: Promise<number> | undefined): Promise<void> {
    try {
      [this.port, this.commandPort] = await Promise.all([api, commands]);
    } catch (error) {
      this.#model.close();
      this.#release();
      throw error;
    }
  }

  #catchUp(): void {
    if (this.#driver instanceof Pace) this.#driver.catchUp();
  }

  #release(): void {
    this.#news.stop();
    this.#driver.stop();
    this.#recorder?.close();
  }
}

/** A port that is being opened. */
class Opening {
  readonly port: Promise<number>;
  opened!: (port: number) => void;
  failed!: (code: string) => void;

  constructor(host: string, port: number, option: "port" | "commandPort") {
    this.port = new Promise((resolve, reject) => {
      this.opened = resolve;
      this.failed = (code) => reject(new ListenError(code, host, port, option));
    });
    // Both may fail, and one is enough to hear of.
    this.port.catch(() => {});
  }
}

/** A network whose listeners hear nothing before time has caught up. */
const caughtUp = (network: Network, catchUp: () => void): Network => ({
  dial: (host, port, owner) => network.dial(host, port, owner),
  listen: (host, port, owner) =>
    network.listen(host, port, {
      ...owner,
      accepted: (socket, remote) => {
        catchUp();
        const inner = owner.accepted(socket, remote);
        const received = (bytes: Uint8Array): void => {
          catchUp();
          inner.received(bytes);
        };
        return { opened: () => {}, received, drained: () => inner.drained(), closed: (code) => inner.closed(code) };
      },
    }),
});

/** What the model is told: it knows neither files nor the host's time. */
function modelOptions(options: SimOptions, read: Resolved): GatewayOptions {
  const { accounts, cash, baseCurrency, accountKind, marketData, advisor, tickMs, latencyMs, switches } = options;
  return {
    ...{ host: read.host, port: options.port ?? 0, accounts, cash, baseCurrency, accountKind, marketData, advisor },
    ...{ seed: options.seed ?? 1, calendar: options.calendar ?? "always", tickMs, priceFile: read.pricePath },
    ...{ latencyMs, switches, limits: read.limits, faultSchedule: read.schedule, faultMix: read.mix },
    ...{ serverVersionMin: options.serverVersionMin, serverVersionMax: options.serverVersion },
    ...{ masterClientId: options.masterClientId, commandPort: options.commandPort },
  };
}
