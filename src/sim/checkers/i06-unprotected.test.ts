/** Entries with and without their stops, as the broker has them, and what is said of it when. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, History, openOrder, placement } from "../../../test/sim/oracleStage.ts";
import type { BrokerEvent } from "../broker/event.ts";
import { noUnprotectedFill } from "./i06-unprotected.ts";

const [entry, stop] = ["alpha-0abc-1", "alpha-0abc-2"];
const stopOrder = { action: "SELL", totalQuantity: "10", orderType: "STP", auxPrice: 90, tif: "GTC" };
const legs = [placement(), placement({ key: stop, clientOrderId: 2, parent: entry, order: stopOrder })];
const leg = { key: stop, permId: 9002, terms: stopOrder as never };
const raised = (scope: object) => ({
  kind: "alertRaised",
  alert: { cause: "unprotected", scope, detail: "10 filled, 0 stopped" },
});

class Scene {
  readonly books = new Books();
  readonly history = new History(noUnprotectedFill, undefined, this.books);

  constructor() {
    this.history.journaled({ kind: "orderIntended", legs });
    this.history.truth(this.books.put("Submitted")).truth(this.books.put("PreSubmitted", { ...leg, child: true }));
    this.history.heard(openOrder({ orderRef: entry })).heard(openOrder({ orderRef: stop, status: "PreSubmitted" }));
    this.history.journaled({ kind: "orderEchoed", key: stop });
  }

  /** So much of the entry has filled, and its stop stands like that. */
  fills(filled: string, status: Parameters<Books["put"]>[0]): this {
    this.books.put(status, leg);
    this.books.put(filled === "10" ? "Filled" : "Submitted", { filled });
    this.history.truth(execution(filled));
    this.books.held = [{ account: "DU1111", conId: 1, quantity: filled }];
    this.history.heard({ ...FILL });
    return this;
  }

  /** The Gateway tells how the stop stands. */
  tells(status: string): this {
    this.history.heard(openOrder({ orderRef: stop, status }));
    return this;
  }

  /** Looks every five seconds, from one second to another. */
  looks(from: number, to: number, ready = true): this {
    for (let s = from; s <= to; s += 5) this.history.at(s * 1_000).readiness(ready);
    return this;
  }

  get sentences(): readonly string[] {
    return this.history.sentences;
  }
}

/** At the broker. */
const execution = (shares: string, some: object = {}): BrokerEvent => ({
  kind: "execution",
  execution: {
    ...{ execId: "a.01", orderRef: entry, account: "DU1111", listing: { conId: 1 }, side: "BOT", shares },
    ...some,
  } as never,
});

const FILL = {
  ...({ name: "execDetails", reqId: -1, orderId: 1, permId: 9001, clientId: 77, execId: "a.01" } as const),
  ...{ account: "DU1111", orderRef: entry, side: "BOT", shares: "10", price: 100, symbol: "AAPL", conId: 1 },
  cumQty: "10",
};
const bare = (filled = "10"): Scene => new Scene().fills(filled, "Cancelled").tells("Cancelled");

test("a filled entry without its stop is told within the bound of ready time", () => {
  assert.deepEqual(bare().looks(0, 10).sentences, []);
  assert.deepEqual(bare().looks(0, 15).sentences, [
    "10 of what alpha-0abc-1 filled in DU1111 have no stop at the broker since 0 ms, all of it ready time, and no alert says so",
  ]);
});

test("so is an entry of which a part has filled", () => {
  assert.match(bare("4").looks(0, 15).sentences.join(), /^4 of what alpha-0abc-1 filled/);
});

test("an entry that was taken back needs no stop, whatever else the strategy holds there", () => {
  const scene = bare();
  scene.history.truth(execution("10", { execId: "b.01", orderRef: "alpha-0abc-9" }));
  scene.history.truth(execution("0", { execId: "a.02" }));
  assert.deepEqual(scene.looks(0, 60).sentences, []);
});

test("a stop that the Gateway calls alive without its link to IB is found out behind the link's return", () => {
  const lost = (name: string): Scene => {
    const scene = new Scene().fills("10", "Cancelled");
    for (let s = 0; s <= 120; s += 5) {
      scene.history.at(s * 1_000).troubled(name);
      scene.looks(s, s);
    }
    return scene;
  };
  for (const name of ["link-lost", "link-lost-data", "link-never-closed", "server-broken-2110"]) {
    assert.deepEqual(lost(name).looks(125, 205).sentences, [], name);
    assert.match(lost(name).looks(125, 240).sentences.join(), /^10 of what alpha-0abc-1 filled/, name);
  }
  assert.equal(lost("delay").sentences.length, 1, "with its link its lists are true");
  const told = bare();
  for (let s = 0; s <= 15; s += 5) {
    told.history.at(s * 1_000).troubled("link-lost");
    told.looks(s, s);
  }
  assert.match(told.sentences.join(), /^10 of what alpha-0abc-1 filled/, "nothing is hidden");
});

test("a list whose end never comes is none: a stop that the Gateway calls alive is found out by the third one", () => {
  const listed = (fault: string): Scene => {
    const scene = new Scene().fills("10", "Cancelled").looks(0, 60);
    scene.history.troubled(fault);
    return scene.looks(65, 125);
  };
  const late = listed("end-marker-missing").looks(130, 250);
  assert.deepEqual(late.sentences, [], "each is asked for behind a longer pause");
  assert.equal(late.looks(255, 320).sentences.length, 1, "it has had its time");
  assert.equal(listed("commission-missing").sentences.length, 1);
});

test("where the Gateway tells less than the account holds, its word is found out by the loop over positions, and no sooner", () => {
  const listed = (scene: Scene, ...positions: readonly string[]): Scene => {
    scene.history.sent({ name: "request", id: 61, reqId: -1 } as never);
    for (const position of positions)
      scene.history.heard({ name: "position", account: "DU1111", conId: 1, symbol: "AAPL", position });
    scene.history.heard({ name: "end", id: 62, reqId: undefined });
    return scene;
  };
  assert.equal(listed(bare(), "10").looks(0, 15).sentences.length, 1);
  for (const untrue of [[], ["4"], ["-10"]]) {
    assert.deepEqual(listed(bare(), ...untrue).looks(0, 80).sentences, []);
    assert.equal(listed(bare(), ...untrue).looks(0, 85).sentences.length, 1);
    const found = listed(listed(bare(), "10"), ...untrue).looks(0, 10);
    assert.deepEqual(listed(found, "10").looks(15, 20).sentences, [], "it is news since five seconds");
    assert.equal(found.looks(25, 25).sentences.length, 1);
  }
});

test("an alert about the entry, its leg or its contract is what was to be said", () => {
  for (const scope of [{ key: entry }, { key: stop }, { account: "DU1111", conId: 1 }]) {
    const scene = bare();
    scene.history.journaled(raised(scope));
    assert.deepEqual(scene.looks(0, 60).sentences, []);
  }
  const drifting = bare();
  const drift = { cause: "drift-position", scope: { account: "DU1111", conId: 1 } };
  drifting.history.journaled({ kind: "alertRaised", alert: drift });
  assert.deepEqual(drifting.looks(0, 60).sentences, [], "the position that was told is not so");
  const other = bare();
  other.history.journaled(raised({ account: "DU2222", conId: 1 }));
  assert.equal(other.looks(0, 15).sentences.length, 2, "it is false, and nothing is said of the true one");
});

test("time counts only while the daemon is ready, and anew after every break", () => {
  assert.deepEqual(bare().looks(0, 60, false).sentences, []);
  assert.deepEqual(bare().looks(0, 10).looks(15, 15, false).looks(20, 30).sentences, []);
  assert.deepEqual(bare().looks(0, 10).looks(20, 30).sentences, [], "nobody knows what was between two far looks");
});

test("a break that is over before the next look is one, too", () => {
  const lost = { name: "error", id: -1, code: 1100, text: "" } as const;
  const breaks: readonly ((history: History) => unknown)[] = [
    (history) => history.ended("killed"),
    (history) => history.logged("session-lost"),
    (history) => history.heard(lost),
  ];
  for (const breaksOff of breaks) {
    const scene = bare();
    for (const s of [0, 5, 10, 15]) breaksOff(scene.looks(s, s).history.at(s * 1_000 + 1_000));
    assert.deepEqual(scene.looks(20, 30).sentences, []);
    assert.equal(scene.looks(35, 35).sentences.length, 1, "and only for a time");
  }
  const elsewhere = bare();
  for (const s of [0, 5, 10]) elsewhere.looks(s, s).history.ended(1, "standby").ended(1, "daemon#2").ended(1, "bot1");
  assert.equal(elsewhere.looks(15, 15).sentences.length, 1, "what ends elsewhere is none");
});

test("what a Gateway keeps to itself is found by the loops, and no sooner", () => {
  const alive = new Scene().fills("10", "Cancelled");
  assert.deepEqual(alive.looks(0, 95).sentences, []);
  assert.equal(alive.looks(100, 105).sentences.length, 1);
  const found = new Scene().fills("10", "Cancelled").looks(0, 40).tells("Cancelled");
  assert.deepEqual(found.looks(45, 50).sentences, [], "it is news since five seconds");
  assert.equal(found.looks(55, 60).sentences.length, 1);
});

test("a stop that works covers, and so does a position that is gone or that somebody else's stop covers", () => {
  assert.deepEqual(new Scene().fills("10", "PreSubmitted").looks(0, 60).sentences, []);
  const flat = bare();
  flat.books.held = [];
  assert.deepEqual(flat.looks(0, 60).sentences, []);
  const another = bare();
  another.books.put("PreSubmitted", { key: "manual", permId: 9009, terms: stopOrder as never });
  assert.deepEqual(another.looks(0, 60).sentences, []);
});

test("a stop of another order that the Gateway calls alive seems to cover, until the loop finds it out", () => {
  const beside = (orderType: string, action = "SELL"): Scene => {
    const scene = bare();
    const other = { key: "alpha-0abc-3", clientOrderId: 3, order: { ...stopOrder, orderType, action } };
    scene.history.journaled({ kind: "orderIntended", legs: [placement(other)] });
    scene.books.put("Cancelled", { key: other.key, permId: 9003, terms: other.order as never });
    scene.history.heard(openOrder({ orderRef: other.key, status: "PreSubmitted" }));
    return scene;
  };
  assert.deepEqual(beside("STP").looks(0, 95).sentences, []);
  assert.equal(beside("STP").looks(0, 105).sentences.length, 1);
  assert.equal(beside("LMT").looks(0, 15).sentences.length, 1, "a limit covers nothing");
  assert.equal(beside("STP", "BUY").looks(0, 15).sentences.length, 1, "nor does a stop that adds");
});

test("what the strategy has closed by another order is forgiven for ever", () => {
  const scene = bare();
  const other = { clientOrderId: 3, key: "alpha-0abc-3" };
  scene.history.journaled({ kind: "orderIntended", legs: [placement(other)] });
  scene.history.truth(execution("10", { execId: "b.01", orderRef: other.key, side: "SLD" }));
  assert.deepEqual(scene.looks(0, 60).sentences, []);
  scene.history.truth(execution("10", { execId: "c.01", orderRef: other.key }));
  assert.deepEqual(scene.looks(65, 120).sentences, [], "what it buys then has nothing to do with the bracket");
});

test("what the operator has closed for the strategy is the strategy's own trade, whatever anybody buys then", () => {
  for (const [closes, count] of [
    ["alpha", 0],
    ["beta", 1],
  ] as const) {
    const scene = bare();
    const close = { key: "operator-0abc-3", strategy: "operator", clientOrderId: 3, closes };
    scene.history.journaled({ kind: "orderIntended", legs: [placement(close)] });
    scene.history.truth(execution("10", { execId: "b.01", orderRef: close.key, side: "SLD" }));
    assert.equal(scene.looks(0, 60).sentences.length, count, closes);
  }
});

test("an alert about an entry that was covered ever since it filled is a false one", () => {
  const covered = (): Scene => new Scene().fills("10", "PreSubmitted");
  assert.deepEqual(covered().history.journaled(raised({ key: entry })).sentences, [
    "`unprotected` (10 filled, 0 stopped) is about alpha-0abc-1, covered ever since it filled: a false alarm",
  ]);
  const omitted = covered().history.troubled("snapshot-omits-order");
  assert.deepEqual(omitted.journaled(raised({ key: entry })).sentences, [], "the Gateway's word was untrue");
  assert.deepEqual(
    covered()
      .tells("Cancelled")
      .history.journaled(raised({ key: entry })).sentences,
    [],
  );
});

test("a leg that is said to be missing does not rest at the broker", () => {
  const missing = {
    kind: "alertRaised",
    alert: { cause: "leg-missing", scope: { key: stop }, detail: "no list has it" },
  };
  assert.deepEqual(bare().history.journaled(missing).sentences, []);
  assert.deepEqual(new Scene().history.journaled(missing).sentences, [
    "`leg-missing` (no list has it) is about alpha-0abc-2, which rests at the broker: a false alarm",
  ]);
});

test("an alert that waited for the disk is older than the word of the leg that came meanwhile", () => {
  const late = (kind: string): number => {
    const books = new Books();
    const history = new History(noUnprotectedFill, undefined, books);
    history.journaled({ kind: "orderIntended", legs });
    history.truth(books.put("Submitted")).truth(books.put("PreSubmitted", leg));
    history.truth(execution("10")).heard(openOrder({ orderRef: stop, status: "PreSubmitted" }));
    if (kind !== "") history.journaled({ kind, key: stop });
    const alert = { cause: "leg-missing", scope: { key: stop }, detail: "it was sent and the broker has not shown it" };
    return history.journaled(raised({ key: entry })).journaled({ kind: "alertRaised", alert }).sentences.length;
  };
  assert.deepEqual(["", "orderSending", "orderEchoed", "statusReported"].map(late), [0, 0, 2, 2]);
});

test("what was garbled on its way is believed: from then on nobody can be held to it", () => {
  for (const [fault, count] of [
    ["net-bit-flipped", 0],
    ["frame-damaged", 0],
    ["net-fragmented", 1],
  ] as const) {
    const [silent, covered] = [bare(), new Scene().fills("10", "PreSubmitted")];
    silent.history.troubled(fault);
    covered.history.troubled(fault).journaled(raised({ key: entry }));
    assert.deepEqual(
      [silent.looks(0, 60), covered].map(({ sentences }) => sentences.length),
      [count, count],
      fault,
    );
  }
});

test("a stop that waits for an entry that was refused covers nothing of another one", () => {
  const beside = (child: boolean): number => {
    const scene = bare();
    scene.books.put("Inactive", { key: "alpha-0abc-3", permId: 9003 });
    scene.books.put("PreSubmitted", { ...leg, key: "alpha-0abc-4", permId: 9004, parent: 9003, child });
    return scene.looks(0, 15).sentences.length;
  };
  assert.deepEqual([beside(true), beside(false)], [1, 0]);
});

test("an alert about a stop that still waits at the door is true", () => {
  const books = new Books();
  const history = new History(noUnprotectedFill, undefined, books);
  history.journaled({ kind: "orderIntended", legs: [placement()] });
  history.journaled({
    kind: "orderHeld",
    ...placement({ key: stop, clientOrderId: 2, parent: entry, order: stopOrder }),
  });
  history.truth(books.put("Filled", { filled: "10" })).truth(execution("10"));
  const scope = { strategy: "alpha", account: "DU1111", conId: 1 };
  assert.deepEqual(history.journaled(raised(scope)).sentences, []);
});

test("what closes an entry and is kept by the Gateway to itself is found by the loops, and no sooner", () => {
  const closing = (told: boolean): Scene => {
    const scene = bare();
    const other = { key: "alpha-0abc-3", clientOrderId: 3 };
    scene.history.journaled({ kind: "orderIntended", legs: [placement(other)] });
    scene.books.put("Filled", { key: other.key, permId: 9003, filled: "5" });
    if (told) scene.history.heard({ ...FILL, orderRef: other.key, cumQty: "5" });
    return scene;
  };
  assert.equal(closing(true).looks(0, 15).sentences.length, 1);
  assert.deepEqual(closing(false).looks(0, 400).sentences, []);
  assert.equal(closing(false).looks(0, 405).sentences.length, 1);
});

test("an exit whose execution is taken back behind a lost link is found by the loops, and no sooner", () => {
  const reopened = (told: boolean): Scene => {
    const scene = bare();
    const exit = { key: "alpha-0abc-3", permId: 9003, filled: "10" };
    const order = { ...stopOrder, orderType: "LMT" };
    const target = placement({ key: exit.key, clientOrderId: 3, parent: entry, order });
    scene.history.journaled({ kind: "orderIntended", legs: [target] });
    scene.books.put("Filled", exit);
    const sold = { ...FILL, orderRef: exit.key, side: "SLD" };
    const trade = { orderRef: exit.key, side: "SLD" as const };
    scene.history.truth(execution("10", { ...trade, execId: "b.01" })).heard({ ...sold, execId: "b.01" });
    scene.history.truth(execution("0", { ...trade, execId: "b.02" }));
    if (told) scene.history.heard({ ...sold, execId: "b.02", shares: "0", cumQty: "0" });
    return scene;
  };
  assert.match(reopened(true).looks(0, 15).sentences.join(), /^10 of what alpha-0abc-1 filled/);
  assert.deepEqual(reopened(false).looks(0, 390).sentences, []);
  assert.equal(reopened(false).looks(0, 405).sentences.length, 1);
});

/** An entry beside a group of exits that the strategy has made, here or in another contract. */
function besideGroup(conId: number, scene = bare()): Scene {
  const order = { ...stopOrder, ocaGroup: "exits1" };
  const group = { key: "alpha-0abc-3", clientOrderId: 3, order };
  scene.history.journaled({ kind: "orderIntended", legs: [placement(group)] });
  scene.books.put("Cancelled", { key: group.key, permId: 9003, terms: stopOrder as never, conId });
  return scene;
}

/** Orders of no bracket trade: what was bought before is sold. */
const tradeBeside = (scene: Scene, quantity: string): void => {
  const [buys, sells] = ["alpha-0abc-4", "alpha-0abc-5"];
  const legs = [placement({ key: buys, clientOrderId: 4 }), placement({ key: sells, clientOrderId: 5 })];
  scene.history.journaled({ kind: "orderIntended", legs });
  scene.history.truth(execution(quantity, { execId: "b.01", orderRef: buys }));
  scene.history.truth(execution(quantity, { execId: "c.01", orderRef: sells, side: "SLD" }));
};

test("where a strategy assembles groups, its brackets are judged like any other's", () => {
  assert.match(besideGroup(1).looks(0, 15).sentences.join(), /^10 of what alpha-0abc-1 filled/);
});

test("but what it has traded the other way there may have closed them, for which exits are whose is its own affair", () => {
  const some = besideGroup(1);
  tradeBeside(some, "4");
  assert.match(some.looks(0, 15).sentences.join(), /^6 of what alpha-0abc-1 filled/);
  const all = besideGroup(1);
  tradeBeside(all, "10");
  assert.deepEqual(all.looks(0, 60).sentences, []);
  const elsewhere = besideGroup(2);
  tradeBeside(elsewhere, "10");
  assert.match(
    elsewhere.looks(0, 15).sentences.join(),
    /^10 of what/,
    "a group in another contract says nothing of this",
  );
});

test("an alert of a strategy that assembles groups there may be about those", () => {
  for (const [conId, count] of [
    [1, 0],
    [2, 1],
  ] as const) {
    const scene = besideGroup(conId, new Scene().fills("10", "PreSubmitted"));
    scene.history.journaled(raised({ strategy: "alpha", account: "DU1111", conId: 1 }));
    assert.equal(scene.sentences.length, count);
  }
});

test("of two stops in one group only one can fill: the larger counts, and the rest is uncovered", () => {
  const group = { ...stopOrder, totalQuantity: "6", ocaGroup: "9001", ocaType: 3 };
  const halves = (ocaGroups: readonly string[], alerted: boolean): readonly string[] => {
    const books = new Books();
    const history = new History(noUnprotectedFill, undefined, books);
    const stops = ocaGroups.map((ocaGroup, i) => ({
      ...{ key: `alpha-0abc-${2 + i}`, permId: 9002 + i },
      terms: { ...group, ocaGroup } as never,
    }));
    const exits = stops.map(({ key }, i) => placement({ key, clientOrderId: 2 + i, parent: entry, order: group }));
    history.journaled({ kind: "orderIntended", legs: [placement(), ...exits] });
    history.truth(books.put("Submitted"));
    for (const exit of stops) {
      history.truth(books.put("PreSubmitted", exit));
      history.heard(openOrder({ orderRef: exit.key, status: "PreSubmitted" }));
      history.journaled({ kind: "orderEchoed", key: exit.key });
    }
    books.put("Filled", { filled: "10" });
    books.held = [{ account: "DU1111", conId: 1, quantity: "10" }];
    history.truth(execution("10")).heard(FILL);
    if (alerted) history.journaled(raised({ strategy: "alpha", account: "DU1111", conId: 1 }));
    for (let s = 0; s <= 15; s += 5) history.at(s * 1_000).readiness(true);
    return history.sentences;
  };
  assert.match(halves(["9001", "9001"], false).join(), /^4 of what alpha-0abc-1 filled/);
  assert.deepEqual(halves(["9001", "9001"], true), []);
  assert.deepEqual(halves(["9001", "9002"], false), []);
  assert.match(halves(["9001", "9002"], true).join(), /a false alarm$/);
});

test("what another machine's journal says, nobody here has said", () => {
  const said = (daemon: string): readonly string[] => {
    const scene = bare();
    scene.history.journaled(raised({ account: "DU1111", conId: 1 }), daemon);
    return scene.looks(0, 15).sentences;
  };
  assert.deepEqual(said("daemon"), []);
  assert.equal(said("standby").length, 1);
});
