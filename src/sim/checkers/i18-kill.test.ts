/** Halts: what leaves behind one, which cancels are owed, which stops are kept, and what is closed. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, guest, History, openOrder, placement, placeOrder, SETUP } from "../../../test/sim/oracleStage.ts";
import { killSwitch } from "./i18-kill.ts";

const KEY = "alpha-0abc-1";
const scope = { strategy: "alpha" };
const halted = (level = "halt-new", some: object = {}) => ({
  ...{ kind: "tradingStateSet", scope, state: "halted", level, by: "ann", why: "tests" },
  ...some,
});
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

test("a halt that cancels has the cancel of what works sent in time", () => {
  const late = working().journaled(halted("cancel-entries")).at(20_000).readiness(true);
  assert.match(late.sentences.join(), /^no cancel of alpha-0abc-1 has left: cancel-entries of strategy alpha/);
  const cancelled = (ms: number): readonly string[] =>
    working().journaled(halted("cancel-all")).at(ms).sent({ name: "cancelOrder", orderId: 5 }).sentences;
  assert.deepEqual(cancelled(1_000), []);
  assert.match(cancelled(3_000).join(), /^the cancel of alpha-0abc-1 left/);
  assert.deepEqual(working().journaled(halted("halt-new")).at(60_000).readiness(true).sentences, []);
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

test("a halt that cannot close says so, and is left alone", () => {
  const alert = { cause: "close-waits", scope: { account: "DU1111" }, detail: "the market is closed" };
  const waits = holding().history.journaled(halted("flatten")).journaled({ kind: "alertRaised", alert });
  assert.deepEqual(waits.quiet().sentences, []);
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
});
