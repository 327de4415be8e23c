/** Halts: what leaves behind one, which cancels are owed, which stops are kept, and what is closed. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  Books,
  guest,
  History,
  openOrder,
  placement,
  placeOrder,
  SETUP,
  toGateway,
} from "../../../test/sim/oracleStage.ts";
import { killSwitch } from "./i18-kill.ts";

const KEY = "alpha-0abc-1";
const scope = { strategy: "alpha" };
const halted = (level = "halt-new", some: object = {}) => ({
  ...{ kind: "tradingStateSet", scope, state: "halted", level, by: "ann", why: "tests" },
  ...some,
});
const ALL = { scope: { all: true } };
const resumed = { kind: "tradingStateSet", scope, state: "active", by: "ann", why: "tests" };
const intended = (...legs: object[]) => ({ kind: "orderIntended", legs: legs.length > 0 ? legs : [placement()] });
const sending = (frame = "new", key = KEY, orderId = 5) => ({ kind: "orderSending", key, orderId, frame });
const LIMIT = { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100, tif: "DAY", transmit: true };

const begun = (books = new Books()): History =>
  new History(killSwitch, { ...SETUP, calendar: "always" }, books).logged("ready").journaled(intended());

/** Client 1's order works as order 5. */
function working(books = new Books()): History {
  books.put("Submitted");
  return begun(books)
    .journaled(sending())
    .sent(placeOrder({ orderId: 5 }))
    .heard(openOrder({ orderId: 5 }));
}

test("no new order is numbered behind a halt of its strategy, its account or all", () => {
  for (const scope of [{ strategy: "alpha" }, { account: "DU1111" }, { all: true }]) {
    const { sentences } = begun().journaled(halted("halt-new", { scope })).journaled(sending()).sent(placeOrder({}));
    assert.match(sentences.join(), /^alpha-0abc-1 left .* a new frame behind the halt of/);
  }
  const others = begun().journaled(halted("halt-new", { scope: { strategy: "beta" } }));
  assert.deepEqual(others.journaled(sending()).sent(placeOrder({})).sentences, []);
});

test("what was numbered before the halt may leave, and so may everything when it is taken back", () => {
  assert.deepEqual(begun().journaled(sending()).journaled(halted()).sent(placeOrder({})).sentences, []);
  const back = begun().journaled(halted()).journaled(resumed).journaled(sending());
  assert.deepEqual(back.sent(placeOrder({})).sentences, []);
});

test("a halt outlives the process", () => {
  const history = begun().journaled(halted()).ended("killed").logged("ready").journaled(sending());
  assert.equal(history.sent(placeOrder({})).sentences.length, 1);
});

test("behind a halt a change may ask for less and not for more", () => {
  const changed = (totalQuantity: string): readonly string[] => {
    const wish = { contract: { symbol: "AAPL", secType: "STK" }, order: { ...LIMIT, totalQuantity } };
    const history = working()
      .journaled({ kind: "modifyIntended", key: KEY, ...wish })
      .journaled(halted());
    return history.journaled(sending("modify")).sent(placeOrder({ orderId: 5, totalQuantity })).sentences;
  };
  assert.match(changed("11").join(), /a modify frame behind the halt/);
  assert.deepEqual(changed("9"), []);
});

const reducing = { kind: "tradingStateSet", scope, state: "reducing", by: "ann", why: "tests" };
const SELL = { action: "SELL", totalQuantity: "10", orderType: "LMT", lmtPrice: 110, tif: "DAY", transmit: true };
const STOP = { action: "SELL", totalQuantity: "10", orderType: "STP", auxPrice: 90, tif: "DAY", transmit: true };

/** Alpha has bought ten with its first order, and so says the broker. */
const bought = (books = new Books()): History =>
  working(books)
    .journaled({ kind: "positionTaken", account: "DU1111" })
    .journaled(executed(KEY, "DU1111"))
    .heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position: "10" });

const executed = (key: string, acctNumber: string) => ({
  ...{ kind: "executed", key },
  execution: {
    contract: { conId: 1, symbol: "AAPL", secType: "STK" },
    execution: { execId: "0000e0d5.01.01", acctNumber, side: "BOT", shares: "10" },
  },
});

/** Alpha's n-th order, as a line and as a frame. */
const nth = (n: number, order: object, rest: object = {}) =>
  placement({ key: `alpha-0abc-${n}`, clientOrderId: n, order, ...rest });
const leaves = (history: History, n: number, some: object, frame = "new"): History =>
  history
    .journaled(sending(frame, `alpha-0abc-${n}`, 4 + n))
    .sent(placeOrder({ ...some, orderId: 4 + n, orderRef: `alpha-0abc-${n}` } as never));
const takes = (history: History, n: number, order: object, rest: object = {}): History =>
  leaves(history.journaled(intended(nth(n, order, rest))), n, order);

test("where trading only reduces nothing leaves that adds, and what closes does", () => {
  assert.match(
    leaves(begun().journaled(reducing), 1, LIMIT).sentences.join(),
    /^alpha-0abc-1 left .*: a new frame where trading only reduces, said of strategy alpha by ann: it is new, and alpha may buy 10 AAPL against 0 to close$/,
  );
  assert.deepEqual(takes(bought().journaled(reducing), 2, SELL).sentences, []);
  assert.equal(takes(bought().journaled(reducing), 2, { ...SELL, totalQuantity: "11" }).sentences.length, 1);
  const back = begun().journaled(reducing).journaled(resumed);
  assert.deepEqual(leaves(back, 1, LIMIT).sentences, []);
  assert.deepEqual(begun().journaled(sending()).journaled(reducing).sent(placeOrder({})).sentences, []);
});

test("stops close beside everything else that closes", () => {
  const stopped = takes(bought().journaled(reducing), 2, STOP);
  assert.deepEqual(stopped.sentences, []);
  assert.match(
    takes(stopped, 3, STOP).sentences.join(),
    /^alpha-0abc-3 left .*, and alpha may sell 20 AAPL against 10 to close$/,
  );
  const exits = takes(bought().journaled(reducing), 2, STOP, { parent: KEY });
  assert.deepEqual(takes(exits, 3, SELL, { parent: KEY }).sentences, []);
});

test("what another strategy of the account holds is not closed, and of the account only what is surely held", () => {
  const theirs = (position: string): History =>
    begun()
      .journaled({ kind: "positionTaken", account: "DU1111" })
      .journaled(intended(placement({ key: "gamma-0abc-1", strategy: "gamma", clientId: 21 })))
      .journaled(executed("gamma-0abc-1", "DU1111"))
      .heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position })
      .journaled(reducing);
  assert.match(takes(theirs("10"), 2, SELL).sentences.join(), /alpha may sell 10 AAPL against 0 to close/);
  const sold = { kind: "foreignExecuted", execution: { ...executed(KEY, "DU1111").execution } };
  sold.execution.execution = { ...sold.execution.execution, execId: "0000e0d6.01.01", side: "SLD" };
  const stale = bought().journaled(sold).journaled(reducing);
  assert.match(takes(stale, 2, SELL).sentences.join(), /DU1111 may sell 10 AAPL against 0 to close/);
});

test("a wish that added when it was taken is objected to while the state holds, whatever has come since", () => {
  const wished = begun()
    .journaled(reducing)
    .journaled(intended(nth(2, SELL)))
    .journaled(executed(KEY, "DU1111"));
  wished
    .journaled({ kind: "positionTaken", account: "DU1111", conId: 1, position: "10" })
    .heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position: "10" });
  assert.equal(leaves(wished, 2, SELL).sentences.length, 1);
});

/** What leaves as a change of the resting entry, when it was wished for before or behind the halt. */
function rePriced(some: object, when: "before" | "behind", state: object = halted()): readonly string[] {
  const order = { ...LIMIT, ...some };
  const wish = { kind: "modifyIntended", key: KEY, contract: { symbol: "AAPL", secType: "STK" }, order };
  const lines = when === "before" ? [wish, state] : [state, wish];
  const history = working();
  for (const line of lines) history.journaled(line as typeof wish);
  return leaves(history, 1, order, "modify").sentences;
}

test("a resting entry is led no nearer to the market behind a halt, nor where trading only reduces", () => {
  for (const state of [halted(), reducing])
    for (const when of ["before", "behind"] as const) {
      assert.match(
        rePriced({ lmtPrice: 120 }, when, state).join(),
        /a modify frame .*it is at a nearer limit, and alpha may/,
      );
      assert.match(rePriced({ orderType: "MKT" }, when, state).join(), /it is of another type/);
      assert.deepEqual(rePriced({ lmtPrice: 99 }, when, state), []);
      assert.deepEqual(rePriced({ totalQuantity: "5" }, when, state), []);
    }
});

test("a change is measured by what rests, not by one that has not left", () => {
  const wish = (lmtPrice: number) => ({
    ...{ kind: "modifyIntended", key: KEY, contract: { symbol: "AAPL", secType: "STK" } },
    order: { ...LIMIT, lmtPrice },
  });
  const later = working().journaled(wish(120)).journaled(halted()).journaled(wish(119));
  assert.equal(leaves(later, 1, { ...LIMIT, lmtPrice: 119 }, "modify").sentences.length, 1);
  const inFlight = leaves(working().journaled(wish(120)), 1, { ...LIMIT, lmtPrice: 120 }, "modify");
  const away = inFlight.journaled(halted()).journaled(wish(119));
  assert.deepEqual(leaves(away, 1, { ...LIMIT, lmtPrice: 119 }, "modify").sentences, []);
});

test("the exit of a bracket may follow the market as long as it closes", () => {
  const moved = (history: History): readonly string[] => {
    const order = { ...STOP, auxPrice: 99 };
    const wish = { kind: "modifyIntended", key: "alpha-0abc-2", contract: { symbol: "AAPL", secType: "STK" }, order };
    return leaves(history.journaled(halted()).journaled(wish), 2, order, "modify").sentences;
  };
  assert.deepEqual(moved(takes(bought(), 2, STOP, { parent: KEY })), [], "the entry has filled");
  assert.deepEqual(moved(takes(working(), 2, STOP, { parent: KEY })), [], "the entry is open");
  assert.equal(moved(takes(working(), 2, STOP)).length, 1, "there is no entry");
});

test("a halt that cancels has the cancel of what works sent in time", () => {
  const late = working().journaled(halted("cancel-entries")).at(20_000).readiness(true);
  assert.match(late.sentences.join(), /^no cancel of alpha-0abc-1 has left: cancel-entries of strategy alpha/);
  const cancelled = (ms: number): readonly string[] =>
    working().journaled(halted("cancel-all")).at(ms).sent({ name: "cancelOrder", orderId: 5 }).sentences;
  assert.deepEqual(cancelled(1_000), []);
  assert.match(cancelled(3_000).join(), /^the cancel of alpha-0abc-1 left/);
  assert.deepEqual(working().journaled(halted("halt-new")).at(60_000).readiness(true).sentences, []);
});

test("an entry that has become an exit while the session was away is kept, and owed anew when it is an entry again", () => {
  const holds = (history: History, position: string): History =>
    history.heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position });
  const away = working().logged("session-lost").journaled(halted("cancel-entries")).at(60_000);
  const kept = holds(away, "-10").logged("ready").at(80_000).readiness(true);
  assert.deepEqual(kept.sentences, []);
  const again = holds(kept, "0").at(85_000).readiness(true);
  assert.deepEqual(again.sentences, [], "its time has begun when it was an exit last");
  assert.match(again.at(116_000).readiness(true).sentences.join(), /^no cancel of alpha-0abc-1 has left/);
});

test("the time for the cancel of what is an entry again begins when it is one, and not at the last look", () => {
  const trades = (version: string, side: string) => {
    const line = { ...executed(KEY, "DU1111"), kind: "foreignExecuted" };
    const { execution } = line.execution;
    return { ...line, execution: { ...line.execution, execution: { ...execution, execId: `${version}.01`, side } } };
  };
  const away = working().journaled({ kind: "positionTaken", account: "DU1111", conId: 0 }).logged("session-lost");
  away.journaled(halted("cancel-entries")).at(60_000).logged("ready").journaled(trades("a", "SLD"));
  const again = away.at(64_900).journaled(trades("b", "BOT")).journaled({ kind: "cancelIntended", key: KEY });
  assert.deepEqual(again.at(64_950).sent({ name: "cancelOrder", orderId: 5 }).sentences, []);
});

test("an exit by what was told becomes an entry as that grows old, which nobody sees before the next look", () => {
  const cancelled = (ms: number): readonly string[] => {
    const history = working().journaled(halted("cancel-entries")).logged("session-lost");
    for (const position of ["-10", "0"])
      history.at(60_000).heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position });
    history.logged("ready").at(88_000).readiness(true);
    return history.at(ms).sent({ name: "cancelOrder", orderId: 5 }).sentences;
  };
  assert.deepEqual(cancelled(93_000), []);
  assert.match(cancelled(102_000).join(), /^the cancel of alpha-0abc-1 left/);
});

test("while the session is away nothing is owed, and behind it the bound begins", () => {
  const away = (): History => working().logged("session-lost").journaled(halted("cancel-all")).at(60_000);
  assert.deepEqual(away().readiness(true).sentences, []);
  assert.equal(away().logged("ready").at(80_000).readiness(true).sentences.length, 1);
});

test("a stop whose entry has filled is taken back by its client, or by a halt that says so", () => {
  const stop = placement({
    ...{ key: "alpha-0abc-2", clientOrderId: 2, parent: KEY },
    order: { ...LIMIT, action: "SELL", orderType: "STP", auxPrice: 90 },
  });
  const filled = { kind: "statusReported", key: KEY, report: { status: "Filled", filled: "10" } };
  const cancel = { kind: "cancelIntended", key: "alpha-0abc-2" };
  const protectedBy = (): History => begun().journaled(intended(stop)).journaled(filled);
  const under = (level: string, some: object = {}): readonly string[] =>
    protectedBy().journaled(halted(level, some)).journaled(cancel).sentences;
  assert.match(
    under("cancel-entries").join(),
    /the stop of alpha-0abc-1, which has filled 10, .* at level cancel-entries/,
  );
  assert.deepEqual(under("cancel-all", { stopsToo: true }), []);
  assert.deepEqual(under("flatten"), []);
  const asked = protectedBy().asked({ name: "cancelOrder", orderId: 2 }, guest(1));
  assert.deepEqual(asked.journaled(cancel).sentences, []);
});

test("what only closes is taken back by its client, or by a halt that does not keep it", () => {
  const cancel = { kind: "cancelIntended", key: "alpha-0abc-2" };
  const held = (): History => {
    const books = new Books();
    books.held = [{ account: "DU1111", conId: 1, quantity: "10" }];
    return bought(books).at(60_000);
  };
  const under = (order: object, level: string, some: object = {}): readonly string[] =>
    takes(held(), 2, order).journaled(halted(level, some)).journaled(cancel).sentences;
  const kept = /^alpha-0abc-2 \(STP 10 AAPL\) is taken back by nobody's wish, and .* of strategy alpha keeps it$/;
  for (const level of ["halt-new", "cancel-entries", "cancel-all"]) assert.match(under(STOP, level).join(), kept);
  assert.match(under(SELL, "cancel-entries").join(), /alpha-0abc-2 \(LMT 10 AAPL\) is taken back by nobody's wish/);
  assert.deepEqual(under(SELL, "cancel-all"), []);
  for (const order of [STOP, SELL]) {
    assert.deepEqual(under({ ...order, totalQuantity: "11" }, "cancel-entries"), [], "it may open a position");
    assert.deepEqual(under(order, "cancel-all", { stopsToo: true }), []);
    assert.deepEqual(under(order, "flatten"), []);
    const asked = takes(held(), 2, order).asked({ name: "cancelOrder", orderId: 2 }, guest(1));
    assert.deepEqual(asked.journaled(cancel).sentences, []);
  }
});

test("an entry is taken back under no halt, or behind one, by nobody but its client", () => {
  const cancel = { kind: "cancelIntended", key: KEY };
  assert.match(working().journaled(cancel).sentences.join(), /by nobody's wish, and no halt keeps it$/);
  const back = working().journaled(halted("cancel-entries")).journaled(resumed);
  assert.equal(back.journaled(cancel).sentences.length, 1);
  assert.deepEqual(working().journaled(halted("cancel-entries")).journaled(cancel).sentences, []);
});

test("a stop whose entry's executions were all taken back protects nothing", () => {
  const stop = nth(2, STOP, { parent: KEY });
  const reports = { kind: "statusReported", key: KEY, report: { status: "Filled", filled: "10" } };
  const version = (n: number, shares: string) => {
    const line = executed(KEY, "DU1111");
    const { execution } = line.execution;
    return { ...line, execution: { ...line.execution, execution: { ...execution, execId: `a.0${n}`, shares } } };
  };
  const taken = (...lines: readonly ReturnType<typeof version>[]): readonly string[] => {
    const history = begun().journaled(intended(stop)).journaled(reports);
    for (const line of lines) history.journaled(line);
    return history.journaled(halted("cancel-entries")).journaled({ kind: "cancelIntended", key: "alpha-0abc-2" })
      .sentences;
  };
  assert.deepEqual(taken(version(1, "10"), version(2, "0")), []);
  assert.match(taken(version(1, "10"), version(2, "10")).join(), /the stop of alpha-0abc-1, which has filled 10/);
  assert.match(taken(version(1, "10"), version(2, "4")).join(), /the stop of alpha-0abc-1, which has filled/);
});

const close = (n: number, totalQuantity: string) =>
  intended(
    placement({
      ...{ key: `operator-0abc-${n}`, strategy: "operator", closes: "alpha", clientId: 0, clientOrderId: n },
      contract: { symbol: "AAPL", secType: "STK", conId: 1 },
      order: { action: "SELL", totalQuantity, orderType: "MKT", tif: "DAY", transmit: true },
    }),
  );

/** Alpha has bought ten, and so says everybody. */
function holding(): { history: History; books: Books } {
  const books = new Books();
  books.held = [{ account: "DU1111", conId: 1, quantity: "10" }];
  const history = begun(books).heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position: "10" });
  const execution = { execId: "a.01", acctNumber: "DU1111", side: "BOT", shares: "10" };
  history.journaled({ kind: "executed", key: KEY, execution: { contract: { conId: 1, symbol: "AAPL" }, execution } });
  return { history: history.at(60_000), books };
}

test("a close belongs to a halt that flattens, and is no larger than what is held and not being closed", () => {
  const flattening = (): History => holding().history.journaled(halted("flatten"));
  assert.deepEqual(flattening().journaled(close(1, "10")).sentences, []);
  assert.match(flattening().journaled(close(1, "11")).sentences.join(), /closes are of 11 AAPL, and DU1111 holds 10/);
  const twice = flattening().journaled(close(1, "6")).journaled(close(2, "6"));
  assert.match(twice.sentences.join(), /operator-0abc-2 and 1 other closes are of 12 AAPL/);
  const unasked = holding().history.journaled(halted("cancel-all")).journaled(close(1, "10"));
  assert.match(unasked.sentences.join(), /no halt is to close anything there/);
});

test("a close leaves room for an order that rests at the broker, and for none that never came there", () => {
  const beside = (isThere: boolean, totalQuantity: string): readonly string[] => {
    const { history, books } = holding();
    const key = "alpha-0abc-2";
    history.journaled(intended(nth(2, { ...SELL, totalQuantity: "4" }))).journaled(sending("new", key, 6));
    if (isThere) books.put("Submitted", { key, permId: 9002 });
    history.journaled({ kind: "orderUnknown", key, reason: "tests" });
    return history.journaled(halted("flatten")).journaled(close(1, totalQuantity)).sentences;
  };
  assert.deepEqual(beside(false, "10"), []);
  assert.deepEqual(beside(true, "6"), []);
  assert.match(beside(true, "7").join(), /closes 7 AAPL of 10, and alpha-0abc-2 rests at the broker and may close 4/);
});

test("a halt is done when nothing is left, closes nothing afterwards, and must be done in the end", () => {
  const done = { kind: "haltDone", scope, level: "flatten" };
  assert.match(
    holding().history.journaled(halted("flatten")).journaled(done).sentences.join(),
    /is called done, and DU1111 holds/,
  );
  const { history, books } = holding();
  assert.match(
    history.journaled(halted("flatten")).quiet().sentences.join(),
    /was to flatten, DU1111 holds .* no alert says why/,
  );
  books.held = [];
  const told = { name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position: "0" } as const;
  const flat = working(new Books()).heard(told).journaled({ kind: "orderCompleted", key: KEY, status: "Cancelled" });
  assert.deepEqual(flat.journaled(halted("flatten")).journaled(done).sentences, []);
  assert.match(flat.journaled(close(1, "10")).sentences.join(), /no halt is to close anything there/);
});

test("a halt may be done beside an order that has traded all that was ever shown of it, and of which a change for more was refused", () => {
  const wish = { contract: { symbol: "AAPL", secType: "STK" }, order: { ...LIMIT, totalQuantity: "20" } };
  const ends = (isOpen: boolean): readonly string[] => {
    const books = new Books();
    const history = working(books)
      .journaled({ kind: "modifyIntended", key: KEY, ...wish })
      .journaled({ kind: "changeRefused", key: KEY })
      .journaled(executed(KEY, "DU1111"))
      .heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position: "0" });
    if (!isOpen) books.put("Filled", { filled: "10" });
    return history.journaled(halted("flatten")).journaled({ kind: "haltDone", scope, level: "flatten" }).sentences;
  };
  assert.deepEqual(ends(false), [], "its last status never came");
  assert.match(ends(true).join(), /is called done while alpha-0abc-1 may work/);
});

/** The broker was found to hold so much where executions make another position. */
const differs = (ours: string, brokers: string) => ({
  kind: "driftFound",
  drift: { kind: "position", field: "position", account: "DU1111", conId: 1, ours, brokers },
});

test("a list that goes on leaving a position out is believed when the difference is found, and no sooner", () => {
  const done = { kind: "haltDone", scope, level: "flatten" };
  const taken = { kind: "positionTaken", account: "DU1111", conId: 0 };
  const flattening = (): History =>
    holding()
      .history.journaled(taken)
      .journaled({ ...taken, conId: 1, position: "10" })
      .journaled(halted("flatten"));
  assert.match(flattening().journaled(done).sentences.join(), /is called done, and DU1111 holds/);
  assert.deepEqual(flattening().journaled(differs("10", "0")).journaled(done).sentences, []);
});

test("an exit by what the broker was found to hold beyond executions is kept", () => {
  const taken = { kind: "positionTaken", account: "DU1111", conId: 0 };
  const entry = (): History =>
    working()
      .heard(openOrder({ orderId: 5 }))
      .journaled(taken);
  const owes = /^no cancel of alpha-0abc-1 has left/;
  const under = (history: History): readonly string[] =>
    history.journaled(halted("cancel-entries")).at(60_000).readiness(true).sentences;
  assert.match(under(entry()).join(), owes);
  assert.deepEqual(under(entry().journaled(differs("0", "-10"))), []);
  assert.match(
    under(
      entry()
        .journaled(differs("0", "-10"))
        .journaled({ ...differs("0", "-10"), kind: "driftEnded" }),
    ).join(),
    owes,
  );
});

test("a halt that cannot close says so, and is left alone", () => {
  const alert = { cause: "close-waits", scope: { account: "DU1111" }, detail: "the market is closed" };
  const waits = holding().history.journaled(halted("flatten")).journaled({ kind: "alertRaised", alert });
  assert.deepEqual(waits.quiet().sentences, []);
  waits.at(70_000).journaled({ kind: "alertEnded", alert, reason: "it is tried again" });
  assert.deepEqual(waits.at(71_000).quiet().sentences, [], "it is on its way");
  assert.match(waits.at(80_000).quiet().sentences.join(), /and no alert says why/);
});

test("a dead man takes the entries of a strategy whose clients are gone for too long, and of no other", () => {
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, deadManMs: 5_000 } : one));
  const books = new Books();
  books.put("Submitted");
  const client = guest(1);
  const here = (): History =>
    new History(killSwitch, { ...SETUP, strategies }, books)
      .logged("started")
      .logged("ready")
      .asked({ name: "startApi", clientId: 1 }, client)
      .journaled(intended())
      .journaled(sending())
      .sent(placeOrder({ orderId: 5 }))
      .heard(openOrder({ orderId: 5 }));
  const fired = { kind: "deadManFired", strategy: "alpha", goneMs: 5_000 };
  assert.deepEqual(here().at(60_000).readiness(true).sentences, []);
  assert.match(here().at(60_000).journaled(fired).sentences.join(), /a client of it has been here for 60000 ms/);
  const gone = (): History => here().at(10_000).closed(client.wire, "server");
  assert.deepEqual(gone().at(15_500).journaled(fired).sentences, []);
  assert.match(
    gone().at(40_000).readiness(true).sentences.join(),
    /alpha-0abc-1 works on, and alpha has had no client/,
  );
  const cancelled = gone().journaled({ kind: "cancelIntended", key: KEY }).at(40_000).readiness(true);
  assert.deepEqual(cancelled.sentences, []);
  const refused = (at: number): History =>
    gone().journaled({ kind: "cancelIntended", key: KEY }).at(at).journaled({ kind: "cancelRefused", key: KEY });
  assert.deepEqual(refused(20_000).at(94_000).readiness(true).sentences, [], "it is tried again");
  assert.match(refused(20_000).at(96_000).readiness(true).sentences.join(), /alpha-0abc-1 works on/);
  const firedAt = (at: number): History => gone().at(at).readiness(true).journaled(fired);
  assert.match(firedAt(15_500).at(40_000).readiness(true).sentences.join(), /^no cancel of alpha-0abc-1 has left/);
  const back = firedAt(15_500).at(17_500).asked({ name: "startApi", clientId: 1 }, guest(1));
  assert.deepEqual(back.at(60_000).readiness(true).sentences, [], "who is back takes care of his orders himself");
  const late = firedAt(15_500).at(40_000).asked({ name: "startApi", clientId: 1 }, guest(1));
  assert.match(late.sentences.join(), /no cancel of alpha-0abc-1 has left/, "it was due before");
});

test("behind a restart clients are gone from the moment on at which they can come back", () => {
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, deadManMs: 5_000 } : one));
  const books = new Books();
  books.put("Submitted");
  const again = (): History =>
    new History(killSwitch, { ...SETUP, strategies }, books)
      .logged("started")
      .logged("ready")
      .journaled(intended())
      .journaled(sending())
      .sent(placeOrder({ orderId: 5 }))
      .heard(openOrder({ orderId: 5 }))
      .at(30_000);
  assert.deepEqual(again().at(60_000).readiness(true).sentences, []);
  const opened = (at: number): readonly string[] => again().logged("door-open").at(at).readiness(true).sentences;
  assert.deepEqual(opened(34_900), []);
  assert.match(opened(60_000).join(), /alpha-0abc-1 works on, and alpha has had no client for 30000 ms/);
});

test("who comes back ends what the dead man has not begun, and nothing that a halt has to do", () => {
  const strategies = SETUP.strategies.map((one) => (one.name === "alpha" ? { ...one, deadManMs: 5_000 } : one));
  const books = new Books();
  books.put("Submitted");
  const client = guest(1);
  const fired = { kind: "deadManFired", strategy: "alpha", goneMs: 5_000 };
  const gone = (): History =>
    new History(killSwitch, { ...SETUP, strategies }, books)
      .logged("started")
      .logged("ready")
      .asked({ name: "startApi", clientId: 1 }, client)
      .journaled(intended())
      .journaled(sending())
      .sent(placeOrder({ orderId: 5 }))
      .heard(openOrder({ orderId: 5 }))
      .at(10_000)
      .closed(client.wire, "server")
      .at(15_500);
  const back = (history: History): History =>
    history.at(17_500).asked({ name: "startApi", clientId: 1 }, guest(1)).at(60_000).readiness(true);
  assert.match(gone().at(40_000).asked({ name: "startApi", clientId: 1 }, guest(1)).sentences.join(), /works on/);
  const cancelEntries = halted("cancel-entries");
  for (const lines of [
    [fired, cancelEntries],
    [cancelEntries, fired],
  ]) {
    const both = lines.reduce<History>((history, line) => history.journaled(line), gone());
    assert.match(back(both).sentences.join(), /^no cancel of alpha-0abc-1 has left: cancel-entries/);
  }
  const begun = (): History => gone().journaled(fired).journaled({ kind: "cancelIntended", key: KEY });
  assert.match(back(begun()).sentences.join(), /^no cancel of alpha-0abc-1 has left: the dead man of alpha/);
  const changed = { kind: "modifyIntended", key: KEY, contract: { symbol: "AAPL", secType: "STK" }, order: LIMIT };
  const wanted = begun().at(17_500).asked({ name: "startApi", clientId: 1 }, guest(1)).journaled(changed);
  assert.deepEqual(wanted.at(60_000).readiness(true).sentences, []);
  const crossed = gone().asked({ name: "startApi", clientId: 1 }, guest(1)).at(15_510).journaled(fired);
  assert.deepEqual(crossed.at(60_000).readiness(true).sentences, [], "the line was written before");
});

test("what is said of another scope takes back no cancel that a halt owes, and what is said of its own does", () => {
  const after = (...lines: readonly (typeof resumed)[]): readonly string[] => {
    const owed = working().journaled(halted("cancel-all"));
    for (const line of lines) owed.journaled(line);
    return owed.at(60_000).readiness(true).sentences;
  };
  for (const scope of [{ strategy: "gamma" }, { account: "DU1111" }, { all: true }])
    for (const state of ["active", "reducing"])
      assert.match(
        after({ ...resumed, scope, state } as never).join(),
        /^no cancel of alpha-0abc-1 has left: cancel-all of strategy alpha was durable at 0 ms$/,
      );
  assert.match(after().join(), /^no cancel of alpha-0abc-1 has left/);
  assert.deepEqual(after(resumed), []);
});

test("two halts owe the same cancel, each by itself", () => {
  const both = (): History => working().journaled(halted("cancel-all")).journaled(halted("cancel-all", ALL));
  assert.match(both().journaled(resumed).at(60_000).readiness(true).sentences.join(), /cancel-all of all was durable/);
  const neither = both()
    .journaled(resumed)
    .journaled({ ...resumed, ...ALL });
  assert.deepEqual(neither.at(60_000).readiness(true).sentences, []);
  const left = both().journaled({ kind: "cancelIntended", key: KEY }).sent({ name: "cancelOrder", orderId: 5 });
  assert.deepEqual(left.at(60_000).readiness(true).sentences, [], "one cancel is enough");
});

test("a halt that is said again at a lower level owes no cancel any more", () => {
  const lower = working().journaled(halted("cancel-all")).journaled(halted("halt-new"));
  assert.deepEqual(lower.at(60_000).readiness(true).sentences, []);
});

test("what is said of its strategy takes back no cancel that a dead man owes", () => {
  const dead = working().journaled({ kind: "deadManFired", strategy: "alpha", goneMs: 15_000 });
  dead.journaled(halted("halt-new")).journaled(resumed);
  assert.match(dead.at(60_000).readiness(true).sentences.join(), /has left: the dead man of alpha fired/);
});

test("an order that is said to live after its end has its cancel under a halt, and no flatten is done beside it", () => {
  const rejected = { kind: "orderRejected", key: KEY, errorCode: 201, errorMsg: "no" };
  const lives = { kind: "alertRaised", alert: { cause: "order-after-end", scope: { key: KEY }, detail: "it works" } };
  const afterEnd = (): History => working().journaled(rejected).journaled(lives);
  const late = /no cancel of alpha-0abc-1 has left/;
  for (const level of ["cancel-all", "flatten"]) {
    const said = afterEnd().journaled(halted(level));
    assert.match(said.at(60_000).readiness(true).sentences.join(), late);
    const held = working().journaled(rejected).journaled(halted(level)).journaled(lives);
    assert.match(held.at(60_000).readiness(true).sentences.join(), late);
  }
  for (const host of ["bot1", "daemon#2", "standby"]) {
    const said = afterEnd().ended(1, host).journaled(halted("cancel-all"));
    assert.match(said.at(60_000).readiness(true).sentences.join(), late, host);
  }
  const shownAnew = afterEnd().logged("session-lost").logged("ready").journaled(halted("cancel-all"));
  assert.deepEqual(shownAnew.at(60_000).readiness(true).sentences, [], "the next session shows it anew");
  const sent = afterEnd().journaled(halted("cancel-all")).sent({ name: "cancelOrder", orderId: 5 });
  assert.deepEqual(sent.at(60_000).readiness(true).sentences, []);
  const done = { kind: "haltDone", scope, level: "flatten" };
  const flattened = (): History => afterEnd().journaled(halted("flatten"));
  assert.match(flattened().journaled(done).sentences.join(), /is called done while alpha-0abc-1 may work/);
  const refusal = { name: "error", id: 5, code: 10147, text: "not found" } as const;
  assert.deepEqual(flattened().heard(refusal).journaled(done).sentences, []);
});

test("what a daemon on another machine owed before it was switched off, this one does not owe", () => {
  const wire = { ...toGateway(9), client: "standby" };
  const elsewhere = (): History => {
    const books = new Books();
    books.put("Submitted");
    return new History(killSwitch, SETUP, books)
      .journaled(intended(), "standby")
      .journaled(sending(), "standby")
      .sent(placeOrder({ orderId: 5 }), undefined, wire)
      .heard(openOrder({ orderId: 5 }), wire)
      .journaled(halted("cancel-all"), "standby");
  };
  const over = elsewhere().ended("killed", "standby").logged("ready");
  assert.deepEqual(over.at(60_000).readiness(true).sentences, []);
  const lives = elsewhere().logged("ready", {}, "standby").at(60_000).readiness(true, "standby");
  assert.match(lives.sentences.join(), /no cancel of alpha-0abc-1 has left/);
});
