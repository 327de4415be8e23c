/**
 * Who is connected: connections come and go, sessions start, requests are heard before and after that.
 *
 * Whatever a client does wrong concerns it alone.
 */
import { type WallMs, wireTime } from "../../../base/time.ts";
import type { Socket, SocketOwner } from "../../../io/io.ts";
import { correlator, DecodeError, decodeOutgoing, type Outgoing } from "../../../wire/codec.ts";
import { serverReply } from "../../../wire/handshake.ts";
import type { Context } from "../context.ts";
import { whenKnown } from "../lists.ts";
import { handle } from "../requests.ts";
import { Clients } from "./clients.ts";
import {
  Connection,
  type ConnectionOptions,
  type ConnectionOwner,
  type GatewayIo,
  type Stance,
  type Welcome,
} from "./connection.ts";
import { greet, refuseClientId, refuseOneMore } from "./greeting.ts";
import { hear } from "./hearing.ts";
import type { Shape } from "./outbox.ts";
import type { Verdict } from "./rate.ts";
import type { Saying } from "./said.ts";
import { Session } from "./session.ts";
import { Telling } from "./telling.ts";

export class Reception implements ConnectionOwner {
  readonly #io: GatewayIo;
  readonly #context: Context;
  readonly #options: ConnectionOptions;
  readonly #settle: () => void;
  readonly #telling: Telling;
  readonly #connections = new Set<Connection>();
  readonly #clients: Clients;
  #stance: Stance = "live";

  /** `settle` is called when everything of one stimulus is handled. */
  constructor(io: GatewayIo, context: Context, options: ConnectionOptions, settle: () => void) {
    this.#io = io;
    this.#context = context;
    this.#options = options;
    this.#settle = settle;
    this.#telling = new Telling(context, (session, said) => this.#heard(session, said));
    this.#clients = new Clients(context);
  }

  accepted(socket: Socket, remote: string): SocketOwner {
    const connection = new Connection(this.#io, socket, remote, this.#options, this);
    this.#connections.add(connection);
    return connection;
  }

  sessions(): readonly Session[] {
    return this.#clients.all();
  }

  session(clientId: number): Session | undefined {
    return this.#clients.of(clientId);
  }

  flush(): void {
    for (const connection of this.#connections) connection.flush();
  }

  /** Everything that a process knows of its clients is lost. */
  restart(): void {
    this.dropConnections();
    this.#clients.forget();
  }

  /** Stands still, dies, or lives (again); what waited is handled. */
  turn(stance: Stance): void {
    this.#stance = stance;
    if (stance === "live") for (const connection of [...this.#connections]) connection.thaw();
  }

  /** The connections of one client, or all. */
  connectionsOf(clientId: number | undefined): readonly Connection[] {
    return clientId === undefined ? [...this.#connections] : this.#clients.connectionsOf(clientId);
  }

  releaseUnclosed(): void {
    this.#clients.releaseUnclosed();
  }

  dropConnections(): void {
    for (const connection of [...this.#connections]) connection.drop("the Gateway cuts its connections");
  }

  // ---------------------------------------------------------------- what connections ask

  get stance(): Stance {
    return this.#stance;
  }

  welcome(): Welcome {
    const { faults } = this.#context;
    const unclosed = faults.holds("close-wait");
    if (unclosed !== undefined && this.#clients.unclosed >= unclosed.connections) return "mute";
    const mute = faults.strikes("mute-handshake");
    if (mute !== undefined) return mute.from === "version" ? "mute" : "mute-from-startApi";
    const untrusted = faults.strikes("trusted-ip-drop");
    if (untrusted !== undefined) return untrusted.answer === "silence" ? "mute" : "closed";
    return "greeted";
  }

  versionReply(negotiated: number): Uint8Array {
    const { faults } = this.#context;
    const version = faults.strikes("server-version-other")?.serverVersion ?? negotiated;
    const skew = faults.strikes("server-clock-skew")?.byMs ?? 0;
    return serverReply(version, wireTime((this.#context.wall() + skew) as WallMs));
  }

  messagesPerSecond(): number {
    const { faults, limits } = this.#context;
    return faults.holds("strict-pacing")?.messagesPerSecond ?? limits.messagesPerSecond;
  }

  shape(connection: Connection): Shape | undefined {
    const { faults } = this.#context;
    if (faults.quiet) return undefined;
    const client = { client: this.#clients.at(connection)?.clientId };
    const delayMs = faults.strikes("connection-slow", client)?.delayMs ?? 0;
    const split = faults.strikes("frames-split", client);
    if (delayMs === 0 && split === undefined) return undefined;
    return { delayMs, pieceBytes: split?.bytes ?? 0, everyMs: split?.everyMs ?? 0 };
  }

  // ---------------------------------------------------------------- what connections tell

  frame(connection: Connection, payload: Uint8Array): void {
    const session = this.#clients.at(connection);
    const request = decodeOutgoing(payload, connection.serverVersion);
    if (session === undefined) this.#beforeStart(connection, request);
    else if (request instanceof DecodeError) this.#unreadable(session, payload, request);
    else this.#answer(session, request);
  }

  #answer(session: Session, request: Outgoing): void {
    session.requests++;
    note(this.#context, session, request);
    hear(this.#context, session, request, (meant) => {
      whenKnown(this.#context, session, meant.name, () => {
        session.answering = meant.name;
        handle(this.#context, session, meant);
        session.answering = undefined;
      });
    });
  }

  handled(): void {
    this.#settle();
  }

  tooFast(connection: Connection, verdict: Verdict): boolean {
    const { switches, limits, faults } = this.#context;
    const session = this.#clients.at(connection);
    if (verdict.kind === "warning" && switches.rateWarning) this.#notice(session, 0, verdict.text);
    if (verdict.kind !== "excess") return true;
    if (verdict.text !== undefined) this.#notice(session, 100, verdict.text);
    const violationsMax = faults.strikes("strict-pacing")?.violations ?? limits.rateViolationsMax;
    if (verdict.violations >= violationsMax) connection.end("it sends too many messages");
    return switches.overRate === "processed" && connection.open;
  }

  gone(connection: Connection, clean: boolean): void {
    this.#connections.delete(connection);
    this.#clients.gone(connection, clean);
  }

  // ---------------------------------------------------------------- start

  /** The Gateway says nothing before startApi, whatever comes (PROTOCOL 3.4). */
  #beforeStart(connection: Connection, request: Outgoing | DecodeError): void {
    if ("name" in request && request.name === "startApi") this.#start(connection, request.body.clientId);
    else if (this.#context.switches.beforeStartApi === "closed") connection.end("a request came before startApi");
  }

  #start(connection: Connection, clientId: number): void {
    const context = this.#context;
    const session = new Session(connection, clientId, this.#telling);
    if (this.#clients.isTaken(clientId)) return refuseClientId(context, session);
    if (this.#clients.count >= context.limits.clientsMax) return refuseOneMore(context, session);
    this.#clients.start(connection, session);
    this.#io.host.log("info", "gateway.client", { clientId, remote: connection.remote });
    session.answering = "startApi";
    greet(context, session);
    session.answering = undefined;
  }

  /** Whoever watches the host is told of every error, wherever it arose; nobody else keeps count of them. */
  #heard({ clientId }: Session, { name, body }: Saying): void {
    if (name !== "error") return;
    const { id, errorCode: code, errorMsg: text } = body;
    this.#io.host.log("debug", "gateway.error", { clientId, id, code, text });
  }

  /** 320, with the id of the request where it can be read (SEQUENCES 8; rust-ibapi #259 saw -1). */
  #unreadable(session: Session, payload: Uint8Array, fault: DecodeError): void {
    const id = correlator("out", payload, session.serverVersion) ?? -1;
    const what = fault.field === undefined ? fault.reason : `Unable to parse field: ${fault.field} (${fault.reason})`;
    session.error(id, 320, `Error reading request. ${what}`, this.#context.wall());
  }

  #notice(session: Session | undefined, code: number, text: string): void {
    session?.error(-1, code, text, this.#context.wall());
  }
}

/** Answers to a request with an id are about its contract, until it is cancelled. */
function note(context: Context, session: Session, { name, body }: Outgoing): void {
  if (!("reqId" in body) || body.reqId === undefined) return;
  if (name.startsWith("cancel")) session.asked.delete(body.reqId);
  if (!("contract" in body)) return;
  const { conId, symbol } = body.contract;
  session.asked.set(body.reqId, { request: name, symbol: context.exchange.byConId(conId)?.symbol ?? symbol });
}
