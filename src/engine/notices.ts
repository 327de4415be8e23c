/**
 * What the Gateway says about no request: how its farms are, whether it has its link to IB, and what our own session did.
 *
 * Every client hears them once its session is ready, but for those that our rotation over the accounts or our pace
 * causes, and for what concerns our connection alone. Without
 * the link no order leaves and cancels wait; what the Gateway has forgotten when the link is back is asked for again. 1100
 * and 2110 are the same to orders: what is said meanwhile may wait in the Gateway or be lost there. Both end with 1101 or
 * 1102 and with nothing else: that a farm is OK says nothing about the link (SEQUENCES 9).
 */
import { after, type Instant } from "../base/time.ts";
import type { LogLevel } from "../model/effect.ts";
import { type ConditionId, LINK_LOST_MS_MAX } from "../upstream/conditions.ts";
import type { End } from "../upstream/session.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { isOfAccounts, linkWord } from "../wire/codes.ts";
import { Farms } from "./farms.ts";
import { LOUDNESS } from "./inquiries.ts";
import type { Machines } from "./machines.ts";

type Notice = IncomingBody<"error">;

/** What each of them says is lost. */
const LOSSES: ReadonlyMap<number, ConditionId> = new Map([
  [1100, "link-lost"],
  [2110, "server-broken"],
]);

/** What clients hear when the link is lost. */
export const LINK_LOST = {
  errorCode: 1100,
  errorMsg: "Connectivity between IB and Trader Workstation has been lost.",
} as const;
/** What clients hear when a session is back that does not have their data any more. */
export const DATA_LOST = {
  errorCode: 1101,
  errorMsg: "Connectivity between IB and Trader Workstation has been restored - data lost.",
} as const;

/** More than fifty messages in a second (PROTOCOL 14). */
export const TOO_FAST = 100;
/** Some Gateways warn before that: "Approaching max rate of 50 messages per second (44)" (erdewit/ib_insync #443). */
const NEARLY_TOO_FAST = 0;

/** The port of the Gateway was changed and our connection to it ends (PROTOCOL 13). */
const PORT_CHANGED = 1300;

/** What is ours to hear alone: our pace upstream, for a client that hears 100 has been too fast at our own door, and our port. */
const OURS: ReadonlySet<number> = new Set([TOO_FAST, NEARLY_TOO_FAST, PORT_CHANGED]);

const isBack = (errorCode: number): boolean => {
  const word = linkWord(errorCode);
  return word === "restored" || word === "restored without data";
};

/** The last word on a link that is lost, and since when it is: some Gateways say it again and again. */
interface Loss {
  readonly said: Notice;
  readonly since: Instant;
}

export class Notices {
  readonly #m: Machines;
  readonly #farms = new Farms();
  #loss: Loss | undefined;
  /** This session began while the link was lost: what clients hear at its end is that their data was lost. */
  dataLostUntold = false;
  /** The newest one, for people. */
  last: string | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  /** Between 1100 or 2110 and 1101 or 1102. */
  get linkLost(): boolean {
    return this.#loss !== undefined;
  }

  /** What a client that connects now must be told about the link. */
  get loss(): Pick<Notice, "errorCode" | "errorMsg"> | undefined {
    return this.#loss?.said;
  }

  sessionOpened(): void {
    this.#m.standing.sessionOver();
    this.sessionClosed();
  }

  /** Nothing is known of a link and of farms without a session. */
  sessionClosed(): void {
    this.dataLostUntold = false;
    this.#loss = undefined;
    this.#farms.clear();
  }

  nextDeadline(): Instant | undefined {
    return this.#loss === undefined ? undefined : after(this.#loss.since, LINK_LOST_MS_MAX);
  }

  /**
   * The link has been lost for too long, however often that was said: why the session must begin anew. A new one asks for
   * everything, and hears it again if it is still true; that sessions without a link follow each other is what alarms.
   */
  overdue(now: Instant): End | undefined {
    const due = this.nextDeadline();
    if (due === undefined || now < due) return undefined;
    const { errorCode } = this.#loss!.said;
    const detail = `the link has been lost for five minutes (${errorCode}), and the Gateway has not said that it is back`;
    return { condition: LOSSES.get(errorCode)!, detail };
  }

  /** The newest of each farm. */
  get ofFarms(): IterableIterator<Notice> {
    return this.#farms.newest;
  }

  heard(notice: Notice, now: Instant): void {
    const { out, account, session } = this.#m;
    const { errorCode, errorMsg } = notice;
    // Our own rotation over the accounts causes these; no client may hear them (MUX.md section 2).
    if (isOfAccounts(errorCode)) return void account.heard({ name: "error", body: notice }, now);
    this.last = `${errorCode} ${errorMsg}`;
    const isOfFarm = this.#farms.heard(notice);
    out.log(isOfFarm ? "debug" : this.#loudness(errorCode), "gateway-notice", { errorCode, errorMsg });
    if (LOSSES.has(errorCode)) this.#lost(notice, now);
    if (isBack(errorCode)) this.#found(notice, now);
    this.#judgeFarms(now);
    if (session.state === "ready" && !OURS.has(errorCode)) this.#tellAll(notice);
  }

  /** What nobody has described is worth a look. */
  #loudness(errorCode: number): LogLevel {
    return LOUDNESS[this.#m.codes.row(errorCode)?.severity ?? "warning"];
  }

  #judgeFarms(now: Instant): void {
    const { standing } = this.#m;
    const { broken } = this.#farms;
    if (broken === "") standing.end("farms-broken");
    else standing.begin("farms-broken", now, broken);
  }

  /** A session is ready: what was said of the farms while it began is news to everybody. */
  tellFarms(): void {
    for (const notice of this.#farms.newest) this.#tellAll(notice);
  }

  #tellAll(notice: Notice): void {
    const told = notice.errorCode === 1102 && this.dataLostUntold ? { ...notice, ...DATA_LOST } : notice;
    if (isBack(told.errorCode)) this.dataLostUntold = false;
    if (told.errorCode === DATA_LOST.errorCode) this.lossTold();
    for (const client of this.#m.clients.started()) this.#m.out.tell(client.conn, "error", told);
  }

  /** Clients are about to hear that their data was lost, and to ask for it again. */
  lossTold(): void {
    const { account, shared, lines } = this.#m;
    for (const machine of [account, shared, lines]) machine.lossTold();
  }

  /** The Gateway has lost IB; it may say so before our start-up is complete. */
  #lost(said: Notice, now: Instant): void {
    const { out, session, cancels, standing, reconcile } = this.#m;
    this.#loss = { said, since: this.#loss?.since ?? now };
    standing.begin(LOSSES.get(said.errorCode)!, now, this.last!);
    out.ready = false;
    if (session.state !== "ready") return;
    reconcile.linkLost(now);
    cancels.dropIntended("the Gateway lost its connection to IB");
  }

  #found(notice: Notice, now: Instant): void {
    const { out, session, recovery, standing, heartbeat } = this.#m;
    const wasLost = this.linkLost;
    this.#loss = undefined;
    if (wasLost) heartbeat.askAnew(now);
    for (const condition of LOSSES.values()) standing.end(condition);
    this.#farms.listed(notice);
    if (session.state === "ready") this.#restored(now);
    // What recovery was told before the link was lost may have changed since.
    else if (wasLost && out.open) recovery.catchUp(now);
    if (linkWord(notice.errorCode) === "restored without data" && out.open) this.#dataLost(now);
  }

  /** Cancels and changes that waited go now, and what was missed is asked for. */
  #restored(now: Instant): void {
    this.#m.out.ready = true;
    this.#m.desk.sessionReady(now);
    this.#m.recovery.catchUp(now);
    this.#m.reconcile.linkBack(now);
  }

  /** After 1101 the Gateway has forgotten our subscriptions (PROTOCOL 13), also those of a recovery under way. */
  #dataLost(now: Instant): void {
    const { account, lines } = this.#m;
    account.dataLost(now);
    lines.dataLost();
  }
}
