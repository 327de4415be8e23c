/**
 * Clients at the TWS door: who comes in, what they ask, and which machine answers, by the table of the 85 requests.
 *
 * Whatever a client does harms only that client: nonsense, silence, an id in use, a full queue and a reader that
 * stopped all end in a clear error or a closed connection of its own, and one line in the log.
 */
import type { Instant, WallMs } from "../base/time.ts";
import { Link, type LinkStep } from "../downstream/tws/link.ts";
import type { Client } from "../model/client.ts";
import { NOT_VALID } from "../model/complaint.ts";
import type { StrategyConfig } from "../model/config.ts";
import {
  CLIENT_ORDER_ID_MAX,
  type ClientId,
  type ClientOrderId,
  type ConnId,
  type StrategyName,
} from "../model/ids.ts";
import type { Input } from "../model/input.ts";
import { isFinished } from "../model/status.ts";
import { rowOf, turnedAway, type Way } from "../mux/requests.ts";
import { unreached } from "../orders/unreached.ts";
import { needsContracts } from "../risk/contractNeeds.ts";
import { correlator, type Outgoing } from "../wire/codec.ts";
import type { Guest } from "./clients.ts";
import type { Machines } from "./machines.ts";
import { LINK_LOST } from "./notices.ts";
import type { Receiver } from "./receiver.ts";

/** What may be queued for a client that reads slowly; orders and executions never drop, so beyond it the client is closed. */
const BACKLOG_BYTES_MAX = 16 * 1024 * 1024;
/**
 * What it may be told at once, though it reads: once each of the answers that are kept for others, also in a longer form. Who asks
 * for more in one breath is closed, for all of it would be made before a byte of it leaves, and everybody else would wait.
 */
export const BURST_BYTES_MAX = 64 * 1024 * 1024;
/** Far more than there are bots; each takes a file descriptor of the process, which the journal needs as well. */
export const CONNECTIONS_MAX = 1_000;
/** Of these, of one strategy: a bot that never closes what it opens, under a new client id each time, shuts out itself alone. */
export const CONNECTIONS_PER_STRATEGY_MAX = 100;
const HOLDFAST = 0;
/** The notice about orders that a global cancel does not end: within 2100..2169, which every library takes for a notice. */
const UNREACHED = 2165;

type ClientInput = Extract<Input, { readonly conn: ConnId }>;

export class Doorman {
  readonly #m: Machines;
  readonly #receiver: Receiver;
  /** Connections that have not said hello yet, oldest (and so first due) first. */
  readonly #silent = new Map<ConnId, Link>();

  constructor(machines: Machines, receiver: Receiver) {
    this.#m = machines;
    this.#receiver = receiver;
  }

  take(input: ClientInput, now: Instant, wall: WallMs): void {
    if (input.kind === "clientAccepted") return this.#accepted(input.conn, input.door, input.remote, now);
    const guest = this.#m.clients.guest(input.conn);
    if (guest === undefined) return;
    if (input.kind === "clientReceived") return this.#received(guest, input.bytes, now, wall);
    if (input.kind === "clientClosed") return this.#gone(guest, input.code === "" ? "the client closed" : input.code);
    if (input.bytes > BACKLOG_BYTES_MAX)
      this.#close(
        guest,
        `the client stopped reading: ${input.bytes} bytes wait for it against ${BACKLOG_BYTES_MAX}`,
        "reset",
      );
  }

  #accepted(conn: ConnId, doorId: string, remote: string, now: Instant): void {
    const door = this.#m.config.doors.find((d) => d.id === doorId)!;
    const link = new Link(conn, door, remote, now);
    this.#m.clients.admit(link);
    this.#silent.set(conn, link);
    if (this.#m.clients.count > CONNECTIONS_MAX) this.#makeRoom();
  }

  /** Who has waited longest without a name goes first; a newcomer goes when all others are somebody. */
  #makeRoom(): void {
    for (const guest of this.#m.clients.guests)
      if (guest.client === undefined)
        return this.#close(guest, `there are more than ${CONNECTIONS_MAX} connections`, "reset");
  }

  nextDeadline(): Instant | undefined {
    for (const link of this.#silent.values()) return link.nextDeadline();
    return undefined;
  }

  tick(now: Instant): void {
    for (const [conn, link] of this.#silent) {
      if (now < link.nextDeadline()!) return;
      this.#close(this.#m.clients.guest(conn)!, "no version frame within 15 s", "end");
    }
  }

  /** A notice about the connection to the broker, to everybody. */
  announce(errorCode: number, errorMsg: string): void {
    for (const { conn } of this.#m.clients.started()) this.#m.out.tell(conn, "error", { id: -1, errorCode, errorMsg });
  }

  #received(guest: Guest, bytes: Uint8Array, now: Instant, wall: WallMs): void {
    const { out } = this.#m;
    for (const step of guest.link.received(bytes, wall)) {
      this.#step(guest, step, now);
      if (out.toldBytes > BURST_BYTES_MAX) return this.#greedy(guest);
    }
  }

  /** Its last request may have ended it. */
  #greedy(guest: Guest): void {
    const { clients, out } = this.#m;
    if (clients.guest(guest.link.conn) === undefined) return;
    this.#close(guest, `the client asked for ${out.toldBytes} bytes at once against ${BURST_BYTES_MAX}`, "reset");
  }

  #step(guest: Guest, step: LinkStep, now: Instant): void {
    switch (step.kind) {
      case "reply":
        this.#silent.delete(guest.link.conn);
        return this.#m.out.effect({ kind: "sendClient", conn: guest.link.conn, bytes: step.bytes, relay: false });
      case "startApi":
        return this.#startApi(guest, step.clientId as ClientId);
      case "request":
        return this.#request(guest.client!, step.request, now);
      case "malformed":
        return this.#malformed(guest, step);
      case "close":
        return this.#hangUp(guest, step.reason);
    }
  }

  /** A peer that understands errors, because a version is agreed, is told why before the connection ends. */
  #hangUp(guest: Guest, reason: string): void {
    const { conn, serverVersion } = guest.link;
    if (serverVersion !== 0)
      this.#m.out.tell(conn, "error", {
        id: -1,
        errorCode: 320,
        errorMsg: `Error reading request. holdfast: ${reason}`,
      });
    this.#close(guest, reason, "end");
  }

  #startApi(guest: Guest, clientId: ClientId): void {
    const { clients, out } = this.#m;
    const { conn, door, serverVersion } = guest.link;
    const strategy = clients.strategyAt(door, clientId);
    if (strategy === undefined) return this.#unknownClientId(guest, clientId);
    if (clients.countOf(strategy.name) >= CONNECTIONS_PER_STRATEGY_MAX) return this.#tooManyOf(guest, strategy.name);
    const client: Client = { conn, strategy: strategy.name, clientId, account: strategy.account, serverVersion };
    if (!clients.seat(guest, client)) {
      out.tell(conn, "error", {
        id: -1,
        errorCode: 326,
        errorMsg: "Unable to connect as the client id is already in use. Retry with a unique client id.",
      });
      return this.#close(guest, `client id ${clientId} of ${strategy.name} is already connected (326)`, "end");
    }
    out.log("info", "client-started", {
      conn,
      strategy: strategy.name,
      clientId,
      serverVersion,
      remote: guest.link.remote,
    });
    this.#welcome(client);
  }

  #tooManyOf(guest: Guest, strategy: StrategyName): void {
    const why = `${strategy} has ${CONNECTIONS_PER_STRATEGY_MAX} connections already`;
    this.#turnAway(guest, `holdfast: ${why}: close those that are not used any more`, why);
  }

  #unknownClientId(guest: Guest, clientId: ClientId): void {
    const errorMsg = `holdfast: client id ${clientId} belongs to no strategy on this port. List it in client-ids of a strategy, or connect to the strategy's own port.`;
    this.#turnAway(guest, errorMsg, `client id ${clientId} is not configured`);
  }

  #turnAway(guest: Guest, errorMsg: string, reason: string): void {
    this.#m.out.tell(guest.link.conn, "error", { id: -1, errorCode: NOT_VALID, errorMsg });
    this.#close(guest, reason, "end");
  }

  /** The start-up messages in a Gateway's order (SEQUENCES 1). */
  #welcome(client: Client): void {
    const { lists, out } = this.#m;
    lists.pushResting(client);
    out.tell(client.conn, "managedAccounts", { accountsList: client.account });
    this.#nextValidId(client);
    for (const notice of this.#receiver.notices.ofFarms) out.tell(client.conn, "error", notice);
    if (!out.ready) this.#tellLoss(client);
  }

  /** During an outage, in the Gateway's own words where it has said so itself. */
  #tellLoss(client: Client): void {
    const { errorCode, errorMsg } = this.#receiver.notices.loss ?? LINK_LOST;
    this.#m.out.tell(client.conn, "error", { id: -1, errorCode, errorMsg });
  }

  #nextValidId(client: Client): void {
    const { blotter, desk, formers } = this.#m;
    const own = blotter.highestClientOrderId(client.strategy, client.clientId);
    const highest = Math.max(own, formers.highest(client), desk.highestBrokenOff(client));
    // A journal may hold a higher one, of a build that took it.
    const orderId = Math.min(highest, CLIENT_ORDER_ID_MAX) + 1;
    this.#m.out.tell(client.conn, "nextValidId", { orderId });
  }

  /** Unreadable, but framed: the frame is refused on its id where it has one, and the connection lives (PROTOCOL 15: 320). */
  #malformed(guest: Guest, { payload, error }: LinkStep & { kind: "malformed" }): void {
    const { conn, serverVersion } = guest.link;
    const what =
      error.messageName === undefined
        ? error.reason
        : `Unable to parse ${error.field === undefined ? error.messageName : `field: ${error.field}`} (${error.reason})`;
    const id = error.messageName === undefined ? undefined : correlator("out", payload, serverVersion);
    this.#m.out.log("warn", "client-frame-unreadable", {
      conn,
      strategy: guest.client?.strategy,
      message: error.messageName,
      field: error.field,
      reason: error.unquoted,
    });
    this.#m.out.tell(conn, "error", { id: id ?? -1, errorCode: 320, errorMsg: `Error reading request. ${what}` });
    if (error.messageName === "placeOrder") this.#m.desk.unreadable(guest.client!, id);
  }

  #request(client: Client, request: Outgoing, now: Instant): void {
    const { out } = this.#m;
    const { way, idField } = rowOf(request.name);
    const asker = this.#m.clients.askerOf(client);
    const id = idField === undefined ? -1 : (request.body as Record<string, number>)[idField]!;
    if (out.full(asker) && !isCancel(request.name)) return this.#tooMuch(client, request, id);
    // Account streams are shared by several clients and rely on their requests leaving in one order.
    out.asker = way === "account" ? HOLDFAST : asker;
    this.#serve(client, request, way, id, now);
    out.asker = HOLDFAST;
  }

  /** 100 on the id of a living order would end it in its client's eyes: a change is refused as a change. */
  #tooMuch(client: Client, request: Outgoing, id: number): void {
    const { out, blotter, desk } = this.#m;
    const known = request.name === "placeOrder" ? blotter.own(client, id as ClientOrderId) : undefined;
    const [errorCode, errorMsg] =
      known !== undefined && !isFinished(known.status)
        ? [105, "holdfast queue: too many messages of this client wait; the order stays as it was"]
        : [100, "Max rate of messages per second has been exceeded: holdfast's queue for this client is full."];
    out.tell(client.conn, "error", { id, errorCode, errorMsg });
    if (request.name === "placeOrder") desk.turnedAway(client, request.body, `${errorCode} ${errorMsg}`);
  }

  #serve(client: Client, request: Outgoing, way: Way, id: number, now: Instant): void {
    const { out, account, shared, lines } = this.#m;
    switch (way) {
      case "state":
      case "own":
        return this.#state(client, request);
      case "orders":
        return this.#orders(client, this.#m.clients.strategy(client.strategy), request, now);
      case "account":
        return account.asked(client, request, now);
      case "share":
        this.#watched(client, request, now);
        return shared.asked(client, request, now);
      case "lines":
        this.#watched(client, request, now);
        return lines.asked(client, request, now);
      case "dropped":
        return;
      case "refused":
      case "notServed":
        return out.tell(client.conn, "error", turnedAway(request.name, id));
    }
  }

  /** Who looks at prices of a contract may trade it next. */
  #watched({ strategy }: Client, request: Outgoing, now: Instant): void {
    const { clients, risk, questions } = this.#m;
    if (request.name !== "reqMktData" && request.name !== "reqHistoricalData") return;
    if (needsContracts(risk, clients.strategy(strategy))) questions.meets(request.body.contract, now);
  }

  #state(client: Client, request: Outgoing): void {
    const { out } = this.#m;
    switch (request.name) {
      case "startApi":
        return out.tell(client.conn, "error", { id: -1, errorCode: 501, errorMsg: "Already Connected." });
      case "reqIds":
        return this.#nextValidId(client);
      case "reqManagedAccts":
        return out.tell(client.conn, "managedAccounts", { accountsList: client.account });
    }
  }

  #orders(client: Client, strategy: StrategyConfig, request: Outgoing, now: Instant): void {
    const { cancels, desk, exercises, lists, pulls, out } = this.#m;
    switch (request.name) {
      case "placeOrder":
        return desk.place(client, strategy, request.body, now);
      case "exerciseOptions":
        return exercises.ask(client, strategy, request.body, now);
      case "cancelOrder": {
        const { orderId, ...terms } = request.body;
        return cancels.cancel(client, orderId as ClientOrderId, terms);
      }
      case "reqGlobalCancel":
        cancels.cancelAll(client, request.body);
        return this.#tellUnreached(client);
      case "reqOpenOrders":
        return lists.openOrders(client);
      case "reqAllOpenOrders":
        return lists.allOpenOrders(client);
      case "reqAutoOpenOrders":
        if (client.clientId !== 0)
          out.tell(client.conn, "error", {
            id: -1,
            errorCode: 327,
            errorMsg: "Only API connections with clientId set to 0 can set the auto bind TWS orders property.",
          });
        return;
      case "reqCompletedOrders":
        return pulls.completed({ client, reqId: -1 }, request.body.apiOnly, now);
      case "reqExecutions":
        return pulls.executions({ client, reqId: request.body.reqId }, request.body.filter, now);
    }
  }

  #tellUnreached(client: Client): void {
    const { blotter, foreign, lists, out } = this.#m;
    const errorMsg = unreached(client, blotter, foreign, lists);
    if (errorMsg !== undefined) out.tell(client.conn, "error", { id: -1, errorCode: UNREACHED, errorMsg });
  }

  #close(guest: Guest, reason: string, how: "end" | "reset"): void {
    this.#m.out.effect({ kind: "closeClient", conn: guest.link.conn, how });
    this.#gone(guest, reason);
  }

  #gone(guest: Guest, reason: string): void {
    const { clients, out, account, shared, lines, pulls, whatIfs } = this.#m;
    const { conn } = guest.link;
    guest.link.close();
    this.#silent.delete(conn);
    clients.remove(conn);
    for (const machine of [account, shared, lines, pulls, whatIfs]) machine.left(conn);
    out.log("info", "client-closed", {
      conn,
      strategy: guest.client?.strategy,
      clientId: guest.client?.clientId,
      remote: guest.link.remote,
      reason,
    });
  }
}

/** Ending something is never refused for being too much: it makes less. */
const isCancel = (name: Outgoing["name"]): boolean => name.startsWith("cancel") || name === "reqGlobalCancel";
