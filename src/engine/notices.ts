/**
 * What the Gateway says about no request: how its farms are, whether it has its link to IB, and what our own session did.
 *
 * Every client hears them once its session is ready, but for those that our rotation over the accounts causes. Without
 * the link no order leaves; what the Gateway has forgotten when the link is back is asked for again.
 */
import { after, type Instant } from "../base/time.ts";
import { LINK_LOST_MS_MAX } from "../upstream/conditions.ts";
import type { End } from "../upstream/session.ts";
import type { IncomingBody } from "../wire/codec.ts";
import type { Machines } from "./machines.ts";

type Notice = IncomingBody<"error">;

/** Notices about a farm: the newest of each is told to clients that connect later. */
const FARM_CODES: ReadonlySet<number> = new Set([2103, 2104, 2105, 2106, 2107, 2108, 2119, 2157, 2158]);
/** Account data was unsubscribed in favour of another account, or cannot be subscribed to. */
const ACCOUNT_CODES: ReadonlySet<number> = new Set([2100, 2101]);

/** What clients hear when a session is back that does not have their data any more. */
export const DATA_LOST = {
  errorCode: 1101,
  errorMsg: "Connectivity between IB and Trader Workstation has been restored - data lost.",
} as const;

export class Notices {
  readonly #m: Machines;
  readonly #farms = new Map<string, Notice>();
  /** When 1100 was said last; undefined while the link stands. */
  #lostSince: Instant | undefined;
  /** This session began while the link was lost: what clients hear at its end is that their data was lost. */
  dataLostUntold = false;
  /** The newest one, for people. */
  last: string | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  /** Between 1100 and 1101 or 1102. */
  get linkLost(): boolean {
    return this.#lostSince !== undefined;
  }

  sessionOpened(): void {
    this.#lostSince = undefined;
    this.#farms.clear();
  }

  sessionClosed(): void {
    this.dataLostUntold = false;
    this.#lostSince = undefined;
  }

  nextDeadline(): Instant | undefined {
    return this.#lostSince === undefined ? undefined : after(this.#lostSince, LINK_LOST_MS_MAX);
  }

  /**
   * 1100 has been the last word for too long: why the session must begin anew. A new one asks for everything, and hears 1100
   * again if it is still true.
   */
  overdue(now: Instant): End | undefined {
    const due = this.nextDeadline();
    if (due === undefined || now < due) return undefined;
    const detail = "the Gateway said 1100 five minutes ago and has not said since that it found IB again";
    return { condition: "dropped", detail };
  }

  /** The newest of each farm. */
  get ofFarms(): IterableIterator<Notice> {
    return this.#farms.values();
  }

  heard(notice: Notice, now: Instant): void {
    const { out, account, session } = this.#m;
    const { errorCode, errorMsg } = notice;
    // Our own rotation over the accounts causes these; no client may hear them (MUX.md section 2).
    if (ACCOUNT_CODES.has(errorCode)) return void account.heard({ name: "error", body: notice }, now);
    this.last = `${errorCode} ${errorMsg}`;
    out.log(FARM_CODES.has(errorCode) ? "debug" : "warn", "gateway-notice", { errorCode, errorMsg });
    if (FARM_CODES.has(errorCode)) this.#farms.set(farmOf(notice), notice);
    this.#connectivity(errorCode, now);
    if (session.state === "ready") this.#tellAll(notice);
  }

  #tellAll(notice: Notice): void {
    const told = notice.errorCode === 1102 && this.dataLostUntold ? { ...notice, ...DATA_LOST } : notice;
    if (told.errorCode === 1101 || told.errorCode === 1102) this.dataLostUntold = false;
    for (const client of this.#m.clients.started()) this.#m.out.tell(client.conn, "error", told);
  }

  /** The Gateway has lost IB, or found it again; it may say so before our start-up is complete. */
  #connectivity(errorCode: number, now: Instant): void {
    const { out, session, cancels, recovery } = this.#m;
    const served = session.state === "ready";
    if (errorCode === 1100) {
      this.#lostSince = now;
      out.ready = false;
      if (served) cancels.dropIntended("the Gateway lost its connection to IB");
    }
    if (errorCode !== 1101 && errorCode !== 1102) return;
    const wasLost = this.linkLost;
    this.#lostSince = undefined;
    if (served) this.#restored(now);
    // What recovery was told before the link was lost may have changed since.
    else if (wasLost && out.open) recovery.catchUp(now);
    if (errorCode === 1101 && out.open) this.#dataLost(now);
  }

  /** Cancels and changes that waited go now, and what was missed is asked for. */
  #restored(now: Instant): void {
    this.#m.out.ready = true;
    this.#m.desk.sessionReady();
    this.#m.recovery.catchUp(now);
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
const farmOf = (notice: Notice): string => notice.errorMsg.split(/[:.]/).pop() ?? "";
