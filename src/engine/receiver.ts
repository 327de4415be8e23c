/**
 * Frames from the Gateway, each to its machine. Ticks are routed by bytes alone; everything else is decoded once.
 *
 * Gateway bytes are treated as hostile input: a frame about orders that cannot be read breaks the session, which is then
 * recovered; any other one costs no more than the request it answers.
 */
import type { Instant } from "../base/time.ts";
import { REQ_ID_MIN } from "../model/ids.ts";
import {
  correlator,
  DecodeError,
  decodeIncoming,
  type Incoming,
  type IncomingBody,
  incomingId,
  messageId,
} from "../wire/codec.ts";
import type { Machines } from "./machines.ts";

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

/** Notices about a farm: the newest of each is told to clients that connect later. */
const FARM_CODES: ReadonlySet<number> = new Set([2103, 2104, 2105, 2106, 2107, 2108, 2119, 2157, 2158]);

/** What clients hear when a session is back that does not have their data any more. */
export const DATA_LOST = {
  errorCode: 1101,
  errorMsg: "Connectivity between IB and Trader Workstation has been restored - data lost.",
} as const;

/** What stands for the frame of an error that holdfast itself raises. */
const NO_FRAME = new Uint8Array(0);

export class Receiver {
  readonly #m: Machines;
  readonly #farms = new Map<string, IncomingBody<"error">>();
  #nextValidId: number | undefined;
  accounts: readonly string[] = [];
  /** Between 1100 and 1101 or 1102. */
  linkLost = false;
  /** This session began while the link was lost: what clients hear at its end is that their data was lost. */
  dataLostUntold = false;
  lastNotice: string | undefined;
  /** Clients have been let in: what stops a first start only breaks a later session. */
  served = false;
  /** The process must not go on: a reason for people. */
  fatal: string | undefined;
  /** This session must not go on. */
  broken: string | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  sessionOpened(): void {
    this.#nextValidId = undefined;
    this.accounts = [];
    this.broken = undefined;
    this.linkLost = false;
    this.#farms.clear();
  }

  sessionClosed(): void {
    this.broken = undefined;
    this.dataLostUntold = false;
    this.linkLost = false;
  }

  /** managedAccounts and nextValidId have both arrived. */
  get letIn(): boolean {
    return this.#nextValidId !== undefined && this.accounts.length > 0;
  }

  get farmNotices(): IterableIterator<IncomingBody<"error">> {
    return this.#farms.values();
  }

  frame(payload: Uint8Array, now: Instant): void {
    const { out, lines } = this.#m;
    const id = messageId(payload, out.upstreamVersion);
    if (TICKS.has(id)) {
      const reqId = correlator("in", payload, out.upstreamVersion);
      if (reqId !== undefined) lines.heardRaw(payload, id, reqId);
      return;
    }
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
   * A frame about orders that cannot be read ends the session: nothing would be certain any more. The answer to a
   * request fails that request; anything else is reported and passed over.
   */
  #unreadable(error: DecodeError, payload: Uint8Array, id: number, now: Instant): void {
    const { out } = this.#m;
    const reason = `the Gateway sent message ${error.messageName ?? id} that cannot be read (${error.field ?? "frame"}: ${error.reason})`;
    out.log("error", "upstream-frame-unreadable", { reason });
    if (ESSENTIAL.has(id)) {
      this.broken = reason;
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
    const { heard, pulls, recovery, account, shared, whatIfs } = this.#m;
    switch (message.name) {
      case "managedAccounts":
        return this.#managed(message.body.accountsList);
      case "nextValidId":
        return this.#nextId(message.body.orderId);
      case "openOrder":
        // Told twice, late, or with somebody's orderRef: a preview is never an order.
        if (message.body.order.whatIf) whatIfs.heard(message.body);
        else heard.openOrder(message.body);
        return;
      case "orderStatus":
        return heard.orderStatus(message.body);
      case "openOrderEnd":
        if (this.letIn) recovery.openOrdersEnded();
        return;
      case "execDetails":
        if (!pulls.heard(message, now)) heard.execution(message.body);
        return account.traded(message.body.execution.acctNumber, now);
      case "commissionReport":
        pulls.heard(message, now);
        return heard.commission(message.body);
      case "error":
        return this.#error(message, payload, now);
      default:
        if (pulls.heard(message, now) || account.heard(message, now) || shared.heard(message, payload, now)) return;
        this.#m.out.log("debug", "upstream-frame-unclaimed", { message: message.name });
    }
  }

  #managed(list: string): void {
    this.accounts = list
      .split(",")
      .map((account) => account.trim())
      .filter((account) => account !== "");
    if (this.accounts.length === 0) return;
    this.fatal = this.#modeConflict();
    if (this.served) this.broken = this.#missingAccount();
    else this.fatal ??= this.#missingAccount();
    this.#startSession();
  }

  #nextId(orderId: number): void {
    if (orderId >= REQ_ID_MIN)
      this.fatal = `the Gateway's next order id is ${orderId}; holdfast needs it below ${REQ_ID_MIN}. Reset the order id sequence in the Gateway's API settings.`;
    this.#nextValidId = orderId;
    this.#startSession();
  }

  #startSession(): void {
    const { out, session } = this.#m;
    if (this.fatal !== undefined || session.state !== "starting" || !this.letIn) return;
    out.record({
      kind: "sessionStarted",
      serverVersion: out.upstreamVersion,
      nextValidId: this.#nextValidId!,
      accounts: this.accounts,
    });
  }

  /** Paper accounts begin with D; a daemon of one mode never serves a login of the other. */
  #modeConflict(): string | undefined {
    const { mode } = this.#m.config;
    const wrong = this.accounts.filter((account) => account.startsWith("D") !== (mode === "paper"));
    if (wrong.length === 0) return undefined;
    const found = mode === "paper" ? "live-looking" : "paper";
    return `mode is "${mode}" but the Gateway manages ${found} accounts (${wrong.join(", ")}): nobody is served. Point the configuration at the right Gateway, or change mode.`;
  }

  #missingAccount(): string | undefined {
    const missing = this.#m.config.strategies.find((s) => !this.accounts.includes(s.account));
    if (missing === undefined) return undefined;
    return `strategy "${missing.name}" trades account ${missing.account}, but the Gateway manages ${this.accounts.join(", ")}. Correct [strategies.${missing.name}] account.`;
  }

  #error(message: Incoming & { name: "error" }, payload: Uint8Array, now: Instant): void {
    const { body } = message;
    if (body.id < 0) return this.#notice(message, now);
    const { out, whatIfs, heard } = this.#m;
    const claimed =
      out.ownerOf(body.id) !== undefined
        ? this.#requestError(message, payload, now)
        : whatIfs.refused(body) || heard.error(body);
    if (!claimed)
      out.log("warn", "gateway-error-unclaimed", { id: body.id, errorCode: body.errorCode, errorMsg: body.errorMsg });
  }

  #requestError(message: Incoming & { name: "error" }, payload: Uint8Array, now: Instant): boolean {
    const { out, lines, shared, account, pulls } = this.#m;
    switch (out.ownerOf(message.body.id)) {
      case "lines":
        return lines.refused(message.body);
      case "shared":
        return shared.heard(message, payload, now);
      case "account":
        return account.heard(message, now);
      case "orders":
        return pulls.heard(message, now);
      case undefined:
        return false;
    }
  }

  #notice(message: Incoming & { name: "error" }, now: Instant): void {
    const { out, account, session } = this.#m;
    const { errorCode, errorMsg } = message.body;
    // Our own rotation over the accounts causes these; no client may hear them (MUX.md section 2).
    if (errorCode === 2100 || errorCode === 2101) return void account.heard(message, now);
    this.lastNotice = `${errorCode} ${errorMsg}`;
    out.log(FARM_CODES.has(errorCode) ? "debug" : "warn", "gateway-notice", { errorCode, errorMsg });
    if (errorCode === 326) this.broken = `326 ${errorMsg}`;
    if (FARM_CODES.has(errorCode)) this.#farms.set(farmOf(message.body), message.body);
    this.#connectivity(errorCode, now);
    if (session.state !== "ready") return;
    const told = errorCode === 1102 && this.dataLostUntold ? { ...message.body, ...DATA_LOST } : message.body;
    if (told.errorCode === 1101 || told.errorCode === 1102) this.dataLostUntold = false;
    for (const client of this.#m.clients.started()) out.tell(client.conn, "error", told);
  }

  /** The Gateway has lost IB, or found it again; it may say so before our start-up is complete. */
  #connectivity(errorCode: number, now: Instant): void {
    const { out, session, cancels } = this.#m;
    const served = session.state === "ready";
    if (errorCode === 1100) {
      this.linkLost = true;
      out.ready = false;
      if (served) cancels.dropIntended("the Gateway lost its connection to IB");
    }
    if (errorCode !== 1101 && errorCode !== 1102) return;
    this.linkLost = false;
    if (served) this.#restored();
    if (errorCode === 1101 && out.open) this.#dataLost(now);
  }

  /** Cancels and changes that waited go now. */
  #restored(): void {
    this.#m.out.ready = true;
    this.#m.desk.sessionReady();
  }

  /** After 1101 the Gateway has forgotten our subscriptions (PROTOCOL 13), also those of a recovery under way. */
  #dataLost(now: Instant): void {
    const { account, lines } = this.#m;
    account.dataLost(now);
    lines.sessionLost();
    lines.sessionStarted();
  }
}

/** The farm a notice speaks of stands behind the last `:` or `.` of its text. */
const farmOf = (notice: IncomingBody<"error">): string => notice.errorMsg.split(/[:.]/).pop() ?? "";
