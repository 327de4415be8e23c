/**
 * Time that stands still is moved on: how long that takes, and the most memory.
 *
 * A day without clients and with faults at random (the default mix, twelve in an hour); an hour without faults in step with a
 * client that streams ten stocks and has a resting order.
 */
import { DEFAULT_MIX } from "../../src/sim/faults/random.ts";
import { Peer } from "../peer.ts";
import { Program } from "./program.ts";

const STOCKS = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "AMD", "SPY", "QQQ"];

export interface Day {
  readonly startMs: number;
  readonly seconds: number;
  readonly peakMiB: number;
  /** Frames that the client got. */
  readonly frames: number;
}

const FLAGS = ["--speed", "0", "--settle-ms", "0", "--accounts", "DU1000001"];

export async function dayAlone(): Promise<Day> {
  const program = await Program.start(...FLAGS, "--fault-rate", String(DEFAULT_MIX.ratePerHour));
  return advanced(program, "24h", () => 0);
}

export async function hourInStep(): Promise<Day> {
  const program = await Program.start(...FLAGS);
  let frames = 0;
  const peer = await Peer.connect(program.port, 1);
  peer.onFrame = () => {
    frames++;
  };
  busy(peer);
  const hour = await advanced(program, "1h", () => frames);
  peer.close();
  return hour;
}

async function advanced(program: Program, advance: string, frames: () => number): Promise<Day> {
  const begun = performance.now();
  await program.ask("/clock", { advance });
  const seconds = (performance.now() - begun) / 1_000;
  const result = { startMs: program.startMs, seconds, peakMiB: program.peakMiB(), frames: frames() };
  await program.stop();
  return result;
}

function busy(peer: Peer): void {
  const stock = (symbol: string) => ({ symbol, secType: "STK", exchange: "SMART", currency: "USD" });
  for (const [reqId, symbol] of STOCKS.entries())
    peer.send("reqMktData", { reqId: reqId + 1, contract: stock(symbol) });
  const order = { action: "BUY", orderType: "LMT", lmtPrice: 1, totalQuantity: "1", tif: "GTC", transmit: true };
  peer.send("placeOrder", { orderId: 1, contract: stock("AAPL"), order } as never);
}
