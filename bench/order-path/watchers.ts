/**
 * The flood's receivers as a program: so many clients that stream the same stocks and count what comes.
 *
 *     node bench/order-path/watchers.ts DOOR_PORT CLIENTS
 *
 * Prints "streaming" when all have asked. Every line on its standard input is answered with the number of frames so far.
 */

import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { Peer } from "../peer.ts";

export const WATCHERS_MAX = 8;
export const watcherIds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => 100 + i);

export const SYMBOLS = ["AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "JPM", "SPY", "QQQ"] as const;

if (import.meta.main) {
  const [port, clients] = process.argv.slice(2).map(Number);
  let frames = 0;
  for (const clientId of watcherIds(clients!)) {
    const peer = await Peer.connect(port!, clientId);
    peer.onFrame = () => {
      frames++;
    };
    for (const [n, symbol] of SYMBOLS.entries()) {
      const contract = { symbol, secType: "STK", exchange: "SMART", currency: "USD" };
      peer.send("reqMktData", { reqId: 101 + n, contract });
    }
    await pause(100);
  }
  console.log("streaming");
  createInterface({ input: process.stdin }).on("line", () => console.log(`frames ${frames}`));
}
