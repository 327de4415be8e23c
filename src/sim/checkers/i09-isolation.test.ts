/** Orders, accounts and words that reach somebody whose they are not, and neighbours that only look like it. */
import assert from "node:assert/strict";
import test from "node:test";
import { guest, History, openOrder, orderStatus, placement, placeOrder, SETUP } from "../../../test/sim/oracleStage.ts";
import { utf8 } from "../../base/bytes.ts";
import type { CompletedOrder, ExecDetails, Frame } from "../sight/frame.ts";
import { isolation } from "./i09-isolation.ts";

const [alice, second, bob, carol] = [guest(1), guest(2), guest(11), guest(21)];
const wish = placeOrder({ orderId: 1, account: "", orderRef: "mine" });
const frame = placeOrder({ orderId: 5, orderRef: "alpha-0abc-1|mine" });
const betas = placement({ key: "beta-0abc-2", strategy: "beta", clientId: 11, account: "DU2222" });
const intended = { kind: "orderIntended", legs: [placement(), betas] };
const numbered = (key: string, orderId: number) => ({ kind: "orderSending", key, orderId, frame: "new" });

/** Alpha's order 5 and beta's order 6, both asked for by their clients as order 1, and shown by the Gateway. */
const begun = (setup = SETUP) =>
  new History(isolation, setup)
    .asked(wish, alice)
    .asked({ ...wish, orderRef: "yours" }, bob)
    .journaled(intended)
    .journaled(numbered("alpha-0abc-1", 5))
    .journaled(numbered("beta-0abc-2", 6))
    .heard(openOrder({ orderId: 5, permId: 9001, orderRef: "alpha-0abc-1|mine" }))
    .heard(openOrder({ orderId: 6, permId: 9002, orderRef: "beta-0abc-2|yours", account: "DU2222" }));

const upstream = (sent: Frame) => begun().sent(sent).sentences;
const told = (say: Frame, to = alice, bytes?: Uint8Array) => begun().told(say, to, bytes).sentences;

// ---------------------------------------------------------------- to the Gateway

test("an order leaves for its own strategy's account", () => {
  assert.deepEqual(upstream(frame), []);
  assert.deepEqual(upstream({ ...frame, account: "DU2222" }), [
    'alpha-0abc-1 left for account "DU2222", and alpha trades DU1111',
  ]);
  assert.equal(upstream({ ...frame, account: "" }).length, 1);
});

for (const field of ["faGroup", "faMethod", "faPercentage", "faProfile", "modelCode"] as const)
  test(`no order leaves with ${field}`, () => {
    assert.deepEqual(upstream({ ...frame, [field]: "all" }), [
      `alpha-0abc-1 left with ${field} "all", which reaches other accounts`,
    ]);
  });

test("a what-if leaves for the account of who asked for it", () => {
  const preview = { ...wish, whatIf: true };
  const sent = (account: string) => new History(isolation).asked(preview, bob).sent({ ...preview, account }).sentences;
  assert.deepEqual(sent("DU2222"), []);
  assert.match(sent("DU1111")[0]!, /what-if 1 left for account "DU1111", and who asked for it trades DU2222/);
});

test("what reaches everybody on the login never leaves", () => {
  for (const name of ["replaceFA", "updateConfig", "reqGlobalCancel"] as const)
    assert.match(upstream({ name })[0]!, new RegExp(`^${name} left`));
});

test("an OCA group belongs to one strategy", () => {
  const hers = placeOrder({ orderId: 6, orderRef: "beta-0abc-2", account: "DU2222", ocaGroup: "one" });
  const both = (group: string) =>
    begun()
      .sent({ ...frame, ocaGroup: "one" })
      .sent({ ...hers, ocaGroup: group });
  assert.match(both("one").sentences[0]!, /beta-0abc-2 of beta left in OCA group "one", in which alpha has orders/);
  assert.deepEqual(both("two").sentences, []);
});

test("a new order leaves in a group that bears another name than its client gave it", () => {
  const grouped = placement({ order: { ocaGroup: "one" } });
  const left = () => begun().journaled({ kind: "orderIntended", legs: [grouped] });
  assert.deepEqual(left().sent({ ...frame, ocaGroup: "alpha:one" }).sentences, []);
  const plain = left().sent({ ...frame, ocaGroup: "one" });
  assert.match(plain.sentences.join(), /^alpha-0abc-1 left in OCA group "one" as its client wrote it/);
  assert.equal(plain.sent({ ...frame, ocaGroup: "one" }).sentences.length, 1, "a change can repeat the Gateway's name");
});

test("a cancel leaves for an order whose own strategy asked for it", () => {
  const cancel = { name: "cancelOrder", orderId: 5 } as const;
  const asked = (from: typeof alice) => begun().asked({ name: "cancelOrder", orderId: 1 }, from).sent(cancel).sentences;
  assert.deepEqual(asked(alice), []);
  for (const other of [second, bob, carol])
    assert.deepEqual(asked(other), ["a cancel of alpha-0abc-1 left as order 5, and nobody of alpha asked for it"]);
  const swept = (from: typeof alice) => begun().asked({ name: "reqGlobalCancel" }, from).sent(cancel).sentences;
  assert.deepEqual(swept(second), [], "all client ids of the strategy");
  assert.equal(swept(carol).length, 1, "another strategy, though on the same account");
});

// ---------------------------------------------------------------- to clients

test("no byte of any message names another account", () => {
  const value: Frame = { name: "other", id: 6 };
  assert.deepEqual(told(value, alice, utf8("NetLiquidation\u00005\0USD\0DU1111\0")), []);
  assert.deepEqual(told(value, alice, utf8("NetLiquidation\u00005\0USD\0DU2222\0")), [
    "client 1 of alpha was told of account DU2222 in a message 6; its own is DU1111",
  ]);
  assert.deepEqual(told(value, alice, utf8("DU22221")), [], "a longer name");
});

test("a strategy may read its own words, in errors and orders alone", () => {
  const quoted = utf8("account DU2222 against DU1111");
  const refused: Frame = { name: "error", id: 1, code: 201, text: "account DU2222 against DU1111" };
  const said = () => begun().asked({ name: "request", id: 6, reqId: undefined }, alice, utf8("DU2222"));
  assert.deepEqual(said().told(refused, alice, quoted).sentences, []);
  assert.equal(begun().told(refused, alice, quoted).sentences.length, 1);
  assert.equal(said().told({ name: "other", id: 6 }, alice, quoted).sentences.length, 1);
});

const echo = openOrder({ orderId: 1, clientId: 1, orderRef: "mine" });

test("an owner is told of its order in its own numbers and words", () => {
  assert.deepEqual(told(echo), []);
  assert.deepEqual(told(echo, second), [], "the strategy's other client asked for all orders");
  assert.match(
    told({ ...echo, orderRef: "alpha-0abc-1|mine" })[0]!,
    /orderRef "alpha-0abc-1\|mine" .* and wrote "mine"/,
  );
  assert.match(told({ ...echo, orderRef: "" })[0]!, /wrote "mine"/);
  assert.match(told({ ...echo, orderId: 5 })[0]!, /order 5 of client 1 .*never asked for that order/);
  assert.match(told({ ...echo, clientId: 77 })[0]!, /order 1 of client 77 .*never asked/);
  assert.match(told({ ...echo, account: "DU2222" })[0]!, /account "DU2222" in openOrder/);
});

test("another strategy's order is not told as one's own, not even under a number that one has too", () => {
  const other = { ...echo, permId: 9002, orderRef: "yours" };
  assert.deepEqual(told(other), [
    "client 1 of alpha was told of order 1 of client 1 (openOrder, permId 9002), and that permId is order 1 of client 11 of beta",
  ]);
  const status = orderStatus({ orderId: 1, clientId: 1 });
  assert.deepEqual(told(status), []);
  assert.equal(told({ ...status, permId: 9002 }).length, 1);
  assert.equal(told(status, bob).length, 1);
});

test("an order of the same account that is not one's own comes unbound, in answers, unless it is hidden", () => {
  const unbound = { ...echo, orderId: 0, clientId: 0 };
  const listing = (setup = SETUP) => begun(setup).asked({ name: "request", id: 16, reqId: undefined }, carol);
  assert.deepEqual(listing().told(unbound, carol).sentences, []);
  assert.match(begun().told(unbound, carol).sentences[0]!, /unasked of order 9001, which is not its own/);
  const over = listing().told({ name: "end", id: 53, reqId: undefined }, carol).told(unbound, carol);
  assert.equal(over.sentences.length, 1);
  const strategies = SETUP.strategies.map((one) => ({ ...one, privateOrders: true }));
  assert.match(listing({ ...SETUP, strategies }).told(unbound, carol).sentences[0]!, /alpha hides its orders/);
});

const fill: ExecDetails = {
  ...{ name: "execDetails", reqId: -1, orderId: 1, permId: 9001, clientId: 1, execId: "0.1", account: "DU1111" },
  ...{ orderRef: "mine", side: "BOT", shares: "10", price: 100, symbol: "AAPL", conId: 1, cumQty: "10" },
};

test("a fill goes to its owner, and to others in answers alone", () => {
  assert.deepEqual(told(fill), []);
  assert.equal(told({ ...fill, orderId: 0, clientId: 0 }, carol).length, 1);
  assert.deepEqual(told({ ...fill, orderId: 0, clientId: 0, reqId: 4 }, carol), []);
  assert.match(told({ ...fill, account: "DU2222" })[0]!, /account "DU2222" in execDetails/);
  assert.equal(told({ ...fill, orderRef: "yours" }).length, 1);
});

test("a commission goes to whom its execution may be told", () => {
  const report = { name: "commissionReport", execId: "0.1", commission: 1 } as const;
  const filled = () => begun().heard({ ...fill, orderId: 5, clientId: 77, orderRef: "alpha-0abc-1|mine" });
  assert.deepEqual(filled().told(report, second).sentences, []);
  const refused = (who: typeof bob) => filled().told(report, who).sentences.length;
  assert.deepEqual([refused(bob), refused(carol)], [1, 1], "of another account, of another strategy");
  const answered = filled().told({ ...fill, orderId: 0, clientId: 0, reqId: 4, orderRef: "" }, carol);
  assert.deepEqual(answered.told(report, carol).sentences, [], "she asked");
  assert.equal(begun().told(report, alice).sentences.length, 1, "the Gateway never showed that execution");
});

test("a completed order is told in its owner's words", () => {
  const done: CompletedOrder = {
    ...{ name: "completedOrder", account: "DU1111", permId: 9001, orderRef: "mine", status: "Filled", symbol: "AAPL" },
  };
  assert.deepEqual(told(done), []);
  assert.equal(told({ ...done, orderRef: "alpha-0abc-1|mine" }).length, 1);
  assert.equal(told({ ...done, account: "DU2222" }, alice).length, 1);
});

test("ticks come under numbers that the connection asked for", () => {
  const asked = begun().asked({ name: "request", id: 1, reqId: 40, conId: 1, symbol: "AAPL", snapshot: false }, alice);
  assert.deepEqual(asked.told({ name: "ticker", id: 58, reqId: 40 }, alice).sentences, []);
  assert.equal(asked.told({ name: "ticker", id: 58, reqId: 41 }, alice).sentences.length, 1);
  assert.equal(asked.told({ name: "ticker", id: 81, reqId: 40 }, second).sentences.length, 2);
});

test("errors come under numbers that the strategy used, and quote no key", () => {
  const error = (id: number, code = 200, text = "No security definition") =>
    ({ name: "error", id, code, text }) as const;
  assert.deepEqual(told(error(1)), []);
  assert.deepEqual(told(error(-1, 2104)), []);
  assert.deepEqual(told(error(444, 320)), [], "the number of a frame that could not be read");
  assert.deepEqual(begun().asked({ name: "replaceFA" }, alice).told(error(5, 322), alice).sentences, []);
  assert.match(told(error(5))[0]!, /error 200 on number 5, which alpha never used/);
  assert.match(told(error(-1, 2168, "order alpha-0abc-1 is unknown"))[0]!, /holdfast's key alpha-0abc-1/);
});

test("a text that quotes the number it is about quotes the client's", () => {
  const error = (code: number, text: string, id = 1) => told({ name: "error", id, code, text });
  for (const quoted of [1, 5]) {
    const texts = [
      error(10147, `OrderId ${quoted} that needs to be cancelled is not found.`),
      error(135, `Can't find order with ID =${quoted}`),
      error(10149, `Invalid order id: ${quoted}`),
      error(300, `Can't find EId with tickerId:${quoted}`),
      error(366, `No historical data query found for ticker id:${quoted}`),
      error(162, `Historical Market Data Service error message:API historical data query cancelled: ${quoted}`),
    ];
    for (const sentences of texts) assert.equal(sentences.length, quoted === 1 ? 0 : 1);
  }
  assert.match(error(10147, "OrderId 5 that needs")[0]!, /error 10147 on its number 1, and the text quotes 5/);
  assert.deepEqual(error(161, "Cancel attempted. Order permId =9001"), []);
  assert.deepEqual(error(2168, "the fate of order id 5 is unknown", -1), [], "a notice speaks of any");
});

test("a client manages its own account and no other", () => {
  const managed = (...accounts: string[]) => told({ name: "managedAccounts", accounts });
  assert.deepEqual(managed("DU1111"), []);
  for (const accounts of [["DU1111", "DU2222"], ["DU2222"], []]) assert.equal(managed(...accounts).length, 1);
});
