import assert from "node:assert/strict";
import test from "node:test";
import { alice, Bench, bob, clientOf, ONE, TWO } from "./bench.test.ts";

test("a client gets the positions of its own account, one end, then changes; the other account's never", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.position(TWO, "MSFT", 7);
  bench.client(alice, "reqPositions", {});
  bench.client(bob, "reqPositions", {});
  assert.deepEqual(bench.told(alice), ["position AAPL 100", "positionEnd"]);
  assert.deepEqual(bench.told(bob), ["position MSFT 7", "positionEnd"]);
  bench.position(TWO, "IBM", 3);
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), ["position IBM 3"]);
  assert.deepEqual(bench.asked(), [], "all ride on the subscription of the session's start");
});

test("positions of accounts that no strategy has are dropped", () => {
  const bench = new Bench([ONE]).started();
  bench.position("DU9999999", "AAPL", 100);
  assert.deepEqual(bench.desk.positions(), []);
});

test("a position that went to zero is said once and is not in later images", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  bench.position(ONE, "AAPL", 0);
  bench.position(ONE, "AAPL", 0);
  assert.deepEqual(bench.told(alice), ["position AAPL 0"]);
  bench.client(alice, "reqPositions", {});
  assert.deepEqual(bench.told(alice), ["positionEnd"]);
});

test("a repeated position is told once", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositions", {});
  bench.position(ONE, "AAPL", 100);
  bench.position(ONE, "AAPL", 100);
  assert.deepEqual(bench.told(alice), ["positionEnd", "position AAPL 100"]);
});

test("positionEnd waits for a complete image, however long that takes", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  bench.position(ONE, "AAPL", 100);
  bench.client(alice, "reqPositions", {});
  assert.deepEqual(bench.told(alice), []);
  bench.asked();
  bench.pass(15_000);
  assert.deepEqual(
    bench.asked().filter((request) => request.endsWith("Positions")),
    ["cancelPositions", "reqPositions"],
  );
  assert.ok(bench.logged.includes("positions-incomplete"));
  assert.deepEqual(bench.told(alice), []);
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), ["position AAPL 100", "positionEnd"]);
});

test("cancelPositions ends one client's stream and no other's", () => {
  const bench = new Bench().started();
  const carol = clientOf(3, ONE);
  bench.client(alice, "reqPositions", {});
  bench.client(carol, "reqPositions", {});
  bench.client(alice, "cancelPositions", {});
  bench.told(alice);
  bench.told(carol);
  bench.position(ONE, "AAPL", 100);
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(carol), ["position AAPL 100"]);
  assert.deepEqual(bench.asked(), []);
});

test("after an outage only what changed is told, and no second end", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.position(ONE, "IBM", 5);
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.position(ONE, "AAPL", 100);
  bench.position(ONE, "IBM", 6);
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), ["position IBM 6"]);
});

test("a client that joins during an outage gets the last image and its end", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.lost();
  bench.client(alice, "reqPositions", {});
  assert.deepEqual(bench.told(alice), ["position AAPL 100", "positionEnd"]);
});

test("a position that a new session's image leaves out is told as zero only when a second image agrees", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), [], "a Gateway that just logged in may end an empty image");
  assert.equal(bench.desk.positions().length, 1);
  bench.asked();
  bench.pass(5_000);
  assert.ok(bench.asked().includes("reqPositions"));
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), ["position AAPL 0"]);
  assert.deepEqual(bench.desk.positions(), []);
});

test("empty images at the beginning of two sessions are no two images in a row", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  for (const _ of ["a login", "one more behind it"]) {
    bench.lost();
    bench.desk.sessionStarted(bench.now);
    bench.gateway("positionEnd", {});
  }
  assert.deepEqual(bench.told(alice), []);
  assert.equal(bench.desk.positions().length, 1);
  bench.pass(5_000);
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), ["position AAPL 0"]);
});

test("a position that the second image shows again was never gone", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100);
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionEnd", {});
  bench.pass(5_000);
  bench.position(ONE, "AAPL", 100);
  bench.gateway("positionEnd", {});
  assert.deepEqual(bench.told(alice), []);
});

test("the operator sees every configured account's positions", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 100, 12.5);
  bench.position(TWO, "MSFT", -7);
  assert.deepEqual(bench.desk.positions(), [
    { account: ONE, symbol: "AAPL", localSymbol: "AAPL", conId: 265598, position: "100", avgCost: 12.5 },
    { account: TWO, symbol: "MSFT", localSymbol: "MSFT", conId: 272093, position: "-7", avgCost: 10 },
  ]);
});

test("a client that left is told nothing more", () => {
  const bench = new Bench().started();
  bench.client(alice, "reqPositions", {});
  bench.told(alice);
  bench.desk.left(alice.conn);
  bench.position(ONE, "AAPL", 100);
  assert.deepEqual(bench.told(alice), []);
});
