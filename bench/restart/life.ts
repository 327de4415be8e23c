/**
 * Realistic entries: the lives of three orders, as the real daemon journals them at the simulated Gateway, told again under
 * other names as often as is wanted. One is bought, one is sold, one rests and is cancelled, so that positions come to nothing.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { JournalDamaged, readJournal } from "../../src/journal/journal.ts";
import type { Entry } from "../../src/model/entry.ts";
import { type DaemonProcess, type RawClient, rawClient, startDaemon, startGateway } from "../../test/rig/rig.ts";

export interface Lives {
  /** What a journal begins with: a process, and a session. */
  readonly beginning: readonly Entry[];
  /** Of each order, in the order in which they were written. */
  readonly orders: readonly (readonly Entry[])[];
}

const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const ORDERS = [
  { action: "BUY", orderType: "MKT" },
  { action: "SELL", orderType: "MKT" },
  { action: "BUY", orderType: "LMT", lmtPrice: 1 },
] as const;
const SETTLED_MS = 1_000;
const ENDS = new Set(["Filled", "Cancelled"]);

export async function recordLives(): Promise<Lives> {
  const gateway = await startGateway({ prices: "0,AAPL,254.99,255.01,255", flags: ["--quiet"] });
  const daemon = await startDaemon({ gatewayPort: gateway.port });
  const client = await rawClient(daemon.port, 1);
  for (const [i, terms] of ORDERS.entries()) await live(client, i + 1, terms);
  const entries = entriesOf(daemon);
  await daemon.stop();
  await gateway.stop();
  return livesAmong(entries);
}

async function live(client: RawClient, orderId: number, terms: (typeof ORDERS)[number]): Promise<void> {
  const order = { totalQuantity: "10", tif: "DAY", transmit: true, orderRef: "daily", ...terms };
  client.send("placeOrder", { orderId, contract: AAPL, order } as never);
  await client.expect("openOrder", (body) => body.order.orderId === orderId);
  if (terms.orderType === "LMT") client.send("cancelOrder", { orderId });
  await client.expect("orderStatus", (body) => body.orderId === orderId && ENDS.has(body.status));
  // Its execution and commission may come before or after.
  await pause(SETTLED_MS);
}

function entriesOf({ stateDir }: DaemonProcess): readonly Entry[] {
  const replay = readJournal(readFileSync(join(stateDir, "main.journal")), "main");
  if (replay instanceof JournalDamaged) throw new Error(replay.reason);
  return replay.records.map(({ entry }) => entry);
}

function livesAmong(entries: readonly Entry[]): Lives {
  const keys = entries.flatMap((entry) => (entry.kind === "orderIntended" ? [entry.legs[0]!.key] : []));
  const first = entries.findIndex(({ kind }) => kind === "orderIntended");
  return {
    beginning: entries.slice(0, first),
    orders: keys.map((key) => entries.filter((each) => isOf(each, key, entries))),
  };
}

function isOf(entry: Entry, key: string, among: readonly Entry[]): boolean {
  if (entry.kind === "orderIntended") return entry.legs[0]!.key === key;
  if (entry.kind !== "commissionReported") return "key" in entry && entry.key === key;
  return among.some((each) => each.kind === "executed" && each.key === key && execIdOf(each) === entry.execId);
}

const execIdOf = (entry: Entry): string | undefined =>
  entry.kind === "executed" ? entry.execution.execution?.execId : undefined;

/** The same life of another order, the `n`-th. */
export function again(life: readonly Entry[], n: number): readonly Entry[] {
  const [intended] = life;
  if (intended?.kind !== "orderIntended") throw new Error("a life begins with an intent");
  const { key } = intended.legs[0]!;
  const execIds = life.flatMap((entry) => execIdOf(entry) ?? []);
  const texts = [
    [key, `${key}z${n.toString(36)}`],
    ...execIds.map((id) => [id, `${id.slice(0, 9)}${hex(n)}${id.slice(17)}`]),
  ];
  return renamed(life, texts as [string, string][], n) as readonly Entry[];
}

const hex = (n: number): string => n.toString(16).padStart(8, "0");

/** Ids by which anything is found. */
const NUMBERED = new Set(["orderId", "clientOrderId", "permId"]);

function renamed(value: unknown, texts: readonly [string, string][], n: number, name = ""): unknown {
  if (typeof value === "number") return NUMBERED.has(name) && value > 0 ? 1_000 + n : value;
  if (typeof value === "string") return texts.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((each) => renamed(each, texts, n));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, texts, n, key)]));
}
