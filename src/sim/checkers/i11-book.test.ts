/** What a daemon believes against what the broker holds, and how long it may differ. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, History, openOrder, placement, placeOrder, toGateway } from "../../../test/sim/oracleStage.ts";
import type { BookRow } from "./book.ts";
import { bookEqualsBroker } from "./i11-book.ts";
import type { Line } from "./line.ts";

const key = "alpha-0abc-1";
const row = (some: Partial<BookRow>): BookRow => ({
  ...{ key, strategy: "alpha", clientId: 1, orderId: 1, account: "DU1111", status: "working" },
  ...{ gatewayStatus: "Submitted", filled: "0", permId: 9001 },
  ...some,
});
const held = (quantity: string) => ({ account: "DU1111", conId: 1, quantity });
const position = (quantity: string) => ({ account: "DU1111", conId: 1, position: quantity });
const drift = { kind: "position", account: "DU1111", conId: 1, field: "position", ours: "5", brokers: "10" };

class Scene {
  readonly books = new Books();
  readonly history = new History(bookEqualsBroker, undefined, this.books);

  /** Ready at `readyAt` seconds, and the broker has the order since `since`. */
  constructor(status: Parameters<Books["put"]>[0] | undefined, { since = 0, readyAt = 1, filled = "0" } = {}) {
    const steps = [
      [since, () => status && this.history.truth(this.books.put(status, { filled }))],
      [readyAt, () => this.history.logged("ready")],
    ] as const;
    this.history.journaled({ kind: "orderIntended", legs: [placement()] });
    for (const [s, step] of [...steps].sort(([a], [b]) => a - b)) {
      this.history.at(s * 1_000);
      step();
    }
  }

  /** The daemon believes so from one second to another. */
  believes(rows: readonly BookRow[], from: number, to: number, positions = [] as ReturnType<typeof position>[]): this {
    for (let s = from; s <= to; s += 30) this.history.at(s * 1_000).believes({ orders: rows, positions });
    return this;
  }

  get sentences(): readonly string[] {
    return this.history.sentences;
  }
}

test("what differed when the session began is over within thirty seconds", () => {
  const scene = new Scene("Cancelled", { since: 1, readyAt: 10 });
  assert.deepEqual(scene.believes([row({})], 30, 60).sentences, []);
  assert.match(
    scene.believes([row({})], 90, 90).sentences.join(),
    /^order alpha-0abc-1 is Cancelled at the broker, and working for the daemon, since 30000 ms at least, and no durable drift or alert names it$/,
  );
});

test("a Gateway that answers again begins no session: what differs then is found by the loop over orders", () => {
  const scene = new Scene("Submitted");
  const stands = { condition: "half-open" };
  scene.history.at(85_000).troubled("process-frozen");
  scene.history.at(90_000).truth(scene.books.put("Cancelled"));
  scene.history.at(100_000).logged("condition-began", stands).at(101_000).logged("condition-ended", stands);
  const drifts = { ...drift, kind: "order", key, field: "order" };
  scene.believes([row({})], 102, 162);
  assert.deepEqual(scene.sentences, []);
  const missed = new Scene("Submitted");
  missed.history.at(90_000).truth(missed.books.put("Cancelled"));
  assert.equal(missed.believes([row({})], 102, 222).sentences.length, 1);
  scene.history.at(172_000).journaled({ kind: "driftFound", drift: drifts });
  assert.deepEqual(scene.believes([row({})], 192, 252).sentences, []);
});

test("what came to differ later is found by the loop over orders", () => {
  const scene = new Scene("Cancelled", { since: 20, readyAt: 10 });
  assert.deepEqual(scene.believes([row({})], 30, 120).sentences, []);
  assert.equal(scene.believes([row({})], 150, 150).sentences.length, 1);
});

test("a fault takes the time back, and so does a session that is lost", () => {
  const troubled = new Scene("Cancelled", { since: 1, readyAt: 10 }).believes([row({})], 30, 60);
  troubled.history.troubled("order-status-missing");
  assert.deepEqual(troubled.believes([row({})], 90, 150).sentences, []);
  const lost = new Scene("Cancelled", { since: 1, readyAt: 10 }).believes([row({})], 30, 60);
  lost.history.logged("session-lost");
  assert.deepEqual(lost.believes([row({})], 90, 300).sentences, []);
});

test("behind lists that were not ended it takes the third one, behind longer and longer pauses", () => {
  const unended = (fault: string): Scene => {
    const scene = new Scene("Cancelled", { since: 1, readyAt: 10 });
    scene.history.at(60_000).troubled(fault);
    return scene.believes([row({})], 90, 210);
  };
  assert.deepEqual(unended("end-marker-missing").sentences, []);
  assert.equal(unended("end-marker-missing").believes([row({})], 240, 330).sentences.length, 1);
  assert.equal(unended("order-status-missing").sentences.length, 1);
});

test("equal words and quantities are no difference, whatever the daemon calls them", () => {
  const agree = [
    ["Filled", { status: "filled", filled: "10" }, "10"],
    ["Cancelled", { status: "rejected" }, "0"],
    ["Inactive", { status: "working", gatewayStatus: "Inactive" }, "0"],
    ["Submitted", { status: "working" }, "0"],
    [undefined, { status: "discarded" }, "0"],
  ] as const;
  for (const [status, some, filled] of agree)
    assert.deepEqual(new Scene(status, { filled }).believes([row(some)], 30, 300).sentences, [], status);
});

test("fills, orders that the broker never had, and orders that the daemon does not know differ", () => {
  const differ = [
    ["Submitted", [row({})], "4", /has filled 4 at the broker, and 0 for the daemon/],
    [undefined, [row({ status: "unknown" })], "0", /is unknown, and the broker has none/],
    ["Submitted", [], "0", /works, and the daemon does not know it/],
  ] as const;
  for (const [status, rows, filled, says] of differ)
    assert.match(new Scene(status, { filled }).believes(rows, 30, 300).sentences.join(), says);
});

test("a second order under one key differs as long as it works, unless an alert of twins names it", () => {
  const believed = (cause?: string): string => {
    const scene = new Scene("Submitted");
    scene.history.truth(scene.books.put("Submitted", { permId: 9002 }));
    const alert = { cause, scope: { account: "DU1111", key: "alpha-0abc-1" }, detail: "" };
    if (cause !== undefined) scene.history.journaled({ kind: "alertRaised", alert });
    return scene.believes([row({})], 30, 300).sentences.join();
  };
  assert.match(believed(), /is two orders at the broker/);
  assert.match(believed("order-unknown"), /is two orders at the broker/);
  assert.equal(believed("order-twin"), "");
});

test("a position differs until a drift names it, and again when the drift is said to be over", () => {
  const scene = (): Scene => {
    const fresh = new Scene("Submitted");
    fresh.books.held = [held("10")];
    return fresh;
  };
  const believed = [position("5")];
  assert.match(
    scene()
      .believes([row({})], 30, 300, believed)
      .sentences.join(),
    /DU1111\/1 holds 10 at the broker, and the daemon believes 5/,
  );
  const named = scene();
  named.history.journaled({ kind: "driftFound", drift });
  assert.deepEqual(named.believes([row({})], 30, 300, believed).sentences, []);
  named.history.journaled({ kind: "driftEnded", drift, reason: "equal" });
  assert.equal(named.believes([row({})], 330, 330, believed).sentences.length, 1);
});

test("the journal's executions make the position, corrections included, from when an account was taken over", () => {
  const execution = (execId: string, shares: string, side = "BOT") => ({
    kind: "foreignExecuted",
    execution: { contract: { conId: 1 }, execution: { execId, acctNumber: "DU1111", side, shares } },
  });
  const taken = [
    { kind: "positionTaken", account: "DU1111", conId: 0, symbol: "", reason: "first start" },
    { kind: "positionTaken", account: "DU1111", conId: 1, symbol: "AAPL", position: "4", reason: "first start" },
  ];
  const counts = (...lines: readonly Line[]): string => {
    const scene = new Scene("Submitted");
    scene.books.held = [held("10")];
    for (const line of lines) scene.history.journaled(line);
    return scene.believes([row({})], 30, 300, [position("10")]).sentences.join();
  };
  assert.equal(counts(execution("a.01", "99")), "", "before an account is taken over nothing is known of it");
  assert.equal(counts(execution("a.01", "99"), ...taken, execution("b.01", "6"), execution("b.01", "6")), "");
  assert.equal(counts(...taken, execution("b.01", "2"), execution("b.02", "6")), "");
  assert.match(counts(...taken, execution("b.01", "6"), execution("b.02", "0")), /holds 10 .* executions make 4/);
  assert.match(counts(...taken, execution("b.01", "6", "SLD")), /holds 10 .* executions make -2/);
});

test("an alert about the order names the difference", () => {
  const scene = new Scene(undefined);
  scene.history.journaled({
    kind: "alertRaised",
    alert: { cause: "order-unknown", scope: { key }, detail: "no list" },
  });
  assert.deepEqual(scene.believes([row({ status: "unknown" })], 30, 300).history.quiet().sentences, []);
});

test("an alert that tells something else of the order or the contract names no difference", () => {
  const raised = (cause: string, scope: object) => ({ kind: "alertRaised", alert: { cause, scope, detail: "d" } });
  const ordered = (cause: string): boolean => {
    const scene = new Scene("Cancelled");
    scene.history.journaled(raised(cause, { key }));
    return scene.believes([row({})], 30, 300).sentences.length === 0;
  };
  assert.deepEqual(["order-stuck", "stop-sleeps", "unprotected"].map(ordered), [true, false, false]);
  const positioned = (cause: string): boolean => {
    const scene = new Scene("Submitted");
    scene.books.held = [held("10")];
    scene.history.journaled(raised(cause, { account: "DU1111", conId: 1 }));
    return scene.believes([row({})], 30, 300, [position("5")]).sentences.length === 0;
  };
  assert.deepEqual(["drift-position", "unprotected", "close-waits"].map(positioned), [true, false, false]);
});

test("at the end every difference counts", () => {
  const scene = new Scene("Cancelled").believes([row({})], 30, 30);
  assert.match(scene.history.quiet().sentences.join(), /and everything is healed/);
});

/** What is wanted of a limit order, as a line has it and as the broker has it. */
const LIMIT = { action: "BUY", totalQuantity: "10", orderType: "LMT", lmtPrice: 100, tif: "DAY" };

/** The broker works an order on these terms; the daemon has just become ready. */
function works(terms: object): Scene {
  const scene = new Scene(undefined);
  scene.history.truth(scene.books.put("Submitted", { terms: { ...LIMIT, ...terms } as never }));
  return scene;
}
const says = (terms: object): BookRow => row({ ...LIMIT, ...terms } as never);

test("what a working order asks for is the same for both, or named", () => {
  for (const [brokers, ours, sentence] of [
    [{}, { lmtPrice: 95 }, "has lmtPrice 100 at the broker, and 95 for the daemon"],
    [{}, { orderType: "MKT", lmtPrice: undefined }, "has orderType LMT at the broker, and MKT for the daemon"],
    [{}, { totalQuantity: "9" }, "has totalQuantity 10 at the broker, and 9 for the daemon"],
    [{}, { tif: "GTC" }, "has tif DAY at the broker, and GTC for the daemon"],
    [{ orderType: "STP", auxPrice: 90 }, { orderType: "STP", auxPrice: 91 }, "has auxPrice 90 at the broker, and 91"],
  ] as const) {
    const { sentences } = works(brokers).believes([says(ours)], 30, 150);
    assert.equal(sentences.length, 1, sentence);
    assert.ok(sentences[0]!.startsWith(`order alpha-0abc-1 ${sentence}`), sentences[0]);
  }
  const named = works({});
  const differs = {
    kind: "order",
    account: "DU1111",
    key,
    permId: 9001,
    field: "lmtPrice",
    ours: "95",
    brokers: "100",
  };
  named.history.journaled({ kind: "driftFound", drift: differs });
  assert.deepEqual(named.believes([says({ lmtPrice: 95 })], 30, 300).sentences, []);
});

test("spellings are no difference, nor prices that the type has no use for, nor a rest that others have made smaller", () => {
  for (const [brokers, ours] of [
    [
      { orderType: "STP LMT", auxPrice: 90 },
      { orderType: "STPLMT", auxPrice: 90, totalQuantity: "10.0" },
    ],
    [{ tif: "" }, { tif: undefined }],
    [
      { orderType: "STP", auxPrice: 90 },
      { orderType: "STP", auxPrice: 90, lmtPrice: 1 },
    ],
    [
      { orderType: "TRAIL", auxPrice: 90 },
      { orderType: "TRAIL", auxPrice: 1 },
    ],
    [{ ocaGroup: "9001", totalQuantity: "4" }, {}],
  ] as const)
    assert.deepEqual(works(brokers).believes([says(ours)], 30, 300).sentences, []);
});

test("a change that waits, or that has left and is neither shown nor refused, is no difference yet", () => {
  const ours = says({ lmtPrice: 95 });
  const [contract, order] = [
    { symbol: "AAPL", secType: "STK" },
    { ...LIMIT, lmtPrice: 95 },
  ];
  const wishes = (): Scene => {
    const scene = works({});
    scene.history.heard({ name: "nextValidId", orderId: 5 });
    scene.history.journaled({ kind: "orderSending", key, orderId: 5, frame: "new" });
    scene.history.journaled({ kind: "modifyIntended", key, contract, order });
    return scene;
  };
  const leaves = (): Scene => {
    const scene = wishes();
    scene.history.journaled({ kind: "orderSending", key, orderId: 5, frame: "modify" });
    return scene;
  };
  const count = (scene: Scene): number => scene.believes([ours], 30, 150).sentences.length;
  assert.equal(count(wishes()), 0);
  assert.equal(count(leaves()), 0);
  const behind = (hears: (history: History) => unknown): number => {
    const scene = leaves();
    hears(scene.history);
    return count(scene);
  };
  const dropped = wishes();
  dropped.history.journaled({ kind: "changeDropped", key });
  assert.equal(count(dropped), 1);
  assert.equal(
    behind((history) => history.heard(openOrder({}))),
    0,
    "it may show what was before",
  );
  assert.equal(
    behind((history) => history.heard(openOrder({ lmtPrice: 95 }))),
    1,
    "it has arrived",
  );
  assert.equal(
    behind((history) => history.heard(openOrder({}), toGateway(2))),
    1,
    "a later session settles it",
  );
  assert.equal(
    behind((history) => history.heard({ name: "error", id: 5, code: 110, text: "" })),
    1,
    "refused",
  );
});

test("nothing is said of the terms of an order that has ended, or that has a twin", () => {
  const ended = new Scene(undefined);
  ended.books.put("Cancelled", { terms: LIMIT as never });
  const cancelled = { ...says({ lmtPrice: 95 }), status: "cancelled" };
  assert.deepEqual(ended.believes([cancelled], 30, 300).sentences, []);
  const twin = works({});
  twin.books.put("Cancelled", { permId: 9002, terms: LIMIT as never });
  assert.deepEqual(twin.believes([says({ lmtPrice: 95 })], 30, 300).sentences, []);
});

test("what is on its way at the end is no difference yet", () => {
  const sent = row({ status: "sent", gatewayStatus: "", permId: 0 });
  const closing = (): Scene => {
    const scene = new Scene(undefined);
    scene.history.at(40_000).sent(placeOrder({ orderId: 5 }));
    return scene;
  };
  const ended = (scene: Scene, ms: number): readonly string[] =>
    scene.history
      .at(ms)
      .believes({ orders: [sent] })
      .quiet().sentences;
  assert.deepEqual(ended(closing(), 40_100), []);
  assert.equal(ended(closing(), 45_000).length, 1);
  const taken = (): Scene => {
    const scene = closing();
    scene.history.at(44_900).truth(scene.books.put("Submitted"));
    return scene;
  };
  assert.deepEqual(ended(taken(), 45_000), []);
  assert.equal(ended(taken(), 50_000).length, 1);
});

test("what another machine's journal takes over, finds and says is not this one's", () => {
  const taken = (conId: number, quantity = "0") => ({
    kind: "positionTaken",
    account: "DU1111",
    conId,
    position: quantity,
  });
  const holding = (): Scene => {
    const scene = new Scene(undefined);
    scene.books.held = [held("10")];
    scene.history.journaled(taken(0)).journaled(taken(1, "10"));
    return scene;
  };
  const torn = holding();
  torn.history.journaled(taken(0), "standby").ended("killed", "standby");
  assert.deepEqual(
    torn.believes([], 30, 300, [position("10")]).sentences,
    [],
    "of what it took over one line survived",
  );
  const found = holding();
  found.history.journaled({ kind: "driftFound", drift });
  for (const kind of ["driftFound", "driftEnded"]) found.history.journaled({ kind, drift }, "standby");
  assert.deepEqual(found.believes([], 30, 300, [position("5")]).sentences, [], "its own drift holds on");
  const alert = { cause: "drift-position", scope: { account: "DU1111", conId: 1 }, detail: "d" };
  const said = holding();
  said.history.journaled({ kind: "alertRaised", alert }, "standby").journaled({ kind: "driftFound", drift }, "standby");
  assert.match(said.believes([], 30, 300, [position("5")]).sentences[0] ?? "", /10 at the broker, .* believes 5/);
});
