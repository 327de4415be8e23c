/**
 * reqPositions of every client over one upstream subscription, each client seeing its own account.
 *
 * The subscription is opened with each session and kept. A client gets the image of its account, positionEnd once per
 * request and then changes; a position that went to zero is said once and then forgotten. positionEnd is never said
 * before a complete image is here: silence is what a slow Gateway sounds like, a false end is a false flat position. Nor is
 * the first image of a process believed at once that leaves out what our executions make: a Gateway that has just logged in
 * can end an image that is still empty, and then there is no older one to hold against it.
 */

import { type Decimal, isZero, ZERO } from "../base/decimal.ts";
import { after, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Position } from "../model/position.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { contractKey, Image } from "./image.ts";

type Row = IncomingBody<"position">;

/** What the operator is shown of one position. */
export interface HeldPosition extends Position {
  /** Per unit, in the contract's currency, multiplier included. */
  readonly avgCost: number;
}

const POSITIONS_PER_ACCOUNT_MAX = 10_000;
/** How long positionEnd may take before the question is asked again. */
const IMAGE_MS_MAX = seconds(15);
/** When to look again after an image left out what was there. */
const DOUBT_MS = seconds(5);

/** The contracts that an account should hold, by all that we remember. */
export type Expected = (account: string) => Iterable<number>;

export class Positions {
  readonly #out: Out;
  readonly #expected: Expected;
  readonly #changed: (account: string, now: Instant) => void;
  readonly #images = new Map<string, Image<Row>>();
  readonly #riders = new Map<ConnId, { readonly client: Client; served: boolean }>();
  #waitsForEnd = false;
  #everComplete = false;
  #deadline: Instant | undefined;
  #askedAt: Instant | undefined;
  /** Accounts of which this session's first image has left out what they should hold. */
  #doubted: readonly string[] = [];
  /** The image of this session is here, or was waited for long enough. */
  settled = false;
  /** This session has told all positions, whatever is doubted since. */
  isTold = false;
  /** When the newest complete image of this session was asked for; undefined before it, and while it is doubted. */
  completeSince: Instant | undefined;

  /** `changed` hears of every change to a complete image: the account's portfolio has become old. */
  constructor(
    out: Out,
    accounts: readonly string[],
    expected: Expected,
    changed: (account: string, now: Instant) => void,
  ) {
    this.#out = out;
    this.#expected = expected;
    this.#changed = changed;
    for (const account of accounts) {
      const full = () => out.log("error", "positions-full", { account, limit: POSITIONS_PER_ACCOUNT_MAX });
      this.#images.set(account, new Image(POSITIONS_PER_ACCOUNT_MAX, full));
    }
  }

  sessionStarted(now: Instant): void {
    this.settled = false;
    this.completeSince = undefined;
    this.#doubted = [];
    for (const image of this.#images.values()) image.loading();
    this.#ask(now);
  }

  sessionLost(): void {
    this.settled = false;
    this.isTold = false;
    this.completeSince = undefined;
    this.#waitsForEnd = false;
    this.#deadline = undefined;
    for (const image of this.#images.values()) image.abandoned();
  }

  /** The same session lost its subscriptions, or the last image is doubted: asks once more. */
  again(now: Instant): void {
    for (const image of this.#images.values()) image.loading();
    this.#out.ask("account", "cancelPositions", {});
    this.#ask(now);
  }

  /** An image asked for from now on, unless one is on its way. */
  refresh(now: Instant): void {
    if (!this.#waitsForEnd) this.again(now);
  }

  #ask(now: Instant): void {
    this.#out.ask("account", "reqPositions", {});
    this.#askedAt = now;
    this.#waitsForEnd = true;
    this.#deadline = after(now, IMAGE_MS_MAX);
  }

  heard(row: Row, now: Instant): void {
    const image = this.#images.get(row.account);
    if (image === undefined) return;
    const key = contractKey(row.contract);
    const isNews = row.position !== undefined && isZero(row.position) ? image.remove(key) : image.put(key, row);
    if (isNews) this.#news(row, now);
  }

  #news(row: Row, now: Instant): void {
    for (const { client, served } of this.#riders.values()) {
      if (served && client.account === row.account) this.#out.tell(client.conn, "position", row);
    }
    if (this.#everComplete) this.#changed(row.account, now);
  }

  ended(now: Instant): void {
    this.#waitsForEnd = false;
    const lacking = this.#everComplete || this.#doubted.length > 0 ? [] : this.#lacking;
    if (lacking.length > 0) return this.#doubt(lacking, now);
    this.settled = true;
    this.isTold = true;
    for (const image of this.#images.values()) {
      for (const row of image.loaded()) this.#news({ ...row, position: ZERO, avgCost: 0 }, now);
    }
    const doubtful = [...this.#images].filter(([, image]) => image.doubtful).map(([account]) => account);
    this.#deadline = undefined;
    this.completeSince = doubtful.length === 0 ? this.#askedAt : undefined;
    if (doubtful.length > 0) this.#askSoon(doubtful, now);
    this.#everComplete = true;
    for (const account of this.#doubted) this.#changed(account, now);
    this.#doubted = [];
    for (const rider of this.#riders.values()) this.#serve(rider);
  }

  /** Accounts that should hold what no row has shown. */
  get #lacking(): readonly string[] {
    return [...this.#images].flatMap(([account, image]) =>
      [...this.#expected(account)].some((conId) => image.get(String(conId)) === undefined) ? [account] : [],
    );
  }

  /** Nobody is told an end before another image says the same. */
  #doubt(accounts: readonly string[], now: Instant): void {
    this.#doubted = accounts;
    this.#askSoon(accounts, now);
  }

  #askSoon(accounts: readonly string[], now: Instant): void {
    this.#deadline = after(now, DOUBT_MS);
    this.#out.log("warn", "positions-missing", { accounts, againInMs: DOUBT_MS });
  }

  subscribe(client: Client): void {
    const rider = { client, served: false };
    this.#riders.set(client.conn, rider);
    if (this.#everComplete) this.#serve(rider);
  }

  #serve(rider: { readonly client: Client; served: boolean }): void {
    if (rider.served) return;
    rider.served = true;
    const { conn, account } = rider.client;
    for (const row of this.#images.get(account)?.rows() ?? []) this.#out.tell(conn, "position", row);
    this.#out.tell(conn, "positionEnd", {});
  }

  left(conn: ConnId): void {
    this.#riders.delete(conn);
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  tick(now: Instant): void {
    if (this.#deadline === undefined || now < this.#deadline) return;
    if (!this.#waitsForEnd) return this.again(now);
    this.#out.log("warn", "positions-incomplete", { waitedMs: IMAGE_MS_MAX });
    this.settled = true;
    // The rows seen so far still count: the late end of the first image would close this one too.
    this.#out.ask("account", "cancelPositions", {});
    this.#ask(now);
  }

  /** The signed quantity that an account holds of a contract, as the last image has it. */
  position(account: string, conId: number): Decimal | undefined {
    return this.#images.get(account)?.get(String(conId))?.position;
  }

  /** Undefined while nobody has told any: that is not the same as none. */
  get told(): readonly HeldPosition[] | undefined {
    return this.#everComplete ? this.held() : undefined;
  }

  held(): HeldPosition[] {
    return [...this.#images.values()].flatMap((image) => [...image.rows()].map(described));
  }
}

const described = ({ account, contract, position, avgCost }: Row): HeldPosition => ({
  account,
  symbol: contract.symbol,
  localSymbol: contract.localSymbol,
  conId: contract.conId,
  position: position ?? ZERO,
  avgCost,
});
