/**
 * The engine: inputs in, effects out. It knows all machines and no trading rule; each input finds its machine here.
 *
 * It is a pure function of its journal and its inputs: no clock, no I/O, no randomness but the seed it is given
 * (DESIGN section 1). `restore` folds a journal; `step` turns one input into effects, in the order the shell must
 * perform them.
 */

import { AccountDesk } from "../account/desk.ts";
import { Prng } from "../base/prng.ts";
import { earliest, type Instant, type WallMs } from "../base/time.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Effect } from "../model/effect.ts";
import type { Entry } from "../model/entry.ts";
import type { Input, QueryKind } from "../model/input.ts";
import { Lines } from "../mux/lines.ts";
import { Shared } from "../mux/shared.ts";
import { Blotter } from "../orders/blotter.ts";
import { Book } from "../orders/book.ts";
import { OrderDesk } from "../orders/desk.ts";
import { Foreign } from "../orders/foreign.ts";
import { Heard } from "../orders/heard.ts";
import { epochOf } from "../orders/key.ts";
import { Lists } from "../orders/lists.ts";
import { Pulls } from "../orders/pulls.ts";
import { WhatIfs } from "../orders/whatIf.ts";
import { Session } from "../upstream/session.ts";
import { Clients } from "./clients.ts";
import { Doorman } from "./doorman.ts";
import { Outbox } from "./outbox.ts";
import { clientList, orders, status } from "./queries.ts";
import { Receiver } from "./receiver.ts";
import { Recovery } from "./recovery.ts";

/** How long a drain waits for what is queued to leave. */
const DRAIN_MS_MAX = 5_000;

/** The machines of one engine; made once, handed to those parts of the engine that route to them. */
export interface Machines {
  readonly config: EngineConfig;
  readonly out: Outbox;
  readonly clients: Clients;
  readonly blotter: Blotter;
  readonly book: Book;
  readonly desk: OrderDesk;
  readonly heard: Heard;
  readonly lists: Lists;
  readonly pulls: Pulls;
  readonly whatIfs: WhatIfs;
  readonly foreign: Foreign;
  readonly account: AccountDesk;
  readonly shared: Shared;
  readonly lines: Lines;
  readonly session: Session;
  readonly recovery: Recovery;
}

export class Engine {
  readonly #m: Machines;
  readonly #receiver: Receiver;
  readonly #doorman: Doorman;
  #prng = new Prng(0, "engine");
  #startedAt: Instant | undefined;
  #everReady = false;
  #drainBy: Instant | undefined;
  #exited = false;

  constructor(config: EngineConfig) {
    this.#m = assemble(config);
    this.#receiver = new Receiver(this.#m);
    this.#doorman = new Doorman(this.#m, this.#receiver);
  }

  /** Folds the journal, oldest entry first. Before the first `step`. */
  restore(entries: readonly Entry[]): void {
    for (const entry of entries) this.#m.blotter.evolve(entry);
  }

  /** `wall` labels what is shown to people; it decides nothing. */
  step(input: Input, now: Instant, wall: WallMs): Effect[] {
    if (this.#exited) return [];
    this.#take(input, now, wall);
    this.#progress(now);
    if (this.#m.session.state !== "disconnected") this.#m.out.leave(now);
    return this.#m.out.takeEffects();
  }

  nextDeadline(now: Instant): Instant | undefined {
    if (this.#exited) return undefined;
    const { session, account, shared, pulls, out } = this.#m;
    const leaving = session.state === "disconnected" ? undefined : out.nextLeave(now);
    return earliest(
      session.nextDeadline(),
      account.nextDeadline(),
      shared.nextDeadline(),
      pulls.nextDeadline(),
      this.#doorman.nextDeadline(),
      leaving,
      this.#drainBy,
    );
  }

  #take(input: Input, now: Instant, wall: WallMs): void {
    switch (input.kind) {
      case "started":
        return this.#started(input.seed, now);
      case "upstreamOpened":
        return this.#m.out.effect({ kind: "sendUpstream", bytes: this.#m.session.opened(now) });
      case "upstreamReceived":
        return this.#upstreamReceived(input.bytes, now);
      case "upstreamClosed":
        return this.#upstreamClosed(closedBecause(input.code), now);
      case "doorOpened":
        return this.#m.out.log("info", "door-open", { door: input.door, port: input.port });
      case "doorFailed":
        return this.#exit(1, `holdfast cannot listen for ${input.door}: ${doorTrouble(input.code)}`);
      case "query":
        return this.#m.out.effect({ kind: "answer", query: input.query, result: this.#answer(input.what, now) });
      case "deadline":
        return this.#deadline(now);
      case "drain":
        return this.#drain(now);
      default:
        return this.#doorman.take(input, now, wall);
    }
  }

  #started(seed: number, now: Instant): void {
    this.#startedAt = now;
    this.#prng = new Prng(seed, "engine");
    const { out, blotter, desk } = this.#m;
    out.record({ kind: "daemonStarted", epoch: epochOf(seed) });
    desk.restarted();
    out.log("info", "started", { mode: this.#m.config.mode, orders: [...blotter.orders].length });
    this.#dial(now);
  }

  #dial(now: Instant): void {
    const { session, out, config } = this.#m;
    session.dialing(now);
    this.#showState();
    out.effect({ kind: "dial", host: config.gateway.host, port: config.gateway.port });
  }

  #upstreamReceived(bytes: Uint8Array, now: Instant): void {
    const { session, out } = this.#m;
    for (const step of session.received(bytes, now)) {
      if (step.kind === "frame") this.#receiver.frame(step.payload, now);
      else if (step.kind === "negotiated") this.#negotiated(step.serverVersion, step.connectionTime);
      else if (step.kind === "broken") return this.#giveUp(step.reason, now);
      else out.effect({ kind: "sendUpstream", bytes: step.bytes });
      if (this.#receiver.fatal !== undefined) return this.#exit(1, this.#receiver.fatal);
      if (this.#receiver.broken !== undefined) return this.#giveUp(this.#receiver.broken, now);
    }
  }

  #negotiated(serverVersion: number, connectionTime: string): void {
    const { out, config, heard, foreign } = this.#m;
    out.upstreamVersion = serverVersion;
    this.#receiver.sessionOpened();
    heard.sessionStarted();
    foreign.sessionStarted();
    out.log("info", "gateway-greeted", { serverVersion, connectionTime });
    out.ask("order", "startApi", { clientId: config.gateway.clientId, optionalCapabilities: "" });
  }

  /** Start-up and recovery go on as soon as what they wait for is here. */
  #progress(now: Instant): void {
    const { session, out, recovery, account } = this.#m;
    if (session.state === "starting" && this.#receiver.letIn) this.#reconcile(now);
    if (session.state === "reconciling" && recovery.complete && account.complete) this.#ready(now);
    if (this.#drainBy !== undefined && out.waiting === 0) this.#drained();
    this.#showState();
  }

  /** One word for refusals and people, and whether frames of orders may leave. A drain still lets cancels go. */
  #showState(): void {
    const { session, out } = this.#m;
    const linkLost = this.#receiver.linkLost && session.state === "ready";
    out.ready = session.state === "ready" && !linkLost;
    if (this.#drainBy === undefined) out.sessionState = linkLost ? "link-lost" : session.state;
  }

  #reconcile(now: Instant): void {
    const { session, out, recovery, account, shared, lines } = this.#m;
    session.reconciling(now);
    out.open = true;
    recovery.start(now);
    for (const machine of [account, shared, lines]) machine.sessionStarted(now);
  }

  #ready(now: Instant): void {
    const { session, out, heard, desk, config } = this.#m;
    session.ready();
    this.#showState();
    heard.recovered(now);
    desk.sessionReady();
    out.log("info", "ready", { serverVersion: out.upstreamVersion, accounts: this.#receiver.accounts });
    if (this.#everReady)
      this.#doorman.announce(1101, "Connectivity between IB and Trader Workstation has been restored - data lost.");
    else for (const door of config.doors) out.effect({ kind: "listen", door });
    this.#everReady = true;
  }

  #giveUp(reason: string, now: Instant): void {
    this.#m.out.effect({ kind: "closeUpstream", how: "reset" });
    this.#upstreamClosed(reason, now);
  }

  #upstreamClosed(reason: string, now: Instant): void {
    const { session, out, config, heard } = this.#m;
    if (session.state === "disconnected") return;
    if (!this.#everReady) return this.#exit(1, noGateway(config, session.state, reason));
    const wasReady = session.state === "ready";
    const pauseMs = session.closed(now, this.#prng.float());
    out.log("warn", "session-lost", { reason, retryMs: Math.round(pauseMs) });
    heard.recovering = false;
    this.#sessionLost(reason, now);
    if (wasReady) this.#doorman.announce(1100, "Connectivity between IB and Trader Workstation has been lost.");
  }

  #sessionLost(reason: string, now: Instant): void {
    const { out, desk, whatIfs, pulls, account, shared, lines } = this.#m;
    this.#receiver.sessionClosed();
    out.sessionLost();
    this.#showState();
    for (const machine of [desk, whatIfs, pulls]) machine.sessionLost(reason);
    for (const machine of [account, shared, lines]) machine.sessionLost(now);
  }

  #deadline(now: Instant): void {
    const { session, account, shared, pulls } = this.#m;
    const expired = session.expired(now);
    if (expired === "dial") this.#dial(now);
    else if (expired !== undefined) this.#giveUp(this.#waitedFor(expired.giveUp), now);
    if (this.#exited) return;
    this.#doorman.tick(now);
    account.tick(now);
    shared.tick(now);
    pulls.tick(now);
    if (this.#drainBy !== undefined && now >= this.#drainBy) this.#drained();
  }

  #waitedFor(reason: string): string {
    const { session, recovery, account } = this.#m;
    if (session.state !== "reconciling") return reason;
    return `${reason}; missing: ${[...recovery.missing, ...(account.complete ? [] : ["account images"])].join(", ")}`;
  }

  /** SIGTERM: no new orders, no new clients; what is queued leaves; then all connections end in good order. */
  #drain(now: Instant): void {
    if (this.#drainBy !== undefined) return;
    const { out } = this.#m;
    this.#drainBy = (now + DRAIN_MS_MAX) as Instant;
    out.log("info", "draining", { messagesWaiting: out.waiting });
    out.sessionState = "draining";
    out.effect({ kind: "closeDoors" });
  }

  #drained(): void {
    if (this.#exited) return;
    const { out, clients, session } = this.#m;
    for (const { link } of clients.guests) out.effect({ kind: "closeClient", conn: link.conn, how: "end" });
    if (session.state !== "disconnected") out.effect({ kind: "closeUpstream", how: "end" });
    this.#exit(0, "drained");
  }

  #exit(code: number, reason: string): void {
    this.#exited = true;
    if (code !== 0) this.#m.out.effect({ kind: "closeUpstream", how: "reset" });
    this.#m.out.effect({ kind: "exit", code, reason });
  }

  #answer(what: QueryKind, now: Instant): unknown {
    const { config, out, blotter, clients, account, lines } = this.#m;
    switch (what) {
      case "status":
        return status(config, out, blotter, clients, {
          accounts: this.#receiver.accounts,
          linesUsed: lines.used,
          sinceMs: now - (this.#startedAt ?? now),
          notice: this.#receiver.lastNotice,
        });
      case "orders":
        return orders(blotter);
      case "positions":
        return account.positions();
      case "clients":
        return clientList(clients, now);
    }
  }
}

function assemble(config: EngineConfig): Machines {
  const clients = new Clients(config);
  const blotter = new Blotter();
  const out = new Outbox(clients, blotter, config.messagesPerSecond);
  const book = new Book(out, blotter, config.strategies);
  const whatIfs = new WhatIfs(out, blotter);
  out.isPreview = (orderId) => whatIfs.isPreview(orderId);
  const desk = new OrderDesk(out, blotter, book, whatIfs, config.readOnly);
  const foreign = new Foreign();
  const heard = new Heard(out, blotter, book, desk, foreign, config.gateway.clientId);
  const lists = new Lists(out, blotter, book, foreign, config.strategies);
  const pulls = new Pulls(out, book, heard, lists);
  const accounts = [...new Set(config.strategies.map((s) => s.account))];
  return {
    config,
    out,
    clients,
    blotter,
    book,
    desk,
    heard,
    lists,
    pulls,
    whatIfs,
    foreign,
    account: new AccountDesk(out, accounts),
    shared: new Shared(out),
    lines: new Lines(out),
    session: new Session(config.gateway.maxServerVersion),
    recovery: new Recovery(out, pulls),
  };
}

const closedBecause = (code: string): string =>
  code === "" ? "the Gateway closed the connection" : `the connection failed (${code})`;

const doorTrouble = (code: string): string =>
  code === "EADDRINUSE"
    ? "the port is taken by another program; choose another one with --tws-port or in the configuration"
    : code;

/** The one sentence for a first start without a session. */
function noGateway(config: EngineConfig, state: string, reason: string): string {
  const { host, port, clientId } = config.gateway;
  const where = `${host}:${port}`;
  if (state === "dialing")
    return `no IB Gateway answers at ${where}: ${reason}. Is it running and logged in? IB Gateway listens on 4001 (live) or 4002 (paper); the container image maps them to 4003 and 4004.`;
  if (reason.includes("326"))
    return `the Gateway at ${where} refuses client id ${clientId}: another program holds it (326). One daemon at a time may own the session.`;
  return `the Gateway at ${where} did not start a session: ${reason}.`;
}
