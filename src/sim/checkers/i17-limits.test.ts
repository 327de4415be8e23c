/** Limits made again: what breaks each of them, what stands right beside it, and what counts as exposure. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, guest, History, placement, placeOrder, SETUP } from "../../../test/sim/oracleStage.ts";
import type { SomeLimits } from "./facts.ts";
import { limitsHold } from "./i17-limits.ts";

const LIMIT = { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100, tif: "DAY", transmit: true };

/** An order of alpha's in AAPL, and the frame that it leaves as. */
const order = (n: number, some: object = {}, rest: object = {}) =>
  placement({ key: `alpha-0abc-${n}`, clientOrderId: n, order: { ...LIMIT, ...some }, ...rest });
const intended = (...legs: object[]) => ({ kind: "orderIntended", legs });
const frameOf = (n: number, some: object = {}) =>
  placeOrder({ ...LIMIT, orderId: n, orderRef: `alpha-0abc-${n}`, ...some } as never);

const limited = (limits: SomeLimits, accountLimits: SomeLimits = {}, books = new Books()): History => {
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, limits } : one));
  return new History(limitsHold, { ...SETUP, strategies, accountLimits: { DU1111: accountLimits } }, books);
};

/** Intended and sent. */
const takes = (history: History, n: number, some: object = {}, rest: object = {}): History =>
  history.journaled(intended(order(n, some, rest))).sent(frameOf(n, some));

const told = (position: string) =>
  ({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position }) as const;

/** A limit, what breaks it, and what does not by a hair. */
const ALONE: readonly (readonly [limit: string, value: unknown, breaks: object, keeps: object])[] = [
  ["max-quantity", "50", { totalQuantity: "51" }, { totalQuantity: "50" }],
  ["max-value", "1000", { totalQuantity: "11" }, { totalQuantity: "10" }],
  [
    "max-value",
    "1000",
    { orderType: "STP", auxPrice: 100, totalQuantity: "11" },
    { orderType: "STP", auxPrice: 100, totalQuantity: "10" },
  ],
  [
    "max-value",
    "1000",
    { orderType: "STP LMT", auxPrice: 90, totalQuantity: "11" },
    { orderType: "STP LMT", auxPrice: 90, totalQuantity: "10" },
  ],
  ["order-types", ["lmt", "STPLMT"], { orderType: "STP", auxPrice: 90 }, { orderType: "STP LMT", auxPrice: 90 }],
  ["max-position", "50", { totalQuantity: "51" }, { totalQuantity: "50" }],
  ["max-position", "50", { action: "SELL", totalQuantity: "51" }, { action: "SELL", totalQuantity: "50" }],
  ["long-only", true, { action: "SELL" }, { action: "BUY" }],
  ["banned", [{ symbol: " aapl " }], {}, { totalQuantity: "10", contract: "MSFT" }],
  ["contracts", [{ symbol: "AAPL" }], { contract: "MSFT" }, {}],
];

for (const [limit, value, breaks, keeps] of ALONE)
  test(`${limit} ${JSON.stringify(value)} refuses ${JSON.stringify(breaks)} and lets ${JSON.stringify(keeps)} pass`, () => {
    const after = ({ contract, ...some }: { contract?: string }): readonly string[] => {
      const rest = contract === undefined ? {} : { contract: { symbol: contract, secType: "STK" } };
      return takes(limited({ [limit]: value }), 1, some, rest).sentences;
    };
    assert.match(after(breaks).join(), new RegExp(`^alpha-0abc-1 left and breaks ${limit} of alpha`));
    assert.deepEqual(after(keeps), []);
  });

test("what breaks a limit and never leaves is nobody's trouble", () => {
  assert.deepEqual(limited({ "max-quantity": "5" }).journaled(intended(order(1))).sentences, []);
});

test("a limit of an account counts all its strategies together", () => {
  const other = placement({ key: "gamma-0abc-1", strategy: "gamma", clientId: 21 });
  const history = limited({}, { "max-position": "15" }).journaled(intended(other));
  assert.match(takes(history, 1).sentences.join(), /breaks max-position of DU1111 \(15\): in AAPL may come to 20/);
});

test("orders count from their intent on, also those of unknown fate, until a line ends them", () => {
  const before = (...lines: { kind: string; [field: string]: unknown }[]): readonly string[] => {
    const history = limited({ "max-position": "15", "max-open-orders": 1 }).journaled(intended(order(1)));
    for (const line of lines) history.journaled(line);
    return takes(history, 2).sentences;
  };
  const key = "alpha-0abc-1";
  assert.match(before().join(), /max-position .* may come to 20 against 15; max-open-orders .* 2 open orders/);
  assert.equal(before({ kind: "orderUnknown", key, reason: "lost" }).length, 1);
  assert.equal(before({ kind: "cancelIntended", key })[0]!.includes("max-position"), true);
  assert.deepEqual(before({ kind: "orderAbsent", key, proof: "fence" }), []);
  assert.deepEqual(before({ kind: "statusReported", key, report: { status: "Cancelled" } }), []);
});

test("a position counts beside what is open, and what reduces it passes", () => {
  const held = (): History => limited({}, { "max-position": "50" }, heldBooks(45)).heard(told("45")).at(60_000);
  assert.match(takes(held(), 1).sentences.join(), /may come to 55 against 50/);
  assert.deepEqual(takes(held(), 1, { action: "SELL", totalQuantity: "45" }).sentences, []);
});

function heldBooks(quantity: number): Books {
  const books = new Books();
  books.held = [{ account: "DU1111", conId: 1, quantity: String(quantity) }];
  return books;
}

test("where readings of a position differ, nobody is held to one of them", () => {
  const history = limited({}, { "max-position": "50" }, heldBooks(0)).heard(told("45")).at(60_000);
  assert.deepEqual(takes(history, 1).sentences, []);
});

test("beyond the limit of all positions together open orders on the other side make no room, and what is held does", () => {
  const scope = { account: "DU1111" };
  const limit = { kind: "limitSet", scope, limit: "max-gross-value", value: "1500", by: "ann", why: "tests" };
  const after = (holds: number, says: number, rests: object | undefined, asks: object): readonly string[] => {
    const books = heldBooks(holds);
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 } };
    const history = limited({}, {}, books)
      .heard(told(String(says)))
      .at(60_000);
    if (rests !== undefined) takes(history, 1, rests);
    return takes(history.journaled(limit), 2, asks).sentences;
  };
  const [bid, offer] = [{ totalQuantity: "20" }, { totalQuantity: "20", action: "SELL" }];
  for (const [rests, asks] of [
    [bid, offer],
    [offer, bid],
  ])
    assert.match(after(0, 0, rests, asks!).join(), /^alpha-0abc-2 left and breaks max-gross-value of DU1111 \(1500\)/);
  assert.deepEqual(after(20, 20, undefined, { ...offer, totalQuantity: "40" }), []);
  assert.equal(after(20, 20, undefined, { ...offer, totalQuantity: "41" }).length, 1);
  assert.deepEqual(after(0, -20, undefined, { ...bid, totalQuantity: "40" }), [], "it may come to what may be held");
  assert.equal(after(0, -20, undefined, { ...bid, totalQuantity: "41" }).length, 1);
});

test("a contract that its own orders price may be worth no more than they say: nobody need have told the daemon another price", () => {
  const after = (totalQuantity: string, lmtPrice: number): readonly string[] => {
    const books = new Books();
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 } };
    return takes(limited({ "max-gross-value": "1500" }, {}, books), 1, { totalQuantity, lmtPrice }).sentences;
  };
  assert.deepEqual(after("30", 50), []);
  assert.match(after("31", 50).join(), /may come to 1550 against 1500/);
  assert.match(after("16", 200).join(), /may come to 1552 against 1500/, "a limit far from the market proves nothing");
});

test("a contract of which a scope has no open order hides nothing that the others come to", () => {
  for (const isAccount of [false, true]) {
    const books = new Books();
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 }, MSFT: { bid: 50, ask: 50, last: 50 } };
    const limit = { "max-gross-value": "1500" };
    const history = limited(isAccount ? {} : limit, isAccount ? limit : {}, books);
    history.heard({ name: "position", account: "DU1111", conId: 2, symbol: "MSFT", position: "0" });
    assert.match(takes(history, 1, { totalQuantity: "31" }).sentences.join(), /may come to 3007 against 1500/);
  }
});

test("what is held and nobody quotes to the daemon may be worth as little as the account's books have said", () => {
  const beside = (marks: readonly number[], quantity: string): readonly string[] => {
    const books = new Books();
    books.held = [{ account: "DU1111", conId: 2, quantity: "20" }];
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 }, MSFT: { bid: 50, ask: 50, last: 50 } };
    const limit = { kind: "limitSet", scope: { account: "DU1111" }, limit: "max-gross-value", value: "1500" };
    const history = limited({}, {}, books).journaled({ ...limit, by: "ann", why: "tests" });
    history.heard({ name: "position", account: "DU1111", conId: 2, symbol: "MSFT", position: "20" });
    for (const marketPrice of marks)
      history.heard({ name: "portfolio", account: "DU1111", conId: 2, symbol: "MSFT", position: "20", marketPrice });
    history.at(60_000).quoted(new Set());
    return takes(history, 1, { totalQuantity: quantity }).sentences;
  };
  assert.match(beside([], "6").join(), /may come to 1552 against 1500/, "20 at 97 % of 50, and 6 at 97");
  assert.deepEqual(beside([45], "6"), []);
  assert.match(beside([45], "7").join(), /may come to 1579 against 1500/);
  assert.match(beside([45, 50], "6").join(), /may come to 1552/, "the newest counts, for as long as it is the newest");
});

test("what an account holds is priced by its books, and an order at the market by no other order", () => {
  const limit = { scope: { account: "DU1111" }, limit: "max-gross-value", value: "1500", by: "ann", why: "tests" };
  const beside = (held: number, asks: object): number => {
    const books = heldBooks(held);
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 } };
    const history = limited({}, {}, books)
      .heard(told(String(held)))
      .at(60_000);
    takes(history, 1, { totalQuantity: "1", lmtPrice: 1 });
    return takes(history.journaled({ kind: "limitSet", ...limit }), 2, asks).sentences.length;
  };
  assert.equal(beside(30, { totalQuantity: "10", lmtPrice: 1 }), 1);
  assert.equal(beside(0, { totalQuantity: "1000", orderType: "MKT", lmtPrice: undefined }), 1);
  assert.equal(beside(0, { totalQuantity: "1000", lmtPrice: 1 }), 0);
});

test("the exits of a bracket count once, and only beyond what their parent buys", () => {
  const exits = [
    order(2, { action: "SELL" }, { parent: "alpha-0abc-1" }),
    order(3, { action: "SELL", orderType: "STP", auxPrice: 90 }, { parent: "alpha-0abc-1" }),
  ];
  const bracket = (limits: SomeLimits): readonly string[] =>
    limited(limits)
      .journaled(intended(order(1), ...exits))
      .sent(frameOf(1)).sentences;
  assert.deepEqual(bracket({ "max-position": "10", "long-only": true }), []);
  assert.match(bracket({ "max-position": "9" }).join(), /may come to 10 against 9/);
});

test("a change is judged as what it asks for, also of an order that was small", () => {
  const history = takes(limited({ "max-quantity": "20" }), 1);
  const change = { contract: { symbol: "AAPL", secType: "STK" }, order: { ...LIMIT, totalQuantity: "21" } };
  history.journaled({ kind: "modifyIntended", key: "alpha-0abc-1", ...change });
  assert.match(history.sent(frameOf(1, { totalQuantity: "21" })).sentences.join(), /breaks max-quantity .* is of 21/);
});

test("what an operator sets holds over the configuration, until it ends, and a ramp takes its share", () => {
  const scope = { strategy: "alpha" };
  const said = { scope, limit: "max-quantity", by: "ann", why: "tests" };
  const set = (value: string) => limited({ "max-quantity": "20" }).journaled({ kind: "limitSet", ...said, value });
  assert.equal(takes(set("5"), 1).sentences.length, 1);
  assert.deepEqual(takes(set("off"), 1, { totalQuantity: "21" }).sentences, []);
  const ended = set("5").journaled({ kind: "limitEnded", scope, limit: "max-quantity", reason: "over" });
  assert.deepEqual(takes(ended, 1).sentences, []);
  assert.match(takes(limited({ "max-quantity": "20", ramp: 25 }), 1).sentences.join(), /is of 10/);
});

test("orders alike, and too many in a second", () => {
  const alike = (ms: number): readonly string[] => takes(takes(limited({ "look-alike": 5 }), 1).at(ms), 2).sentences;
  assert.match(alike(4_999).join(), /breaks look-alike .* alpha-0abc-2 is like alpha-0abc-1/);
  assert.deepEqual(alike(5_001), []);
  const fast = (ms: number): readonly string[] =>
    takes(takes(limited({ "orders-per-second": 1 }), 1).at(ms), 2).sentences;
  assert.equal(fast(900).length, 1);
  assert.deepEqual(fast(1_100), []);
});

test("two orders of an account that would trade with each other", () => {
  const meets = (lmtPrice: number): readonly string[] =>
    takes(takes(limited({}, { "self-match": "refuse" }), 1, { action: "SELL", lmtPrice }), 2).sentences;
  assert.match(meets(99).join(), /breaks self-match .* would trade with alpha-0abc-1/);
  assert.deepEqual(meets(101), []);
});

test("an order that was changed may stand as it was shown last, until it is shown as changed", () => {
  const key = "alpha-0abc-1";
  const change = { contract: { symbol: "AAPL", secType: "STK" }, order: { ...LIMIT, action: "SELL", lmtPrice: 99 } };
  const meets = (...lines: { kind: string; [field: string]: unknown }[]): readonly string[] => {
    const history = takes(limited({}, { "self-match": "refuse" }), 1, { action: "SELL", lmtPrice: 105 });
    for (const line of lines) history.journaled(line);
    return takes(history, 2).sentences;
  };
  const changed = { kind: "modifyIntended", key, ...change };
  const echoed = (lmtPrice: number) => ({
    ...{ kind: "orderEchoed", key },
    echo: { order: { orderType: "LMT", totalQuantity: "10", lmtPrice }, orderState: { status: "Submitted" } },
  });
  assert.deepEqual(meets(changed), []);
  assert.equal(meets(changed, echoed(99)).length, 1);
  assert.deepEqual(meets(echoed(105), changed, echoed(105)), [], "the change never arrived");
});

const BANNED = { banned: [{ symbol: "AAPL" }] };
const ofOwn = (limits: SomeLimits): History => limited(limits);
const ofAccount = (limits: SomeLimits): History => limited({}, limits);
const SALE = { action: "SELL" };
const STOP = { action: "SELL", orderType: "STP", auxPrice: 90, lmtPrice: undefined };

/** An execution of ten in AAPL; of nobody's order that is known here without a key. */
const traded = (side: "BOT" | "SLD", key?: string) => {
  const execution = { execId: `${key}.${side}.01`, acctNumber: "DU1111", side, shares: "10" };
  const report = { contract: { conId: 1, symbol: "AAPL", secType: "STK" }, execution };
  return { kind: key === undefined ? "foreignExecuted" : "executed", ...(key && { key }), execution: report };
};

/** Alpha has bought ten, and the broker says so. */
const bought = (history: History): History =>
  history
    .journaled({ kind: "positionTaken", account: "DU1111" })
    .journaled(intended(order(1)))
    .journaled(traded("BOT", "alpha-0abc-1"))
    .heard(told("10"));

test("a stop has no privilege: with all that closes already it crosses zero, for a strategy and for its account", () => {
  for (const [of, name] of [
    [ofOwn, "alpha"],
    [ofAccount, "DU1111"],
  ] as const) {
    const once = takes(bought(of(BANNED)), 2, STOP);
    assert.deepEqual(once.sentences, []);
    assert.match(takes(once, 3, STOP).sentences.join(), new RegExp(`^alpha-0abc-3 left and breaks banned of ${name}`));
    const rest = takes(bought(of(BANNED)), 2, { ...SALE, totalQuantity: "4" });
    assert.deepEqual(takes(rest, 3, { ...STOP, totalQuantity: "6" }).sentences, []);
  }
});

test("exits of which one ends the other close once, and a group is one strategy's", () => {
  const other = (strategy: string, some: object) =>
    intended(order(2, { ...SALE, ocaGroup: "out" }, { key: `${strategy}-0abc-2`, strategy, ...some }));
  const second = (line: { kind: string }): readonly string[] =>
    takes(bought(ofAccount(BANNED)).journaled(line), 3, { ...STOP, ocaGroup: "out" }).sentences;
  assert.deepEqual(second(other("alpha", {})), []);
  assert.match(second(other("gamma", { clientId: 21 })).join(), /breaks banned of DU1111/);
});

test("the exits of a bracket may stand beside it, and close what it has filled", () => {
  const exit = { parent: "alpha-0abc-1" };
  const late = takes(bought(ofAccount(BANNED)), 2, STOP, exit);
  assert.deepEqual(takes(late, 3, { ...SALE, lmtPrice: 110 }, exit).sentences, []);
});

test("a strategy's limits are opened by what it holds itself and by what is nobody's, an account's by what it holds", () => {
  const gammas = order(1, {}, { key: "gamma-0abc-1", strategy: "gamma", clientId: 21 });
  const theirs = [intended(gammas), traded("BOT", "gamma-0abc-1")];
  const sells = (history: History, ...lines: { kind: string }[]): readonly string[] => {
    for (const line of [{ kind: "positionTaken", account: "DU1111" }, ...lines]) history.journaled(line);
    return takes(history.heard(told("10")), 2, SALE).sentences;
  };
  assert.match(sells(ofOwn(BANNED), ...theirs).join(), /^alpha-0abc-2 left and breaks banned of alpha/);
  assert.deepEqual(sells(ofAccount(BANNED), ...theirs), []);
  assert.deepEqual(sells(ofOwn(BANNED), traded("BOT")), []);
  assert.equal(sells(ofOwn(BANNED), ...theirs, traded("BOT")).length, 0);
  assert.equal(sells(ofOwn(BANNED), ...theirs, traded("SLD")).length, 1);
});

test("a strategy closes no more than its account holds", () => {
  const sold = bought(ofOwn(BANNED)).journaled(traded("SLD"));
  assert.match(takes(sold, 2, SALE).sentences.join(), /^alpha-0abc-2 left and breaks banned of alpha/);
});

test("of what was told and what executions make the smaller one counts, and none where they differ in sign", () => {
  const sells = (position: string, totalQuantity: string, ...lines: { kind: string }[]): readonly string[] => {
    const history = bought(ofAccount(BANNED));
    for (const line of lines) history.journaled(line);
    return takes(history.heard(told(position)).at(60_000), 2, { ...SALE, totalQuantity }).sentences;
  };
  assert.deepEqual(sells("10", "10"), []);
  assert.match(sells("10", "10", traded("SLD")).join(), /breaks banned of DU1111/, "told before it was sold");
  assert.match(sells("4", "5").join(), /breaks banned of DU1111/);
  assert.deepEqual(sells("4", "4"), []);
  assert.match(sells("-10", "1").join(), /breaks banned of DU1111/);
});

test("a wish that waited for a slow disk was judged by what was told when it was taken", () => {
  const sells = (durableMs: number): readonly string[] => {
    const history = bought(ofAccount(BANNED)).at(60_000).heard(told("0"));
    return takes(history.at(60_000 + durableMs), 2, SALE).sentences;
  };
  assert.deepEqual(sells(19_000), [], "two syncs of nearly 10 s");
  assert.match(sells(31_000).join(), /breaks banned of DU1111/);
});

test("before an account was taken over what was told counts, and nothing where nothing was told", () => {
  assert.deepEqual(takes(ofAccount(BANNED).heard(told("10")), 2, SALE).sentences, []);
  assert.equal(takes(ofAccount(BANNED), 2, SALE).sentences.length, 1);
});

/** An order that rests, a limit that bans its contract then, and a change of it that leaves. */
function changed(rests: object, asks: object, ...lines: { kind: string; [field: string]: unknown }[]) {
  const scope = { account: "DU1111" };
  const history = takes(ofAccount({}), 1, rests).journaled(numbered);
  for (const line of lines) history.journaled(line);
  history.journaled({ kind: "limitSet", scope, limit: "banned", value: BANNED.banned, by: "ann", why: "tests" });
  history.journaled(change({ ...rests, ...asks }));
  return history.sent(frameOf(1, { ...rests, ...asks })).sentences;
}
const numbered = { kind: "orderSending", key: "alpha-0abc-1", orderId: 5, frame: "new" };
const change = (some: object) => ({
  ...{ kind: "modifyIntended", key: "alpha-0abc-1", contract: { symbol: "AAPL", secType: "STK" } },
  order: { ...LIMIT, ...some },
});

test("a change for no more passes where it comes no nearer to the market", () => {
  const ENTRY = { lmtPrice: 90 };
  const SHORT = { ...SALE, lmtPrice: 110 };
  const BREAKOUT = { orderType: "STP", auxPrice: 110 };
  for (const [rests, asks] of [
    [ENTRY, { lmtPrice: 99 }],
    [ENTRY, { orderType: "MKT" }],
    [ENTRY, { tif: "GTC" }],
    [ENTRY, { outsideRth: true }],
    [ENTRY, { totalQuantity: "11" }],
    [SHORT, { lmtPrice: 101 }],
    [BREAKOUT, { auxPrice: 101 }],
    [STOP, { auxPrice: 99 }],
  ])
    assert.match(changed(rests!, asks!).join(), /breaks banned of DU1111/, JSON.stringify(asks));
  for (const [rests, asks] of [
    [ENTRY, { lmtPrice: 89 }],
    [ENTRY, { totalQuantity: "9" }],
    [SHORT, { lmtPrice: 111 }],
    [BREAKOUT, { auxPrice: 111, lmtPrice: 130 }],
    [STOP, { auxPrice: 89 }],
  ])
    assert.deepEqual(changed(rests!, asks!), [], JSON.stringify(asks));
});

test("a change is no nearer where its order may stand as near already", () => {
  const shown = (lmtPrice: number) => ({
    ...{ kind: "orderEchoed", key: "alpha-0abc-1" },
    echo: { order: { orderType: "LMT", totalQuantity: "10", lmtPrice, tif: "DAY" }, orderState: {} },
  });
  const away = [change({ lmtPrice: 80 }), { ...numbered, frame: "modify" }];
  const ENTRY = { lmtPrice: 90 };
  assert.deepEqual(changed(ENTRY, { lmtPrice: 89 }, ...away), [], "the first change may have been refused");
  assert.equal(changed(ENTRY, { lmtPrice: 89 }, ...away, shown(80)).length, 1);
  const dropped = { kind: "changeDropped", key: "alpha-0abc-1", reason: "trading" };
  assert.deepEqual(changed(ENTRY, { lmtPrice: 98 }, change({ lmtPrice: 99 })), []);
  assert.equal(changed(ENTRY, { lmtPrice: 98 }, change({ lmtPrice: 99 }), dropped).length, 1);
});

test("exits are no more than what their parent may open, until it surely has ended", () => {
  const [key, exit] = ["alpha-0abc-2", { parent: "alpha-0abc-1" }];
  const moved = (...lines: { kind: string; [field: string]: unknown }[]): readonly string[] => {
    const history = takes(takes(ofAccount({}), 1, { totalQuantity: "20" }), 2, { ...STOP, totalQuantity: "20" }, exit);
    for (const line of [numbered, ...lines]) history.journaled(line);
    const scope = { account: "DU1111" };
    history.journaled({ kind: "limitSet", scope, limit: "banned", value: BANNED.banned, by: "ann", why: "tests" });
    const asks = { ...STOP, totalQuantity: "20", auxPrice: 95 };
    return history.journaled({ ...change(asks), key }).sent(frameOf(2, asks)).sentences;
  };
  const [of, smaller] = [{ key: "alpha-0abc-1" }, change({ totalQuantity: "5" })];
  const said = (status: string) => ({ kind: "statusReported", ...of, report: { status } });
  const refused = { kind: "orderRejected", ...of, code: 201, text: "no" };
  assert.deepEqual(moved(), []);
  assert.deepEqual(moved(said("Inactive")), [], "its shares are looked for");
  assert.deepEqual(moved(said("Inactive"), said("Submitted")), [], "they were found");
  assert.deepEqual(moved(said("Submitted"), refused), [], "a change of it may have been refused");
  assert.deepEqual(moved(smaller, { kind: "changeDropped", ...of, reason: "trading" }), [], "it stays as it was");
  assert.deepEqual(moved(smaller, { ...numbered, frame: "modify" }, { kind: "changeRefused", ...of, code: 105 }), []);
  for (const lines of [[said("Cancelled")], [refused], [said("Inactive"), refused], [refused, said("Inactive")]])
    assert.match(moved(...lines).join(), /breaks banned of DU1111/);
});

test("an order that has filled as far as it may be for is open no more, and is again when it is shown as larger", () => {
  const key = "alpha-0abc-1";
  const beside = (...lines: { kind: string; [field: string]: unknown }[]): string => {
    const history = takes(limited({ "max-open-orders": 1 }), 1).journaled(numbered);
    for (const line of [change({ totalQuantity: "20" }), ...lines]) history.journaled(line);
    return takes(history, 2).sentences.join();
  };
  const dropped = { kind: "changeDropped", key, reason: "trading" };
  const larger = {
    order: { orderType: "LMT", totalQuantity: "20", lmtPrice: 100 },
    orderState: { status: "Submitted" },
  };
  assert.match(beside(dropped), /would be 2 open orders/);
  assert.equal(beside(dropped, traded("BOT", key)), "", "its status is still to come");
  assert.match(beside(traded("BOT", key), { kind: "orderEchoed", key, echo: larger }), /would be 2 open orders/);
});

test("a process that stood still may hear a price of before only now, and judge by it", () => {
  const books = new Books();
  const buys = (...troubles: readonly string[]): string => {
    books.quotes = { AAPL: { bid: 100, ask: 100, last: 100 } };
    const history = limited({ "price-collar": 1 }, {}, books).asked(frameOf(1), guest(1)).at(5_000);
    books.quotes = { AAPL: { bid: 88, ask: 88, last: 88 } };
    for (let at = 5_000; at <= 120_000; at += 5_000)
      history
        .at(at)
        .quoted(new Set())
        .troubled(...troubles);
    return takes(history.at(122_000), 1).sentences.join();
  };
  assert.equal(buys("process-frozen"), "");
  assert.match(buys(), /breaks price-collar .* at 100 is beyond 88.88/);
});

test("what one machine's journal says is nothing to another's", () => {
  const history = limited({ "max-open-orders": 1 }).journaled(intended(order(1)), "standby");
  assert.deepEqual(takes(history, 2).sentences, []);
});

test("executions that repeat themselves owe a halt, and those of the operator's close owe none", () => {
  for (const strategy of ["alpha", "operator"]) {
    const key = `${strategy}-0abc-9`;
    const history = limited({}, { "repeated-executions": { executions: 2, seconds: 60 } });
    history.journaled(intended(placement({ key, strategy, closes: "alpha", clientOrderId: 9, order: LIMIT })));
    for (let n = 1; n <= 3; n++) {
      const execution = { execId: `e.${n}.01`, acctNumber: "DU1111", side: "BOT", shares: "1" };
      history.truth({ kind: "execution", execution: { execId: `e.${n}.01`, wall: n } } as never);
      history.journaled({ kind: "executed", key, execution: { contract: { conId: 1, symbol: "AAPL" }, execution } });
    }
    const isOwed = /repeated-executions|executions of one side/.test(takes(history.at(5_000), 1).sentences.join());
    assert.equal(isOwed, strategy === "alpha", strategy);
  }
});
