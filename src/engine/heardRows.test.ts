/**
 * What the Gateway may say of an order out of turn, twice, or against what it said before: one row each, with where it was
 * seen, and how the order, its owner and the operator stand afterwards.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { contract, order, ready, type Stage, shares } from "../../test/engine/stage.ts";
import type { Decimal } from "../base/decimal.ts";
import type { ConnId } from "../model/ids.ts";

const ALPHA = 1 as ConnId;
const HUNDRED = { ...order, totalQuantity: shares(100) };

interface Row {
  readonly seen: string;
  readonly said: (stage: Stage) => void;
  /** `<status> <filled>` of the order. */
  readonly stands: string;
  /** What its owner was told of it, since it was placed. */
  readonly told?: readonly string[];
  readonly alerts?: readonly string[];
}

/** An execution of the order, of so many shares, with which so many of it have traded. */
function executes(stage: Stage, execId: string, quantity: number, cumQty: number, more: object = {}): void {
  stage.executes(0, { execId, shares: shares(quantity), cumQty: shares(cumQty), avgPrice: 10, ...more });
}

function status(stage: Stage, word: string, filled: number, permId = 500): void {
  const { orderId } = stage.placed[0]!;
  const remaining = shares(100 - filled);
  stage.says("orderStatus", { orderId, clientId: 100, permId, status: word, filled: shares(filled), remaining });
}

function commission(stage: Stage, amount: number, execId = "e.1.01.01"): void {
  stage.says("commissionReport", { execId, commission: amount, currency: "USD" });
}

const ROWS: Readonly<Record<string, Row>> = {
  "a fill crosses the cancel": {
    seen: "ibsync #23: PendingCancel then Filled",
    said: (stage) => {
      stage.shows();
      stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
      stage.pass(200);
      status(stage, "PendingCancel", 0);
      executes(stage, "e.1.01.01", 100, 100);
      status(stage, "Filled", 100);
    },
    stands: "filled 100",
    told: [
      "openOrder 1 Submitted",
      "orderStatus 1 Submitted 0/100",
      "orderStatus 1 PendingCancel 0/100",
      "execDetails",
      "orderStatus 1 Filled 100/0",
    ],
  },
  "a cancel comes too late": {
    seen: "SEQUENCES 4: 10148 and no status",
    said: (stage) => {
      stage.shows();
      stage.ask(ALPHA, "cancelOrder", { orderId: 1 });
      executes(stage, "e.1.01.01", 100, 100);
      stage.refuses(stage.placed[0]!.orderId, 10148);
    },
    stands: "filled 100",
  },
  "an order is cancelled after a part of it has traded": {
    seen: "RELIABILITY 2.6 (partial then cancel)",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 40, 40);
      status(stage, "Cancelled", 40);
    },
    stands: "cancelled 40",
  },
  "the execution of a part comes behind the end that counts it": {
    seen: "SEQUENCES 3: a capture where the status came first; nautilus #3493",
    said: (stage) => {
      stage.shows();
      status(stage, "Cancelled", 40);
      executes(stage, "e.1.01.01", 40, 40);
    },
    stands: "cancelled 40",
  },
  "a cancelled order trades after all": {
    seen: "RELIABILITY I4; nautilus #4564: a fill six hours after its end",
    said: (stage) => {
      stage.shows();
      status(stage, "Cancelled", 0);
      executes(stage, "e.1.01.01", 100, 100);
    },
    stands: "filled 100",
    alerts: ["order-after-end"],
  },
  "a cancelled order trades after all, and its status follows": {
    seen: "the same",
    said: (stage) => {
      stage.shows();
      status(stage, "Cancelled", 0);
      executes(stage, "e.1.01.01", 100, 100);
      status(stage, "Filled", 100);
    },
    stands: "filled 100",
  },
  "a status is said twice": {
    seen: "PROTOCOL 11.2: duplicated orderStatus messages are normal",
    said: (stage) => {
      stage.shows();
      status(stage, "Submitted", 0);
      status(stage, "Submitted", 0);
    },
    stands: "working 0",
  },
  "a status of before a fill is said behind it": {
    seen: "RELIABILITY 2.6 (messages reordered); seed 5707",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 30, 30);
      status(stage, "Submitted", 30);
      status(stage, "Submitted", 0);
    },
    stands: "partly-filled 30",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails", "orderStatus 1 Submitted 30/70"],
  },
  "an end is said with less than has traded": {
    seen: "the same",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 30, 30);
      status(stage, "Cancelled", 0);
    },
    stands: "cancelled 30",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails", "orderStatus 1 Cancelled 30/70"],
  },
  "Submitted is said after Filled": {
    seen: "RELIABILITY 2.6 (status regress)",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 100, 100);
      status(stage, "Filled", 100);
      status(stage, "Submitted", 0);
    },
    stands: "filled 100",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails", "orderStatus 1 Filled 100/0"],
    alerts: ["order-after-end"],
  },
  "Submitted comes behind the last execution, and Filled behind that": {
    seen: "seeds 1241 and 3430: a status on its way that executions have overtaken",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 100, 100);
      status(stage, "Submitted", 0);
      status(stage, "Filled", 100);
    },
    stands: "filled 100",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails", "orderStatus 1 Filled 100/0"],
  },
  "Submitted comes behind the last execution, and Filled never does": {
    seen: "the same; Lean #851: no orderStatus for fast market orders",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 100, 100);
      status(stage, "Submitted", 0);
    },
    stands: "filled 100",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails"],
  },
  "an order that has filled is shown working, and larger": {
    seen: "made larger in TWS as it filled",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 100, 100);
      stage.shows(0, { totalQuantity: shares(200) });
    },
    stands: "filled 100",
    alerts: ["order-after-end"],
  },
  "Submitted is said after Cancelled, and then the end again": {
    seen: "the same",
    said: (stage) => {
      stage.shows();
      for (const word of ["Cancelled", "Submitted", "Cancelled"]) status(stage, word, 0);
    },
    stands: "cancelled 0",
  },
  "a smaller quantity is said after a part has traded": {
    seen: "RELIABILITY 2.6 (stale replay)",
    said: (stage) => {
      stage.shows();
      executes(stage, "e.1.01.01", 40, 40);
      status(stage, "Submitted", 40);
      status(stage, "Submitted", 0);
    },
    stands: "partly-filled 40",
  },
  "the execution is the first word of the order": {
    seen: "Lean #851: no orderStatus for fast market orders; PROTOCOL 11.2",
    said: (stage) => executes(stage, "e.1.01.01", 100, 100),
    stands: "filled 100",
    told: ["execDetails"],
  },
  "an execution is told twice": {
    seen: "ibx #331",
    said: (stage) => {
      stage.shows();
      for (let i = 0; i < 2; i++) executes(stage, "e.1.01.01", 40, 40);
    },
    stands: "partly-filled 40",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100", "execDetails"],
  },
  "an execution of before was never told: the running total counts it": {
    seen: "Lean #249: fills that were lost in an outage",
    said: (stage) => executes(stage, "e.2.01.01", 10, 50),
    stands: "partly-filled 50",
  },
  "a correction of the price comes": {
    seen: "ib_insync #364; SEQUENCES 3",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.1.01.02", 40, 40, { avgPrice: 11 });
    },
    stands: "partly-filled 40",
  },
  "a correction makes it less": {
    seen: "PROTOCOL 11.4",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.1.01.02", 30, 30);
    },
    stands: "partly-filled 30",
  },
  "a correction makes it less, and the next one more": {
    seen: "PROTOCOL 11.4",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.1.01.02", 30, 30);
      executes(stage, "e.1.01.03", 45, 45);
    },
    stands: "partly-filled 45",
  },
  "an earlier execution is taken back": {
    seen: "RELIABILITY 2.6 (bust)",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.2.01.01", 20, 60);
      executes(stage, "e.1.01.02", 0, 0);
    },
    stands: "partly-filled 20",
  },
  "trading goes on after one was taken back, and the running total counts it all the same": {
    seen: "the same; which of the two totals a broker tells is not established",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.1.01.02", 0, 0);
      executes(stage, "e.2.01.01", 20, 60);
    },
    stands: "partly-filled 20",
  },
  "trading goes on after one was taken back, and the running total begins anew": {
    seen: "the same",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      executes(stage, "e.1.01.02", 0, 0);
      executes(stage, "e.2.01.01", 20, 20);
    },
    stands: "partly-filled 20",
  },
  "what a correction replaces comes behind it": {
    seen: "RELIABILITY 2.6 (stale replay)",
    said: (stage) => {
      executes(stage, "e.1.01.02", 30, 30);
      executes(stage, "e.1.01.01", 40, 40);
    },
    stands: "partly-filled 30",
  },
  "a filled order's execution is taken back: it has ended, and less of it has traded": {
    seen: "RELIABILITY 2.6 (bust), I4",
    said: (stage) => {
      executes(stage, "e.1.01.01", 100, 100);
      executes(stage, "e.1.01.02", 0, 0);
    },
    stands: "filled 0",
  },
  "the commission comes before its execution": {
    seen: "rust-ibapi #788",
    said: (stage) => {
      commission(stage, 1);
      executes(stage, "e.1.01.01", 40, 40);
    },
    stands: "partly-filled 40",
    told: ["execDetails", "commissionReport"],
  },
  "a commission that is pending says -1 first": {
    seen: "nautilus #4230",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      commission(stage, -1);
      commission(stage, 1);
    },
    stands: "partly-filled 40",
    told: ["execDetails", "commissionReport"],
  },
  "a commission that is pending says the largest double and nothing follows": {
    seen: "nautilus #4230",
    said: (stage) => {
      executes(stage, "e.1.01.01", 40, 40);
      commission(stage, Number.MAX_VALUE);
    },
    stands: "partly-filled 40",
    told: ["execDetails"],
  },
  "the permId is 0 at first": {
    seen: "RELIABILITY 2.6 (permId 0 first)",
    said: (stage) => {
      stage.shows(0, { permId: 0 });
      status(stage, "Submitted", 0, 500);
      stage.shows(0, { status: "Cancelled" });
    },
    stands: "cancelled 0",
  },
  "another order of this number ends, with another permId": {
    seen: "nautilus #4276: order ids are issued again",
    said: (stage) => {
      stage.shows();
      status(stage, "Filled", 100, 777);
    },
    stands: "working 0",
  },
  "a second order works with its key": {
    seen: "nautilus #4564: one change, two live orders",
    said: (stage) => {
      stage.shows();
      stage.shows(0, { permId: 777 });
    },
    stands: "working 0",
    alerts: ["order-twin"],
  },
  "a second order works with its key, and is cancelled": {
    seen: "the same",
    said: (stage) => {
      stage.shows();
      stage.shows(0, { permId: 777 });
      stage.shows(0, { permId: 777, status: "Cancelled" });
    },
    stands: "working 0",
  },
  "a second order with its key trades": {
    seen: "the same",
    said: (stage) => {
      stage.shows();
      executes(stage, "t.1.01.01", 100, 100, { permId: 777 });
    },
    stands: "working 0",
    told: ["openOrder 1 Submitted", "orderStatus 1 Submitted 0/100"],
    alerts: ["order-twin"],
  },
};

const alertsOf = (stage: Stage): string[] => (stage.answer("alerts") as { cause: string }[]).map(({ cause }) => cause);

for (const [says, { said, stands, told, alerts = [] }] of Object.entries(ROWS))
  test(says, () => {
    const stage = ready();
    stage.connect(ALPHA, 1);
    stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: HUNDRED });
    stage.told(ALPHA);
    said(stage);
    const [now] = stage.answer("orders") as { status: string; filled: Decimal }[];
    assert.equal(`${now!.status} ${now!.filled}`, stands);
    if (told !== undefined) assert.deepEqual(stage.brief(ALPHA), told);
    assert.deepEqual(alertsOf(stage), alerts);
  });

const journaled = (stage: Stage, kind: string): number => stage.entries.filter((entry) => entry.kind === kind).length;

test("what executions say has filled is not left over, whether or not a status has followed", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: HUNDRED });
  stage.shows();
  executes(stage, "e.1.01.01", 40, 40);
  const [{ filled, remaining, avgFillPrice, gatewayStatus }] = stage.answer("orders") as [Record<string, unknown>];
  assert.deepEqual([filled, remaining, avgFillPrice, gatewayStatus], ["40", "60", 10, "Submitted"]);
  stage.told(ALPHA);
  stage.ask(ALPHA, "reqOpenOrders");
  assert.deepEqual(stage.brief(ALPHA), ["openOrder 1 Submitted", "orderStatus 1 Submitted 40/60", "openOrderEnd"]);
  status(stage, "Submitted", 40);
  executes(stage, "e.2.01.01", 60, 100, { avgPrice: 11 });
  const [ended] = stage.answer("orders") as [Record<string, unknown>];
  assert.deepEqual(
    [ended.filled, ended.remaining, ended.avgFillPrice],
    ["100", "0", 11],
    "its status has not followed yet",
  );
});

test("a status that is said again and again stands in the journal once", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: HUNDRED });
  for (let i = 0; i < 10; i++) status(stage, "Submitted", 0);
  assert.equal(journaled(stage, "statusReported"), 1);
});

test("an execution of nobody's order is written down once, corrections of it too, and nobody is told", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  const execute = (execId: string, acctNumber = "DU1"): void =>
    stage.says("execDetails", {
      reqId: -1,
      contract,
      execution: { execId, orderId: 0, clientId: 0, permId: 900, acctNumber, side: "BOT", shares: shares(5) },
    });
  stage.told(ALPHA);
  for (const execId of ["m.1.01.01", "m.1.01.01", "m.1.01.02"]) execute(execId);
  execute("m.2.01.01", "DU999");
  assert.equal(journaled(stage, "foreignExecuted"), 2, "and not that of an account that nobody trades");
  assert.deepEqual(stage.brief(ALPHA), []);
});

test("every change of an order's status says when it was and what moved it", () => {
  const stage = ready();
  stage.connect(ALPHA, 1);
  stage.now = 5_000;
  stage.ask(ALPHA, "placeOrder", { orderId: 1, contract, order: HUNDRED });
  stage.shows();
  stage.now = 6_000;
  executes(stage, "e.1.01.01", 40, 40);
  status(stage, "Cancelled", 40);
  const [{ transitions }] = stage.answer("orders") as [{ transitions: object[] }];
  assert.deepEqual(transitions, [
    { at: 5_000, from: undefined, to: "intended", cause: "orderIntended" },
    { at: 5_000, from: "intended", to: "sent", cause: "orderSending new" },
    { at: 5_000, from: "sent", to: "working", cause: "orderEchoed Submitted" },
    { at: 6_000, from: "working", to: "partly-filled", cause: "executed e.1.01.01" },
    { at: 6_000, from: "partly-filled", to: "cancelled", cause: "statusReported Cancelled" },
  ]);
});
