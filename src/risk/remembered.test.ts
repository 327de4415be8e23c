/** What a gate with a long list has let pass passes again, and nothing else does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ContractName } from "../model/limitValues.ts";
import type { Gate, RiskAsk } from "./ask.ts";
import { banned } from "./contractLists.ts";
import { AAPL, leg, limit } from "./judging.test.ts";
import { rehearsal } from "./rehearsal.ts";
import { remembered } from "./remembered.ts";
import type { KnownContract } from "./view.ts";

const rows = (last: ContractName): readonly ContractName[] => [
  ...Array.from({ length: 40 }, (_, n) => ({ symbol: `BAD${n}` })),
  last,
];
const known = (symbol: string): KnownContract => ({
  ...{ conId: AAPL.conId, symbol, localSymbol: symbol, secType: "STK" },
  ...{ currency: "USD", primaryExchange: "NASDAQ", multiplier: "" },
});

/** One desk that sees a list and a contract that may become another. */
function desk() {
  const seen = { list: rows({ symbol: "GME" }), symbol: "AAPL", looks: 0 };
  const gate = remembered("banned", { ...banned, refuses: (ask) => counted(seen, banned, ask) });
  const view = { ...rehearsal({}), contract: () => known(seen.symbol) };
  const asks = (contract = AAPL, order = limit) =>
    gate.refuses({ legs: [leg({ order, contract })], reduces: false, view, limit: () => seen.list } as never);
  return { seen, asks };
}

function counted(seen: { looks: number }, { refuses }: Gate, ask: RiskAsk): string | undefined {
  seen.looks++;
  return refuses(ask);
}

test("a contract that has passed is not held against the list again", () => {
  const { seen, asks } = desk();
  for (let n = 0; n < 5; n++) assert.equal(asks(), undefined);
  assert.equal(seen.looks, 1);
});

test("it is once the broker calls it otherwise, the order names another part, or the list is another one", () => {
  const { seen, asks } = desk();
  assert.equal(asks(), undefined);
  seen.symbol = "GME";
  assert.match(asks() ?? "", /against GME/);
  seen.symbol = "AAPL";
  assert.equal(asks({ ...AAPL, exchange: "NYSE" }), undefined);
  assert.equal(seen.looks, 3);
  seen.list = rows({ conId: AAPL.conId });
  assert.match(asks() ?? "", /against conId/);
});

test("what was refused is looked at anew, and so is a combination", () => {
  const { seen, asks } = desk();
  for (let n = 0; n < 2; n++) assert.match(asks({ ...AAPL, secType: "BAG" }) ?? "", /combination/);
  seen.symbol = "GME";
  for (let n = 0; n < 2; n++) assert.match(asks() ?? "", /against GME/);
  assert.equal(seen.looks, 4);
});
