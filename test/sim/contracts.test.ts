/** Requests about contracts over the wire, as a client meets them; time is virtual. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import {
  type Draft,
  decodeIncoming,
  type IncomingBody,
  type IncomingName,
  type OutgoingBody,
} from "../../src/wire/codec.ts";
import { AAPL, type Client, Loopback, type LoopbackOptions } from "./loopback.ts";
import { MONDAY } from "./manualClock.ts";
import { line } from "./transcript.ts";

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

test("a search finds pairs, indices, and the index that futures are on", () => {
  const on = stage();
  const search = (pattern: string) => {
    on.client.send("reqMatchingSymbols", { reqId: 1, pattern });
    const found = heard(on, "symbolSamples")[0]?.contractDescriptions ?? [];
    return found.map(({ symbol, secType, primaryExchange, derivativeSecTypes }) =>
      [symbol, secType, primaryExchange, ...derivativeSecTypes].join(" "),
    );
  };
  deepEqual(search("eur"), ["EUR CASH IDEALPRO"]);
  deepEqual(search("SPX"), ["SPX IND CBOE"]);
  deepEqual(search("MNQ"), ["MNQ IND CME FUT CONTFUT"]);
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

test("a future's months come together, one by its month, expired ones where they are included, CONTFUT the front one", () => {
  const on = stage();
  const ES = { symbol: "ES", secType: "FUT", exchange: "CME", currency: "USD" };
  const months = (contract: Asked): string[] => detailsOf(on, contract).map(({ contractMonth }) => contractMonth);
  deepEqual(months(ES), ["202603", "202606", "202609", "202612", "202703"]);
  deepEqual(months({ ...ES, lastTradeDateOrContractMonth: "202606" }), ["202606"]);
  equal(months({ ...ES, includeExpired: true })[0], "202403");
  deepEqual(months({ localSymbol: "ESZ6", exchange: "CME" }), ["202612"]);
  deepEqual(months({ conId: 515416632 }), ["202612"]);
  const [continuous] = detailsOf(on, { ...ES, secType: "CONTFUT" });
  deepEqual([continuous?.contract.secType, continuous?.contractMonth], ["CONTFUT", "202603"]);
  equal(months({ ...ES, secType: "FUT+CONTFUT" }).length, 6);
});

/** The fields of a recorded text frame, in the words of this codec. */
function recordedDetails(secType: string): IncomingBody<"contractDetails"> | undefined {
  const rows = ["ibkr-go-sv200-text", "nautilus-resources-2023"]
    .map((name) => `../shared/fixtures/recorded/${name}.jsonl`)
    .flatMap((path) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : []))
    .map((row) => JSON.parse(row));
  const row = rows.find(({ type, fields }) => type === "contractDetails" && fields[3] === secType);
  if (row === undefined) return undefined;
  const payload = new TextEncoder().encode(row.fields.map((field: string) => `${field}\0`).join(""));
  const message = decodeIncoming(payload, row.serverVersion);
  return "name" in message && message.name === "contractDetails" ? message.body : undefined;
}

test("details of a future, an option and a pair have the fields of recorded ones", (t) => {
  for (const [secType, version, contract] of [
    ["FUT", 200, { localSymbol: "ESZ6", exchange: "CME" }],
    ["CASH", 176, { symbol: "EUR", secType: "CASH", exchange: "IDEALPRO", currency: "USD" }],
    ["OPT", 200, { localSymbol: "AAPL  260618C00200000", exchange: "SMART" }],
  ] as const) {
    const recorded = recordedDetails(secType);
    if (recorded === undefined) return t.skip("the recorded frames are not there");
    const [ours] = detailsOf(stage(version), contract);
    ok(ours !== undefined, secType);
    const same = ({ tradingHours, liquidHours, marketRuleIds, ...rest }: typeof ours) => {
      const { conId, strike, localSymbol, ...named } = rest.contract;
      const rules = marketRuleIds.split(",").length;
      return { ...rest, reqId: 0, contract: named, rules, hours: typeof tradingHours + typeof liquidHours };
    };
    deepEqual(same(ours), same(recorded), secType);
  }
});

test("chains are told for each exchange with real-looking dates and strikes, and every one of them can be asked for", () => {
  const on = stage();
  const ask = (futFopExchange = "") => {
    on.client.send("reqSecDefOptParams", {
      ...{ reqId: 1, underlyingSymbol: "AAPL", futFopExchange, underlyingSecType: "STK", underlyingConId: 265598 },
    });
    return heard(on, "securityDefinitionOptionParameter");
  };
  const chains = ask();
  ok(chains.length > 10 && new Set(chains.map(({ exchange }) => exchange)).size === chains.length);
  const smart = chains.find(({ exchange }) => exchange === "SMART");
  deepEqual([smart?.tradingClass, smart?.multiplier], ["AAPL", "100"]);
  ok(smart?.expirations.includes("20260116") && smart.strikes.includes(255), "the third Friday, at the money");
  equal(ask("CBOE").length, 1);
  const expiry = { ...AAPL, secType: "OPT", lastTradeDateOrContractMonth: "20260116" };
  const calls = detailsOf(on, { ...expiry, right: "C" });
  ok(calls.length > 20 && calls.every(({ contract }) => contract.right === "C"));
  const [one, ...others] = detailsOf(on, { ...expiry, right: "C", strike: 255 });
  deepEqual([one?.contract.localSymbol, others.length], ["AAPL  260116C00255000", 0]);
  equal(detailsOf(on, { ...expiry, strike: 255 }).length, 2);
  ok(detailsOf(on, { ...expiry, lastTradeDateOrContractMonth: "202601" }).length > 2 * calls.length);
});

test("a search tells which symbols have options", () => {
  const on = stage();
  on.client.send("reqMatchingSymbols", { reqId: 1, pattern: "AAPL" });
  deepEqual(heard(on, "symbolSamples")[0]?.contractDescriptions[0]?.derivativeSecTypes, ["OPT", "BAG"]);
  on.client.send("reqMatchingSymbols", { reqId: 1, pattern: "KO" });
  deepEqual(heard(on, "symbolSamples")[0]?.contractDescriptions[0]?.derivativeSecTypes, []);
});

const OPTION = { ...AAPL, secType: "OPT", lastTradeDateOrContractMonth: "20260618", strike: 255, right: "C" };

test("the price of an option at a volatility and the volatility of that price are each other's inverse", () => {
  const on = stage();
  on.client.send("calculateOptionPrice", { reqId: 1, contract: OPTION, volatility: 0.3, underPrice: 255 });
  const [priced] = heard(on, "tickOptionComputation");
  ok(priced !== undefined && priced.optPrice > 15 && priced.optPrice < 30 && priced.delta > 0.5);
  deepEqual([priced.tickType, priced.impliedVol, priced.undPrice, priced.pvDividend], [53, 0.3, 255, -1]);
  const { optPrice } = priced;
  on.client.send("calculateImpliedVolatility", { reqId: 2, contract: OPTION, optionPrice: optPrice, underPrice: 255 });
  const [found] = heard(on, "tickOptionComputation");
  ok(Math.abs((found?.impliedVol ?? 0) - 0.3) < 1e-6);
  on.client.send("calculateImpliedVolatility", { reqId: 3, contract: OPTION, optionPrice: 1, underPrice: 400 });
  deepEqual(heard(on, "tickOptionComputation")[0]?.impliedVol, -1);
  for (const name of ["cancelCalculateOptionPrice", "cancelCalculateImpliedVolatility"] as const)
    on.client.send(name, { reqId: 1 });
  deepEqual(lines(on), []);
});

test("calculators serve options only", () => {
  const on = stage();
  on.client.send("calculateOptionPrice", { reqId: 1, contract: AAPL, volatility: 0.3, underPrice: 255 });
  match(errors(on)[0] ?? "", /^321 .*Calculation of Option Price supported for option securities only$/);
  on.client.send("calculateImpliedVolatility", { reqId: 1, contract: { conId: 265598, exchange: "SMART" } });
  match(errors(on)[0] ?? "", /^321 .*Calculation of Implied Volatility supported for option securities only$/);
  on.client.send("calculateOptionPrice", { reqId: 1, contract: { ...OPTION, exchange: "" } });
  match(errors(on)[0] ?? "", /^321 .*Please enter exchange$/);
});

test("a whole chain comes in turns, with its end behind it; a cancel stops it, and so does the end of the connection", () => {
  const on = stage();
  const chain = { symbol: "SPY", secType: "OPT", exchange: "SMART", currency: "USD" };
  const ask = (): void => on.client.send("reqContractDetails", { reqId: 1, contract: chain });
  ask();
  equal(on.client.told.length, 200);
  on.gateway.pass(10_000);
  const told = on.client.told.splice(0);
  ok(told.length > 3_000);
  equal(told.at(-1)?.name, "contractDetailsEnd");
  equal(new Set(told.map(({ body }) => ("contract" in body ? body.contract.conId : 0))).size, told.length);
  ask();
  on.client.send("cancelContractData", { reqId: 1 });
  on.gateway.pass(10_000);
  equal(on.client.told.splice(0).length, 200);
  ask();
  on.client.leave();
  on.gateway.pass(10_000);
  equal(on.client.told.length, 200);
});
