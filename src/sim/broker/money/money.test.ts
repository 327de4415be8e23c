/** The broker's money: futures, options, pairs and currencies, exercise and expiry, in both kinds of account. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import test from "node:test";
import { line, terms, type Wanted } from "../../../../test/sim/stage.ts";
import { decimal } from "../../../base/decimal.ts";
import { type Instant, type WallMs, wallOf } from "../../../base/time.ts";
import { Calendar } from "../../exchange/calendar/calendar.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { ContractQuery } from "../../exchange/directory/query.ts";
import { marketRule } from "../../exchange/directory/rules.ts";
import { stocks } from "../../exchange/directory/stocks.ts";
import type { Quote } from "../../exchange/quote.ts";
import { Broker, type BrokerOptions } from "../broker.ts";
import type { BrokerEvent } from "../event.ts";
import type { Session } from "../market.ts";
import { BROKER_DEFAULTS, type BrokerSwitches } from "../switches.ts";
import type { Instrument } from "./instrument.ts";

const ACCOUNT = "DU1000001";
const START = wallOf(2026, 1, 5, 15, 0);
const LAST_TRADE = wallOf(2026, 1, 7, 21, 0);
const [AAPL = 265598, ES, EUR_USD, USD_JPY, CALL, PUT] = [265598, 1, 2, 3, 4, 5];

const stock = stocks(new Calendar("always")).find(({ conId }) => conId === AAPL) as Listing;
const like = (conId: number, also: Partial<Listing> & Partial<Instrument>): Listing => ({ ...stock, conId, ...also });
const dated = { lastTradeWall: LAST_TRADE, underConId: AAPL };
const LISTED: readonly Listing[] = [
  stock,
  like(ES, { symbol: "ES", secType: "FUT", multiplier: 50, lastTradeWall: LAST_TRADE }),
  like(EUR_USD, { symbol: "EUR", secType: "CASH", currency: "USD" }),
  like(USD_JPY, { symbol: "USD", secType: "CASH", currency: "JPY" }),
  like(CALL, { secType: "OPT", multiplier: 100, strike: 90, right: "C", ...dated }),
  like(PUT, { secType: "OPT", multiplier: 100, strike: 90, right: "P", ...dated }),
];

const quoteAt = (last: number, half: number): Quote => ({
  ...{ bid: last - half, ask: last + half, last, bidSize: 1e6, askSize: 1e6, lastSize: 1, volume: 1 },
  ...{ high: last, low: last, open: last, close: last, lastTime: START },
});

/** A broker whose prices the test writes; they hold for bid, ask and last alike. */
class Trading {
  readonly broker: Broker;
  readonly #quotes = new Map<number, Quote>();
  session: Session = "regular";
  #ms = 0;
  #orderId = 0;

  constructor(options: Partial<BrokerOptions> = {}, switches: Partial<BrokerSwitches> = {}) {
    const prices: readonly [number, number][] = [
      [AAPL, 100],
      [ES, 5_000],
      [EUR_USD, 1.25],
      [USD_JPY, 150],
      [CALL, 12],
      [PUT, 2],
    ];
    for (const [conId, price] of prices) this.#quotes.set(conId, quoteAt(price, 0));
    const market: BrokerOptions["market"] = {
      find: ({ symbol, secType, currency }: ContractQuery) =>
        LISTED.filter((one) => one.symbol === symbol && one.secType === secType && one.currency === currency),
      byConId: (conId) => LISTED.find((one) => one.conId === conId),
      quote: (conId) => this.#quotes.get(conId) as Quote,
      session: () => this.session,
      marketRule,
      nextSession: (_listing, wall) => (wall + 1_000) as WallMs,
      halted: () => 0,
      watch: () => {},
      unwatch: () => {},
    };
    const usual = { accounts: [ACCOUNT], cash: 1_000_000, latencyMs: 10, openOrdersMax: 20, startWall: START };
    this.broker = new Broker(
      { market, switches: { ...BROKER_DEFAULTS, ...switches }, ...usual, ...options },
      this.#moment(),
    );
  }

  #moment() {
    return { now: this.#ms as Instant, wall: (START + this.#ms) as WallMs };
  }

  /** Places an order, lets it trade, and says what happened. */
  trade(action: "BUY" | "SELL", totalQuantity: string, conId: number, also: Wanted = {}): string[] {
    const listing = LISTED.find((one) => one.conId === conId) as Listing;
    const wanted = terms({ action, totalQuantity, orderType: "MKT", ...also });
    const placement = { clientId: 1, orderId: ++this.#orderId, listing, terms: wanted };
    return [...this.broker.place(placement, this.#moment()).map(line), ...this.pass(20)];
  }

  pass(ms: number): string[] {
    this.#ms += ms;
    return this.broker.passed(this.#moment()).map(line);
  }

  until(wall: WallMs): string[] {
    return this.pass(wall - START - this.#ms);
  }

  price(conId: number, last: number): void {
    this.#quotes.set(conId, quoteAt(last, 0));
  }

  exercise(
    conId: number,
    exerciseQuantity: number,
    also: { exerciseAction?: number; override?: boolean } = {},
  ): readonly BrokerEvent[] {
    const listing = LISTED.find((one) => one.conId === conId) as Listing;
    const asked = { clientId: 1, orderId: 500, listing, exerciseQuantity, account: ACCOUNT };
    return this.broker.exercise({ exerciseAction: 1, override: false, ...asked, ...also }, this.#moment());
  }

  cancel(orderId: number): string[] {
    return this.broker.cancel(1, orderId, this.#moment()).map(line);
  }

  get account() {
    return this.broker.valued(ACCOUNT);
  }

  cash(currency: string): number | undefined {
    return this.account.balances.find((one) => one.currency === currency)?.cash;
  }

  held(conId: number): string {
    return this.broker.positions().find((one) => one.conId === conId)?.quantity ?? "0";
  }
}

test("a future costs its commission, ties up margin, and its gain is part of the total but not of the settled cash", () => {
  const trading = new Trading();
  trading.trade("BUY", "2", ES);
  trading.price(ES, 5_010);
  const { account } = trading;
  equal(account.cash, 1_000_000 - 4.5);
  equal(account.futuresPnL, 1_000);
  equal(account.netLiquidation, 1_000_000 - 4.5 + 1_000);
  equal(account.initMargin, 2 * 24_640);
  equal(account.grossPositionValue, 0, "a future is no value of one's own");
  equal(account.holdings[0]?.averageCost, 5_000 * 50 + 2.25, "the cost of one contract carries the multiplier");
});

test("at midnight futures are settled: the gain becomes cash and the day's profit begins anew", () => {
  const trading = new Trading();
  trading.trade("BUY", "1", ES);
  trading.price(ES, 5_010);
  equal(trading.account.dailyPnL, 500 - 2.25);
  trading.until(wallOf(2026, 1, 6, 6, 0));
  const { account } = trading;
  equal(account.cash, 1_000_000 - 2.25 + 500);
  equal(account.futuresPnL, 0);
  equal(account.dailyPnL, 0);
  equal(account.unrealizedPnL, 500 - 2.25, "what is not realised does not begin anew");
  trading.price(ES, 5_000);
  equal(trading.account.dailyPnL, -500);
});

test("an option's premium counts a hundred times and its commission by the contract", () => {
  const trading = new Trading();
  match(trading.trade("BUY", "3", CALL).join(), /CR 1 1.95 -/);
  const { account } = trading;
  equal(account.cash, 1_000_000 - 3_600 - 1.95);
  equal(account.optionValue, 3_600);
  equal(account.holdings[0]?.averageCost, 1_200.65);
});

test("a pair exchanges balances, is shown as a position, and adds nothing to the value of the account", () => {
  const trading = new Trading();
  match(trading.trade("BUY", "20000", EUR_USD).join(), /CR 1 2 -/);
  equal(trading.cash("EUR"), 20_000);
  equal(trading.cash("USD"), 1_000_000 - 25_000 - 2);
  equal(trading.held(EUR_USD), "20000");
  equal(trading.account.netLiquidation, 1_000_000 - 2);
  trading.price(EUR_USD, 1.3);
  equal(trading.account.netLiquidation, 1_000_000 - 2 + 1_000, "the euros are worth more dollars");
  equal(trading.account.balances[1]?.exchangeRate, 1.3);
});

test("amounts of another currency are told in the base, whichever way the pair is written", () => {
  const trading = new Trading({ cash: 10_000 });
  trading.trade("BUY", "30000", USD_JPY);
  equal(trading.broker.orders()[0]?.status, "Inactive", "there are no yen to pay with, and not so many dollars free");
  trading.trade("SELL", "3000", USD_JPY);
  equal(trading.cash("JPY"), 450_000);
  equal(trading.account.netLiquidation, 10_000 - 2);
});

test("the commission of a pair is in the base currency and at least two dollars' worth", () => {
  const trading = new Trading({ baseCurrency: "EUR", cash: 100_000 });
  match(trading.trade("SELL", "20000", EUR_USD).join(), /CR 1 1.6 -/);
  equal(trading.broker.executions()[0]?.commissionCurrency, "EUR");
  equal(trading.cash("USD"), 25_000);
});

test("a what-if order tells initial and maintenance margin apart and leaves equity less its commission", () => {
  const trading = new Trading({ accountKind: "margin" });
  const [event] = [...trading.broker.orders()].length === 0 ? trading.trade("BUY", "1", ES, { whatIf: true }) : [];
  equal(event, "WHATIF 1 24640");
  const margin = new Trading({ accountKind: "margin" });
  deepEqual(margin.trade("BUY", "100", AAPL, { whatIf: true }), ["WHATIF 1 5000"], "half of a stock's value");
});

test("a margin account may owe, up to its margin, and is refused in the words of one", () => {
  const trading = new Trading({ accountKind: "margin", cash: 10_000 });
  trading.trade("BUY", "150", AAPL);
  equal(trading.held(AAPL), "150");
  ok(trading.account.cash < 0);
  const said = trading.trade("BUY", "100", AAPL).join();
  match(said, /ERR 2 201 .*EQUITY WITH LOAN VALUE \[9999.00 USD\] MUST EXCEED THE INITIAL MARGIN/);
});

test("an exercise waits as an order of its number, and after the session the option is stock at the strike", () => {
  const trading = new Trading();
  trading.trade("BUY", "2", CALL);
  deepEqual(trading.exercise(CALL, 1).map(line), [
    "ERR 500 10349 Order TIF was set to DAY based on order preset.",
    "OO 500 PreSubmitted",
    "OS 500 PreSubmitted 0/1",
  ]);
  deepEqual(trading.pass(20), [], "the session goes on");
  trading.session = "closed";
  const said = trading.pass(20);
  deepEqual(
    said.filter((text) => text.startsWith("EX")),
    ["EX 500 SLD 1@0", "EX 500 BOT 100@90"],
  );
  match(said.join(), /OS 500 Filled 1\/0/);
  equal(trading.held(CALL), "1");
  equal(trading.held(AAPL), "100");
});

test("an exercise against nature is refused unless overridden; so is more than is held", () => {
  const trading = new Trading({}, { exerciseProcessing: "at-once" });
  trading.trade("BUY", "1", PUT);
  trading.trade("BUY", "1", CALL);
  const refused = (events: readonly BrokerEvent[]): string => events.map(line).join();
  match(refused(trading.exercise(PUT, 1)), /^ERR 500 322 .*Exercise ignored because option is not in-the-money\.$/);
  match(
    refused(trading.exercise(CALL, 1, { exerciseAction: 2 })),
    /322 .*Lapse ignored because option is in-the-money/,
  );
  match(refused(trading.exercise(CALL, 2)), /322 .*failed due to server rejection/);
  match(refused(trading.exercise(AAPL, 1)), /^ERR 500 321 .*is not an option/);
  match(refused(trading.exercise(PUT, 1, { override: true })), /EX 500 SLD 100@90/);
  equal(trading.held(AAPL), "-100");
});

test("a waiting exercise is withdrawn by its number: 322, Cancelled, 202", () => {
  const trading = new Trading();
  trading.trade("BUY", "1", CALL);
  trading.exercise(CALL, 1);
  deepEqual(trading.cancel(500), [
    "ERR 500 322 Error processing request.Exercise/Lapse failed due to server rejection.",
    "OS 500 Cancelled 0/1",
    "ERR 500 202 Order Canceled - reason:",
  ]);
  match(trading.cancel(500).join(), /10147/);
});

test("at expiry an option in the money is exercised, a written one assigned, and the others are gone", () => {
  const trading = new Trading();
  trading.trade("BUY", "1", CALL);
  trading.trade("SELL", "1", PUT);
  trading.price(AAPL, 95);
  const said = trading.until(LAST_TRADE);
  equal(
    said.some((text) => text.startsWith("EX")),
    false,
    "told as positions only, unless switched",
  );
  equal(trading.held(CALL), "0");
  equal(trading.held(PUT), "0");
  equal(trading.held(AAPL), "100");
  equal(trading.cash("USD"), 1_000_000 - 1_200 - 1 + 200 - 1 - 9_000);
});

test("a written put in the money brings the stock at the strike, and the switch tells executions of client 0", () => {
  const trading = new Trading({}, { expiryExecutions: true });
  trading.trade("SELL", "1", PUT);
  trading.price(AAPL, 80);
  const said = trading.until(LAST_TRADE);
  deepEqual(
    said.filter((text) => text.startsWith("EX")),
    ["EX 0 BOT 1@0", "EX 0 BOT 100@90"],
  );
  equal(trading.broker.executions().at(-1)?.optExerciseOrLapseType, 100);
});

test("a lapse instruction lets an option in the money expire without stock", () => {
  const trading = new Trading({}, { exerciseProcessing: "at-once" });
  trading.trade("BUY", "1", CALL);
  trading.exercise(CALL, 1, { exerciseAction: 2, override: true });
  trading.until(LAST_TRADE);
  equal(trading.held(CALL), "0");
  equal(trading.held(AAPL), "0");
});

test("a future that expires is paid out at its last price", () => {
  const trading = new Trading();
  trading.trade("SELL", "1", ES);
  trading.price(ES, 4_990);
  trading.until(LAST_TRADE);
  equal(trading.held(ES), "0");
  equal(trading.account.netLiquidation, 1_000_000 - 2.25 + 500);
});

test("decimals of a quantity stay exact through a position's life", () => {
  const trading = new Trading();
  for (const part of ["0.1", "0.2"]) trading.trade("BUY", part, AAPL);
  trading.trade("SELL", "0.3", AAPL);
  equal(trading.held(AAPL), decimal(0));
});
