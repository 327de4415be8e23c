/**
 * Ten clients that stream three hundred contracts: how many ticks a second they get, and whether the Gateway keeps up.
 *
 * Each client streams three stocks and 28 options. A tick is a message with a price, a size, a text or an option's
 * computation. The lag is how far the Gateway's clock is behind the host's when it is asked, ten times a second: what is due and
 * not done yet holds its clock back.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { decodeIncoming } from "../../src/wire/codec.ts";
import { type Figures, figures } from "../figures.ts";
import { Peer, VERSION } from "../peer.ts";
import { Program } from "./program.ts";

const CLIENTS = 10;
const STOCKS = [
  "AAPL",
  "MSFT",
  "NVDA",
  "AMZN",
  "GOOGL",
  "META",
  "TSLA",
  "AMD",
  "INTC",
  "NFLX",
  "JPM",
  "BAC",
  "WFC",
  "XOM",
  "CVX",
  "KO",
  "PEP",
  "WMT",
  "COST",
  "DIS",
  "PFE",
  "JNJ",
  "UNH",
  "V",
  "MA",
  "CSCO",
  "ORCL",
  "SPY",
  "QQQ",
  "IWM",
];
/** Underlyings with option chains. */
const CHAINS = ["AAPL", "SPY"];
const OPTIONS_EACH = 28;
/** tickPrice, tickSize, tickOptionComputation, tickGeneric, tickString. */
const TICKS = new Set([1, 2, 21, 45, 46]);
const CONTRACT_DETAILS = 10;
const CONTRACT_DETAILS_END = 52;
const ERROR = 4;
const REQUEST = 9_999;

export interface Load {
  readonly contracts: number;
  readonly ticksPerSecond: number;
  /** Of one core, from 0 to 1. */
  readonly core: number;
  readonly lagMs: Figures;
  readonly peakMiB: number;
}

export async function load(seconds: number, tickMs: number): Promise<Load> {
  const limits = ["--limit", "linesMax=1000", "--limit", "messagesPerSecond=10000"];
  const program = await Program.start("--tick-ms", String(tickMs), ...limits);
  const peers = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => Peer.connect(program.port, i + 1)));
  const streamed = await Promise.all(peers.map((peer, i) => stream(peer, i)));
  let ticks = 0;
  for (const peer of peers)
    peer.onFrame = (id) => {
      if (TICKS.has(id)) ticks++;
    };
  await sleep(2_000);
  const [cpu, from, begun] = [program.cpuSeconds(), ticks, performance.now()];
  const lags = await lagsFor(program, seconds);
  const took = (performance.now() - begun) / 1_000;
  const result = {
    contracts: streamed.reduce((sum, count) => sum + count, 0),
    ticksPerSecond: Math.round((ticks - from) / took),
    core: (program.cpuSeconds() - cpu) / took,
    lagMs: figures(lags),
    peakMiB: program.peakMiB(),
  };
  for (const peer of peers) peer.close();
  await program.stop();
  return result;
}

/** Streams three stocks and a stretch of a chain; answers how many contracts. */
async function stream(peer: Peer, place: number): Promise<number> {
  const stocks: number[] = [];
  for (const symbol of STOCKS.slice(3 * place, 3 * place + 3))
    stocks.push(...(await details(peer, { symbol, secType: "STK" })));
  const chain = await details(peer, { symbol: CHAINS[place % CHAINS.length], secType: "OPT", right: "C" });
  const first = Math.floor(chain.length / 2) + OPTIONS_EACH * Math.floor(place / CHAINS.length);
  const conIds = [...stocks, ...chain.slice(first, first + OPTIONS_EACH)];
  for (const [reqId, conId] of conIds.entries())
    peer.send("reqMktData", { reqId: reqId + 1, contract: { conId, exchange: "SMART" } });
  return conIds.length;
}

function details(peer: Peer, contract: object): Promise<readonly number[]> {
  const found: number[] = [];
  return new Promise((resolve) => {
    peer.onFrame = (id, payload) => {
      if (id === CONTRACT_DETAILS_END) return resolve(found);
      if (id !== CONTRACT_DETAILS && id !== ERROR) return;
      const message = decodeIncoming(payload, VERSION);
      if (!("name" in message)) return;
      if (message.name === "contractDetails") found.push(message.body.contract.conId);
      // A contract that is not listed draws an error and no end.
      if (message.name === "error" && message.body.id === REQUEST) resolve(found);
    };
    peer.send("reqContractDetails", { reqId: REQUEST, contract: { exchange: "SMART", currency: "USD", ...contract } });
  });
}

async function lagsFor(program: Program, seconds: number): Promise<readonly number[]> {
  const lags: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; await sleep(100)) {
    const asked = Date.now();
    const { time } = await program.ask("/clock");
    // The answer is at least as late as the question.
    lags.push(Math.max(0, asked - Date.parse(String(time))));
  }
  return lags;
}
