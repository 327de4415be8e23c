/**
 * A simulated Gateway on a port of the host, from its options to its end.
 *
 * The model of `src/sim` is the same as in a virtual world; here it stands on real sockets, on a clock that is driven by the
 * host's time or by command, with its connections watched.
 */
import { EventEmitter } from "node:events";
import type { WallMs } from "../base/time.ts";
import type { Io, LogLevel } from "../io/io.ts";
import { nodeNetwork } from "../io/node/network.ts";
import type { BrokerEvent } from "../sim/broker/event.ts";
import type { Faults } from "../sim/faults/faults.ts";
import { type RunningGateway, startGateway as startModel } from "../sim/gateway/gateway.ts";
import type { Connected } from "../sim/gateway/options.ts";
import { Agenda } from "./agenda.ts";
import { cancelByHand, type ManualOrder, placeByHand } from "./byHand.ts";
import type { Door } from "./control/door.ts";
import { durationMs } from "./duration.ts";
import type { Advanced, AdvanceUntil, SimulatedGateway } from "./gateway.ts";
import { FaultTally, happened, ofBroker, type SimEvent } from "./happening.ts";
import { Lockstep } from "./lockstep.ts";
import { dictate, type MarketOrder } from "./market.ts";
import { type Resolved, resolved, type SimOptions, SimOptionsError } from "./options.ts";
import { Pace } from "./pace.ts";
import { Recorder } from "./recorder.ts";
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
/** How long after a strike it is told at the latest. */
const STRIKES_MS = 250;
const NO_CLOCK = "time moves by itself: advance is for a Gateway with speed 0";

class Standalone implements SimulatedGateway {
  port = 0;
  readonly speed: number;
  readonly listening: Promise<void>;
  readonly #agenda: Agenda;
  readonly #wires: Wires;
  readonly #driver: Pace | Lockstep;
  readonly #model: RunningGateway;
  readonly #recorder: Recorder | undefined;
  readonly #tally = new FaultTally();
  #looking: NodeJS.Timeout | undefined;
  #door: Door | undefined;
  readonly #events = new EventEmitter<{ happened: [SimEvent] }>();

  constructor(options: SimOptions, read: Resolved) {
    const { onEvent, record } = options;
    if (onEvent !== undefined) this.#events.on("happened", onEvent);
    this.speed = read.speed;
    this.#agenda = new Agenda(read.startWall);
    this.#recorder = record === undefined ? undefined : recorder(record, this.#agenda);
    this.#wires = new Wires(nodeNetwork, {
      before: () => this.#catchUp(),
      left: (remote) => this.#log("info", "client.left", { remote }),
      watch: this.#recorder?.watch,
    });
    this.#driver =
      read.speed === 0 ? new Lockstep(this.#agenda, this.#wires, read.settleMs) : new Pace(this.#agenda, read.speed);
    const answers = {} as { opened: (port: number) => void; failed: (code: string) => void };
    this.listening = new Promise((resolve, reject) => {
      answers.opened = (port) => resolve(this.#opened(port));
      answers.failed = (code) => reject(this.#notOpened(code, read.host, options.port ?? 0));
    });
    this.#model = startModel(this.#io(), {
      ...{ host: read.host, port: options.port ?? 0, accounts: options.accounts, cash: options.cash },
      ...{
        baseCurrency: options.baseCurrency,
        accountKind: options.accountKind,
        marketData: options.marketData,
        advisor: options.advisor,
      },
      ...{ seed: options.seed ?? 1, calendar: options.calendar ?? "always", tickMs: options.tickMs },
      ...{ priceFile: read.pricePath, latencyMs: options.latencyMs, switches: options.switches, limits: read.limits },
      ...{ serverVersionMin: options.serverVersionMin, serverVersionMax: options.serverVersion },
      ...{ faultSchedule: read.schedule, faultMix: read.mix },
      ...{ masterClientId: options.masterClientId, onListening: answers.opened, onFailed: answers.failed },
      onBroker: (events) => this.#broker(events),
    });
    this.#watchFaults();
    for (const setting of read.faults) this.faults.apply(setting);
  }

  /** Its parts are loaded only when there is to be one. */
  async openControl(port: number): Promise<void> {
    const { openDoor } = await import("./control/door.ts");
    try {
      this.#door = await openDoor(port, this);
    } catch (error) {
      await this.close();
      throw new ListenError(
        (error as NodeJS.ErrnoException).code ?? String(error),
        "127.0.0.1",
        port,
        "the control door",
      );
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
      host: { log: (level, event, fields) => this.#log(level, event, fields), exit: () => {} },
    };
  }

  /** An advance that takes long says how far it is. */
  #progress(ms: number, { onProgress }: AdvanceUntil): (doneMs: number) => void {
    let told = performance.now();
    return (doneMs) => {
      onProgress?.(doneMs);
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      this.#events.emit("happened", happened(this.#agenda.wall(), "advancing", { doneMs, ofMs: ms }));
    };
  }

  #opened(port: number): void {
    this.port = port;
  }

  #notOpened(code: string, host: string, port: number): ListenError {
    this.#release();
    return new ListenError(code, host, port);
  }

  #catchUp(): void {
    if (this.#driver instanceof Pace) this.#driver.catchUp();
  }

  #release(): void {
    clearInterval(this.#looking);
    this.#driver.stop();
    this.#recorder?.close();
  }

  #broker(events: readonly BrokerEvent[]): void {
    if (this.#events.listenerCount("happened") === 0) return;
    for (const event of events) {
      const said = ofBroker(this.#agenda.wall(), event);
      if (said !== undefined) this.#events.emit("happened", said);
    }
  }

  /** Says which faults are set and cleared at once, and within a moment which struck. */
  #watchFaults(): void {
    if (this.#events.listenerCount("happened") === 0) return;
    const look = (): void => {
      for (const said of this.#tally.changes(this.faults.list(), this.#agenda.wall()))
        this.#events.emit("happened", said);
    };
    this.faults.watch(look);
    this.#looking = setInterval(look, STRIKES_MS).unref();
  }

  #log(_level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.#events.emit("happened", happened(this.#agenda.wall(), event, fields));
  }
}

function recorder(file: string, clock: Agenda): Recorder {
  try {
    return new Recorder(file, clock);
  } catch (error) {
    throw new SimOptionsError(`record: ${file} cannot be made: ${(error as Error).message}`);
  }
}

/** The port cannot be listened on; `code` is the system's, such as EADDRINUSE. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  readonly code: string;

  constructor(code: string, host: string, port: number, who = "the simulated Gateway") {
    super(
      code === "EADDRINUSE"
        ? `port ${port} for ${who} is taken by another program: choose another, or 0 for any free one`
        : `${who} cannot listen on ${host}:${port}: ${code}`,
    );
    this.code = code;
  }
}
