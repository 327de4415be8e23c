/**
 * Whatever was folded: a snapshot at any place and what came behind it make what all entries make (RELIABILITY I15). Entries
 * are drawn without regard to what can happen, for a fold must not depend on that; orders are forgotten early.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../base/prng.ts";
import type { WallMs } from "../base/time.ts";
import { Alerts } from "../health/alerts.ts";
import type { Entry, Folds, Placement, Recorded } from "../model/entry.ts";
import type { OrderKey } from "../model/ids.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { orderKey, strategyIn } from "../model/orderKey.ts";
import { Blotter } from "../orders/blotter.ts";
import { Drifts } from "../reconcile/drifts.ts";
import { Ledger } from "../reconcile/ledger.ts";
import { Bursts } from "../risk/bursts.ts";
import { Equity } from "../risk/equity.ts";
import { Holdings } from "../risk/holdings.ts";
import { Overrides } from "../risk/overrides.ts";
import { Owed } from "../risk/owed.ts";
import { TradingStates } from "../risk/states.ts";
import { Tempo } from "../risk/tempo.ts";
import { Families } from "../sentinel/families.ts";
import { exposedUnder } from "./riskBook.ts";

const SEEDS = 15;
const ENTRIES = 160;
const CUT_CHANCE = 0.06;
const REMEMBERED = 8;

class Book {
  readonly orders = new Blotter(REMEMBERED);
  readonly families = new Families(this.orders);
  readonly folds: Folds;

  constructor() {
    this.orders.isNeeded = (key) => this.families.isActive(key);
    this.orders.forgot = (key) => this.families.forget(key);
    const [byKey, orders] = [exposedUnder(this.orders), this.orders];
    const holdings = new Holdings((key) => orders.byKey(key)?.closes ?? strategyIn(key));
    const kept = { alerts: new Alerts(), ledger: new Ledger(), drifts: new Drifts(), families: this.families };
    const states = { trading: new TradingStates(), limits: new Overrides(), holdings, equity: new Equity() };
    this.folds = {
      orders,
      ...kept,
      ...states,
      owed: new Owed(byKey),
      tempo: new Tempo(byKey),
      bursts: new Bursts(strategyIn),
    };
  }

  take({ entry, at }: Recorded): void {
    for (const fold of Object.values(this.folds)) fold.evolve(entry, at);
  }

  snapshot(): string {
    return toJson(Object.fromEntries(Object.entries(this.folds).map(([name, fold]) => [name, fold.carry()])));
  }

  static resumed(snapshot: string): Book {
    const book = new Book();
    const carried = fromJson(snapshot) as Record<string, unknown>;
    for (const [name, fold] of Object.entries(book.folds)) fold.resume(carried[name]);
    return book;
  }

  /** Everything that it would carry, and who is forgiven before whom; ways to something are listed in any order. */
  get known(): unknown {
    const carried = fromJson(this.snapshot()) as Record<string, Record<string, unknown[]>>;
    for (const [fold, list] of ANY_ORDER) carried[fold]![list]!.sort((a, b) => (toJson(a) < toJson(b) ? -1 : 1));
    const cells = [...this.families.active].map(({ root, cell }) => [root, cell?.net, [...(cell?.families ?? [])]]);
    const turns = cells.map(([root, net, families]) => [
      root,
      net,
      (families as { root: OrderKey }[]).map((f) => f.root),
    ]);
    return { carried, turns: turns.sort(), next: [this.orders.nextOrderId, this.orders.nextKeyNumber] };
  }
}

const ANY_ORDER = [
  ["orders", "orderIds"],
  ["orders", "permIds"],
  ["families", "families"],
  ["families", "nets"],
] as const;

/** Draws what may be written of a few strategies, contracts and groups. */
class Scribe {
  readonly #prng: Prng;
  readonly #placed: Placement[] = [];
  readonly #executed: { readonly key: OrderKey; readonly stem: string }[] = [];
  #at = 1_767_600_000_000;

  constructor(seed: number) {
    this.#prng = new Prng(seed, "entries");
  }

  next(): Recorded {
    this.#at += this.#pick([0, 5, 300, 60_000, 3_000_000]);
    const entry = this.#placed.length < 3 || this.#prng.chance(0.2) ? this.#places() : this.#happens();
    return fromJson(toJson({ at: this.#at as WallMs, entry })) as Recorded;
  }

  #pick = <T>(among: readonly T[]): T => among[this.#prng.between(0, among.length - 1)]!;

  #some = (from: number, to: number): string => String(this.#prng.between(from, to));

  /** Mostly one of the newest. */
  get #recent(): Placement {
    const back = Math.floor(this.#prng.float() ** 2 * Math.min(this.#placed.length, 25));
    return this.#placed.at(-1 - back)!;
  }

  #places(): Entry {
    if (this.#prng.chance(0.5)) {
      const entry = this.#placement();
      return { kind: "orderIntended", legs: [entry, this.#placement(entry), this.#placement(entry)] };
    }
    const against = this.#placed.length > 0 && this.#prng.chance(0.6) ? this.#recent : undefined;
    const alone = this.#placement(against, this.#prng.chance(0.5));
    return this.#prng.chance(0.3) ? { kind: "orderHeld", ...alone } : { kind: "orderIntended", legs: [alone] };
  }

  /** One that closes `of`, as its child or by itself. */
  #placement(of?: Placement, byItself = false): Placement {
    const n = this.#placed.length + 1;
    const strategy = of?.strategy ?? this.#pick(["alpha", "beta"]);
    const named = { symbol: `S${this.#some(1, 3)}`, secType: "STK", exchange: "SMART", currency: "USD" };
    const conId = Number(named.symbol.slice(1));
    const orderType = this.#pick(["LMT", "STP"]);
    const placement = {
      ...{ key: orderKey(strategy as never, "t3st", n), strategy, clientId: 1, clientOrderId: n },
      account: strategy === "alpha" ? "DU1" : "DU2",
      contract: of?.contract ?? (this.#prng.chance(0.7) ? { ...named, conId } : named),
      order: {
        action: of === undefined ? this.#pick(["BUY", "SELL"]) : of.order.action === "BUY" ? "SELL" : "BUY",
        ...{ totalQuantity: of?.order.totalQuantity ?? this.#some(1, 5), orderType, lmtPrice: 10, auxPrice: 9 },
        ...(byItself && { ocaGroup: this.#pick(["", "g1", "g2"]) }),
      },
      ...(of !== undefined && !byItself && { parent: of.key }),
    } as never as Placement;
    this.#placed.push(placement);
    return placement;
  }

  #happens(): Entry {
    const one = this.#recent;
    const { key, contract, order, account } = one;
    const [permId, status] = [
      500 + one.clientOrderId,
      this.#pick(["Submitted", "PreSubmitted", "Filled", "Cancelled"]),
    ];
    const [scope, drift] = [
      this.#pick([{ strategy: "alpha" }, { account }, { all: true }]),
      { kind: "order", account, key, permId },
    ];
    const report = { status, permId, filled: this.#some(0, 3) };
    const echo = {
      contract: { ...contract, conId: conIdOf(one) },
      order: { ...order, permId },
      orderState: { status },
    };
    const drawn: readonly object[] = [
      { kind: "orderSending", key, orderId: one.clientOrderId, frame: this.#pick(["new", "new", "modify", "cancel"]) },
      { kind: "orderEchoed", key, echo },
      { kind: "statusReported", key, report },
      ...[1, 2, 3].map(() => this.#executes(one)),
      { kind: "foreignExecuted", execution: this.#execution(one, `f${this.#some(1, 9_999)}`, key) },
      { kind: "modifyIntended", key, contract, order: { ...order, totalQuantity: this.#some(1, 5) } },
      {
        kind: this.#pick(["cancelIntended", "cancelRefused", "changeRefused", "orderRejected"]),
        key,
        errorCode: 201,
        errorMsg: "",
      },
      {
        kind: this.#pick(["orderDiscarded", "orderUnknown", "orderAbsent", "changeDropped"]),
        key,
        reason: "",
        proof: "",
      },
      { kind: "orderCompleted", key, permId, status },
      { kind: "commissionReported", execId: `${this.#stem}.01`, commission: { commission: 1.5, currency: "USD" } },
      this.#pick([
        { kind: "sessionLost", reason: "" },
        { kind: "daemonStarted", epoch: "t3st", format: 2 },
      ]),
      { kind: "sessionStarted", serverVersion: 200, nextValidId: 1, accounts: [], clientId: this.#pick([100, 101]) },
      {
        kind: "positionTaken",
        account,
        conId: this.#prng.between(0, 3),
        symbol: "S",
        position: this.#some(-2, 5),
        reason: "",
      },
      {
        kind: this.#pick(["driftFound", "driftEnded"]),
        drift: { ...drift, ours: this.#some(1, 2) },
        reason: this.#pick(["taken over", ""]),
      },
      { kind: this.#pick(["alertRaised", "alertEnded"]), alert: { cause: "unprotected", scope: { key } }, reason: "" },
      { kind: "tradingStateSet", scope, state: this.#pick(["halted", "active"]), by: "holdfast", why: "drawdown: 5" },
      { kind: this.#pick(["haltDone", "limitSet", "limitEnded"]), scope, limit: "repeated-executions", value: "off" },
      { kind: "equityMarked", scope, day: "2026-01-05", dayStart: "5", high: this.#some(1, 9) },
    ];
    return this.#pick(drawn) as Entry;
  }

  get #stem(): string {
    return this.#executed.length === 0 ? "none" : this.#pick(this.#executed).stem;
  }

  /** A new one, or another version of one that is known. */
  #executes(one: Placement): object {
    const known = this.#executed.length > 0 && this.#prng.chance(0.2) ? this.#pick(this.#executed) : undefined;
    const { key, stem } = known ?? { key: one.key, stem: `e${this.#executed.length}.01` };
    if (known === undefined) this.#executed.push({ key, stem });
    const of = this.#placed.find((placement) => placement.key === key)!;
    return { kind: "executed", key, execution: this.#execution(of, `${stem}.0${this.#some(1, 3)}`) };
  }

  #execution(of: Placement, execId: string, orderRef = ""): object {
    const side = of.order.action === "BUY" ? "BOT" : "SLD";
    const told = {
      execId,
      acctNumber: of.account,
      side,
      shares: this.#some(0, 3),
      cumQty: this.#some(1, 5),
      price: 10,
      orderRef,
    };
    return {
      contract: { conId: conIdOf(of), symbol: of.contract.symbol, secType: "STK", currency: "USD" },
      execution: told,
    };
  }
}

const conIdOf = ({ contract }: Placement): number => Number(contract.symbol!.slice(1));

test("a snapshot at any place, and what was written behind it, make what all entries make", () => {
  let cuts = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [scribe, prng, whole] = [new Scribe(seed), new Prng(seed, "cuts"), new Book()];
    const records = Array.from({ length: ENTRIES }, () => scribe.next());
    const snapshots: { readonly n: number; readonly text: string }[] = [];
    for (const [n, record] of records.entries()) {
      whole.take(record);
      if (prng.chance(CUT_CHANCE)) snapshots.push({ n, text: whole.snapshot() });
    }
    for (const { n, text } of snapshots) {
      const again = Book.resumed(text);
      for (const record of records.slice(n + 1)) again.take(record);
      assert.deepEqual(again.known, whole.known, `seed ${seed}, behind entry ${n}`);
      cuts++;
    }
  }
  assert.ok(cuts > SEEDS);
});
