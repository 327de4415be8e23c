/**
 * reqAccountUpdates, virtualised: every client believes that it owns the Gateway's one subscription.
 *
 * Frames are attributed by the account they name, never by what was asked last; a client hears its own account only.
 * A subscriber is answered from the account's statement: the whole image, accountDownloadEnd once per subscribe, then
 * what changes. Nothing is said before a complete image is here. An image that may be old is loaded anew first, as a
 * private Gateway's would be at most one update cycle old; only when no load can be had is the old one told.
 */
import { after, type Instant, minutes, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { NOT_VALID } from "../model/complaint.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Incoming, OutgoingBody } from "../wire/codec.ts";
import { foreign, isOwn, refuse } from "./refusal.ts";
import { Rotation } from "./rotation.ts";
import { type Holding, Statement, type Value } from "./statement.ts";

/** The Gateway's own update cycle (PROTOCOL section 10). */
const FRESH_MS = minutes(3);
/** An execution's portfolio rows and those of its siblings are given time to be booked. */
const BOOKING_MS = seconds(1);
/** When to load again after a load left out a holding. */
const DOUBT_MS = seconds(5);

interface Subscriber {
  readonly client: Client;
  /** Has had its image and its end. */
  served: boolean;
}

export class AccountUpdates {
  readonly #out: Out;
  readonly #rotation: Rotation;
  readonly #statements = new Map<string, Statement>();
  readonly #subscribers = new Map<ConnId, Subscriber>();
  /** The account that the last frame named: updateAccountTime names none. */
  #named = "";

  constructor(out: Out, accounts: readonly string[]) {
    this.#out = out;
    this.#rotation = new Rotation(out, accounts, (account, now) => {
      this.#statements.get(account)?.failed(now);
      this.#serveAll(account);
    });
    for (const account of accounts) this.#statements.set(account, new Statement(out, account));
  }

  get settled(): boolean {
    return this.#rotation.settled;
  }

  /** What this session has told of an account; undefined for one that is nobody's here. */
  statement(account: string): Statement | undefined {
    return this.#statements.get(account);
  }

  /** Accounts whose values this session has not told. */
  get untold(): readonly string[] {
    return [...this.#statements.values()].flatMap(({ isTold, account }) => (isTold ? [] : [account]));
  }

  /** Somebody here lives by the account's values: its stream is kept as if a client had subscribed. */
  watch(account: string): void {
    if (this.#statements.has(account)) this.#rotation.subscribed(account);
  }

  sessionStarted(now: Instant): void {
    this.#named = "";
    this.#rotation.sessionStarted(now);
  }

  /** During an outage the old images are all there is, and they are told. */
  sessionLost(): void {
    this.#rotation.sessionLost();
    for (const statement of this.#statements.values()) {
      statement.sessionLost();
      this.#serveAll(statement.account);
    }
  }

  /** The same session lost its subscriptions: every account is loaded again, the images stay. */
  again(now: Instant): void {
    for (const account of this.#statements.keys()) this.#rotation.due(account, now);
  }

  asked(client: Client, body: OutgoingBody<"reqAccountUpdates">, now: Instant): void {
    if (!body.subscribe) return this.left(client.conn);
    if (!isOwn(client, body.acctCode))
      return refuse(this.#out, client.conn, -1, NOT_VALID, foreign(client, body.acctCode));
    const { account } = client;
    const subscriber = { client, served: false };
    if (!this.#subscribers.has(client.conn)) this.#rotation.subscribed(account);
    this.#subscribers.set(client.conn, subscriber);
    if (this.#isFresh(account, now)) this.#serve(subscriber);
    if (!this.#rotation.follows(account)) this.#rotation.due(account, now);
  }

  #isFresh(account: string, now: Instant): boolean {
    if (!this.#rotation.isUp || this.#rotation.isLive(account)) return true;
    const loadedAt = this.#statements.get(account)?.loadedAt;
    return loadedAt !== undefined && now - loadedAt <= FRESH_MS;
  }

  left(conn: ConnId): void {
    const subscriber = this.#subscribers.get(conn);
    if (subscriber === undefined) return;
    this.#subscribers.delete(conn);
    this.#rotation.unsubscribed(subscriber.client.account);
  }

  /** The account changed by an execution or a position: unless its stream is running, its image is old. */
  touched(account: string, now: Instant): void {
    const statement = this.#statements.get(account);
    if (statement === undefined || this.#rotation.follows(account)) return;
    statement.loadedAt = undefined;
    this.#rotation.due(account, after(now, BOOKING_MS));
  }

  /** False when the frame is not one of reqAccountUpdates. */
  heard(message: Incoming, now: Instant): boolean {
    switch (message.name) {
      case "updateAccountValue":
        this.#value(message.body, now);
        return true;
      case "updatePortfolio":
        this.#holding(message.body, now);
        return true;
      case "updateAccountTime":
        this.#time(message.body.timeStamp, now);
        return true;
      case "accountDownloadEnd":
        this.#ended(message.body.accountName, now);
        return true;
      default:
        return false;
    }
  }

  #isNamed(account: string, now: Instant): void {
    this.#named = account;
    this.#rotation.heard(account, now);
  }

  #value(row: Value, now: Instant): void {
    this.#isNamed(row.accountName, now);
    if (this.#statements.get(row.accountName)?.value(row)) {
      this.#toServed(row.accountName, (conn) => this.#out.tell(conn, "updateAccountValue", row));
    }
  }

  #holding(row: Holding, now: Instant): void {
    this.#isNamed(row.accountName, now);
    if (this.#statements.get(row.accountName)?.holding(row)) this.#tellHolding(row);
  }

  #tellHolding(row: Holding): void {
    this.#toServed(row.accountName, (conn) => this.#out.tell(conn, "updatePortfolio", row));
  }

  #time(timeStamp: string, now: Instant): void {
    const account = this.#named;
    this.#rotation.heard(account, now);
    if (this.#statements.get(account)?.time(timeStamp)) {
      this.#toServed(account, (conn) => this.#out.tell(conn, "updateAccountTime", { timeStamp }));
    }
  }

  #ended(account: string, now: Instant): void {
    const statement = this.#statements.get(account);
    if (statement === undefined) return;
    for (const gone of statement.loaded(now)) this.#tellHolding(gone);
    this.#rotation.ended(account, now);
    if (statement.doubtful) this.#rotation.due(account, after(now, DOUBT_MS));
    this.#serveAll(account);
  }

  /** 2100 and 2101 speak of the shared subscription; no client ever hears of them. */
  notice(errorCode: number, now: Instant): void {
    if (errorCode === 2101) this.#rotation.refused(now);
    else this.#rotation.replaced(now);
  }

  nextDeadline(): Instant | undefined {
    return this.#rotation.nextDeadline();
  }

  tick(now: Instant): void {
    this.#rotation.tick(now);
  }

  #toServed(account: string, tell: (conn: ConnId) => void): void {
    for (const { client, served } of this.#subscribers.values()) {
      if (served && client.account === account) tell(client.conn);
    }
  }

  #serveAll(account: string): void {
    for (const subscriber of this.#subscribers.values()) {
      if (!subscriber.served && subscriber.client.account === account) this.#serve(subscriber);
    }
  }

  #serve(subscriber: Subscriber): void {
    const { conn, account } = subscriber.client;
    const statement = this.#statements.get(account);
    if (!statement?.complete) return;
    subscriber.served = true;
    statement.tell(this.#out, conn);
    this.#out.tell(conn, "accountDownloadEnd", { accountName: account });
  }
}
