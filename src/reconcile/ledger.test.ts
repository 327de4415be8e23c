/** What positions must be: every distinct execution once, corrections in place of what they correct, from what was taken over. */
import assert from "node:assert/strict";
import test from "node:test";
import type { Decimal } from "../base/decimal.ts";
import type { Entry } from "../model/entry.ts";
import { EXECUTIONS_MAX } from "./bounds.ts";
import { Ledger } from "./ledger.ts";

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK" };

const executed = (execId: string, shares: string, side = "BOT", contract: object = AAPL): Entry =>
  ({
    kind: "foreignExecuted",
    execution: { contract, execution: { execId, acctNumber: "DU1", side, shares: shares as Decimal } },
  }) as Entry;

const taken = (conId: number, position: string): Entry => ({
  ...{ kind: "positionTaken", account: "DU1", conId, symbol: "AAPL" },
  ...{ position: position as Decimal, reason: "first start" },
});

const fold = (...entries: readonly Entry[]): Ledger => {
  const ledger = new Ledger();
  for (const entry of entries) ledger.evolve(entry);
  return ledger;
};

const held = (ledger: Ledger): string => ledger.of("DU1").get(AAPL.conId)?.position ?? "0";

test("bought less sold, exactly, and each execution once however often it is told", () => {
  const ledger = fold(
    executed("a.01", "0.1"),
    executed("b.01", "0.2"),
    executed("a.01", "0.1"),
    executed("c.01", "3", "SLD"),
  );
  assert.equal(held(ledger), "-2.7");
});

test("a correction replaces what it corrects, also when it is told first; one of no shares takes it back", () => {
  assert.equal(held(fold(executed("a.b.01", "5"), executed("a.b.02", "3"))), "3");
  assert.equal(held(fold(executed("a.b.02", "3"), executed("a.b.01", "5"))), "3");
  assert.equal(held(fold(executed("a.b.09", "5"), executed("a.b.10", "0"))), "0");
});

test("what is taken over replaces what was counted, and a correction of before still counts its difference", () => {
  const ledger = fold(executed("a.b.01", "5"), taken(0, "0"), taken(AAPL.conId, "7"));
  assert.equal(held(ledger), "7");
  assert.ok(ledger.isTaken("DU1"));
  ledger.evolve(executed("a.b.02", "4"));
  assert.equal(held(ledger), "6");
});

test("an account that is taken over holds nothing that is not named", () => {
  assert.equal(held(fold(executed("a.01", "5"), taken(0, "0"))), "0");
});

test("a combination has no position, only its legs have", () => {
  const ledger = fold(executed("a.01", "1", "BOT", { conId: 28812380, secType: "BAG" }), executed("b.01", "1"));
  assert.deepEqual([...ledger.of("DU1").keys()], [AAPL.conId]);
});

test("folding on from what was carried gives what folding everything gives", () => {
  const before = [executed("a.b.01", "5"), taken(0, "0"), taken(AAPL.conId, "7"), executed("c.01", "2")];
  const after = [executed("a.b.02", "4"), executed("c.01", "2"), executed("d.01", "1", "SLD")];
  const resumed = new Ledger();
  resumed.resume(JSON.parse(JSON.stringify(fold(...before).carry())));
  for (const entry of after) resumed.evolve(entry);
  assert.deepEqual(resumed.carry(), fold(...before, ...after).carry());
  assert.equal(held(resumed), "7");
});

test("what is carried stands in the same order, whichever account has held something last", () => {
  const ofOther = (account: string): Entry => ({ ...taken(0, "0"), account }) as Entry;
  const before = [ofOther("DU1"), ofOther("DU2"), { ...taken(AAPL.conId, "7"), account: "DU2" } as Entry];
  const resumed = new Ledger();
  resumed.resume(JSON.parse(JSON.stringify(fold(...before).carry())));
  const after = { ...taken(AAPL.conId, "0"), account: "DU2" } as Entry;
  resumed.evolve(after);
  assert.deepEqual(resumed.carry(), fold(...before, after).carry());
});

test("executions are remembered up to a bound, the newest ones", () => {
  const ledger = new Ledger();
  for (let i = 0; i <= EXECUTIONS_MAX; i++) ledger.evolve(executed(`e${i}.01`, "1"));
  assert.equal(ledger.carry().executions.length, EXECUTIONS_MAX);
  assert.deepEqual([ledger.knows("e0.01"), ledger.knows("e1.01")], [false, true]);
});
