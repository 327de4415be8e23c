/**
 * Account data for every client over one upstream session: each sees its own account and believes it is alone.
 *
 * This file only routes; `positions`, `updates` (with `rotation` and `statement`), `multi` (with `streams`) and
 * `summary` (with `tags`) hold the rules. Common to all: a frame reaches a client only if the account it names is the client's
 * own; one upstream request serves all riders of the same wish; an image has one end; after an outage the streams
 * come back without a word, except for what changed. Everything kept is bounded, and each bound is logged when it is hit.
 */
import { assert } from "../base/assert.ts";
import type { Decimal } from "../base/decimal.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Span } from "../model/stream.ts";
import type { Incoming, IncomingBody, Outgoing } from "../wire/codec.ts";
import { isOfAccounts } from "../wire/codes.ts";
import { Multi } from "./multi.ts";
import { type Expected, type HeldPosition, Positions } from "./positions.ts";
import { RequestIds } from "./requestIds.ts";
import { Summary } from "./summary.ts";
import { AccountUpdates } from "./updates.ts";

export class AccountDesk {
  readonly #ids: RequestIds;
  readonly #positions: Positions;
  readonly #updates: AccountUpdates;
  readonly #multi: Multi;
  readonly #summary: Summary;

  /** `accounts`: those of all strategies; frames about any other account are dropped. `expected`: what they should hold. */
  constructor(out: Out, accounts: readonly string[], expected: Expected = () => []) {
    const configured = [...new Set(accounts)];
    this.#ids = new RequestIds(out);
    this.#updates = new AccountUpdates(out, configured);
    this.#positions = new Positions(out, configured, expected, (account, now) => this.#updates.touched(account, now));
    this.#multi = new Multi(out, this.#ids);
    this.#summary = new Summary(out, this.#ids, configured);
  }

  /** A new session is up: asks for positions, one complete load of every account, and whatever clients ride on. */
  sessionStarted(now: Instant): void {
    this.#positions.sessionStarted(now);
    this.#updates.sessionStarted(now);
    this.#multi.sessionStarted(now);
    this.#summary.sessionStarted(now);
  }

  sessionLost(_now: Instant): void {
    this.#ids.sessionLost();
    this.#positions.sessionLost();
    this.#updates.sessionLost();
    this.#multi.sessionLost();
    this.#summary.sessionLost();
  }

  /** 1101: the Gateway stayed and forgot its subscriptions. Asks for everything again; no client hears a second image. */
  dataLost(now: Instant): void {
    this.#positions.again(now);
    this.#updates.again(now);
    this.#multi.again(now);
    this.#summary.again(now);
  }

  /** Clients hear that their data was lost: who asks again replaces what it holds, also what it asked for meanwhile. */
  lossTold(): void {
    this.#multi.lossTold();
    this.#summary.lossTold();
  }

  /** Asks anew for streams opened in that time that were never answered: the Gateway may have dropped them. Answers how many. */
  askUnanswered(span: Span, now: Instant): number {
    return this.#multi.askUnanswered(span, now);
  }

  /** The first images of this session are here, or were waited for long enough (and logged as missing). */
  get complete(): boolean {
    return this.#positions.settled && this.#updates.settled;
  }

  /** What this session has not told of its accounts, in words; a start that waited for long enough goes on without it. */
  get untold(): readonly string[] {
    const values = this.#updates.untold.map((account) => `values of ${account}`);
    return this.arePositionsTold ? values : ["positions", ...values];
  }

  /** This session has told all positions, whatever is doubted since; one that never did shows nothing, which is not flat. */
  get arePositionsTold(): boolean {
    return this.#positions.isTold;
  }

  /** A frame of the Gateway; false when it belongs elsewhere. */
  heard(message: Incoming, now: Instant): boolean {
    switch (message.name) {
      case "position":
        this.#positions.heard(message.body, now);
        return true;
      case "positionEnd":
        this.#positions.ended(now);
        return true;
      case "accountSummary":
        this.#summary.heard(message.body);
        return true;
      case "accountSummaryEnd":
        this.#summary.ended(message.body.reqId, now);
        return true;
      case "error":
        return this.#failed(message.body, now);
      default:
        return this.#updates.heard(message, now) || this.#multi.heard(message, now);
    }
  }

  #failed(error: IncomingBody<"error">, now: Instant): boolean {
    if (isOfAccounts(error.errorCode)) {
      this.#updates.notice(error.errorCode, now);
      return true;
    }
    return this.#multi.failed(error) || this.#summary.failed(error, now) || this.#ids.isRetired(error.id);
  }

  /** A client's request; it must be one of the account families. */
  asked(client: Client, request: Outgoing, now: Instant): void {
    switch (request.name) {
      case "reqPositions":
        return this.#positions.subscribe(client);
      case "cancelPositions":
        return this.#positions.left(client.conn);
      case "reqAccountUpdates":
        return this.#updates.asked(client, request.body, now);
      case "reqAccountSummary":
        return this.#summary.asked(client, request.body, now);
      case "cancelAccountSummary":
        return this.#summary.cancelled(client.conn, request.body.reqId);
      default:
        assert(this.#multi.asked(client, request, now), `${request.name} is not an account request`);
    }
  }

  /** The client is gone, and every stream of it; what it rode alone is cancelled upstream. */
  left(conn: ConnId): void {
    this.#positions.left(conn);
    this.#updates.left(conn);
    this.#multi.left(conn);
    this.#summary.left(conn);
  }

  /** An execution happened in this account: its portfolio is brought up to date soon. */
  traded(account: string, now: Instant): void {
    this.#updates.touched(account, now);
  }

  nextDeadline(): Instant | undefined {
    return earliest(
      this.#positions.nextDeadline(),
      this.#updates.nextDeadline(),
      this.#multi.nextDeadline(),
      this.#summary.nextDeadline(),
    );
  }

  tick(now: Instant): void {
    this.#positions.tick(now);
    this.#updates.tick(now);
    this.#multi.tick(now);
    this.#summary.tick(now);
  }

  /** When the newest complete image of positions was asked for; undefined while there is none to rely on. */
  get positionsSince(): Instant | undefined {
    return this.#positions.completeSince;
  }

  /** Asks for all positions once more; no client's stream is touched. */
  refreshPositions(now: Instant): void {
    this.#positions.refresh(now);
  }

  /** The currency that an account is kept in; undefined until this session has told its values. */
  baseCurrency(account: string): string | undefined {
    return this.#updates.statement(account)?.baseCurrency;
  }

  /** A value of an account as this session has told it, in its base currency where none is named. */
  amount(account: string, key: string, currency?: string): number | undefined {
    return this.#updates.statement(account)?.amount(key, currency);
  }

  /** What its portfolio says one unit of a contract is worth, in the contract's currency; undefined before this session has told it. */
  marketPrice(account: string, conId: number): number | undefined {
    return this.#updates.statement(account)?.marketPrice(conId);
  }

  /** Keeps the values of an account as young as if a client were subscribed to it. */
  watch(account: string): void {
    this.#updates.watch(account);
  }

  /** What an account holds of a contract, signed; undefined when it holds nothing of it or that is not known. */
  position(account: string, conId: number): Decimal | undefined {
    return this.#positions.position(account, conId);
  }

  /** The positions of the configured accounts. */
  positions(): readonly HeldPosition[] {
    return this.#positions.held();
  }

  /** The same, undefined until the broker has told them once. */
  get positionsTold(): readonly HeldPosition[] | undefined {
    return this.#positions.told;
  }
}
