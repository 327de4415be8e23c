/**
 * What the Gateway last said of one account over reqAccountUpdates: values, portfolio, time.
 *
 * A load announces itself by its first key, AccountCode, and closes with accountDownloadEnd (SEQUENCES section 11).
 * Both travel in the stream, so a load that was given up and ends late is still measured against its own rows.
 */
import { isZero, ZERO } from "../base/decimal.ts";
import { type Instant, minutes } from "../base/time.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { contractKey, Image } from "./image.ts";

export type Value = IncomingBody<"updateAccountValue">;
export type Holding = IncomingBody<"updatePortfolio">;

/** A real account has some 150 values per currency. */
const VALUES_MAX = 5_000;
const HOLDINGS_MAX = 10_000;
const FIRST_KEY = "AccountCode";
/** Said once, in the currency that the account is kept in. */
const BASE_KEY = "NetLiquidation";
/** Its value is `false` while IB resets its server: what is told of the account meanwhile may be old or wrong (PROTOCOL 10). */
const READY_KEY = "AccountReady";
/** So long loads may fail before what the account is worth is not known any more: limits of loss are judged by it. */
const WORTH_MS_MAX = minutes(15);

export class Statement {
  readonly account: string;
  readonly #values: Image<Value>;
  readonly #holdings: Image<Holding>;
  #timeStamp = "";
  #baseCurrency: string | undefined;
  /** A complete load was seen in this session: what the values say is of now. */
  #isCurrent = false;
  /** A complete load was seen, in this session or an earlier one. */
  complete = false;
  /** When the last complete load ended; undefined when the account is known to have changed since. */
  loadedAt: Instant | undefined;

  /** Since when loads have failed, and nobody has told what the account is worth. */
  #failedSince: Instant | undefined;
  #isWorthOld = false;

  constructor(out: Out, account: string) {
    this.account = account;
    const full = (what: string) => () => out.log("error", "account-image-full", { account, what });
    this.#values = new Image(VALUES_MAX, full("values"));
    this.#holdings = new Image(HOLDINGS_MAX, full("portfolio"));
  }

  /** True when the value is news. */
  value(row: Value): boolean {
    if (row.key === FIRST_KEY) for (const image of [this.#values, this.#holdings]) image.loading();
    if (row.key === BASE_KEY && row.currency !== "") this.#worth(row.currency);
    return this.#values.put(`${row.key}\n${row.currency}`, row);
  }

  #worth(currency: string): void {
    this.#baseCurrency = currency;
    this.#failedSince = undefined;
    this.#isWorthOld = false;
  }

  /** A load ended without its image: somebody else has the Gateway's one subscription, or it does not answer. */
  failed(now: Instant): void {
    this.#failedSince ??= now;
    this.#isWorthOld = now - this.#failedSince >= WORTH_MS_MAX;
  }

  /** This session has told all of its values. */
  get isTold(): boolean {
    return this.#isCurrent;
  }

  /** The currency that the account is kept in; undefined before this session's values are complete. */
  get baseCurrency(): string | undefined {
    return this.#isCurrent ? this.#baseCurrency : undefined;
  }

  /** A value in a currency, that of the account where none is named; undefined where this session has not told it as a number. */
  amount(key: string, currency = this.#baseCurrency): number | undefined {
    if (key === BASE_KEY && (this.#isWorthOld || !this.#isReady)) return undefined;
    const text = this.#isCurrent ? this.#values.ofSession(`${key}\n${currency ?? ""}`)?.value : undefined;
    const amount = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return isSet(amount) ? amount : undefined;
  }

  /** Unless the Gateway says that it is not. */
  get #isReady(): boolean {
    return this.#values.ofSession(`${READY_KEY}\n`)?.value.toLowerCase() !== "false";
  }

  /** What one unit of a contract that is held is worth, in its currency; undefined where this session has not told it. */
  marketPrice(conId: number): number | undefined {
    const price = this.#isCurrent ? this.#holdings.ofSession(String(conId))?.marketPrice : undefined;
    return price !== undefined && isSet(price) && price !== 0 ? price : undefined;
  }

  /** A holding that went to zero is news once, and then no longer part of the statement. */
  holding(row: Holding): boolean {
    const key = contractKey(row.contract);
    const isClosed = row.position !== undefined && isZero(row.position);
    return isClosed ? this.#holdings.remove(key) : this.#holdings.put(key, row);
  }

  time(timeStamp: string): boolean {
    const isNews = timeStamp !== this.#timeStamp;
    this.#timeStamp = timeStamp;
    return isNews;
  }

  /** The load is complete; answers, as closed, the holdings that are gone. A value that is gone is only forgotten. */
  loaded(now: Instant): Holding[] {
    this.complete = true;
    this.#isCurrent = true;
    this.loadedAt = now;
    this.#values.loaded();
    return this.#holdings.loaded().map((row) => ({ ...row, position: ZERO, marketValue: 0, unrealizedPNL: 0 }));
  }

  /** The last load left out what was there; another load decides whether it is gone. */
  get doubtful(): boolean {
    return this.#holdings.doubtful || this.#values.doubtful;
  }

  sessionLost(): void {
    this.loadedAt = undefined;
    this.#failedSince = undefined;
    this.#isCurrent = false;
    for (const image of [this.#values, this.#holdings]) image.abandoned();
  }

  /** The whole statement in the order of a real Gateway, without the end. */
  tell(out: Out, conn: ConnId): void {
    const first = [...this.#values.rows()].filter((row) => row.key === FIRST_KEY);
    for (const row of first) out.tell(conn, "updateAccountValue", row);
    for (const row of this.#values.rows()) if (row.key !== FIRST_KEY) out.tell(conn, "updateAccountValue", row);
    for (const row of this.#holdings.rows()) out.tell(conn, "updatePortfolio", row);
    if (this.#timeStamp !== "") out.tell(conn, "updateAccountTime", { timeStamp: this.#timeStamp });
  }
}

/** The largest number there is says that the Gateway has none: after its restart, of the price of each holding (Lean #9335). */
const isSet = (amount: number): boolean => Number.isFinite(amount) && amount !== Number.MAX_VALUE;
