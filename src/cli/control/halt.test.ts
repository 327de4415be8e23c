import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import test from "node:test";
import type { StrategyName } from "../../model/ids.ts";
import { isConfirmed, plan } from "./halt.ts";
import { HaltProgress, inWords } from "./haltProgress.ts";

const ALPHA = { strategy: "alpha" as StrategyName };
const order = (key: string, status: string, more: object = {}) => ({
  ...{ key, status, strategy: "alpha", account: "DU1", orderType: "LMT" },
  ...more,
});

test("what ended is counted from what was open when the halt was asked for, of its scope alone", () => {
  const before = [order("a-1", "working"), order("a-2", "filled"), order("b-1", "working", { strategy: "beta" })];
  const progress = new HaltProgress(ALPHA, before);
  const now = [
    ...[order("a-1", "cancelled"), order("a-2", "filled"), order("b-1", "cancelled", { strategy: "beta" })],
    order("a-3", "working", { orderType: "STP" }),
  ];
  assert.equal(inWords(progress.look(now, { said: [] })), "1 order ended, 1 open (1 stop)");
});

test("a halt is done when the daemon says so of this very scope", () => {
  const progress = new HaltProgress(ALPHA, []);
  const said = (scope: string) => ({ said: [{ scope, state: "halted", doneAt: 5 }] });
  assert.equal(progress.look([], said("strategy beta")).done, false);
  assert.equal(progress.look([], { said: [{ scope: "strategy alpha", state: "halted" }] }).done, false);
  assert.equal(progress.look([], said("strategy alpha")).done, true);
});

test("closes are the operator's orders since, and an unknown fate is told", () => {
  const close = (key: string, status: string) => order(key, status, { strategy: "operator", orderType: "MKT" });
  const progress = new HaltProgress({ all: true }, [close("operator-1", "filled")]);
  const orders = [close("operator-1", "filled"), close("operator-2", "filled"), close("operator-3", "working")];
  assert.equal(
    inWords(progress.look([...orders, order("a-1", "unknown")], {})),
    "no order ended, 1 open (1 of unknown fate), 1 close on the way, 1 close filled",
  );
});

test("before a flatten it is said what is closed, and which market may be closed", () => {
  const position = (marketOpen: boolean) => ({
    ...{ account: "DU1", symbol: "AAPL", position: "100", parts: [{ strategy: "alpha", position: "60" }] },
    ...{ marketOpen, market: marketOpen ? "quoted 1 s ago" : "its last quote is 900 s old: its market may be closed" },
  });
  const lines = plan(ALPHA, "flatten", [order("a-1", "working"), order("a-2", "working", { orderType: "STP" })], {
    positions: [position(false)],
  });
  assert.deepEqual(lines, [
    "halt strategy alpha at level flatten: 2 open orders, 1 of them stops",
    "closed at the market, without a stop meanwhile:",
    "  DU1 AAPL 60  its last quote is 900 s old: its market may be closed",
    "where the market is closed, the close waits for the opening and takes its price",
  ]);
  assert.equal(plan({ all: true }, "flatten", [], { positions: [position(true)] }).length, 3);
  assert.equal(
    plan({ account: "DU2" }, "flatten", [], { positions: [position(true)] })[1],
    "no position of it is known",
  );
  assert.equal(plan(ALPHA, "cancel-all", [], { positions: [position(true)] }).length, 1);
});

test("who is asked says yes by yes alone: the end of the input and Ctrl-D are a no, and Ctrl-C is one", async () => {
  for (const isTTY of [false, true])
    for (const [typed, isYes] of [
      ["y\n", true],
      ["YES\n", true],
      ["n\n", false],
      ["\n", false],
      ["\u0004", false],
      ["\u0003", false],
    ] as const) {
      const input = new PassThrough();
      const answer = isConfirmed(["halt all"], input, Object.assign(new PassThrough(), { isTTY }));
      if (isTTY || typed.endsWith("\n")) input.write(typed);
      else input.end();
      assert.equal(await answer, isYes, JSON.stringify([typed, isTTY]));
    }
});
