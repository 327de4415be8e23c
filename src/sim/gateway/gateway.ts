/**
 * The simulated IB Gateway: exchange, broker and connections on one clock, speaking to every client in its own server
 * version.
 *
 * It is a model driven by ports alone: over Node's it serves real TCP, in a virtual world it is one of the hosts. What
 * it does follows from its seed, its prices, its clients and the clock, and from nothing else. Three parts stay apart:
 * the exchange knows no accounts, the broker no sockets, the gateway owns the connections.
 */

import type { WallMs } from "../../base/time.ts";
import { CEILING, FLOOR } from "../../wire/versions.ts";
import type { Broker, Moment, PositionOf } from "../broker/broker.ts";
import type { BrokerEvent } from "../broker/event.ts";
import { Calendar } from "../exchange/calendar/calendar.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import { stocks } from "../exchange/directory/stocks.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { QuoteChange } from "../exchange/quote.ts";
import { Faults } from "../faults/faults.ts";
import { runMix } from "../faults/random.ts";
import { runSchedule } from "../faults/schedule.ts";
import type { FaultParams } from "../faults/table.ts";
import { type Instruction, Link, type LinkOwner } from "../link/link.ts";
import { CommandPort } from "./commands/commandPort.ts";
import { type Commanded, Commands } from "./commands/commands.ts";
import { publishBulletin } from "./content/bulletins.ts";
import { type Bulletin, Desk } from "./content/state.ts";
import { Lines } from "./data/lines.ts";
import type { Connection, GatewayIo, Stance } from "./door/connection.ts";
import { Port, type PortState } from "./door/port.ts";
import { Reception } from "./door/reception.ts";
import type { Session } from "./door/session.ts";
import { HistoryPacing } from "./history/pacing.ts";
import { Known } from "./known.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { hearFaults } from "./mishaps/mishaps.ts";
import type { Connected, GatewayOptions, RunningGateway } from "./options.ts";
import { deliver } from "./orders/deliver.ts";
import { brokerOf, exchangeOf } from "./parts.ts";
import { serveWaiting } from "./queries.ts";
import { Rounds } from "./rounds.ts";
import { DEFAULTS, type Switches } from "./switches.ts";
import { Timers } from "./timers.ts";

export type { GatewayOptions, RunningGateway };

export const startGateway = (io: GatewayIo, options: GatewayOptions): RunningGateway => new Gateway(io, options);

class Gateway implements RunningGateway, Commanded, LinkOwner {
  readonly broker: Broker;
  readonly known: Known;
  readonly exchange: Exchange;
  readonly faults: Faults;
  readonly link: Link;
  readonly listings: readonly Listing[];
  readonly switches: Switches;
  readonly limits: Limits;
  readonly masterClientId: number | undefined;
  readonly historyPacing: HistoryPacing;
  readonly lines: Lines;
  positionsWere: readonly PositionOf[] = [];
  readonly desk = new Desk();
  readonly #io: GatewayIo;
  readonly #options: GatewayOptions;
  readonly #port: Port;
  readonly #commandPort: CommandPort | undefined;
  readonly #reception: Reception;
  readonly #rounds: Rounds;
  readonly #timers: Timers;
  /** For how many reasons the Gateway is away. */
  #away = 0;
  readonly #unhear: readonly (() => void)[];

  constructor(io: GatewayIo, options: GatewayOptions) {
    this.#io = io;
    this.#options = options;
    this.#timers = new Timers(io.clock, () => this.#settle());
    this.switches = { ...DEFAULTS, ...options.switches };
    this.limits = { ...LIMITS, ...options.limits };
    this.masterClientId = options.masterClientId;
    this.historyPacing = new HistoryPacing(this.limits.smallBarRequestsMax);
    this.listings = stocks(new Calendar(options.calendar ?? "always"));
    this.faults = options.successorOf?.faults ?? new Faults(options.seed, io.clock);
    this.link = options.successorOf?.link ?? new Link(this.faults);
    this.link.serve(this);
    this.exchange = options.successorOf?.exchange ?? exchangeOf(options, io.clock);
    this.broker = options.successorOf?.broker ?? brokerOf(options, io.clock, this);
    this.known = new Known(this.broker);
    this.lines = new Lines(this.exchange, options.marketData ?? "live");
    if (options.successorOf !== undefined) this.broker.restarted();
    this.#reception = this.#newReception();
    this.#rounds = new Rounds(this, io.clock, () => this.#settle());
    this.#port = new Port(io.network, options, (socket, remote) => this.#reception.accepted(socket, remote));
    this.#commandPort = this.#newCommandPort();
    this.faults.wake();
    this.#unhear = [hearFaults(this), this.faults.watch(() => this.#settle()), ...this.#planFaults()];
    this.link.settle();
    this.#rounds.plan();
  }

  #planFaults(): readonly (() => void)[] {
    const { faultSchedule = [], faultMix, seed } = this.#options;
    const scheduled = runSchedule(this.faults, this.#io.clock, faultSchedule);
    return faultMix === undefined ? [scheduled] : [scheduled, runMix(this.faults, this.#io.clock, seed, faultMix)];
  }

  #newReception(): Reception {
    const { serverVersionMin = FLOOR, serverVersionMax = CEILING } = this.#options;
    const options = { serverVersionMin, serverVersionMax, limits: this.limits };
    return new Reception(this.#io, this, options, () => this.#settle());
  }

  #newCommandPort(): CommandPort | undefined {
    const { host, commandPort: port, commandNetwork, onCommandListening, onCommandFailed } = this.#options;
    if (port === undefined) return undefined;
    const io = { network: commandNetwork ?? this.#io.network, host: this.#io.host };
    const commands = new Commands(this);
    const reception = this.#reception;
    return new CommandPort(
      io,
      { host, port, onListening: onCommandListening, onFailed: onCommandFailed },
      {
        get stance() {
          return reception.stance;
        },
        answer: (command) => commands.answer(command),
        handled: () => this.#settle(),
      },
    );
  }

  // ---------------------------------------------------------------- what the parts use

  sessions(): readonly Session[] {
    return this.#reception.sessions();
  }

  session(clientId: number): Session | undefined {
    return this.#reception.session(clientId);
  }

  moment(): Moment {
    return { now: this.#io.clock.now(), wall: this.wall() };
  }

  wall(): WallMs {
    return this.#io.clock.wall();
  }

  deliver(events: readonly BrokerEvent[]): void {
    deliver(this, this.link.crossing(this.#toldOwner(events)));
  }

  instruct({ about, run, twin }: Instruction): void {
    const told = (send: () => readonly BrokerEvent[]) => () => this.#toldOwner(send());
    this.link.instruct({ about, run: told(run), ...(twin === undefined ? {} : { twin: told(twin) }) });
  }

  news(events: readonly BrokerEvent[]): void {
    deliver(this, events);
  }

  lost(): void {
    this.known.lost();
  }

  found(): void {
    this.known.restored();
  }

  restored(): void {
    serveWaiting(this);
  }

  notice(code: number, text: string): void {
    for (const session of this.sessions()) session.error(-1, code, text, this.wall());
  }

  #toldOwner(events: readonly BrokerEvent[]): readonly BrokerEvent[] {
    this.#options.onBroker?.(events);
    return events;
  }

  goAway(port: PortState): void {
    this.#away++;
    this.#port.turn(port);
    this.#commandPort?.turn("closed");
    this.#reception.restart();
  }

  comeBack(): void {
    this.#away--;
    if (this.#away > 0) return;
    this.broker.restarted();
    this.#port.turn("open");
    this.#commandPort?.turn("open");
  }

  stop(): void {
    this.goAway("closed");
    this.#options.onStopped?.();
  }

  turn(stance: Stance): void {
    this.#reception.turn(stance);
    if (stance === "live") this.#commandPort?.thaw();
  }

  connectionsOf(clientId: number | undefined): readonly Connection[] {
    return this.#reception.connectionsOf(clientId);
  }

  releaseUnclosed(): void {
    this.#reception.releaseUnclosed();
  }

  restart(how: Partial<FaultParams<"gateway-restart">> = {}): void {
    this.faults.inject("gateway-restart", how);
  }

  rememberPositions(): void {
    this.positionsWere = this.broker.positions();
  }

  later(ms: number, run: () => void): () => void {
    return this.#timers.later(ms, run);
  }

  /** What was said in this instant leaves, and the next thing to do is put on the clock. */
  #settle(): void {
    this.#reception.flush();
    this.#rounds.plan();
  }

  // ---------------------------------------------------------------- for tests and the command line

  connected(): readonly Connected[] {
    return this.sessions().map(({ clientId, serverVersion, connection }) => ({
      ...{ clientId, serverVersion, remote: connection.remote },
    }));
  }

  act(run: (moment: Moment) => readonly BrokerEvent[]): void {
    this.deliver(run(this.moment()));
    this.#settle();
  }

  dictate(run: () => readonly QuoteChange[]): void {
    this.#rounds.dictate(run);
  }

  publishBulletin(bulletin: Bulletin): void {
    publishBulletin(this, bulletin);
    this.#settle();
  }

  dropConnections(): void {
    this.#reception.dropConnections();
  }

  close(): void {
    for (const unhear of this.#unhear) unhear();
    this.#timers.forgetAll();
    this.faults.rest();
    this.#rounds.stop();
    this.#port.turn("closed");
    this.#commandPort?.turn("closed");
    this.dropConnections();
  }
}
