import assert from "node:assert/strict";
import test from "node:test";
import type { PlacedContract } from "../model/entry.ts";
import type { ContractName } from "../model/limitValues.ts";
import { AAPL, judged, limit, resting, verdict } from "./judging.test.ts";
import type { KnownContract } from "./view.ts";

const known = (contract: Partial<KnownContract> & { readonly conId: number }): KnownContract => ({
  ...{ symbol: "", localSymbol: "", secType: "STK", currency: "USD", primaryExchange: "", multiplier: "" },
  ...contract,
});
const GME = 76792991;
const broker = [
  known({ conId: GME, symbol: "GME", localSymbol: "GME", primaryExchange: "NYSE" }),
  known({ conId: 265598, symbol: "AAPL", localSymbol: "AAPL", primaryExchange: "NASDAQ" }),
  known({ conId: 900, symbol: "GME", localSymbol: "GME   270115C00020000", secType: "OPT", multiplier: "100" }),
];
const stock = (symbol: string) => ({ symbol, secType: "STK", exchange: "SMART", currency: "USD" });

/** What becomes of an order for a contract under a list, with what the broker has said. */
const banned = (list: readonly ContractName[], contract: PlacedContract, told: readonly KnownContract[] = broker) =>
  verdict({ banned: list }, limit, { contract, known: told });
const only = (list: readonly ContractName[], contract: PlacedContract, told: readonly KnownContract[] = broker) =>
  verdict({ contracts: list }, limit, { contract, known: told });

test("a banned conId is refused and another is not", () => {
  assert.equal(banned([{ conId: GME }], { conId: GME }), `banned: conId ${GME} against conId ${GME}`);
  assert.equal(banned([{ conId: GME }], AAPL), "passed");
  assert.equal(banned([{ conId: GME }], { conId: GME }, []), `banned: conId ${GME} against conId ${GME}`);
});

test("a banned conId is found behind another name, and behind none", () => {
  assert.match(banned([{ conId: GME }], { ...stock("AAPL"), conId: GME }), /^banned: AAPL STK conId 76792991 against/);
  assert.match(banned([{ conId: GME }], stock("gme ")), /^banned/);
  assert.match(banned([{ conId: GME }], { localSymbol: "GME", secType: "STK", currency: "USD" }), /^banned/);
  assert.equal(banned([{ conId: GME }], stock("AAPL")), "passed");
});

test("an order by name is refused while it is not known which contract it means, beside a banned conId without a name", () => {
  assert.match(
    banned([{ conId: 1 }], stock("AAPL")),
    /^banned: .+: it is not known whether it is conId 1: nobody has said which contract it is$/,
  );
  assert.equal(banned([{ conId: 1 }], AAPL), "passed");
});

test("what an order calls a conId counts for nothing: until the broker has named it, it may be any of a list of symbols", () => {
  const claimed = { ...stock("AAPL"), conId: GME };
  assert.match(banned([{ symbol: "GME" }], claimed, []), /^banned: .+ the Gateway has not said what conId 76792991 is/);
  assert.match(
    only([{ symbol: "AAPL" }], claimed, []),
    /^contracts: .+ the Gateway has not said what conId 76792991 is/,
  );
});

for (const spelled of ["GME", "gme", " Gme "])
  test(`"${spelled}" is GME, on the list and in the order`, () => {
    assert.match(banned([{ symbol: spelled }], stock("GME")), /^banned/);
    assert.match(banned([{ symbol: "GME" }], stock(spelled)), /^banned/);
    assert.equal(only([{ symbol: spelled }], stock("gme")), "passed");
  });

test("letters beyond ASCII are compared as letters", () => {
  assert.match(banned([{ symbol: "Süß" }], stock("SÜSS")), /^banned/);
  assert.match(banned([{ symbol: "É" }], stock("é")), /^banned/);
  assert.equal(banned([{ symbol: "É" }], stock("e")), "passed");
});

test("a banned symbol is found behind its conId and behind its local symbol", () => {
  const list = [{ symbol: "GME" }];
  assert.match(banned(list, { conId: GME }), /^banned/);
  assert.match(banned(list, { ...stock("AAPL"), conId: GME }), /^banned/);
  assert.match(banned(list, { ...stock(""), localSymbol: "GME" }), /^banned/);
  assert.match(banned(list, { symbol: "GME", secType: "OPT" }), /^banned/);
  assert.match(banned(list, { localSymbol: "GME   270115C00020000", secType: "OPT" }), /^banned/);
  assert.equal(banned(list, { conId: 265598 }), "passed");
  for (const other of ["GM", "GMED", "XGME"]) assert.equal(banned(list, stock(other)), "passed");
});

test("under a list of symbols a conId that nobody has named is refused, and told how to be known", () => {
  const told = "the Gateway has not said what conId 5 is called: holdfast is asking it, send it again in a second";
  assert.equal(banned([{ symbol: "GME" }], { conId: 5 }), `banned: conId 5 against GME: ${told}`);
  assert.equal(only([{ symbol: "GME" }], { conId: 5 }), `contracts: conId 5 against a list of 1 without it: ${told}`);
});

test("a contract that names nothing, or only a number of somebody else's, is refused", () => {
  for (const contract of [
    {},
    { secIdType: "ISIN", secId: "US36467W1099" },
    { symbol: "  " },
    { localSymbol: "ESZ6", secType: "FUT" },
  ]) {
    assert.match(banned([{ symbol: "GME" }], contract), /^banned/);
    assert.match(only([{ symbol: "GME" }], contract), /^contracts/);
  }
});

test("parts beside a symbol tell contracts apart, and one that is left open does not save a banned one", () => {
  const row = [{ symbol: "GME", secType: "STK", currency: "USD" }];
  assert.equal(banned(row, { symbol: "GME", secType: "OPT", currency: "USD" }), "passed");
  assert.equal(banned(row, { symbol: "GME", secType: "STK", currency: "EUR" }), "passed");
  assert.match(
    banned(row, { symbol: "GME", secType: "STK" }),
    /^banned: .+ the order leaves open whether it is GME STK USD/,
  );
  assert.equal(only(row, { ...stock("GME"), currency: "usd" }), "passed");
  assert.match(only(row, { symbol: "GME", secType: "STK" }), /^contracts: .+ leaves open whether it is GME STK USD/);
});

test("an exchange is the one that is named or the primary one", () => {
  const row = [{ symbol: "GME", exchange: "NYSE" }];
  assert.equal(only(row, { ...stock("GME"), exchange: "NYSE" }), "passed");
  assert.equal(only(row, { ...stock("GME"), primaryExchange: "NYSE" }), "passed");
  assert.equal(only(row, { conId: GME }), "passed");
  assert.match(only(row, stock("GME"), []), /^contracts/);
  assert.match(banned(row, stock("GME"), []), /^banned/);
  assert.equal(banned(row, { ...stock("GME"), exchange: "IBIS" }, []), "passed");
  assert.equal(banned(row, { ...stock("GME"), primaryExchange: "IBIS" }, []), "passed");
});

test("only what is on the list of contracts passes", () => {
  const list = [{ conId: 265598 }, { symbol: "SPY" }];
  assert.equal(only(list, AAPL), "passed");
  assert.equal(only(list, stock("SPY")), "passed");
  assert.match(only(list, stock("QQQ")), /^contracts: QQQ STK against a list of 2 without it$/);
  assert.match(only(list, { conId: GME, symbol: "SPY" }), /^contracts/, "conId wins");
  for (const told of [broker, []])
    assert.match(only(list, stock("AAPL"), told), /^contracts: .+ it is not known whether it is conId 265598/);
});

test("a name that many contracts share is not the one option that is listed", () => {
  const list = [{ conId: 900 }];
  const option = { symbol: "GME", secType: "OPT", currency: "USD" };
  const [listed, other] = ["GME   270115C00020000", "GME   270115P00020000"];
  for (const contract of [option, { ...option, localSymbol: listed }, { ...option, localSymbol: other }])
    assert.match(only(list, contract), /^contracts/);
  for (const contract of [option, { ...option, localSymbol: listed }]) assert.match(banned(list, contract), /^banned/);
  assert.equal(banned(list, { ...option, localSymbol: other }), "passed");
});

test("every leg of a bracket is judged", () => {
  const legs = [{ order: limit }, { order: limit, contract: stock("GME") }];
  assert.equal(judged({ banned: [{ symbol: "GME" }] }, legs, { known: broker })?.gate, "banned");
  assert.equal(judged({ contracts: [{ conId: 265598 }] }, legs, { known: broker })?.gate, "contracts");
});

test("what reduces passes: a position in what was banned since can be closed", () => {
  const close = [{ order: { ...limit, action: "SELL" }, contract: { conId: GME } }];
  for (const limits of [{ banned: [{ conId: GME }] }, { contracts: [{ symbol: "SPY" }] }]) {
    assert.notEqual(judged(limits, close), undefined);
    assert.equal(judged(limits, close, { reduces: true }), undefined);
  }
});

test("a change of an order by symbol is judged by the conId that it has by now", () => {
  const contract = stock("AAPL");
  const open = [{ ...resting({ order: limit, contract, key: "k" }), conId: GME }];
  assert.equal(judged({ banned: [{ conId: GME }] }, [{ order: limit, contract, key: "k" }], { open })?.gate, "banned");
});

test("a combination passes only where a list of contracts names all its parts by conId, and none is banned", () => {
  const bag = (...conIds: readonly number[]) => ({
    symbol: "AAPL",
    secType: "BAG",
    comboLegs: conIds.map((conId) => ({ conId })),
  });
  const list = [{ conId: 1 }, { conId: 2 }];
  const gate = (limits: object, contract: PlacedContract) => verdict(limits, limit, { contract }).split(":")[0];
  assert.equal(gate({ contracts: list }, bag(1, 2)), "passed");
  assert.equal(gate({ contracts: list }, bag(1, 3)), "contracts");
  assert.equal(gate({ contracts: [{ symbol: "AAPL" }] }, bag(1, 2)), "contracts");
  assert.equal(gate({ contracts: list }, bag()), "contracts");
  assert.equal(gate({ banned: [{ conId: 9 }] }, bag(1, 2)), "banned");
  assert.equal(gate({ contracts: list, banned: [{ conId: 9 }] }, bag(1, 2)), "passed");
  assert.equal(gate({ contracts: list, banned: [{ conId: 2 }] }, bag(1, 2)), "banned");
});

test("an order that hedges itself passes only where both of its contracts are named by conId, and none is banned", () => {
  const order = { ...limit, deltaNeutralOrderType: "MKT", deltaNeutralConId: 2 };
  const list = [{ conId: 265598 }, { conId: 2 }];
  assert.equal(verdict({ contracts: list }, order), "passed");
  assert.match(verdict({ contracts: [{ conId: 265598 }] }, order), /^contracts/);
  assert.match(verdict({ banned: [{ conId: 9 }] }, order), /^banned/);
  assert.match(verdict({ contracts: list, banned: [{ conId: 2 }] }, order), /^banned/);
  assert.equal(verdict({ contracts: [{ conId: 265598 }] }, { ...order, deltaNeutralOrderType: "None" }), "passed");
  const hedged = { contract: { ...AAPL, deltaNeutralContract: { conId: 2, delta: 0.5, price: 100 } } };
  assert.equal(verdict({ contracts: list }, limit, hedged), "passed");
  assert.match(verdict({ contracts: [{ conId: 265598 }] }, limit, hedged), /^contracts/);
  assert.match(verdict({ contracts: list, banned: [{ conId: 2 }] }, limit, hedged), /^banned/);
});

test("an order that names its contract by an ISIN may be any, whatever it calls it beside that", () => {
  const gme = { secIdType: "ISIN", secId: "US36467W1099" };
  const named = { ...stock("AAPL"), ...gme };
  for (const row of [{ symbol: "GME" }, { conId: GME }])
    for (const contract of [named, { ...gme, exchange: "SMART", currency: "USD" }])
      assert.match(banned([row], contract), /^banned: .+ nobody has said which contract it is$/);
  assert.match(only([{ symbol: "AAPL" }], named), /^contracts: .+ nobody has said which contract it is$/);
  assert.equal(banned([{ symbol: "GME" }], { ...named, conId: 265598 }), "passed");
  assert.equal(only([{ symbol: "AAPL" }], { ...named, conId: 265598 }), "passed");
});

test("a bond by symbol may be any bond: its symbol may be a CUSIP", () => {
  const cusip = { symbol: "912828C57", secType: "BOND", exchange: "SMART", currency: "USD" };
  const told = [...broker, known({ conId: 5, symbol: "US-T", secType: "BOND" })];
  for (const row of [{ symbol: "US-T" }, { conId: 5 }])
    assert.match(banned([row], cusip, told), /^banned: .+ nobody has said which contract it is$/);
  assert.equal(banned([{ conId: GME }, { symbol: "US-T", secType: "STK" }], cusip, told), "passed");
  assert.equal(only([{ symbol: "912828C57" }], cusip), "passed");
});
