/** Executions and positions that count twice, not at all, or as something else; and repetitions that do not matter. */
import assert from "node:assert/strict";
import test from "node:test";
import {
  Books,
  guest,
  History,
  openOrder,
  orderStatus,
  placement,
  SETUP,
  toGateway,
} from "../../../test/sim/oracleStage.ts";
import type { Execution } from "../broker/event.ts";
import type { ExecDetails, Frame } from "../sight/frame.ts";
import { everyExecutionOnce } from "./i10-every-execution-once.ts";

const key = "alpha-0abc-1";
const alpha = guest(1);
const execution = (execId: string, shares = "4", orderRef = key): Execution =>
  ({ execId, shares, orderRef, permId: 9001 }) as unknown as Execution;
const details = (execId: string, shares = "4", reqId = -1): ExecDetails => ({
  ...{ name: "execDetails", reqId, orderId: 1, permId: 9001, clientId: 1, execId, account: "DU1111", orderRef: key },
  ...{ side: "BOT", shares, price: 100, symbol: "AAPL", conId: 1, cumQty: shares },
});
const line = (execId: string, shares = "4") => ({
  kind: "executed",
  key,
  execution: { execution: { execId, shares } },
});
const nextValidId = { name: "nextValidId", orderId: 9 } as const;
const request = (id: number): Frame => ({ name: "request", id, reqId: 3 });
const position = (held: string, conId = 1): Frame => ({
  ...{ name: "position", account: "DU1111", conId, symbol: "AAPL", position: held },
});
const positionEnd = { name: "end", id: 62, reqId: undefined } as const;

/** Client 1 is connected, its order filled 4 by execution a.01. */
function filled(books = new Books()): History {
  books.put("Submitted", { filled: "4" });
  const history = new History(everyExecutionOnce, SETUP, books).heard(nextValidId).sent(request(61)).sent(request(7));
  history
    .journaled({ kind: "orderIntended", legs: [placement()] })
    .told(nextValidId, alpha)
    .at(100);
  return history.truth({ kind: "execution", execution: execution("a.01") });
}
const told = (): History => filled().heard(details("a.01")).journaled(line("a.01")).told(details("a.01"), alpha);

test("an execution of somebody else's order stands in a journal once, too", () => {
  const others = { ...line("m.01"), kind: "foreignExecuted" };
  assert.deepEqual(
    told()
      .journaled(others)
      .journaled({ ...others, execution: line("m.02").execution }).sentences,
    [],
  );
  assert.deepEqual(told().journaled(others).journaled(others).sentences, [
    "execution m.01 of somebody else stands in the journal twice: it counts once",
  ]);
});

test("an execution is pushed once on a connection, and answers may repeat it", () => {
  assert.deepEqual(
    told()
      .told(details("a.01", "4", 5), alpha)
      .told(details("a.01", "4", 5), alpha).sentences,
    [],
  );
  assert.deepEqual(told().told(details("a.01"), alpha).sentences, [
    "client 1 of alpha was told of execution a.01 twice on one connection, unasked: it counts it twice",
  ]);
  const again = told().closed(alpha.wire, "client").told(details("a.01"), guest(1, 900));
  assert.deepEqual(again.sentences, [], "a new connection");
});

test("the journal has each execution once, with the broker's order and size", () => {
  assert.match(told().journaled(line("a.01")).sentences.join(), /a.01 of alpha-0abc-1 stands in the journal twice/);
  assert.deepEqual(filled().journaled(line("a.01", "5")).sentences, [
    "execution a.01 of alpha-0abc-1 has 5 shares in the journal and 4 at the broker",
  ]);
  assert.deepEqual(filled().journaled(line("b.01")).sentences, [
    "execution b.01 of alpha-0abc-1 is in the journal, and the broker's is of nobody",
  ]);
  const foreign = { kind: "execution", execution: execution("b.01", "4", "beta-0abc-2") } as const;
  assert.match(filled().truth(foreign).journaled(line("b.01")).sentences.join(), /the broker's is of beta-0abc-2$/);
});

test("a correction is an execution of its own, also one of no shares", () => {
  const history = told().truth({ kind: "execution", execution: execution("a.02", "0") });
  const { execId } = details("a.02");
  history.journaled({ kind: "executed", key, execution: { execution: { execId } } }).told(details("a.02", "0"), alpha);
  assert.deepEqual(history.quiet().sentences, []);
});

test("nobody is told of what is not durable, or of another size", () => {
  assert.deepEqual(filled().told(details("a.01"), alpha).sentences, [
    "client 1 of alpha was told of execution a.01 of its order 1 before it was durable",
  ]);
  assert.match(
    filled().journaled(line("a.01")).told(details("a.01", "3"), alpha).sentences.join(),
    /was told 3 shares of execution a.01, and the journal has 4$/,
  );
  assert.deepEqual(filled().told({ ...details("z.01"), orderId: 0, reqId: 5 }, alpha).sentences, [], "not its own");
});

test("whoever is connected is told, as the connection shows when it goes on without it", () => {
  const untold = filled().journaled(line("a.01"));
  assert.deepEqual(untold.at(200).told(openOrder({ clientId: 1 }), alpha).sentences, [], "it may be on its way");
  assert.deepEqual(untold.at(70_000).told(openOrder({ clientId: 1 }), alpha).sentences, [
    "client 1 of alpha was connected when execution a.01 of alpha-0abc-1 became durable at 100 ms and is not told of it: its sum is wrong",
  ]);
  assert.deepEqual(
    told()
      .at(70_000)
      .told(openOrder({ clientId: 1 }), alpha).sentences,
    [],
  );
  const left = filled().closed(alpha.wire, "client").journaled(line("a.01")).at(70_000);
  assert.deepEqual(left.told(openOrder({ clientId: 1 }), alpha).sentences, []);
});

test("what the daemon was shown is in the journal when all is quiet", () => {
  assert.match(
    filled().heard(details("a.01")).at(400).quiet().sentences.join(),
    /and the Gateway showed it at 100 ms$/,
  );
  assert.deepEqual(filled().heard(details("a.01")).ended("killed").quiet().sentences, [], "it forgot, and must ask");
  assert.deepEqual(told().quiet().sentences, []);
});

test("what the daemon was shown it knows, whoever ends beside it", () => {
  const beside = filled().heard(details("a.01")).ended(1, "daemon#2").at(400);
  assert.match(beside.quiet().sentences.join(), /and the Gateway showed it at 100 ms$/);
  const untold = ends(filled(), { status: "Cancelled", filled: "0" }).at(2_000).heard(details("a.01"));
  assert.equal(goesOn(ends(untold.ended(1, "daemon#2"), { status: "Cancelled", filled: "0" })).sentences.length, 1);
});

test("in a later session it must be asked for", () => {
  const later = (): History => filled().at(500).heard(nextValidId, toGateway(2));
  assert.deepEqual(filled().at(500).heard(nextValidId).quiet().sentences, [], "a number that was asked for");
  assert.deepEqual(later().quiet().sentences, [
    "execution a.01 of alpha-0abc-1, 4 shares at 100 ms, is not in the journal: a session began at 500 ms and executions were not asked for",
  ]);
  assert.deepEqual(later().sent(request(7)).quiet().sentences, [], "asked, and the Gateway withheld it");
  assert.match(later().logged("ready").sentences.join(), /executions were not asked for$/, "before anybody is served");
  assert.deepEqual(later().sent(request(7)).logged("ready").sentences, []);
  assert.deepEqual(told().at(500).heard(nextValidId, toGateway(2)).logged("ready").sentences, [], "nothing is missing");
});

test("of an order that became two at the broker only the first is looked at", () => {
  const books = new Books();
  const history = filled(books).heard(details("a.01"));
  books.put("Submitted", { permId: 9002 });
  assert.deepEqual(history.quiet().sentences, []);
});

test("whoever is connected is told of a commission", () => {
  const due = () => told().journaled({ kind: "commissionReported", execId: "a.01", commission: {} });
  const later = (history: History) => history.at(70_000).told(openOrder({ clientId: 1 }), alpha).sentences;
  assert.deepEqual(later(due().told({ name: "commissionReport", execId: "a.01", commission: 1 }, alpha)), []);
  assert.deepEqual(later(due()), [
    "client 1 of alpha was connected when the commission of execution a.01 became durable and is not told of it",
  ]);
});

test("no status tells of more than the broker has filled, and Filled of no less", () => {
  const status = (word: string, filled: string) =>
    told().told(orderStatus({ clientId: 1, status: word, filled }), alpha).sentences;
  for (const filled of ["0", "3", "4"]) assert.deepEqual(status("Submitted", filled), [], "an older word");
  assert.deepEqual(status("Submitted", "5"), [
    "client 1 of alpha was told Submitted with 5 filled of alpha-0abc-1, and the broker has filled 4",
  ]);
  assert.match(status("Filled", "3").join(), /Filled with 3 filled of alpha-0abc-1, and the broker has filled 4$/);
  assert.deepEqual(status("Filled", "4"), []);
});

/** Client 1 is told how its order has ended, and the connection goes on for two minutes. */
const ends = (history: History, some: Parameters<typeof orderStatus>[0]): History =>
  history.at(1_000).told(orderStatus({ clientId: 1, avgFillPrice: 100, ...some }), alpha);
const goesOn = (history: History): History => history.at(120_000).told(nextValidId, alpha);

test("an end is told with all that has filled, and a fill with its price", () => {
  for (const [some, what] of [
    [{ status: "Cancelled", filled: "0" }, "Cancelled with 0 filled"],
    [{ status: "Cancelled", filled: "4", avgFillPrice: 0 }, "Cancelled with 4 filled at 0"],
    [{ status: "Filled", filled: "4", avgFillPrice: 0 }, "Filled with 4 filled at 0"],
  ] as const) {
    const wrong = (): History => ends(told(), some);
    assert.deepEqual(wrong().at(30_000).told(nextValidId, alpha).sentences, [], "it may be told anew");
    assert.deepEqual(goesOn(wrong()).sentences, [
      `client 1 of alpha was told ${what} of alpha-0abc-1 at 1000 ms, and of nothing better since: the broker has filled 4`,
    ]);
    assert.deepEqual(goesOn(ends(wrong(), { ...some, filled: "4", avgFillPrice: 100 })).sentences, []);
    assert.deepEqual(goesOn(wrong().closed(alpha.wire, "client")).sentences, [], "nobody is there any more");
    const late = told().at(90_000);
    late.told(orderStatus({ clientId: 1, avgFillPrice: 100, ...some }), alpha);
    assert.match(late.sentences.join(), /as the daemon has known since 100 ms$/);
  }
  assert.deepEqual(goesOn(ends(told(), { status: "Cancelled", filled: "4" })).sentences, []);
});

test("what the Gateway has withheld cannot be told, until it is shown", () => {
  const withheld = (): History => ends(filled(), { status: "Cancelled", filled: "0" });
  assert.deepEqual(goesOn(withheld()).sentences, []);
  const shown = (): History => withheld().at(2_000).heard(details("a.01"));
  assert.equal(goesOn(shown()).sentences.length, 1);
  assert.deepEqual(goesOn(shown().at(1_500).ended("killed")).sentences, [], "what it was shown is forgotten");
  const journaled = withheld().at(2_000).journaled(line("a.01", "4"));
  const status = orderStatus({ orderId: 5, status: "Cancelled", filled: "4", avgFillPrice: 100 });
  const numbered = (): History => filled().journaled({ kind: "orderSending", key, orderId: 5, frame: "new" });
  assert.deepEqual(goesOn(journaled.told(details("a.01"), alpha)).sentences, [], "a line without its sum");
  assert.equal(goesOn(ends(numbered().heard(status), { status: "Cancelled", filled: "0" })).sentences.length, 1);
  const lie = { ...status, filled: "4", avgFillPrice: 0 };
  assert.deepEqual(
    goesOn(ends(numbered().heard(lie), { status: "Filled", filled: "4", avgFillPrice: 0 })).sentences,
    [],
  );
});

test("an end that was decided before a process stood still has its minute when that goes on", () => {
  const late = (...faults: readonly string[]): History =>
    told()
      .at(80_000)
      .troubled(...faults)
      .at(85_000)
      .told(orderStatus({ clientId: 1, status: "Cancelled", filled: "0" }), alpha);
  const better = orderStatus({ clientId: 1, status: "Cancelled", filled: "4", avgFillPrice: 100 });
  assert.deepEqual(late("process-frozen").told(better, alpha).at(160_000).told(nextValidId, alpha).sentences, []);
  assert.equal(late("process-frozen").at(160_000).told(nextValidId, alpha).sentences.length, 1);
  assert.match(late("disk-slow").sentences.join(), /as the daemon has known since 100 ms$/);
});

test("of an order whose execution was taken back no end says too little, and of a combination none too cheap", () => {
  const bust = told().truth({ kind: "execution", execution: execution("a.02", "0") });
  assert.deepEqual(goesOn(ends(bust, { status: "Cancelled", filled: "0" })).sentences, []);
  const spread = told().journaled({ kind: "orderIntended", legs: [placement({ contract: { secType: "BAG" } })] });
  assert.deepEqual(goesOn(ends(spread, { status: "Filled", filled: "4", avgFillPrice: -1 })).sentences, []);
});

test("a position that the Gateway tells is told to those who asked for positions of that account", () => {
  const riding = (): History => filled().heard(position("0")).asked(request(61), alpha).told(positionEnd, alpha);
  const moved = (): History => riding().heard(position("4")).at(61_000);
  assert.deepEqual(moved().told(position("4"), alpha).told(nextValidId, alpha).sentences, []);
  assert.match(
    moved().told(nextValidId, alpha).told(nextValidId, alpha).sentences[0] ?? "",
    /^the Gateway said at 100 ms that DU1111 holds 4 of contract 1, and client 1 of alpha still believes 0: it was to be told at once$/,
  );
  assert.deepEqual(moved().asked(request(64), alpha).told(nextValidId, alpha).sentences, [], "it wants no more");
  assert.deepEqual(
    riding()
      .heard({ ...position("4"), account: "DU2222" } as Frame)
      .at(61_000)
      .told(nextValidId, alpha).sentences,
    [],
  );
});

test("a position that moves all the time does not shield another one that is never told", () => {
  const history = filled().heard(position("0")).asked(request(61), alpha).told(positionEnd, alpha);
  history.heard(position("4")).heard(position("5", 2)).at(50_000).heard(position("6"));
  assert.match(
    history.at(61_000).told(nextValidId, alpha).sentences.join(),
    /^the Gateway said .* 5 of contract 2, [^,]*$/,
  );
});

test("what a daemon on another machine is told of positions, nobody's client here hears", () => {
  const elsewhere = { ...toGateway(2), client: "standby" };
  const riding = filled().heard(position("0")).asked(request(61), alpha).told(positionEnd, alpha);
  riding.heard(position("4"), elsewhere).heard(positionEnd, elsewhere).at(61_000).told(nextValidId, alpha);
  assert.deepEqual(riding.sentences, []);
  const later = filled().heard(position("4"), elsewhere).asked(request(61), alpha).told(positionEnd, alpha);
  assert.deepEqual(later.at(61_000).told(nextValidId, alpha).sentences, [], "nor who asks for them afterwards");
});

test("what waits in a process that stands still has its minute when that goes on", () => {
  const riding = (): History => filled().heard(position("0")).asked(request(61), alpha).told(positionEnd, alpha);
  const frozen = (): History => riding().heard(position("4")).at(5_000).troubled("process-frozen").at(85_000);
  const thawed = (): History => frozen().troubled("process-frozen").at(88_000).told(nextValidId, alpha);
  assert.deepEqual(thawed().sentences, [], "it is said behind others");
  assert.deepEqual(thawed().told(position("4"), alpha).at(200_000).told(nextValidId, alpha).sentences, []);
  assert.equal(thawed().at(150_000).told(nextValidId, alpha).sentences.length, 1);
  assert.equal(
    riding().heard(position("4")).troubled("disk-slow").at(61_000).told(nextValidId, alpha).sentences.length,
    1,
  );
});

test("a position that a whole list leaves out may be told as flat, or not yet", () => {
  const history = filled().heard(position("4")).asked(request(61), alpha).told(position("4"), alpha);
  history.told(positionEnd, alpha).sent(request(61)).heard(positionEnd).told(position("0"), alpha);
  assert.deepEqual(history.at(61_000).told(nextValidId, alpha).sentences, []);
  const flat = filled().sent(request(61)).heard(position("4")).heard(positionEnd).asked(request(61), alpha);
  assert.equal(flat.told(positionEnd, alpha).at(61_000).told(nextValidId, alpha).sentences.length, 1, "it was listed");
});

test("the first image of positions is whole", () => {
  const asked = (): History => filled().heard(position("4")).asked(request(61), alpha);
  assert.deepEqual(
    asked().told(position("4"), alpha).told(positionEnd, alpha).at(61_000).told(nextValidId, alpha).sentences,
    [],
  );
  assert.equal(asked().told(positionEnd, alpha).at(61_000).told(nextValidId, alpha).sentences.length, 1);
});

test("positions are asked for in every session, and after 1101", () => {
  const lost = { name: "error", id: -1, code: 1101, text: "" } as const;
  for (const begin of [(history: History) => history.heard(nextValidId), (history: History) => history.heard(lost)]) {
    assert.match(
      begin(told().at(500)).sent(request(7)).at(90_000).quiet().sentences.join(),
      /^positions were not asked for since 500 ms/,
    );
    assert.deepEqual(begin(told().at(500)).sent(request(7)).sent(request(61)).at(90_000).quiet().sentences, []);
    const over = begin(told().at(500)).closed(toGateway(), "server").at(90_000).quiet();
    assert.deepEqual(over.sentences, [], "a session that is over");
  }
});
