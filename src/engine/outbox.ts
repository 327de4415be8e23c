/**
 * The engine's one mouth: collects a step's effects in order, encodes for each peer, and lets the pacing queue leave.
 */
import { assert } from "../base/assert.ts";
import { concat } from "../base/bytes.ts";
import { after, earliest, type Instant, seconds, type WallMs } from "../base/time.ts";
import type { Alerts } from "../health/alerts.ts";
import { type AlertCause, type AlertScope, alertRow } from "../model/alert.ts";
import { holdfastRefuses } from "../model/complaint.ts";
import type { Downtime } from "../model/config.ts";
import type { Effect, LogLevel } from "../model/effect.ts";
import type { Entry, Folds } from "../model/entry.ts";
import type { ClientId, ConnId, StrategyName, UpstreamReqId } from "../model/ids.ts";
import type { Priority, ReqOwner, Request } from "../model/out.ts";
import type { Span } from "../model/stream.ts";
import { ReqIds } from "../mux/reqIds.ts";
import type { OrderOut } from "../orders/out.ts";
import type { Calendar } from "../upstream/calendar.ts";
import { type ConditionId, conditionRow } from "../upstream/conditions.ts";
import { Pacing } from "../upstream/pacing.ts";
import {
  DecodeError,
  type Draft,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  expectedForm,
  type IncomingBody,
  type IncomingName,
  incomingName,
  messageId,
  NotCarried,
  type OutgoingBody,
  type OutgoingName,
} from "../wire/codec.ts";
import { questionMarked } from "../wire/questionMarks.ts";
import { withoutZeroStrike } from "../wire/quirks/zeroStrike.ts";
import type { Clients } from "./clients.ts";
import { Relay } from "./relay.ts";

/** Whose wish is being worked on: the pacing queue takes turns between askers. 0 is holdfast itself. */
const HOLDFAST = 0;
/** So long it is remembered which cancels and orders left: a 100 may say that some were dropped. */
const REMEMBERED_MS = seconds(30);
/** So long a wait for the disk matters to whoever asks when something left. */
const WAITED_MS_MIN = seconds(1);

export class Outbox implements OrderOut {
  readonly #clients: Clients;
  readonly #folds: Folds;
  readonly #alerts: Alerts;
  readonly #calendar: Calendar;
  readonly #reqIds = new ReqIds();
  readonly #relay = new Relay();
  readonly #pacing: Pacing<(now: Instant) => readonly Request[]>;
  /** Request ids of questions that have not left yet. */
  readonly #waitingAsks = new Set<number>();
  /** Cancels and orders that left a short while ago, oldest first. */
  #left: { readonly request: Request; readonly at: Instant }[] = [];
  /** Long waits for the disk, oldest first: what was let go in one has left at its end. */
  #waits: Span[] = [];
  #effects: Effect[] = [];
  #recorded: Entry[] = [];
  #unaskable: IncomingBody<"error">[] = [];
  #shown: ConditionId | undefined;
  /** How many entries were recorded so far. */
  recorded = 0;
  /** What clients are told in the present step, in bytes. */
  toldBytes = 0;
  asker = HOLDFAST;
  /** What the wall clock said when the present step began: a label for what it records. */
  at = 0 as WallMs;
  upstreamVersion = 0;
  /** One word: `ready`, a state of the session, or the condition that keeps a session that stands from being ready. */
  state = "disconnected";
  /** `ready`, or in words what new orders are refused for. */
  sessionState = "disconnected";
  /** Orders may leave. */
  ready = false;
  /** Clients' questions may leave. Those asked earlier are asked by their machines when the session starts. */
  open = false;
  diskFull = false;
  /** The last gate before the socket: frames under these ids must say whatIf. */
  isPreview: (orderId: number) => boolean = () => false;

  constructor(clients: Clients, folds: Folds, alerts: Alerts, calendar: Calendar, messagesPerSecond: number) {
    this.#clients = clients;
    this.#folds = folds;
    this.#alerts = alerts;
    this.#calendar = calendar;
    this.#pacing = new Pacing(messagesPerSecond);
  }

  get restart(): Downtime | undefined {
    return this.#calendar.gate;
  }

  /** `condition` is what stands in the way, if it has a name. */
  showState(state: string, condition: ConditionId | undefined): void {
    if (state === this.state && condition === this.#shown) return;
    this.state = state;
    this.#shown = condition;
    const named = condition === undefined || condition === state ? state : `${state}, ${condition}`;
    this.sessionState = condition === undefined ? state : `${named} (${conditionRow(condition).says})`;
  }

  effect(effect: Effect): void {
    this.#flushEntries();
    this.#effects.push(effect);
  }

  /** All effects since the last call, in order. */
  takeEffects(): Effect[] {
    this.#flushEntries();
    const effects = this.#effects;
    this.#effects = [];
    this.toldBytes = 0;
    return effects;
  }

  record(entry: Entry): void {
    this.fold(entry, this.at);
    this.recorded++;
    this.#recorded.push(entry);
  }

  /** What an entry changes in memory; in replay nothing else happens. */
  fold(entry: Entry, at: WallMs): void {
    if (entry.kind === "bookCarried") return this.#resume(entry.folds);
    for (const fold of Object.values(this.#folds)) fold.evolve(entry, at);
  }

  /** What a new segment of the journal begins with. It changes nothing, and so is not folded by whoever makes it. */
  carry(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(this.#folds).map(([name, fold]) => [name, fold.carry()]));
  }

  /** A fold that an earlier build did not know begins empty. */
  #resume(carried: Readonly<Record<string, unknown>>): void {
    for (const [name, fold] of Object.entries(this.#folds)) if (carried[name] !== undefined) fold.resume(carried[name]);
  }

  alert(cause: AlertCause, scope: AlertScope, detail: string): boolean {
    const alert = { cause, scope, detail };
    if (this.#alerts.seen(alert)) this.log("warn", "alert-changed", { cause, ...scope, detail });
    if (this.#alerts.held(alert) !== undefined) return false;
    this.record({ kind: "alertRaised", alert });
    const { severity, says, action } = alertRow(cause);
    this.log(severity === "critical" ? "error" : "warn", "alert", { cause, ...scope, detail, says, action });
    return true;
  }

  alertOver(cause: AlertCause, scope: AlertScope, reason: string): void {
    const alert = this.#alerts.held({ cause, scope });
    if (alert === undefined) return;
    this.record({ kind: "alertEnded", alert, reason });
    this.log("info", "alert-over", { cause, ...scope, reason });
  }

  alerted(cause: AlertCause): readonly AlertScope[] {
    return this.#alerts.all.flatMap(({ alert }) => (alert.cause === cause ? [alert.scope] : []));
  }

  /** Entries recorded one after the other become one append, in front of whatever they must precede. */
  #flushEntries(): void {
    if (this.#recorded.length === 0) return;
    this.#effects.push({ kind: "append", at: this.at, entries: this.#recorded });
    this.#recorded = [];
  }

  tell<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void {
    const bytes = this.#said(conn, name, body);
    if (bytes === undefined) return;
    this.toldBytes += bytes.length;
    this.effect({ kind: "sendClient", conn, bytes, relay: false });
  }

  tellData<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void {
    const bytes = this.#said(conn, name, body);
    if (bytes !== undefined) this.#relayed(conn, bytes);
  }

  #relayed(conn: ConnId, bytes: Uint8Array): void {
    this.toldBytes += bytes.length;
    this.#effects.push({ kind: "sendClient", conn, bytes, relay: true });
  }

  #said<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): Uint8Array | undefined {
    const link = this.#clients.guest(conn)?.link;
    if (!link?.serverVersion) return undefined;
    const said = questionMarked(name, body, expectedForm(name, link.serverVersion));
    const bytes = encodeIncoming(name, said, link.serverVersion, { hello: link.hello });
    return bytes.length === 0 ? this.#leftOut(conn, name, link.serverVersion) : bytes;
  }

  relay(conn: ConnId, payload: Uint8Array, clientReqId: number): void {
    const link = this.#clients.guest(conn)?.link;
    if (!link?.serverVersion) return;
    const bytes = this.#relay.frame(payload, this.upstreamVersion, clientReqId, link);
    if (bytes instanceof DecodeError)
      this.log("error", "upstream-frame-unreadable", {
        message: bytes.messageName,
        field: bytes.field,
        reason: bytes.unquoted,
      });
    else if (bytes.length === 0) this.#leftOut(conn, nameOf(payload, this.upstreamVersion), link.serverVersion);
    else this.#relayed(conn, bytes);
  }

  /** A message that an older client does not know is left out in silence; one that it should have had is not. */
  #leftOut(conn: ConnId, message: IncomingName, version: number): undefined {
    if (expectedForm(message, version) !== undefined) this.log("error", "client-message-too-long", { conn, message });
  }

  ask<N extends OutgoingName>(priority: Priority, name: N, body: Draft<OutgoingBody<N>>): void {
    this.askTogether(priority, [{ name, body } as unknown as Request]);
  }

  askTogether(priority: Priority, requests: readonly Request[]): void {
    if (!this.open || this.#meetsItsCancel(requests)) return;
    const reqId = isCancel(requests[0]!) ? undefined : reqIdOf(requests[0]!);
    if (reqId !== undefined) this.#waitingAsks.add(reqId);
    this.#pacing.put(priority, this.asker, requests.length, () => {
      if (reqId === undefined || this.#waitingAsks.delete(reqId)) return requests;
      return [];
    });
  }

  /** A request that is cancelled before it left never leaves, nor does its cancel. */
  #meetsItsCancel([request]: readonly Request[]): boolean {
    if (!isCancel(request!)) return false;
    const reqId = reqIdOf(request!);
    return reqId !== undefined && this.#waitingAsks.delete(reqId);
  }

  queue(
    priority: Priority,
    messages: number,
    leave: (now: Instant) => readonly Request[],
    asker: number = this.asker,
  ): void {
    this.#pacing.put(priority, asker, messages, leave);
  }

  /** Lets go what may leave now. */
  leave(now: Instant): void {
    for (let leave = this.#pacing.take(now); leave !== undefined; leave = this.#pacing.take(now)) {
      const requests = leave(now);
      this.#remember(requests, now);
      const frames = requests.flatMap((request) => this.#frame(request) ?? []);
      this.#pacing.left(now, frames.length);
      if (frames.length > 0) this.effect({ kind: "sendUpstream", bytes: concat(frames) });
    }
  }

  #remember(requests: readonly Request[], at: Instant): void {
    for (const request of requests)
      if (isCancel(request) || request.name === "placeOrder") this.#left.push({ request, at });
    const from = this.letGoSince(after(at, -REMEMBERED_MS));
    while (this.#left[0] !== undefined && this.#left[0].at < from) this.#left.shift();
  }

  /** The cancels and orders that were let go within that time, oldest first. */
  leftWithin({ from, until }: Span): readonly Request[] {
    return this.#left.flatMap(({ request, at }) => (at >= from && at <= until ? [request] : []));
  }

  /** The Gateway says that it was sent too much. */
  tooFast(now: Instant): void {
    this.#pacing.tooFast(now);
  }

  /** So many may leave in any second at present. */
  get perSecond(): number {
    return this.#pacing.perSecond;
  }

  /** Undefined when it must not leave. */
  #frame(request: Request): Uint8Array | undefined {
    const isProtobuf = expectedForm(request.name, this.upstreamVersion) === "protobuf";
    const body = isProtobuf ? withoutZeroStrike(request.body) : request.body;
    const bytes = encodeOutgoing(request.name, body as never, this.upstreamVersion);
    if (bytes instanceof NotCarried) return void this.#unsent(request, bytes);
    if (request.name === "placeOrder" && this.isPreview(request.body.orderId ?? 0)) this.#assertPreview(bytes);
    return bytes;
  }

  /** What a client has set and this Gateway is too old for is refused, never dropped. */
  #unsent(request: Request, tooNew: NotCarried): void {
    this.log("error", "request-not-sent", { request: request.name, field: tooNew.field, since: tooNew.since });
    const id = reqIdOf(request);
    const { errorCode, errorMsg } = holdfastRefuses(`cannot ask this Gateway (${this.upstreamVersion}): ${tooNew}`);
    if (id !== undefined) this.#unaskable.push({ id, errorCode, errorMsg, advancedOrderRejectJson: "", errorTime: 0 });
  }

  /** The refusals of requests that this Gateway is too old for, since the last call: to be heard like its own. */
  takeUnaskable(): readonly IncomingBody<"error">[] {
    const taken = this.#unaskable;
    this.#unaskable = [];
    return taken;
  }

  #assertPreview(frame: Uint8Array): void {
    const read = decodeOutgoing(frame.subarray(4), this.upstreamVersion);
    assert(
      !(read instanceof DecodeError) && read.name === "placeOrder" && read.body.order.whatIf,
      "a margin preview was about to leave as a live order",
    );
  }

  full(asker: number): boolean {
    return this.#pacing.full(asker);
  }

  get queueMs(): number {
    return seconds(this.#pacing.waiting / this.perSecond);
  }

  get waiting(): number {
    return this.#pacing.waiting;
  }

  /** What was let go since then leaves only now, behind the disk. */
  waited(since: Instant, now: Instant): void {
    this.#pacing.waited(since, now);
  }

  /** The same, and the disk was slow. */
  delayed(since: Instant, now: Instant): void {
    this.#pacing.delayed(since, now);
    if (now - since >= WAITED_MS_MIN) this.#waits.push({ from: since, until: now });
    while (this.#waits[0] !== undefined && this.#waits[0].until < after(now, -REMEMBERED_MS)) this.#waits.shift();
  }

  /** When the first was let go of what has left since then. */
  letGoSince(at: Instant): Instant {
    return earliest(at, ...this.#waits.flatMap(({ from, until }) => (until >= at ? from : [])))!;
  }

  nextLeave(now: Instant): Instant | undefined {
    return this.#pacing.nextDeadline(now);
  }

  takeReqId(owner: ReqOwner): UpstreamReqId {
    return this.#reqIds.take(owner);
  }

  releaseReqId(id: UpstreamReqId): void {
    this.#reqIds.release(id);
  }

  ownerOf(id: number): ReqOwner | undefined {
    return this.#reqIds.ownerOf(id);
  }

  connOf(strategy: StrategyName, clientId: ClientId): ConnId | undefined {
    return this.#clients.connOf(strategy, clientId);
  }

  /** The session is gone: nothing queued or asked under it has a meaning any more. */
  sessionLost(): void {
    this.ready = false;
    this.open = false;
    this.#pacing.clear();
    this.#waitingAsks.clear();
    this.#left = [];
    this.#waits = [];
    this.#reqIds.clear();
  }

  log(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>): void {
    this.effect({ kind: "log", level, event, fields });
  }
}

const nameOf = (payload: Uint8Array, version: number): IncomingName => incomingName(messageId(payload, version))!;

const reqIdOf = (request: Request): number | undefined => (request.body as { readonly reqId?: number }).reqId;

const isCancel = ({ name }: Request): boolean => name.startsWith("cancel");
