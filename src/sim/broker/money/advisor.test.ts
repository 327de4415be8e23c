/** How an allocation divides shares among the accounts of a group. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { type Decimal, decimal } from "../../../base/decimal.ts";
import type { Valuation } from "./account.ts";
import { Advisor } from "./advisor.ts";

const ACCOUNTS = ["DU1", "DU2", "DU3"];
const worth = (account: string): Valuation =>
  ({ netLiquidation: { DU1: 50_000, DU2: 25_000, DU3: 25_000 }[account] ?? 0, availableFunds: 0 }) as Valuation;

function split(shares: string, faMethod: string, amounts: readonly (number | undefined)[] = []): readonly string[] {
  const advisor = new Advisor("DF0", ACCOUNTS);
  const members = ACCOUNTS.map((account, at) => ({ account, amount: amounts[at] }));
  advisor.groups = new Map([["g", { name: "g", defaultMethod: "Equal", members }]]);
  return advisor
    .split({ faGroup: "g", faMethod }, decimal(shares) as Decimal, worth)
    .map((part) => `${part.account} ${part.shares}`);
}

test("shares that do not divide go to the accounts in the group's order", () => {
  deepEqual(split("100", ""), ["DU1 34", "DU2 33", "DU3 33"]);
  deepEqual(split("2", "Equal"), ["DU1 1", "DU2 1"]);
});

test("the method weighs: by net liquidation value, by ratio", () => {
  deepEqual(split("100", "NetLiq"), ["DU1 50", "DU2 25", "DU3 25"]);
  deepEqual(split("10", "Ratio", [0, 3, 1]), ["DU2 8", "DU3 2"]);
});

test("nothing is lost when nobody has a weight, or shares come in fractions", () => {
  deepEqual(split("100", "AvailableEquity"), ["DU1 34", "DU2 33", "DU3 33"]);
  deepEqual(split("0.5", "Equal"), ["DU1 0.5"]);
});

test("an order of the master needs a group it knows and a method it can follow", () => {
  const advisor = new Advisor("DF0", ACCOUNTS);
  equal(advisor.refusal({ faGroup: "", faMethod: "" })?.code, 436);
  match(advisor.refusal({ faGroup: "h", faMethod: "" })?.text ?? "", /Invalid allocation group 'h'/);
  match(advisor.refusal({ faGroup: "All_Equal", faMethod: "PctChange" })?.text ?? "", /'PctChange' is not supported/);
  equal(advisor.refusal({ faGroup: "All_Equal", faMethod: "NetLiq" }), undefined);
});
