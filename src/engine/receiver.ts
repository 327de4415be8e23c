/**
 * Frames from the Gateway, each to its machine. Ticks are routed by bytes alone; everything else is decoded once.
 *
 * Gateway bytes are treated as hostile input: a frame about orders that cannot be read breaks the session, which is then
 * recovered; any other one costs no more than the request it answers.
 */
import { earliest, type Instant } from "../base/time.ts";
import { farmNews } from "../model/farm.ts";
import type { End } from "../upstream/session.ts";
import {
  correlator,
  DecodeError,
  decodeIncoming,
  type Incoming,
  type IncomingBody,
  incomingId,
  messageId,
} from "../wire/codec.ts";
import { Inquiries } from "./inquiries.ts";
import { Login } from "./login.ts";
import type { Machines } from "./machines.ts";
import { Notices, TOO_FAST } from "./notices.ts";
import { Signs } from "./signs.ts";
import { TooFast } from "./tooFast.ts";

/** Messages of market data lines: routed without decoding. */
const TICKS: ReadonlySet<number> = new Set(
  (
    [
      "tickPrice",
      "tickSize",
      "tickString",
      "tickGeneric",
      "tickOptionComputation",
      "tickEFP",
      "tickNews",
      "marketDataType",
      "tickReqParams",
      "tickSnapshotEnd",
      "rerouteMktDataReq",
      "deltaNeutralValidation",
    ] as const
  ).map(incomingId),
);

/** Of these, what only comes while data flows. */
const PRICES: ReadonlySet<number> = new Set((["tickPrice", "tickSize"] as const).map(incomingId));

/** Messages without which the state of orders is not known. */
const ESSENTIAL: ReadonlySet<number> = new Set(
  (
    [
      "managedAccounts",
      "nextValidId",
      "openOrder",
      "openOrderEnd",
      "orderStatus",
      "execDetails",
      "execDetailsEnd",
      "commissionReport",
      "completedOrder",
      "completedOrdersEnd",
    ] as const
  ).map(incomingId),
);

/** Ids of messages to come are as small as those there are; only bytes out of step give others. */
const MESSAGE_ID_MAX = 9_999;
const isPlausible = (id: number): boolean => id > 0 && id <= MESSAGE_ID_MAX;

/**
 * What comes only because it was asked for, by us or by a client: a round trip on the connection that orders take. An
 * openOrderEnd also comes unasked, before the session is let in.
 */
const ANSWERS: ReadonlySet<Incoming["name"]> = new Set([
  ...(["currentTime", "openOrderEnd", "completedOrdersEnd", "execDetailsEnd"] as const),
  ...(["positionEnd", "accountDownloadEnd", "contractDetailsEnd"] as const),
]);

/** What stands for the frame of an error that holdfast itself raises. */
const NO_FRAME = new Uint8Array(0);

export class Receiver {
  readonly #m: Machines;
  readonly login: Login;
  readonly notices: Notices;
  readonly #signs: Signs;
  readonly #inquiries: Inquiries;
  readonly #tooFast: TooFast;
  /** This session must not go on. */
  broken: End | undefined;
  /** How many frames have come that are no market data of a line: nothing else changes what orders and positions are. */
  heard = 0;

  constructor(machines: Machines) {
    this.#m = machines;
    this.login = new Login(machines);
    this.notices = new Notices(machines);
    this.#signs = new Signs(machines);
    this.#inquiries = new Inquiries(machines);
    this.#tooFast = new TooFast(machines);
  }

  sessionOpened(): void {
    this.login.sessionOpened();
    this.broken = undefined;
    this.notices.sessionOpened();
    this.#signs.sessionOver();
    this.#inquiries.sessionOver();
    this.#tooFast.sessionOver();
  }

  sessionClosed(): void {
    this.broken = undefined;
    this.notices.sessionClosed();
    this.#signs.sessionOver();
    this.#inquiries.sessionOver();
    this.#tooFast.sessionOver();
  }

  nextDeadline(): Instant | undefined {
    return earliest(
      this.notices.nextDeadline(),
      this.#signs.nextDeadline(),
      this.#inquiries.nextDeadline(),
      this.#tooFast.nextDeadline(),
    );
  }

  /** Why the session must begin anew, if something has lasted too long. */
  tick(now: Instant): End | undefined {
    this.#signs.tick(now);
    this.#inquiries.tick(now);
    this.#tooFast.tick(now);
    return this.notices.overdue(now);
  }

  frame(payload: Uint8Array, now: Instant): void {
    const { out, lines } = this.#m;
    const id = messageId(payload, out.upstreamVersion);
    if (TICKS.has(id)) {
      const reqId = correlator("in", payload, out.upstreamVersion);
      if (reqId === undefined) return;
      if (this.#signs.competing && PRICES.has(id)) this.#signs.flows(reqId);
      return void lines.heardRaw(payload, id, reqId, now);
    }
    this.heard++;
    const message = decodeIncoming(payload, out.upstreamVersion);
    if (message instanceof DecodeError) return this.#unreadable(message, payload, id, now);
    this.#message(message, payload, now);
  }

  /** Requests that never left, because the Gateway is too old for them, end as if it had refused them; false when there are none. */
  unaskable(now: Instant): boolean {
    const refused = this.#m.out.takeUnaskable();
    for (const body of refused) this.#requestError({ name: "error", body }, NO_FRAME, now);
    return refused.length > 0;
  }

  /**
   * A frame about orders that cannot be read ends the session: nothing would be certain any more; so does one whose id no
   * Gateway could mean, because then frames are not cut where they begin. The answer to a
   * request fails that request; anything else is reported and passed over.
   */
  #unreadable(error: DecodeError, payload: Uint8Array, id: number, now: Instant): void {
    const { out } = this.#m;
    const reason = `the Gateway sent message ${error.messageName ?? id} that cannot be read (${error.field ?? "frame"}: ${error.unquoted})`;
    out.log("error", "upstream-frame-unreadable", { reason });
    if (ESSENTIAL.has(id) || !isPlausible(id)) {
      this.broken = { condition: "garbled", detail: reason };
      return;
    }
    const reqId = correlator("in", payload, out.upstreamVersion);
    if (reqId === undefined || out.ownerOf(reqId) === undefined) return;
    const body = {
      id: reqId,
      errorCode: 320,
      errorMsg: `holdfast: ${reason}`,
      advancedOrderRejectJson: "",
      errorTime: 0,
    };
    this.#requestError({ name: "error", body }, payload, now);
  }

  #message(message: Incoming, payload: Uint8Array, now: Instant): void {
    const { heard, pulls, account, shared, whatIfs, heartbeat, openOrders, reconcile, sentinel, contracts } = this.#m;
    contracts.heard(message);
    if (ANSWERS.has(message.name) && this.login.letIn) heartbeat.answered(now);
    switch (message.name) {
      case "managedAccounts":
        return this.#judged(this.login.managed(message.body.accountsList));
      case "nextValidId":
        return this.#judged(this.login.nextId(message.body.orderId, now));
      case "openOrder":
        openOrders.openOrder(message.body);
        // Told twice, late, or with somebody's orderRef: a preview is never an order.
        if (message.body.order.whatIf) return void whatIfs.heard(message.body);
        // Before the session is let in nothing has left in it: what left last is of another one.
        if (this.login.letIn) this.#takenFor(this.#m.recognition.takesUsFor(message.body), message.body.order.orderId);
        return this.#ofOrder(() => heard.openOrder(message.body));
      case "orderStatus":
        openOrders.orderStatus(message.body);
        return this.#ofOrder(() => heard.orderStatus(message.body));
      case "openOrderEnd":
        if (this.login.letIn) openOrders.ended(now);
        return sentinel.orderTold();
      case "execDetails":
        return this.#execution(message, now);
      case "position":
        return this.#position(message, now);
      case "positionEnd":
        account.heard(message, now);
        sentinel.positionsTold();
        return reconcile.positionsLoaded(now);
      case "commissionReport":
        pulls.heard(message, now);
        return heard.commission(message.body);
      case "error":
        return this.#error(message, payload, now);
      case "completedOrdersEnd":
        this.#signs.completedOrdersCame();
        return void pulls.heard(message, now);
      case "currentTime":
        // The heartbeat's own question has nobody else who waits for it.
        return void shared.heard(message, payload, now);
      default:
        if (this.#signs.competing && "reqId" in message.body) this.#signs.flows(message.body.reqId ?? -1);
        if (pulls.heard(message, now) || account.heard(message, now) || shared.heard(message, payload, now)) return;
        if (this.#m.questions.heard(message, now)) return;
        this.#m.out.log("debug", "upstream-frame-unclaimed", { message: message.name });
    }
  }

  /** What was found wrong with the login, if anything was. */
  #judged(end: End | undefined): void {
    if (end !== undefined) this.broken = end;
  }

  /** The client id is the fence, and what rests under another one is out of reach: nothing more may leave in such a session. */
  #takenFor(clientId: number | undefined, orderId: number): void {
    if (clientId === undefined) return;
    const detail = `order ${orderId}, which left in this session, is shown under client id ${clientId}`;
    this.broken = { condition: "client-id-mistaken", detail };
  }

  /** Each list says all of them again: only what was written down, or is about others' orders, is news to who watches. */
  #ofOrder(hear: () => void): void {
    const { out, foreign, sentinel } = this.#m;
    const before = out.recorded + foreign.told;
    hear();
    if (out.recorded + foreign.told !== before) sentinel.orderTold();
  }

  /** Each image says all of them again: only another quantity has moved. */
  #position(message: Incoming & { name: "position" }, now: Instant): void {
    const { account, sentinel, reconcile } = this.#m;
    const { account: of, contract } = message.body;
    const before = account.position(of, contract.conId);
    account.heard(message, now);
    const hasMoved = account.position(of, contract.conId) !== before;
    sentinel.position(of, contract.conId, hasMoved);
    if (hasMoved) reconcile.moved(of, now);
  }

  /** One that was heard before has moved nothing since: lists repeat them all. */
  #execution(message: Incoming & { name: "execDetails" }, now: Instant): void {
    const { blotter, pulls, heard, account, reconcile } = this.#m;
    const { execId, acctNumber } = message.body.execution;
    const isKnown = (): boolean => blotter.keyOfExecution(execId) !== undefined || blotter.isForeignExecution(execId);
    const wasKnown = isKnown();
    if (!pulls.heard(message, now)) heard.execution(message.body);
    if (wasKnown || !isKnown()) return;
    this.#found(message.body);
    account.traded(acctNumber, now);
    reconcile.moved(acctNumber, now);
  }

  /** A list shows an execution that nobody has told: recording it is all that it takes. */
  #found({ reqId, execution: { execId, acctNumber, clientId } }: IncomingBody<"execDetails">): void {
    const { out } = this.#m;
    if (out.ready && reqId !== -1) out.log("info", "execution-found", { execId, account: acctNumber, clientId });
  }

  #error(message: Incoming & { name: "error" }, payload: Uint8Array, now: Instant): void {
    const { body } = message;
    if (body.id < 0) return this.#notice(body, now);
    const { out, whatIfs, orderErrors } = this.#m;
    const isRequest = out.ownerOf(body.id) !== undefined;
    const ofChange = !isRequest && this.#inquiries.isOfChange(body);
    if (isRequest) this.#signs.onRequest(body, now);
    else this.#signs.onOrder(body, now);
    const claimed = isRequest
      ? this.#requestError(message, payload, now)
      : whatIfs.refused(body) || orderErrors.heard(body);
    if (!isRequest) this.#inquiries.onOrder(body, ofChange, now);
    if (!claimed)
      out.log("warn", "gateway-error-unclaimed", { id: body.id, errorCode: body.errorCode, errorMsg: body.errorMsg });
  }

  #requestError(message: Incoming & { name: "error" }, payload: Uint8Array, now: Instant): boolean {
    const { out, lines, shared, account, pulls, questions } = this.#m;
    switch (out.ownerOf(message.body.id)) {
      case "lines":
        return lines.refused(message.body, now);
      case "shared":
        return shared.heard(message, payload, now);
      case "account":
        return account.heard(message, now);
      case "orders":
        return pulls.heard(message, now);
      case "contracts":
        return questions.heard(message, now);
      case undefined:
        return false;
    }
  }

  #notice(body: IncomingBody<"error">, now: Instant): void {
    if (body.errorCode === 326) this.broken = { condition: "client-id-taken", detail: `326 ${body.errorMsg}` };
    // Without an id it answers a list that a read-only Gateway does not give.
    if (this.#signs.onOrder(body, now)) return;
    // Or a request that has no id, and concerns who asked.
    if (this.#m.shared.refused(body, now)) return;
    if (body.errorCode === TOO_FAST) this.#tooFast.said(body.errorMsg, now);
    if (farmNews(body.errorCode, body.errorMsg)?.word === "ok") this.#signs.farmOk();
    this.notices.heard(body, now);
    this.#m.shared.noticed(body.errorCode, now);
    this.#m.lines.noticed(body.errorCode, now);
    this.#m.completeness.noticed(body, now);
  }
}
