/** Streams that bring nothing while the market moves, and clients that must be told of it, once and once. */
import assert from "node:assert/strict";
import test from "node:test";
import { Books, guest, History, SETUP } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { subscribed } from "./i08-subscribed.ts";

const LOOK_MS = 5_000;
const SYMBOLS = ["AAPL", "MSFT", "SPY"];
const notice = (code: number, text = ""): Frame => ({ name: "error", id: -1, code, text });
const onRequest = (id: number, code: number): Frame => ({ name: "error", id, code, text: "" });
const SILENT = notice(
  2166,
  "holdfast: no data of AAPL for 60 s, which is not its way; it was subscribed anew (request 1)",
);
const FLOWS = notice(2167, "holdfast: data of AAPL flows again; nothing came for up to 99 s (request 1)");

/** A client that streams three symbols, and a market that moves in all of them. */
class Floor {
  readonly books = new Books();
  readonly history = new History(subscribed, SETUP, this.books);
  #now = 0;

  constructor() {
    SYMBOLS.forEach((symbol, i) => {
      this.history.asked({ name: "request", id: 1, reqId: i + 1, symbol, snapshot: false }, guest(1));
    });
  }

  /** Looks go by; streams with these numbers tick, and quotes of these symbols move. */
  pass(looks: number, ticking: readonly number[] = [1, 2, 3], moving: readonly string[] = SYMBOLS): this {
    for (let i = 0; i < looks; i++) {
      this.#now += LOOK_MS;
      this.history.at(this.#now);
      this.#quote(moving);
      for (const reqId of ticking) this.history.told({ name: "tick", reqId }, guest(1));
      this.history.quoted(new Set(moving));
    }
    return this;
  }

  #quote(moving: readonly string[]): void {
    const moved = moving.map((symbol) => [symbol, { bid: this.#now, ask: this.#now + 1, last: this.#now }] as const);
    this.books.quotes = { ...this.books.quotes, ...Object.fromEntries(moved) };
  }

  /** The process stands still: it tells nothing. */
  frozen(looks: number): this {
    for (let i = 0; i < looks; i++) {
      this.history.troubled("process-frozen");
      this.pass(1, []);
    }
    return this;
  }

  /** Another session of the login has the data, or has it no more. */
  competing(looks: number): this {
    for (let i = 0; i < looks; i++) {
      this.history.troubled("competing-session");
      this.pass(1, []);
    }
    return this;
  }

  told(frame: Frame): this {
    this.history.told(frame, guest(1));
    return this;
  }

  /** The Gateway says so before its clients hear of it. */
  heard(frame: Frame): this {
    this.history.heard(frame);
    return this;
  }

  get sentences(): readonly string[] {
    return this.history.sentences;
  }
}

const flowing = () => new Floor().pass(12);
/** Longer than the bound of a stream that ticks at every look. */
const LONG = 40;

test("a stream that falls silent while others flow and its market moves is announced in time", () => {
  assert.match(
    flowing().pass(LONG, [2, 3]).sentences.join(),
    /^stream 1 \(AAPL\) of client 1 of alpha has had no tick since 60000 ms/,
  );
  assert.deepEqual(flowing().pass(20, [2, 3]).told(SILENT).pass(LONG, [2, 3]).sentences, []);
  assert.deepEqual(flowing().pass(20, [2, 3]).pass(1).pass(20, [2, 3]).sentences, []);
});

test("a process that stands still owes nobody a word meanwhile, and has its time when it goes on", () => {
  const back = (): Floor => flowing().told(notice(1100)).told(notice(1102));
  const dead = (): Floor => back().pass(18, [2, 3]).frozen(20);
  assert.deepEqual(dead().pass(1, [2, 3]).told(SILENT).pass(LONG, [2, 3]).sentences, []);
  assert.equal(dead().pass(LONG, [2, 3]).sentences.length, 1, "and no longer");
  assert.deepEqual(back().frozen(24).pass(1).sentences, []);
});

test("a quiet market, one with nobody else in it and a pace nobody knows are not judged", () => {
  assert.deepEqual(flowing().pass(LONG, [2, 3], ["MSFT", "SPY"]).sentences, []);
  assert.deepEqual(flowing().pass(LONG, []).sentences, []);
  assert.deepEqual(new Floor().pass(4).pass(LONG, [2, 3]).sentences, []);
});

test("who paused for long before may pause for longer", () => {
  const paused = () => flowing().pass(14, [2, 3]).pass(1);
  assert.deepEqual(paused().pass(LONG, [2, 3]).sentences, []);
  assert.equal(paused().pass(2 * LONG, [2, 3]).sentences.length, 1);
});

test("one other stream that flows is enough to show an honest pause, and not enough to be held against a silence", () => {
  assert.deepEqual(flowing().pass(11, [3], ["SPY"]).pass(1).pass(LONG, [2, 3]).sentences, []);
  assert.deepEqual(flowing().pass(LONG, [3]).sentences, []);
});

test("between interruptions that follow each other at once no pace is learned", () => {
  const flapping = new Floor();
  for (let i = 0; i < 20; i++) {
    flapping.told(notice(2103, "Market data farm connection is broken:usfarm"));
    flapping.told(notice(2104, "Market data farm connection is OK:usfarm")).pass(1);
  }
  assert.deepEqual(flapping.pass(4).pass(LONG, [2, 3]).sentences, []);
});

test("who knows of a lost link misses nothing, and when it is back everything flows again", () => {
  const lost = () => flowing().told(notice(1100)).pass(LONG, []);
  assert.deepEqual(lost().sentences, []);
  assert.equal(lost().told(notice(1102)).pass(LONG, []).sentences.length, 3);
  assert.deepEqual(lost().told(notice(1101)).pass(1).pass(LONG, []).sentences, []);
  assert.deepEqual(lost().told(notice(2110)).pass(LONG, []).sentences, []);
  const broken = () => lost().told(notice(2103, "Market data farm connection is broken:usfarm"));
  const isOk = notice(2104, "Market data farm connection is OK:usfarm");
  assert.deepEqual(broken().told(isOk).pass(LONG, []).sentences, []);
  assert.deepEqual(broken().told(notice(1102)).pass(LONG, []).sentences, []);
  assert.equal(broken().told(notice(1102)).told(isOk).pass(LONG, []).sentences.length, 3);
});

test("who flows while its client still knows of an outage owes nothing behind that one, and an image alone is no flow", () => {
  const back = (looks: number): Floor =>
    flowing().told(notice(1100)).pass(2, [], ["AAPL"]).pass(looks, [1], ["AAPL"]).told(notice(1101));
  assert.deepEqual(back(2).pass(LONG, [], ["AAPL"]).sentences, []);
  assert.match(back(1).pass(LONG, [], ["AAPL"]).sentences.join(), /flowed before the last interruption/);
  const again = back(2).told(notice(1100)).told(notice(1102));
  assert.match(again.pass(LONG, [], ["AAPL"]).sentences.join(), /flowed before the last interruption/);
});

test("a process that stands still finds and tells nothing, and has its time when it goes on", () => {
  const back = () => flowing().told(notice(1100)).pass(2, []).told(notice(1102)).pass(4, []).frozen(24);
  assert.deepEqual(back().pass(10, []).sentences, []);
  assert.equal(back().pass(LONG, []).sentences.length, 3);
  const said = () => flowing().pass(20, [2, 3]).told(SILENT).pass(1, []).told(FLOWS).frozen(24);
  assert.deepEqual(said().pass(2, []).pass(4).sentences, []);
});

test("a gap has one beginning and one end", () => {
  const said = (...frames: readonly Frame[]) => frames.reduce((floor, frame) => floor.told(frame), flowing()).sentences;
  assert.deepEqual(said(SILENT, FLOWS, SILENT), []);
  assert.match(said(SILENT, SILENT).join(), /^stream 1 \(AAPL\) .* told a second time that it is silent/);
  assert.match(said(FLOWS).join(), /was never told that it is silent/);
});

test("who cancelled, was refused or left does not miss it", () => {
  const cancelled = flowing();
  cancelled.history.asked({ name: "request", id: 2, reqId: 1 }, guest(1));
  const refused = flowing().told(onRequest(1, 200));
  const gone = flowing();
  gone.history.closed(guest(1).wire, "client");
  for (const floor of [cancelled, refused, gone]) assert.deepEqual(floor.pass(LONG, [2, 3]).sentences, []);
});

test("a remark behind which data comes excuses no silence", () => {
  for (const code of [10167, 10089, 10090, 2150])
    assert.equal(flowing().told(onRequest(1, code)).pass(LONG, [2, 3]).sentences.length, 1, `${code}`);
});

test("a competing session excuses as long as it lasts, and longer where nobody can know that it is over", () => {
  const competing = () =>
    flowing()
      .told(onRequest(1, 10197))
      .told(onRequest(2, 10197))
      .competing(2 * LONG);
  assert.deepEqual(competing().sentences, []);
  assert.deepEqual(competing().pass(LONG, []).sentences, []);
  assert.deepEqual(competing().pass(LONG, [3]).sentences, [], "3 was never silenced");
  assert.match(competing().pass(LONG, [2, 3]).sentences.join(), /^stream 1 .* no tick since 60000 ms/);
  assert.deepEqual(competing().pass(20, [2, 3]).told(SILENT).pass(LONG, [2, 3]).sentences, []);
});

test("a competing session that lasts excuses whoever else flows, and one that was excused once is judged afterwards", () => {
  const narrow = flowing().told(onRequest(1, 10197)).told(onRequest(2, 10197));
  for (let i = 0; i < LONG; i++) {
    narrow.history.troubled("competing-session");
    narrow.pass(1, [2, 3]);
  }
  assert.deepEqual(narrow.sentences, []);
  assert.equal(flowing().told(onRequest(1, 10197)).pass(2).pass(LONG, [2, 3]).sentences.length, 1);
  const anew = flowing().told(onRequest(1, 10197)).told(notice(1100)).heard(notice(1101)).told(notice(1101));
  assert.equal(anew.pass(LONG, [2, 3]).sentences.length, 1, "all was asked for anew");
});

test("the answer to what a new session asks excuses, though its client hears only then that it was asked anew", () => {
  const lost = flowing().told(notice(1100)).pass(1, []);
  const answered = lost.heard({ name: "managedAccounts", accounts: [] }).pass(1, []).told(onRequest(1, 10197));
  assert.deepEqual(answered.told(notice(1101)).pass(LONG, [2, 3]).sentences, []);
});

test("a competing session that a former request was told of does not end one that is told of now", () => {
  const former = flowing().told(onRequest(2, 10197)).told(notice(1100));
  const anew = former.heard(notice(1101)).told(notice(1101)).told(onRequest(1, 10197));
  assert.deepEqual(anew.pass(LONG, [2, 3]).sentences, []);
});

test("a halt excuses until a tick comes or all is asked for anew, for its end need not be said", () => {
  const halted = () => {
    const floor = flowing().pass(1, [2, 3]);
    floor.history.quoted(new Set(), new Set(["AAPL"]));
    return floor;
  };
  assert.deepEqual(halted().pass(LONG, [2, 3]).sentences, []);
  assert.equal(halted().pass(1).pass(LONG, [2, 3]).sentences.length, 1);
  assert.equal(halted().told(notice(1100)).told(notice(1101)).pass(LONG, [2, 3]).sentences.length, 1);
});

test("who joins a stream late may be told of its pauses no earlier than who was there before", () => {
  const joined = () => {
    const floor = flowing().pass(14, [2, 3]).pass(1);
    floor.history.asked({ name: "request", id: 1, reqId: 9, symbol: "AAPL", snapshot: false }, guest(2));
    for (let i = 0; i < 12; i++) {
      floor.history.told({ name: "tick", reqId: 9 }, guest(2));
      floor.pass(1);
    }
    return floor;
  };
  assert.deepEqual(joined().pass(LONG, [2, 3]).sentences, []);
  assert.equal(joined().pass(2 * LONG, [2, 3]).sentences.length, 2);
});

test("a farm that the list of a 1102 calls connected is lost no more, and one that it calls not connected is", () => {
  const lost = (text: string) =>
    flowing()
      .told(notice(2103, "Market data farm connection is broken:usfarm.nj"))
      .told(notice(1100))
      .told(notice(1102, `Connectivity between IBKR and Trader Workstation has been restored - ${text}`))
      .pass(LONG, [2, 3]).sentences.length;
  assert.equal(lost("data maintained. All data farms are connected: usfarm.nj; ushmds; secdefnj."), 1);
  assert.equal(lost("data maintained. All data farms are connected: ushmds; usfarm.nj."), 1);
  assert.equal(
    lost(
      "data maintained. The following farms are connected: usfarm.nj. The following farms are not connected: ushmds.",
    ),
    1,
  );
  assert.equal(
    lost(
      "data maintained. The following farms are connected: ushmds. The following farms are not connected: usfarm.nj.",
    ),
    0,
  );
  assert.equal(lost("data maintained."), 0);
});

test("who asks for another contract under its number hears of that one, and has a pace to show first", () => {
  const other = () => {
    const floor = flowing().told(notice(1101));
    floor.history.asked({ name: "request", id: 1, reqId: 1, symbol: "QQQ", snapshot: false }, guest(1));
    return floor;
  };
  const moving = [...SYMBOLS, "QQQ"];
  assert.deepEqual(other().pass(LONG, [2, 3], moving).sentences, []);
  assert.match(other().pass(12).pass(LONG, [2, 3], moving).sentences.join(), /stream 1 \(QQQ\)/);
});

const REST = ["MSFT", "SPY"];

test("a stream that is told to be silent has been silent", () => {
  const ticking = () => flowing().pass(2 * LONG);
  assert.match(ticking().told(SILENT).sentences.join(), /is told that it is silent, and has ticked all along/);
  assert.deepEqual(ticking().pass(12, [2, 3]).told(SILENT).sentences, []);
  assert.deepEqual(ticking().pass(12, [2, 3]).pass(1).told(SILENT).sentences, [], "an image showed it");
  assert.deepEqual(ticking().told(notice(1100)).told(notice(1102)).pass(2).told(SILENT).sentences, []);
  assert.deepEqual(flowing().told(SILENT).sentences, [], "it has not flowed for long enough to be sure");
});

test("a stream whose contract has not moved since its last tick missed nothing, and is not told to be silent", () => {
  const image = (moving: readonly string[]) => flowing().pass(14, [2, 3], moving).pass(1, [1, 2, 3], REST);
  assert.match(
    image(REST).told(SILENT).sentences.join(),
    /its contract is as its last tick before that silence left it$/,
  );
  assert.deepEqual(image(SYMBOLS).told(SILENT).sentences, []);
  assert.deepEqual(flowing().pass(14, [2, 3], REST).told(SILENT).sentences, [], "its request is not answered");
  assert.deepEqual(image(REST).told(notice(1100)).told(notice(1102)).told(SILENT).sentences, []);
  const relabelled = flowing();
  relabelled.history.troubled("delayed-data");
  assert.deepEqual(relabelled.pass(14, [2, 3], REST).pass(1, [1, 2, 3], REST).told(SILENT).sentences, []);
  const slept = image(REST);
  slept.history.leapt(60_000);
  assert.deepEqual(slept.told(SILENT).sentences, []);
});

test("what is told in the moment of a request was kept, and says nothing of the quote of that moment", () => {
  const joined = (waits: number): Floor => {
    const floor = flowing().pass(3, [2, 3]);
    floor.history.asked({ name: "request", id: 1, reqId: 9, symbol: "AAPL", snapshot: false }, guest(2));
    const rest = floor.pass(waits, [2, 3], REST);
    rest.history.told({ name: "tick", reqId: 9 }, guest(2));
    rest.pass(11, [2, 3], REST).told({ name: "tick", reqId: 1 }).told(SILENT);
    rest.history.told({ name: "tick", reqId: 9 }, guest(2));
    rest.history.told(notice(2166, "holdfast: no data of AAPL for 70 s (request 9)"), guest(2));
    return rest;
  };
  assert.deepEqual(joined(0).sentences, []);
  assert.match(joined(1).sentences.join(), /^stream 9 .* its contract is as its last tick before that silence left it/);
});

test("a stream that is told to flow again brings something, before it or behind it", () => {
  const silent = () => flowing().pass(14, [2, 3]).told(SILENT).pass(5, [2, 3]);
  const HOLLOW = /was told that it flows again, and has brought no tick since it was silent/;
  assert.match(silent().told(FLOWS).pass(14, [2, 3]).sentences.join(), HOLLOW);
  assert.deepEqual(silent().told(FLOWS).pass(14, [2, 3], REST).sentences, [], "its market is quiet again");
  assert.deepEqual(silent().told(FLOWS).pass(2, [2, 3]).pass(1).pass(14, [2, 3]).sentences, []);
  assert.deepEqual(silent().pass(1).told(FLOWS).pass(14, [2, 3]).sentences, []);
  assert.deepEqual(silent().told(notice(1100)).told(FLOWS).told(notice(1102)).pass(14, [2, 3]).sentences, []);
  assert.match(silent().told(FLOWS).told(SILENT).sentences.join(), /silent without a tick between/);
});
