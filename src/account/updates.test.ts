import assert from "node:assert/strict";
import test from "node:test";
import type { Client } from "../model/client.ts";
import { alice, Bench, bob, clientOf, ONE, TWO } from "./bench.test.ts";

const subscribe = (bench: Bench, client: Client, acctCode = ""): void =>
  bench.client(client, "reqAccountUpdates", { subscribe: true, acctCode });

/** The stream of the present account tells no more than the time, as often as a Gateway does. */
function goesOnFor(bench: Bench, minutes: number): void {
  for (let passed = 3; passed <= minutes; passed += 3) {
    bench.pass(180_000);
    bench.gateway("updateAccountTime", { timeStamp: `11:${passed}` });
  }
}

const image = (account: string, cash: string): string[] => [
  `updateAccountValue AccountCode ${account}`,
  `updateAccountValue CashBalance ${cash}`,
  "updateAccountTime 10:00",
  "accountDownloadEnd",
];

test("a session loads every account once, one after the other, by name", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  assert.deepEqual(bench.asked(), ["reqPositions", `reqAccountUpdates ${ONE}`]);
  bench.gateway("positionEnd", {});
  bench.load(ONE, "100");
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
  assert.equal(bench.desk.complete, false);
  bench.load(TWO, "200");
  assert.equal(bench.desk.complete, true);
  assert.deepEqual(bench.asked(), []);
});

test("two clients on two accounts both get their own image over the one subscription", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob, TWO);
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
  assert.deepEqual(bench.told(bob), image(TWO, "200"));
});

test("the image has AccountCode first, then values, portfolio, time, end", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  bench.value(ONE, "Cushion", "1");
  bench.load(ONE, "100", { AAPL: 5 });
  subscribe(bench, alice);
  assert.deepEqual(bench.told(alice), [
    `updateAccountValue AccountCode ${ONE}`,
    "updateAccountValue Cushion 1",
    "updateAccountValue CashBalance 100",
    "updatePortfolio AAPL 5",
    "updateAccountTime 10:00",
    "accountDownloadEnd",
  ]);
});

test("a frame is attributed to the account it names, whatever was asked last", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.told(alice);
  bench.told(bob);
  bench.pass(1_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
  bench.value(TWO, "CashBalance", "201", "USD");
  bench.holding(TWO, "MSFT", 7);
  bench.gateway("updateAccountTime", { timeStamp: "10:03" });
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), [
    "updateAccountValue CashBalance 201",
    "updatePortfolio MSFT 7",
    "updateAccountTime 10:03",
  ]);
});

test("frames of accounts that no strategy has reach nobody", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.told(alice);
  bench.told(bob);
  bench.load("DU9999999", "5", { AAPL: 1 }, "11:11");
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), []);
});

test("only real changes are told, and the end only once per subscribe", () => {
  const bench = new Bench().started();
  subscribe(bench, bob);
  bench.told(bob);
  bench.load(TWO, "200");
  assert.deepEqual(bench.told(bob), []);
  bench.load(TWO, "201", {}, "10:03");
  assert.deepEqual(bench.told(bob), ["updateAccountValue CashBalance 201", "updateAccountTime 10:03"]);
  subscribe(bench, bob);
  assert.equal(bench.told(bob).filter((line) => line === "accountDownloadEnd").length, 1);
});

test("a foreign account is refused with id -1 and 321, and nothing is sent to the Gateway", () => {
  const bench = new Bench().started();
  subscribe(bench, alice, TWO);
  assert.match(bench.errorsTold(alice)[0]!, /^holdfast/);
  assert.deepEqual(bench.told(alice), ["error -1 321"]);
  bench.pass(20_000);
  bench.load(TWO, "999");
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.asked(), []);
});

test("All means the client's own account", () => {
  const bench = new Bench().started();
  subscribe(bench, alice, "All");
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
});

test("a subscriber waits for the first complete image", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  subscribe(bench, alice);
  bench.value(ONE, "AccountCode", ONE);
  assert.deepEqual(bench.told(alice), []);
  bench.load(ONE, "100");
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
});

test("with one subscribed account the subscription stays there", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.pass(1_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
  bench.load(ONE, "100");
  goesOnFor(bench, 30);
  assert.deepEqual(bench.asked(), []);
});

test("a stream that has fallen silent is asked for anew, without a second end, and again as long as it stays silent", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.pass(1_000);
  bench.load(ONE, "100");
  bench.asked();
  bench.told(alice);
  bench.pass(420_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
  assert.ok(bench.logged.includes("account-stream-silent"));
  bench.load(ONE, "90");
  assert.deepEqual(bench.told(alice), ["updateAccountValue CashBalance 90"]);
  bench.pass(420_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
});

test("frames of another account are no sign of life of the stream that is listened to", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.pass(1_000);
  bench.load(ONE, "100");
  bench.asked();
  for (const minute of [3, 6]) {
    bench.pass(180_000);
    bench.value(TWO, "CashBalance", String(minute));
  }
  bench.pass(60_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
});

test("with several subscribed accounts it rotates, ten seconds each", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.pass(1_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
  bench.load(ONE, "100");
  bench.pass(9_999);
  assert.deepEqual(bench.asked(), []);
  bench.pass(1);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
  bench.load(TWO, "200");
  bench.pass(10_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
});

test("an execution brings its account's turn forward, once for a burst of them", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.pass(1_000);
  bench.load(ONE, "100");
  bench.asked();
  bench.pass(2_000);
  for (let i = 0; i < 5; i++) bench.desk.traded(TWO, bench.now);
  bench.pass(1_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
  bench.told(bob);
  bench.load(TWO, "150", { MSFT: 7 });
  assert.deepEqual(bench.told(bob), ["updateAccountValue CashBalance 150", "updatePortfolio MSFT 7"]);
});

test("an execution in the account whose stream is running asks for nothing", () => {
  const bench = new Bench().started();
  subscribe(bench, bob);
  bench.desk.traded(TWO, bench.now);
  bench.pass(5_000);
  assert.deepEqual(bench.asked(), []);
});

test("a subscriber after a trade waits for a load that shows it, instead of getting the old image", () => {
  const bench = new Bench().started();
  bench.desk.traded(ONE, bench.now);
  subscribe(bench, alice);
  assert.deepEqual(bench.told(alice), []);
  bench.pass(1_000);
  bench.load(ONE, "50", { AAPL: 5 });
  assert.deepEqual(bench.told(alice).slice(1, 3), ["updateAccountValue CashBalance 50", "updatePortfolio AAPL 5"]);
});

test("a changed position makes its account's portfolio old", () => {
  const bench = new Bench().started();
  bench.position(ONE, "AAPL", 5);
  bench.pass(1_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
});

test("a lost accountDownloadEnd is waited for 15 s, logged, and the next account has its turn", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionEnd", {});
  bench.asked();
  bench.pass(14_999);
  assert.deepEqual(bench.asked(), []);
  bench.pass(1);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
  assert.ok(bench.logged.includes("account-load-not-ended"));
  bench.load(TWO, "200");
  assert.equal(bench.desk.complete, true);
});

test("an end that comes after its load was given up completes that account's image, and only that one", () => {
  const bench = new Bench();
  bench.desk.sessionStarted(bench.now);
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.pass(15_000);
  bench.load(ONE, "100");
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
  assert.deepEqual(bench.told(bob), []);
  bench.load(TWO, "200");
  assert.deepEqual(bench.told(bob), image(TWO, "200"));
});

test("start-up does not wait longer than 45 s, however many accounts never end their load", () => {
  const bench = new Bench(["DU1", "DU2", "DU3", "DU4", "DU5", "DU6"]);
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionEnd", {});
  bench.pass(44_999);
  assert.equal(bench.desk.complete, false);
  bench.pass(1);
  assert.equal(bench.desk.complete, true);
  assert.ok(bench.logged.includes("account-loads-missing"));
});

test("an outage is silent: no second image, no second end, only what changed", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.told(alice);
  bench.lost();
  assert.equal(bench.desk.complete, false);
  bench.desk.sessionStarted(bench.now);
  bench.load(ONE, "101");
  bench.load(TWO, "200");
  assert.deepEqual(bench.told(alice), ["updateAccountValue CashBalance 101"]);
});

test("a client that subscribes during an outage gets the last image", () => {
  const bench = new Bench().started();
  bench.lost();
  bench.pass(600_000);
  subscribe(bench, alice);
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
  assert.deepEqual(bench.asked(), []);
});

test("a subscriber of an account that nobody watched for minutes gets a fresh image, or the old one when there is none", () => {
  const bench = new Bench().started();
  bench.pass(200_000);
  subscribe(bench, alice);
  assert.deepEqual(bench.told(alice), []);
  bench.pass(0);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
  bench.pass(15_000);
  assert.deepEqual(bench.told(alice), image(ONE, "100"));
});

test("unsubscribing ends this client's stream only, and clears no cache", () => {
  const bench = new Bench().started();
  const carol = clientOf(3, TWO);
  subscribe(bench, bob);
  subscribe(bench, carol);
  bench.client(bob, "reqAccountUpdates", { subscribe: false, acctCode: TWO });
  bench.told(bob);
  bench.told(carol);
  bench.value(TWO, "CashBalance", "201", "USD");
  assert.deepEqual(bench.told(bob), []);
  assert.deepEqual(bench.told(carol), ["updateAccountValue CashBalance 201"]);
  subscribe(bench, bob);
  assert.equal(bench.told(bob).at(-1), "accountDownloadEnd");
  assert.deepEqual(bench.asked(), []);
});

test("2100 and 2101 reach no client; a refused load is tried again", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.told(alice);
  bench.pass(1_000);
  bench.asked();
  assert.equal(bench.gateway("error", { id: -1, errorCode: 2101, errorMsg: `clients: 5 ${TWO}` }), true);
  assert.equal(bench.gateway("error", { id: -1, errorCode: 2100, errorMsg: "unsubscribed" }), true);
  assert.deepEqual(bench.told(alice), []);
  assert.deepEqual(bench.told(bob), []);
  bench.pass(10_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${ONE}`]);
});

/** Somebody else keeps the Gateway's one subscription for so long. */
function refusedFor(bench: Bench, ms: number): void {
  for (let passed = 0; passed < ms; passed += 10_000) {
    bench.gateway("error", { id: -1, errorCode: 2101, errorMsg: "clients: 5" });
    bench.pass(10_000);
  }
}

test("what an account was worth is not known any more when its loads have been refused for a quarter of an hour", () => {
  const bench = new Bench().started();
  const worth = (): number | undefined => bench.desk.amount(ONE, "NetLiquidation");
  bench.desk.watch(ONE);
  bench.pass(1_000);
  bench.load(ONE, "100");
  bench.value(ONE, "NetLiquidation", "5000", "USD");
  goesOnFor(bench, 60);
  assert.equal(worth(), 5_000, "an account whose stream runs says nothing of its worth while that does not change");
  refusedFor(bench, 14 * 60_000);
  assert.equal(worth(), 5_000);
  refusedFor(bench, 2 * 60_000);
  assert.equal(worth(), undefined);
  assert.equal(bench.desk.amount(ONE, "CashBalance"), 100);
  bench.value(ONE, "NetLiquidation", "4000", "USD");
  assert.equal(worth(), 4_000);
});

test("a subscription that somebody replaced (2100) is taken back", () => {
  const bench = new Bench().started();
  subscribe(bench, bob);
  bench.gateway("error", { id: -1, errorCode: 2100, errorMsg: "unsubscribed" });
  bench.pass(10_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
});

test("a holding that two loads in a row leave out is told as closed, not earlier", () => {
  const bench = new Bench().started();
  bench.holding(TWO, "MSFT", 7);
  subscribe(bench, bob);
  bench.told(bob);
  bench.load(TWO, "200");
  assert.deepEqual(bench.told(bob), []);
  bench.pass(5_000);
  assert.deepEqual(bench.asked(), [`reqAccountUpdates ${TWO}`]);
  bench.load(TWO, "200");
  assert.deepEqual(bench.told(bob), ["updatePortfolio MSFT 0"]);
});

test("when the last subscriber of an account leaves, the rotation leaves it too", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  subscribe(bench, bob);
  bench.pass(1_000);
  bench.load(ONE, "100");
  bench.asked();
  bench.desk.left(bob.conn);
  bench.pass(60_000);
  assert.deepEqual(bench.asked(), []);
});

test("after 1101 every account is loaded again, silently", () => {
  const bench = new Bench().started();
  subscribe(bench, alice);
  bench.told(alice);
  bench.desk.dataLost(bench.now);
  assert.equal(bench.desk.complete, true, "nobody is kept from trading");
  bench.pass(1_000);
  bench.load(ONE, "101");
  bench.pass(1_000);
  const loads = bench.asked().filter((request) => request.startsWith("reqAccountUpdates"));
  assert.deepEqual(loads, [`reqAccountUpdates ${ONE}`, `reqAccountUpdates ${TWO}`]);
  assert.deepEqual(bench.told(alice), ["updateAccountValue CashBalance 101"]);
});

test("a subscriber that waits for a fresh image is not served by another account's end", () => {
  const bench = new Bench().started();
  bench.desk.traded(ONE, bench.now);
  subscribe(bench, alice);
  bench.load(TWO, "201");
  assert.deepEqual(bench.told(alice), []);
});

test("a value that follows the portfolio inside a load does not make holdings look gone", () => {
  const bench = new Bench().started();
  subscribe(bench, bob);
  bench.told(bob);
  for (let i = 0; i < 3; i++) {
    bench.value(TWO, "AccountCode", TWO);
    bench.holding(TWO, "MSFT", 7);
    bench.value(TWO, "CashBalance", "200", "USD");
    bench.gateway("accountDownloadEnd", { accountName: TWO });
  }
  assert.deepEqual(bench.told(bob), ["updatePortfolio MSFT 7"]);
  bench.pass(60_000);
  assert.deepEqual(bench.asked(), [], "and asks for no second look");
});

test("a holding that went to zero is told once and is not in later images", () => {
  const bench = new Bench().started();
  subscribe(bench, bob);
  bench.holding(TWO, "MSFT", 7);
  bench.told(bob);
  bench.holding(TWO, "MSFT", 0);
  bench.holding(TWO, "MSFT", 0);
  assert.deepEqual(bench.told(bob), ["updatePortfolio MSFT 0"]);
  subscribe(bench, bob);
  assert.ok(!bench.told(bob).some((line) => line.startsWith("updatePortfolio")));
});

test("what a session has not told is not known of it, although a Gateway that has just logged in ended its image", () => {
  const bench = new Bench().started();
  const known = () => [bench.desk.amount(ONE, "CashBalance", "USD"), bench.desk.marketPrice(ONE, 265598)];
  bench.holding(ONE, "AAPL", 5, 10);
  assert.deepEqual(known(), [100, 10]);
  bench.lost();
  bench.desk.sessionStarted(bench.now);
  bench.gateway("positionEnd", {});
  bench.asked();
  for (const account of [ONE, TWO]) {
    bench.value(account, "AccountCode", account);
    bench.gateway("accountDownloadEnd", { accountName: account });
  }
  assert.deepEqual(known(), [undefined, undefined]);
  bench.pass(5_000);
  assert.ok(bench.asked().includes(`reqAccountUpdates ${ONE}`), "it is asked once more");
  bench.load(ONE, "100", { AAPL: 5 });
  assert.deepEqual(known(), [100, 10]);
});

test("a price or a value that is not set, which the largest number says, is not known", () => {
  const bench = new Bench().started();
  bench.value(ONE, "NetLiquidation", "1.7976931348623157E308", "USD");
  bench.holding(ONE, "AAPL", 100, Number.MAX_VALUE);
  const known = () => [bench.desk.amount(ONE, "NetLiquidation"), bench.desk.marketPrice(ONE, 265598)];
  assert.deepEqual(known(), [undefined, undefined]);
  bench.value(ONE, "NetLiquidation", "5000", "USD");
  bench.holding(ONE, "AAPL", 100, 12.5);
  assert.deepEqual(known(), [5_000, 12.5]);
});
