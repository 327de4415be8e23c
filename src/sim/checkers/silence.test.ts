/** Streams that bring nothing while the market moves, and clients that must be told of it, once and once. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History } from "../../../test/sim/oracleStage.ts";
import type { Frame } from "../sight/frame.ts";
import { subscribed } from "./i08-subscribed.ts";

const LOOK_MS = 5_000;
const SYMBOLS = ["AAPL", "MSFT", "SPY"];
const notice = (code: number, text = ""): Frame => ({ name: "error", id: -1, code, text });
const SILENT = notice(
  2166,
  "holdfast: no data of AAPL for 60 s, which is not its way; it was subscribed anew (request 1)",
);
const FLOWS = notice(2167, "holdfast: data of AAPL flows again; nothing came for up to 99 s (request 1)");

/** A client that streams three symbols, and a market that moves in all of them. */
class Floor {
  readonly history = new History(subscribed);
  #now = 0;

  constructor() {
    SYMBOLS.forEach((symbol, i) => {
      this.history.asked({ name: "request", id: 1, reqId: i + 1, symbol, snapshot: false }, guest(1));
    });
  }

  /** Looks go by; streams with these numbers tick, and quotes of these symbols move. */
  pass(looks: number, ticking: readonly number[] = [1, 2, 3], moving = SYMBOLS): this {
    for (let i = 0; i < looks; i++) {
      this.#now += LOOK_MS;
      this.history.at(this.#now);
      for (const reqId of ticking) this.history.told({ name: "tick", reqId }, guest(1));
      this.history.quoted(new Set(moving));
    }
    return this;
  }

  told(frame: Frame): this {
    this.history.told(frame, guest(1));
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

test("a gap has one beginning and one end", () => {
  const said = (...frames: readonly Frame[]) => frames.reduce((floor, frame) => floor.told(frame), flowing()).sentences;
  assert.deepEqual(said(SILENT, FLOWS, SILENT), []);
  assert.match(said(SILENT, SILENT).join(), /^stream 1 \(AAPL\) .* told a second time that it is silent/);
  assert.match(said(FLOWS).join(), /was never told that it is silent/);
});

test("who cancelled, was refused or left does not miss it", () => {
  const cancelled = flowing();
  cancelled.history.asked({ name: "request", id: 2, reqId: 1 }, guest(1));
  const refused = flowing().told({ name: "error", id: 1, code: 10197, text: "" });
  const gone = flowing();
  gone.history.closed(guest(1).wire, "client");
  for (const floor of [cancelled, refused, gone]) assert.deepEqual(floor.pass(LONG, [2, 3]).sentences, []);
});
