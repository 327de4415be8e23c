/** A journal in which everything that the vault has a table for happens once or twice, written by the real writer. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { concat } from "../../src/base/bytes.ts";
import { type WallMs, wallOf } from "../../src/base/time.ts";
import { JournalWriter } from "../../src/journal/journal.ts";
import { segment } from "../../src/journal/segments.ts";
import type { Entry } from "../../src/model/entry.ts";
import { Blotter } from "../../src/orders/blotter.ts";
import { Families } from "../../src/sentinel/families.ts";

export const ACCOUNT = "DU1000001";
export const AAPL = { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };

/** Of the strategy alpha: intent, sending, working. */
export function placed(key: string, orderId: number, action: "BUY" | "SELL", price: number): readonly Entry[] {
  const order = { action, totalQuantity: "10", orderType: "LMT", lmtPrice: price, tif: "DAY" };
  const leg = { key, strategy: "alpha", clientId: 1, clientOrderId: orderId, account: ACCOUNT, contract: AAPL, order };
  return [
    { kind: "orderIntended", legs: [leg] },
    { kind: "orderSending", key, orderId, frame: "new" },
    { kind: "statusReported", key, report: { orderId, status: "Submitted", remaining: "10", permId: 900 + orderId } },
  ] as unknown as readonly Entry[];
}

/** A fill of all ten, as its first version unless told otherwise; `shares` 0 takes it back. */
export function filled(key: string, orderId: number, price: number, version = 1, shares = "10"): Entry {
  const execId = `0001.0${orderId}.0${version}`;
  const side = orderId % 2 === 1 ? "BOT" : "SLD";
  const execution = { execId, acctNumber: ACCOUNT, side, shares, price, cumQty: "10", avgPrice: price, orderId };
  return { kind: "executed", key, execution: { contract: AAPL, execution } } as unknown as Entry;
}

export const charged = (orderId: number, commission: number, version = 1): Entry =>
  ({
    kind: "commissionReported",
    execId: `0001.0${orderId}.0${version}`,
    commission: { execId: `0001.0${orderId}.0${version}`, commission, currency: "USD" },
  }) as unknown as Entry;

export const started = (epoch = "epoch-a"): Entry => ({ kind: "daemonStarted", epoch, format: 2 });

const drift = {
  kind: "position",
  account: ACCOUNT,
  conId: 265598,
  field: "position",
  ours: "10",
  brokers: "0",
} as const;
const alert = { cause: "drift-position", scope: { account: ACCOUNT, conId: 265598 }, detail: "10 against 0" } as const;
const scope = { strategy: "alpha" } as const;

/** Order 1 is bought and corrected, order 2 is sold, order 3 rests, and an operator has his day. */
export const EVERYTHING = [
  started(),
  { kind: "sessionStarted", serverVersion: 176, nextValidId: 1, accounts: [ACCOUNT] },
  ...placed("alpha-0000-1", 1, "BUY", 100),
  filled("alpha-0000-1", 1, 100),
  charged(1, 1),
  filled("alpha-0000-1", 1, 99, 2),
  charged(1, 1, 2),
  ...placed("alpha-0000-2", 2, "SELL", 110),
  filled("alpha-0000-2", 2, 110),
  charged(2, -1),
  charged(2, 2),
  ...placed("alpha-0000-3", 3, "BUY", 90),
  filled("alpha-0000-3", 3, 90),
  filled("alpha-0000-3", 3, 90, 2, "0"),
  { kind: "foreignExecuted", execution: { contract: AAPL, execution: { execId: "m.1.01", shares: "7", side: "BOT" } } },
  { kind: "driftFound", drift },
  { kind: "alertRaised", alert },
  { kind: "driftFound", drift: { ...drift, brokers: "3" } },
  { kind: "alertEnded", alert, reason: "equal again" },
  { kind: "driftEnded", drift, reason: "taken over by hand" },
  { kind: "alertRaised", alert },
  { kind: "limitSet", scope, limit: "max-quantity", value: "50", by: "ann", why: "the opening" },
  { kind: "limitEnded", scope, limit: "max-quantity", reason: "its time is over" },
  { kind: "equityMarked", scope: { account: ACCOUNT }, day: "2026-01-05", dayStart: "100000.5", high: "120000" },
  { kind: "tradingStateSet", scope, state: "halted", level: "halt-new", by: "ann", why: "news" },
  { kind: "sessionLost", reason: "the Gateway restarts" },
] as unknown as readonly Entry[];

/** A snapshot may be far longer than what is read at once. */
const FILLER = "x".repeat(5_000_000);
const START = wallOf(2026, 1, 5, 15);

/** Writes these entries as files of a journal, each but the first behind a snapshot of the orders and their families. */
export function writeJournal(dir: string, ...files: readonly (readonly Entry[])[]): void {
  mkdirSync(dir, { recursive: true });
  const [writer, book] = [new JournalWriter("main"), new Blotter()];
  const families = new Families(book);
  book.isNeeded = (key) => families.isActive(key);
  book.forgot = (key) => families.forget(key);
  for (const [i, entries] of files.entries()) {
    const parts: Uint8Array[] = [];
    const folds = { orders: book.carry(), families: families.carry(), filler: FILLER };
    const snapshot: Entry = { kind: "bookCarried", format: 2, folds };
    if (i > 0) parts.push(writer.opening(snapshot, nextWall(writer)));
    for (const entry of entries) {
      const at = nextWall(writer);
      parts.push(writer.bytes([entry], at));
      book.evolve(entry, at);
      families.evolve(entry, at);
    }
    writeFileSync(join(dir, segment("main", i).name), concat(parts));
  }
}

const nextWall = ({ count }: JournalWriter): WallMs => (START + 1_000 * count) as WallMs;
