/** Requests about contracts over the wire, as a client meets them; time is virtual. */
import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { wallOf } from "../../src/base/time.ts";
import type { Draft, IncomingBody, IncomingName, OutgoingBody } from "../../src/wire/codec.ts";
import { type Client, Loopback, type LoopbackOptions } from "./sequences/loopback.ts";
import { line } from "./transcript.ts";

/** A Monday, 15:00 UTC: 10:00 in New York. */
const MONDAY = wallOf(2026, 1, 5, 15, 0);
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

interface Stage {
  readonly gateway: Loopback;
  readonly client: Client;
}

function stage(version = 225, options: LoopbackOptions = {}): Stage {
  const gateway = new Loopback(MONDAY, { calendar: "real", ...options });
  const client = gateway.connect(1, version);
  client.told.length = 0;
  return { gateway, client };
}

const lines = ({ client, gateway }: Stage): string[] => {
  gateway.pass(100);
  return client.told.splice(0).map(line);
};

/** All bodies of a message that came since the last look. */
function heard<N extends IncomingName>({ client, gateway }: Stage, name: N): IncomingBody<N>[] {
  gateway.pass(100);
  return client.told.splice(0).flatMap((said) => (said.name === name ? [said.body as IncomingBody<N>] : []));
}

const errors = (on: Stage): string[] => heard(on, "error").map(({ errorCode, errorMsg }) => `${errorCode} ${errorMsg}`);

type Asked = NonNullable<Draft<OutgoingBody<"reqContractDetails">>["contract"]>;

function detailsOf(on: Stage, contract: Asked): IncomingBody<"contractDetails">[] {
  on.client.send("reqContractDetails", { reqId: 1, contract });
  on.gateway.pass(100);
  equal(on.client.told.at(-1)?.name, "contractDetailsEnd");
  return heard(on, "contractDetails");
}

test("details of a stock come by symbol, conId, ISIN or exchange, at every version, and end", () => {
  for (const version of [157, 176, 182, 200, 205, 225]) {
    const on = stage(version);
    for (const contract of [AAPL, { conId: 265598 }, { ...AAPL, exchange: "ISLAND" }, { ...AAPL, currency: "" }]) {
      const [details] = detailsOf(on, contract);
      equal(details?.contract.conId, 265598, `${version}`);
      equal(details?.contract.multiplier, "");
      equal(details?.longName, "APPLE INC");
    }
  }
  const on = stage();
  const byIsin = { secIdType: "ISIN", secId: "US0378331005" };
  equal(detailsOf(on, byIsin)[0]?.contract.symbol, "AAPL");
  equal(detailsOf(on, { ...AAPL, exchange: "NYSE" })[0]?.contract.exchange, "NYSE");
});

test("an unknown contract draws 200 and no end, an unknown security type 321", () => {
  const on = stage();
  on.client.send("reqContractDetails", { reqId: 2, contract: { ...AAPL, symbol: "NOSUCH" } });
  deepEqual(lines(on), ["ERR 2 200"]);
  for (const secType of ["STOCK", ""]) {
    on.client.send("reqContractDetails", { reqId: 2, contract: { ...AAPL, secType } });
    match(errors(on)[0] ?? "", /^321 .*Please enter a valid security type$/);
  }
});

test("data wants one contract: a future without a month and an option without its terms are refused by what they lack", () => {
  const on = stage();
  const bars = { durationStr: "1 D", barSizeSetting: "1 hour", whatToShow: "TRADES", formatDate: 1 };
  const ask = (contract: Asked): string => {
    on.client.send("reqHistoricalData", { reqId: 1, contract, ...bars });
    return errors(on)[0] ?? "";
  };
  match(ask({ symbol: "ES", secType: "FUT", exchange: "CME" }), /^321 .*Please enter a local symbol or an expiry$/);
  match(ask({ ...AAPL, secType: "OPT" }), /^321 .*please fill all option fields \(right, strike, expiry\)$/);
});

test("a market rule is told by its number; one that no details name draws 322", () => {
  const on = stage();
  const [details] = detailsOf(on, AAPL);
  equal(details?.marketRuleIds.split(",").length, details?.validExchanges.split(",").length);
  on.client.send("reqMarketRule", { marketRuleId: Number(details?.marketRuleIds.split(",")[0]) });
  deepEqual(heard(on, "marketRule")[0]?.priceIncrements, [{ lowEdge: 0, increment: 0.01 }]);
  on.client.send("reqMarketRule", { marketRuleId: 4_711 });
  match(errors(on)[0] ?? "", /^322 .*Market rule with id = 4711 is missing$/);
});

test("a search finds symbols and names, the exact symbol first, at most sixteen, and refuses an empty pattern", () => {
  const on = stage();
  const search = (pattern: string) => {
    on.client.send("reqMatchingSymbols", { reqId: 1, pattern });
    return heard(on, "symbolSamples")[0]?.contractDescriptions ?? [];
  };
  equal(search("v")[0]?.symbol, "V");
  deepEqual(
    search("apple").map(({ symbol, description }) => [symbol, description]),
    [["AAPL", "APPLE INC"]],
  );
  deepEqual(search("nothing like this"), []);
  equal(search("c").length <= 16, true);
  on.client.send("reqMatchingSymbols", { reqId: 1, pattern: " " });
  match(errors(on)[0] ?? "", /^321 .*Pattern must not be empty$/);
});

test("descriptions of a search come from server version 176 on", () => {
  const on = stage(175);
  on.client.send("reqMatchingSymbols", { reqId: 1, pattern: "AAPL" });
  equal(heard(on, "symbolSamples")[0]?.contractDescriptions[0]?.description, "");
});

test("the code of a quote's exchanges names their bits and letters; an unknown code is refused", () => {
  const on = stage();
  on.client.send("reqMktData", { reqId: 1, contract: AAPL });
  const [parameters] = heard(on, "tickReqParams");
  on.client.send("reqSmartComponents", { reqId: 2, bboExchange: parameters?.bboExchange ?? "" });
  const components = heard(on, "smartComponents")[0]?.components ?? [];
  deepEqual(components.find(({ exchange }) => exchange === "NASDAQ")?.exchangeLetter, "Q");
  equal(new Set(components.map(({ bitNumber }) => bitNumber)).size, components.length);
  on.client.send("reqSmartComponents", { reqId: 3, bboExchange: "zz" });
  match(errors(on)[0] ?? "", /^321 .*BBO exchange zz is unknown$/);
});

test("exchanges with depth are listed with their kinds, and there is no tier of soft dollars", () => {
  const on = stage();
  on.client.send("reqMktDepthExchanges", {});
  const found = heard(on, "mktDepthExchanges")[0]?.descriptions ?? [];
  deepEqual(
    found.filter(({ exchange }) => exchange === "IDEALPRO" || exchange === "NASDAQ"),
    [
      { exchange: "IDEALPRO", secType: "CASH", listingExch: "", serviceDataType: "Deep", aggGroup: 4 },
      { exchange: "NASDAQ", secType: "STK", listingExch: "", serviceDataType: "Deep2", aggGroup: undefined },
    ],
  );
  on.client.send("reqSoftDollarTiers", { reqId: 5 });
  deepEqual(heard(on, "softDollarTiers"), [{ reqId: 5, tiers: [] }]);
});

test("chains of a contract that has none end at once; a conId that is another's is refused", () => {
  const on = stage();
  const ask = (underlyingSymbol: string, underlyingConId: number): void =>
    on.client.send("reqSecDefOptParams", {
      ...{ reqId: 1, underlyingSymbol, futFopExchange: "", underlyingSecType: "STK", underlyingConId },
    });
  ask("KO", 8894);
  deepEqual(lines(on), ["securityDefinitionOptionParameterEnd"]);
  ask("AAPL", 8894);
  match(errors(on)[0] ?? "", /^321 .*Invalid contract id$/);
});

test("details that were asked for cannot be taken back: they have come, and nothing is said", () => {
  const on = stage();
  on.client.send("cancelContractData", { reqId: 1 });
  deepEqual(lines(on), []);
});
