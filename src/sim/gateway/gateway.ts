/**
 * The simulated IB Gateway: listens, keeps the table of client ids, moves the market and the broker, and speaks to every
 * client in its own server version.
 *
 * It is a model driven by ports alone: over Node's it serves real TCP, in a virtual world it is one of the hosts. What
 * it does follows from its seed, its prices, its clients and the clock, and from nothing else. Three parts stay apart:
 * the exchange knows no accounts, the broker no sockets, the gateway owns the connections.
 */
import { after, earliest, type Instant, type WallMs } from "../../base/time.ts";
import type { Listener, Socket, SocketOwner } from "../../io/io.ts";
import { correlator, DecodeError, decodeOutgoing, type Outgoing } from "../../wire/codec.ts";
import { Broker, type Moment } from "../broker/broker.ts";
import type { BrokerEvent } from "../broker/event.ts";
import { Calendar, type CalendarKind } from "../exchange/calendar.ts";
import { type Listing, listings } from "../exchange/contracts.ts";
import { Exchange } from "../exchange/exchange.ts";
import type { PricePath } from "../exchange/pricePath.ts";
import { accountCycle } from "./accounts.ts";
import { Connection, type ConnectionOwner, type GatewayIo } from "./connection.ts";
import type { Context } from "./context.ts";
import { deliver } from "./deliver.ts";
import { FARM_NOTICES } from "./farms.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { sayOpenOrders } from "./orders.ts";
import { HistoryPacing } from "./pacing.ts";
import { pnlCycle } from "./pnl.ts";
import { quotesChanged } from "./quotes.ts";
import type { Verdict } from "./rate.ts";
import { handle } from "./requests.ts";
import { Session } from "./session.ts";
import { summaryCycle } from "./summaries.ts";
import { DEFAULTS, type Switches } from "./switches.ts";
import { accountsList } from "./system.ts";

export interface GatewayOptions {
  readonly host: string;
  /** 0 picks a free one; `onListening` tells it. */
  readonly port: number;
  readonly seed: number | string;
  /** `DU1000001` alone when absent. */
  readonly accounts?: readonly string[];
  /** USD in each account at the start. */
  readonly cash?: number;
  readonly calendar?: CalendarKind;
  readonly tickMs?: number;
  /** Dictates all prices in place of the seed. */
  readonly priceFile?: PricePath;
  readonly serverVersionMin?: number;
  readonly serverVersionMax?: number;
  /** Hears the order traffic of all clients. */
  readonly masterClientId?: number;
  /** Milliseconds an order takes to the market. */
  readonly latencyMs?: number;
  readonly switches?: Partial<Switches>;
  readonly limits?: Partial<Limits>;
  /** A Gateway that ran before: its market and its broker go on, without the orders that were never transmitted. */
  readonly successorOf?: RunningGateway;
  readonly onListening?: (port: number) => void;
  readonly onFailed?: (code: string) => void;
}

/** A client that has started. */
export interface Connected {
  readonly clientId: number;
  readonly serverVersion: number;
  readonly remote: string;
}

export interface RunningGateway {
  readonly broker: Broker;
  readonly exchange: Exchange;
  readonly switches: Switches;
  connected(): readonly Connected[];
  /** Cuts every connection; the Gateway goes on listening. */
  dropConnections(): void;
  /** Cuts every connection and stops. */
  close(): void;
}

export const SERVER_VERSION_MIN = 157;
export const SERVER_VERSION_MAX = 200;
export const DEFAULT_ACCOUNTS: readonly string[] = ["DU1000001"];
const DEFAULT_CASH = 1_000_000;
const DEFAULT_LATENCY_MS = 10;

export const startGateway = (io: GatewayIo, options: GatewayOptions): RunningGateway => new Gateway(io, options);

class Gateway implements RunningGateway, Context, ConnectionOwner {
  readonly broker: Broker;
  readonly exchange: Exchange;
  readonly listings: readonly Listing[];
  readonly switches: Switches;
  readonly limits: Limits;
  readonly masterClientId: number | undefined;
  readonly historyPacing: HistoryPacing;
  readonly #io: GatewayIo;
  readonly #options: GatewayOptions;
  readonly #listener: Listener;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<number, Session>();
  readonly #started = new Map<Connection, Session>();
  #cancelWake: () => void = () => {};
  #wakeAt: Instant | undefined;
  #marketAt: Instant;
  #accountsAt: Instant;
  #pnlAt: Instant;
  #closed = false;

  constructor(io: GatewayIo, options: GatewayOptions) {
    this.#io = io;
    this.#options = options;
    this.switches = { ...DEFAULTS, ...options.switches };
    this.limits = { ...LIMITS, ...options.limits };
    this.masterClientId = options.masterClientId;
    this.historyPacing = new HistoryPacing(this.limits.smallBarRequestsMax);
    this.listings = listings(new Calendar(options.calendar ?? "always"));
    this.exchange = options.successorOf?.exchange ?? this.#newExchange();
    this.broker = options.successorOf?.broker ?? this.#newBroker();
    if (options.successorOf !== undefined) this.broker.restarted();
    this.#marketAt = this.#nextMarket();
    this.#accountsAt = after(io.clock.now(), this.limits.accountCycleMs);
    this.#pnlAt = after(io.clock.now(), this.limits.pnlCycleMs);
    this.#listener = io.network.listen(options.host, options.port, {
      listening: (port) => options.onListening?.(port),
      failed: (code) => options.onFailed?.(code),
      accepted: (socket, remote) => this.#accepted(socket, remote),
    });
    this.#schedule();
  }

  #newExchange(): Exchange {
    const { seed, calendar = "always", tickMs, priceFile } = this.#options;
    return new Exchange({ seed, calendar, tickMs, priceFile, startWall: this.wall() });
  }

  #newBroker(): Broker {
    const { accounts = DEFAULT_ACCOUNTS, cash = DEFAULT_CASH, latencyMs = DEFAULT_LATENCY_MS } = this.#options;
    const { openOrdersPerSideMax: openOrdersMax } = this.limits;
    const options = { market: this.exchange, accounts, cash, switches: this.switches, latencyMs, openOrdersMax };
    return new Broker({ ...options, startWall: this.wall() }, this.moment());
  }

  // ---------------------------------------------------------------- connections

  #accepted(socket: Socket, remote: string): SocketOwner {
    const { serverVersionMin = SERVER_VERSION_MIN, serverVersionMax = SERVER_VERSION_MAX } = this.#options;
    const options = { serverVersionMin, serverVersionMax, limits: this.limits };
    const connection = new Connection(this.#io, socket, remote, options, this);
    this.#connections.add(connection);
    return connection;
  }

  frame(connection: Connection, payload: Uint8Array): void {
    const session = this.#started.get(connection);
    const request = decodeOutgoing(payload, connection.serverVersion);
    if (session === undefined) this.#beforeStart(connection, request);
    else if (request instanceof DecodeError) this.#unreadable(session, payload, request);
    else handle(this, session, request);
  }

  handled(): void {
    this.#settle();
  }

  /** The Gateway says nothing before startApi, whatever comes (PROTOCOL 3.4). */
  #beforeStart(connection: Connection, request: Outgoing | DecodeError): void {
    if ("name" in request && request.name === "startApi") this.#start(connection, request.body.clientId);
    else if (this.switches.beforeStartApi === "closed") connection.end("a request came before startApi");
  }

  /** 320, with the id of the request where it can be read (SEQUENCES 8; rust-ibapi #259 saw -1). */
  #unreadable(session: Session, payload: Uint8Array, fault: DecodeError): void {
    const id = correlator("out", payload, session.serverVersion) ?? -1;
    const what = fault.field === undefined ? fault.reason : `Unable to parse field: ${fault.field} (${fault.reason})`;
    session.error(id, 320, `Error reading request. ${what}`, this.wall());
  }

  #start(connection: Connection, clientId: number): void {
    if (this.#sessions.has(clientId)) return this.#refuseClientId(connection, clientId);
    if (this.#sessions.size >= this.limits.clientsMax) return connection.end("32 clients are connected already");
    const session = new Session(connection, clientId);
    this.#sessions.set(clientId, session);
    this.#started.set(connection, session);
    this.#io.host.log("info", "gateway.client", { clientId, remote: connection.remote });
    this.#greet(session);
  }

  /** In place of managedAccounts; then the socket closes (SEQUENCES 2). */
  #refuseClientId(connection: Connection, clientId: number): void {
    const text = "Unable to connect as the client id is already in use. Retry with a unique client id.";
    if (this.switches.clientIdInUse === "326") new Session(connection, clientId).error(-1, 326, text, this.wall());
    connection.end(`client id ${clientId} is in use`);
  }

  /** Resting orders first, nobody asked for them; then accounts, number, farms (SEQUENCES 1). */
  #greet(session: Session): void {
    const own = this.broker.openOrders().filter((order) => order.clientId === session.clientId);
    if (own.length > 0) {
      sayOpenOrders(this, session, (order) => order.clientId === session.clientId);
      session.say("openOrderEnd", {});
    }
    session.say("managedAccounts", { accountsList: accountsList(this) });
    session.say("nextValidId", { orderId: this.broker.nextOrderId(session.clientId) });
    for (const [code, text] of FARM_NOTICES) session.error(-1, code, text, this.wall());
  }

  tooFast(connection: Connection, verdict: Verdict): boolean {
    const session = this.#started.get(connection);
    if (verdict.kind === "warning" && this.switches.rateWarning) session?.error(-1, 0, verdict.text, this.wall());
    if (verdict.kind !== "excess") return true;
    if (verdict.text !== undefined) session?.error(-1, 100, verdict.text, this.wall());
    if (verdict.violations >= this.limits.rateViolationsMax) connection.end("it sends too many messages");
    return this.switches.overRate === "processed" && connection.open;
  }

  gone(connection: Connection): void {
    this.#connections.delete(connection);
    const session = this.#started.get(connection);
    if (session === undefined) return;
    this.#started.delete(connection);
    this.#sessions.delete(session.clientId);
    for (const stop of session.histories.values()) stop();
  }

  // ---------------------------------------------------------------- what handlers use

  sessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  session(clientId: number): Session | undefined {
    return this.#sessions.get(clientId);
  }

  moment(): Moment {
    return { now: this.#io.clock.now(), wall: this.wall() };
  }

  wall(): WallMs {
    return this.#io.clock.wall();
  }

  deliver(events: readonly BrokerEvent[]): void {
    deliver(this, events);
  }

  later(ms: number, run: () => void): () => void {
    return this.#io.clock.at(after(this.#io.clock.now(), ms), () => {
      if (this.#closed) return;
      run();
      this.#settle();
    });
  }

  // ---------------------------------------------------------------- time

  /** What was said in this instant leaves, and the next thing to do is put on the clock. */
  #settle(): void {
    for (const connection of this.#connections) connection.flush();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed) return;
    const streams = this.sessions().some((session) => session.pnl.size > 0) ? this.#pnlAt : undefined;
    const next = earliest(this.#marketAt, this.broker.nextDeadline(), this.#accountsAt, streams);
    if (next === undefined || next === this.#wakeAt) return;
    this.#cancelWake();
    this.#wakeAt = next;
    this.#cancelWake = this.#io.clock.at(next, () => this.#wake());
  }

  #nextMarket(): Instant {
    const { now, wall } = this.moment();
    return after(now, Math.max(1, this.exchange.nextChange(wall) - wall));
  }

  #wake(): void {
    if (this.#closed) return;
    this.#wakeAt = undefined;
    const moment = this.moment();
    const changes = this.exchange.advance(moment.wall);
    this.#marketAt = this.#nextMarket();
    quotesChanged(this, changes);
    this.deliver(this.broker.moved(changes, moment));
    this.deliver(this.broker.passed(moment));
    this.#cycles(moment.now);
    this.#settle();
  }

  #cycles(now: Instant): void {
    if (now >= this.#accountsAt) {
      accountCycle(this);
      summaryCycle(this);
      this.#accountsAt = after(now, this.limits.accountCycleMs);
    }
    if (now < this.#pnlAt) return;
    pnlCycle(this);
    this.#pnlAt = after(now, this.limits.pnlCycleMs);
  }

  // ---------------------------------------------------------------- for tests and the command line

  connected(): readonly Connected[] {
    return this.sessions().map(({ clientId, serverVersion, connection }) => ({
      ...{ clientId, serverVersion, remote: connection.remote },
    }));
  }

  dropConnections(): void {
    for (const connection of [...this.#connections]) connection.drop("the Gateway cuts its connections");
  }

  close(): void {
    this.#closed = true;
    this.#cancelWake();
    this.#listener.close();
    this.dropConnections();
  }
}
