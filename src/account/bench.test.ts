/**
 * The account desk between a scripted Gateway and scripted clients, for the tests beside it.
 *
 * Requests and frames pass through the real codec, so bodies are those that production sees. What is said is kept
 * as short lines: `position AAPL 100`, `accountDownloadEnd`, `error 5 321`.
 */
import { after, type Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ClientId, ConnId, StrategyName, UpstreamReqId } from "../model/ids.ts";
import type { Out, Priority, ReqOwner, Request } from "../model/out.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type IncomingBody,
  type IncomingName,
  NotCarried,
  type OutgoingBody,
  type OutgoingName,
} from "../wire/codec.ts";
import { AccountDesk } from "./desk.ts";
import { printTags, STANDARD_TAGS } from "./tags.ts";

const VERSION = 178;
export const ONE = "DU1000001";
export const TWO = "DU1000002";

export const clientOf = (conn: number, account: string): Client => ({
  conn: conn as ConnId,
  strategy: account as unknown as StrategyName,
  clientId: conn as ClientId,
  account,
  serverVersion: VERSION,
});
export const alice = clientOf(1, ONE);
export const bob = clientOf(2, TWO);

const IDS: Record<string, number> = { AAPL: 265598, MSFT: 272093, IBM: 8314 };

// biome-ignore lint/suspicious/noExplicitAny: bodies of every message
type Body = any;

export class Bench implements Out {
  readonly desk: AccountDesk;
  readonly upstreamVersion = VERSION;
  readonly logged: string[] = [];
  readonly owned = new Set<number>();
  now = 1_000 as Instant;
  #told: { readonly conn: ConnId; readonly name: string; readonly body: Body }[] = [];
  #asked: Request[] = [];
  #nextId = 9_001;

  constructor(accounts: readonly string[] = [ONE, TWO]) {
    this.desk = new AccountDesk(this, accounts);
  }

  tell(conn: ConnId, name: string, body: Body): void {
    this.#told.push({ conn, name, body });
  }
  relay(): never {
    throw new Error("account data never overtakes the journal");
  }
  ask(_: Priority, name: OutgoingName, body: Body): void {
    this.#asked.push({ name, body } as Request);
  }
  askTogether(_: Priority, requests: readonly Request[]): void {
    this.#asked.push(...requests);
  }
  takeReqId(_: ReqOwner): UpstreamReqId {
    this.owned.add(this.#nextId);
    return this.#nextId++ as UpstreamReqId;
  }
  releaseReqId(id: UpstreamReqId): void {
    this.owned.delete(id);
  }
  log(_: string, event: string): void {
    this.logged.push(event);
  }

  /** What a client was told since the last look. */
  told(client: Client): string[] {
    const mine = this.#told.filter(({ conn }) => conn === client.conn);
    this.#told = this.#told.filter(({ conn }) => conn !== client.conn);
    return mine.map(({ name, body }) => said(name, body));
  }
  /** The bodies a client was told since the last look. */
  bodiesTold(client: Client): { readonly name: string; readonly body: Body }[] {
    return this.#told.filter(({ conn }) => conn === client.conn);
  }
  /** The texts of the errors a client was told since the last look. */
  errorsTold(client: Client): string[] {
    return this.#told.filter(({ conn, name }) => conn === client.conn && name === "error").map((e) => e.body.errorMsg);
  }
  /** The requests that went to the Gateway since the last look. */
  requests(): Request[] {
    return this.#asked.splice(0);
  }
  /** The same as lines. */
  asked(): string[] {
    return this.#asked.splice(0).map(({ name, body }) => said(name, body));
  }

  client<N extends OutgoingName>(client: Client, name: N, draft: Draft<OutgoingBody<N>>): void {
    const bytes = encodeOutgoing(name, draft, VERSION);
    if (bytes instanceof NotCarried) throw new Error(String(bytes));
    const request = decodeOutgoing(bytes.subarray(4), VERSION);
    if (request instanceof DecodeError) throw new Error(String(request));
    this.desk.asked(client, request, this.now);
  }
  gateway<N extends IncomingName>(name: N, draft: Draft<IncomingBody<N>>): boolean {
    const message = decodeIncoming(encodeIncoming(name, draft, VERSION).subarray(4), VERSION);
    if (message instanceof DecodeError) throw new Error(String(message));
    return this.desk.heard(message, this.now);
  }
  /** Time passes, with a tick at every deadline on the way. */
  pass(ms: number): void {
    const until = after(this.now, ms);
    for (let at = this.desk.nextDeadline(); at !== undefined && at <= until; at = this.desk.nextDeadline()) {
      if (at > this.now) this.now = at;
      this.desk.tick(this.now);
    }
    this.now = until;
  }

  position(account: string, symbol: string, quantity: number, avgCost = 10): void {
    this.gateway("position", { account, contract: contract(symbol), position: String(quantity) as never, avgCost });
  }
  value(accountName: string, key: string, value: string, currency = ""): void {
    this.gateway("updateAccountValue", { accountName, key, value, currency });
  }
  holding(accountName: string, symbol: string, quantity: number, marketPrice = 10): void {
    const position = String(quantity) as never;
    this.gateway("updatePortfolio", { accountName, contract: contract(symbol), position, marketPrice });
  }
  /** A complete load of an account: its cash, its holdings, the time, the end. */
  load(account: string, cash: string, holdings: Readonly<Record<string, number>> = {}, time = "10:00"): void {
    this.value(account, "AccountCode", account);
    this.value(account, "CashBalance", cash, "USD");
    for (const [symbol, quantity] of Object.entries(holdings)) this.holding(account, symbol, quantity);
    this.gateway("updateAccountTime", { timeStamp: time });
    this.gateway("accountDownloadEnd", { accountName: account });
  }
  summary(reqId: number, account: string, tag: string, value: string, currency = "USD"): void {
    this.gateway("accountSummary", { reqId, account, tag, value, currency });
  }

  /** A session up to its first complete images: nothing held, 100 in cash on each account. */
  started(): this {
    this.desk.sessionStarted(this.now);
    this.gateway("positionEnd", {});
    this.load(ONE, "100");
    this.load(TWO, "200");
    this.asked();
    return this;
  }
  lost(): void {
    this.desk.sessionLost(this.now);
  }
}

const contract = (symbol: string) => ({ conId: IDS[symbol]!, symbol, localSymbol: symbol, secType: "STK" });

/** The tags of a summary request with the standard ones as one word. */
function beyondStandard(tags: string): string {
  const standard = printTags(STANDARD_TAGS).split(",");
  const words = tags.split(",");
  const isWhole = standard.every((tag) => words.includes(tag));
  return isWhole ? ["standard", ...words.filter((tag) => !standard.includes(tag))].join(",") : tags;
}

function said(name: string, body: Body): string {
  const id = body.reqId === undefined ? [] : [body.reqId];
  switch (name) {
    case "position":
    case "updatePortfolio":
    case "positionMulti":
      return [name, ...id, body.contract.symbol, body.position].join(" ");
    case "updateAccountValue":
    case "accountUpdateMulti":
      return [name, ...id, body.key, body.value].join(" ");
    case "updateAccountTime":
      return `${name} ${body.timeStamp}`;
    case "accountSummary":
      return [name, ...id, body.tag, body.value, body.currency].join(" ");
    case "pnl":
    case "pnlSingle":
      return [name, ...id, body.dailyPnL].join(" ");
    case "error":
      return `${name} ${body.id} ${body.errorCode}`;
    case "reqAccountUpdates":
      return `${name} ${body.acctCode}`;
    case "reqAccountSummary":
      return [name, ...id, body.groupName, beyondStandard(body.tags)].join(" ");
    case "reqPnLSingle":
      return [name, ...id, body.account, body.conId].join(" ");
    default:
      return [name, ...id, ...(body.account === undefined ? [] : [body.account])].join(" ");
  }
}
