/**
 * The daemon's twin for I15: an engine that is made of durable bytes alone, as a start after a crash would make it, and
 * compared with the one that runs.
 *
 * The comparison means something only while nothing is under way to the disk; a daemon that answers a question at once has
 * nothing under way. Not for runs in which durable bytes rot.
 */
import { assert } from "../../base/assert.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import type { Daemon } from "../../daemon/loop.ts";
import { Engine } from "../../engine/engine.ts";
import { JournalDamaged, type Replay, readJournal } from "../../journal/journal.ts";
import type { EngineConfig } from "../../model/config.ts";
import type { Recorded } from "../../model/entry.ts";

/** What of a daemon's status comes from its journal. */
const DURABLE_COUNTS = ["orders", "openOrders", "unknownOrders", "fills"] as const;

type Row = Readonly<Record<string, unknown>>;

interface Believed {
  readonly orders: readonly Row[];
  readonly status: Row;
  /** What was said of trading, scope by scope. */
  readonly states: readonly Row[];
  /** Every limit in force, and who has set it. */
  readonly limits: readonly Row[];
}

type Ask = (what: "orders" | "status" | "trading" | "limits") => unknown;

/** Reads one journal again and again: what it began with the last time is not read anew while it is the same to the byte. */
export class Rereader {
  #bytes: Uint8Array = new Uint8Array(0);
  #replay: Replay | undefined;

  /** `durable` is kept. */
  read(durable: Uint8Array, gateway: string): Replay | JournalDamaged {
    const replay = readJournal(durable, gateway, startsWith(durable, this.#bytes) ? this.#replay : undefined);
    this.#bytes = durable;
    this.#replay = replay instanceof JournalDamaged ? undefined : replay;
    return replay;
  }
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  if (bytes.length < beginning.length) return false;
  for (let i = 0; i < beginning.length; i++) if (bytes[i] !== beginning[i]) return false;
  return true;
}

/**
 * What I15 objects to, or undefined: also when the daemon is busy. Only for a daemon that has read its journal. `durable`
 * are the files of its journal, one behind the other: all entries, and what a start would read, make the same.
 */
export function divergence(
  daemon: Daemon,
  durable: Uint8Array,
  config: EngineConfig,
  rereader = new Rereader(),
): string | undefined {
  const live = answered(daemon);
  if (live === undefined) return undefined;
  const replay = rereader.read(durable, config.gateway.name);
  if (replay instanceof JournalDamaged)
    return `the journal of a daemon that runs cannot be read back: ${replay.reason}`;
  if (replay.length < durable.length)
    return `the journal of a daemon that waits for nothing ends in ${durable.length - replay.length} bytes that are no line`;
  const { records } = replay;
  const half = records.length >> 1;
  const newest = Math.max(0, records.findLastIndex(isSnapshot));
  const all = records.filter((record, i) => i === 0 || !isSnapshot(record));
  return (
    difference(live, believed(config, [all]), `the fold of its ${records.length} durable entries`) ??
    difference(live, believed(config, [records.slice(0, half), records.slice(half)]), "the same fold in two parts") ??
    (newest === 0 ? undefined : difference(live, believed(config, [records.slice(newest)]), "the newest file alone"))
  );
}

const isSnapshot = ({ entry }: Recorded): boolean => entry.kind === "bookCarried";

function answered(daemon: Daemon): Believed | undefined {
  return told((what) => {
    let answer: unknown;
    daemon.query(what, (result) => {
      answer = result;
    });
    return answer;
  });
}

function believed(config: EngineConfig, parts: readonly (readonly Recorded[])[]): Believed {
  const engine = new Engine(config);
  for (const records of parts) engine.restore(records);
  const twin = told((what) => {
    const effects = engine.step({ kind: "query", query: 1, what }, 0 as Instant, 0 as WallMs);
    return effects.find((effect) => effect.kind === "answer")?.result;
  });
  assert(twin !== undefined, "an engine that has only read its journal answers at once");
  return twin;
}

/** Undefined when one of the answers waits for the disk. */
function told(ask: Ask): Believed | undefined {
  const orders = ask("orders") as readonly Row[] | undefined;
  const status = ask("status") as Row | undefined;
  const trading = ask("trading") as { readonly said: readonly Row[] } | undefined;
  const limits = ask("limits") as readonly Row[] | undefined;
  if (orders === undefined || status === undefined || trading === undefined || limits === undefined) return undefined;
  // How much of a limit is used is a matter of the session, too.
  return { orders, status, states: trading.said, limits: limits.map(({ used: _, ...row }) => row) };
}

function difference(live: Believed, twin: Believed, name: string): string | undefined {
  for (const count of DURABLE_COUNTS)
    if (live.status[count] !== twin.status[count])
      return `the daemon has ${count}: ${live.status[count]}, and ${name} has ${twin.status[count]}`;
  for (const [i, row] of live.orders.entries()) {
    const other = twin.orders[i] ?? {};
    for (const field of Object.keys(row))
      if (!same(row[field], other[field]))
        return `the daemon has ${row.key} with ${field} ${JSON.stringify(row[field])}, and ${name} has ${JSON.stringify(other[field])}`;
  }
  return (
    differingRow("trading state", live.states, twin.states, name) ??
    differingRow("limit", live.limits, twin.limits, name)
  );
}

/** Most fields are plain values, of which no text need be made. */
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function differingRow(what: string, live: readonly Row[], twin: readonly Row[], name: string): string | undefined {
  const shown = (row: Row | undefined): string => (row === undefined ? "none" : JSON.stringify(row));
  for (let i = 0; i < Math.max(live.length, twin.length); i++)
    if (shown(live[i]) !== shown(twin[i]))
      return `the daemon has the ${what} ${shown(live[i])}, and ${name} has ${shown(twin[i])}`;
  return undefined;
}
