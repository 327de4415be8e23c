/** What is a client's own: numbers it used, texts it wrote, accounts it named itself, and which orders its strategy has. */
import type { Frame } from "../sight/frame.ts";
import type { Guest, GuestStrategy } from "./checker.ts";
import { type Facts, keyOf, type OrderFacts } from "./facts.ts";
import type { Names } from "./names.ts";

type Known = Guest & { readonly strategy: GuestStrategy; readonly clientId: number };

/** reqOpenOrders, reqAutoOpenOrders, reqAllOpenOrders, and startApi, which is answered by what rests. */
const LISTS: ReadonlySet<number> = new Set([5, 15, 16]);
const OPEN_ORDER_END = 53;
const MARKET_DATA = 1;

export class Own {
  readonly #facts: Facts;
  readonly #accounts: Names;
  /** By strategy: all numbers of requests and orders it ever used. */
  readonly #ids = new Map<string, Set<number>>();
  /** Strategies that sent a message whose number the oracle does not read. */
  readonly #numberless = new Set<string>();
  /** By order: the texts its client wrote into orderRef. */
  readonly #texts = new Map<string, string[]>();
  readonly #said = new Map<string, Set<string>>();
  /** Connections whose question for open orders is not fully answered: how many. */
  readonly #lists = new Map<number, number>();
  /** By permId, from what the Gateway has shown. */
  readonly #byPermId = new Map<number, OrderFacts>();
  /** By connection, the numbers under which it asked for market data. */
  readonly #tickers = new Map<number, Set<number>>();
  /** Which order's each execution is, and in which account, from what the Gateway has shown. */
  readonly #executions = new Map<string, { readonly account: string; readonly order: OrderFacts | undefined }>();

  constructor(facts: Facts, accounts: Names) {
    this.#facts = facts;
    this.#accounts = accounts;
  }

  asked(frame: Frame, { strategy, clientId, wire }: Known, bytes: Uint8Array): void {
    const { name } = strategy;
    for (const account of this.#accounts.in(bytes, strategy.account)) of(this.#said, name).add(account);
    const id = frame.name === "request" ? frame.reqId : "orderId" in frame ? frame.orderId : undefined;
    if (id !== undefined) of(this.#ids, name).add(id);
    if (frame.name === "replaceFA" || frame.name === "updateConfig") this.#numberless.add(name);
    if (frame.name === "request" && LISTS.has(frame.id)) this.#lists.set(wire.id, (this.#lists.get(wire.id) ?? 0) + 1);
    if (frame.name === "request" && frame.id === MARKET_DATA && id !== undefined) {
      const tickers = this.#tickers.get(wire.id) ?? new Set();
      this.#tickers.set(wire.id, tickers.add(id));
    }
    if (frame.name !== "placeOrder") return;
    const place = `${name}/${clientId}/${frame.orderId}`;
    const texts = this.#texts.get(place);
    if (texts === undefined) this.#texts.set(place, [frame.orderRef]);
    else if (!texts.includes(frame.orderRef)) texts.push(frame.orderRef);
  }

  /** The Gateway shows which permId bears which key. */
  heard(frame: Frame): void {
    if (frame.name !== "openOrder" && frame.name !== "execDetails" && frame.name !== "completedOrder") return;
    const order = this.#facts.order(keyOf(frame.orderRef));
    if (frame.name === "execDetails") this.#executions.set(frame.execId, { account: frame.account, order });
    if (order !== undefined && frame.permId !== 0 && !this.#byPermId.has(frame.permId))
      this.#byPermId.set(frame.permId, order);
  }

  /** An answer is over. */
  ended(id: number, { wire }: Guest): void {
    if (id !== OPEN_ORDER_END) return;
    const open = this.#lists.get(wire.id) ?? 0;
    if (open > 1) this.#lists.set(wire.id, open - 1);
    else this.#lists.delete(wire.id);
  }

  /** A question for open orders waits for its end. */
  listens({ wire }: Guest): boolean {
    return this.#lists.has(wire.id);
  }

  said({ strategy }: Known, account: string): boolean {
    return this.#said.get(strategy.name)?.has(account) ?? false;
  }

  uses({ strategy }: Known, id: number): boolean {
    return this.#numberless.has(strategy.name) || (this.#ids.get(strategy.name)?.has(id) ?? false);
  }

  streams({ wire }: Known, reqId: number): boolean {
    return this.#tickers.get(wire.id)?.has(reqId) ?? false;
  }

  asksFor(strategy: string, clientId: number, orderId: number): boolean {
    return this.#texts.has(`${strategy}/${clientId}/${orderId}`);
  }

  textsOf(strategy: string, clientId: number, orderId: number): readonly string[] {
    return this.#texts.get(`${strategy}/${clientId}/${orderId}`) ?? [];
  }

  orderOf(permId: number): OrderFacts | undefined {
    return this.#byPermId.get(permId);
  }

  execution(execId: string): { readonly account: string; readonly order: OrderFacts | undefined } | undefined {
    return this.#executions.get(execId);
  }

  /** A key of holdfast's in a text for people. */
  keyIn(text: string): string | undefined {
    for (const [word] of text.matchAll(WORDS)) if (this.#facts.order(word) !== undefined) return word;
    return undefined;
  }
}

const WORDS = /[a-z0-9-]{1,8}-[a-z0-9]{4}-[a-z0-9]{1,6}/g;

function of<T>(sets: Map<string, Set<T>>, name: string): Set<T> {
  const known = sets.get(name) ?? new Set<T>();
  sets.set(name, known);
  return known;
}
