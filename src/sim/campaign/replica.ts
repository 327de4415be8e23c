/**
 * The daemon's twin for I15: an engine that is made of durable bytes alone, as a start after a crash would make it, and
 * compared with the one that runs.
 *
 * The comparison means something only while nothing is under way to the disk; a daemon that answers a question at once has
 * nothing under way. Not for runs in which durable bytes rot.
 */
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
}

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

const startsWith = (bytes: Uint8Array, beginning: Uint8Array): boolean =>
  bytes.length >= beginning.length && beginning.every((byte, i) => byte === bytes[i]);

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
  let orders: readonly Row[] | undefined;
  let status: Row | undefined;
  daemon.query("orders", (result) => {
    orders = result as readonly Row[];
  });
  daemon.query("status", (result) => {
    status = result as Row;
  });
  return orders === undefined || status === undefined ? undefined : { orders, status };
}

function believed(config: EngineConfig, parts: readonly (readonly Recorded[])[]): Believed {
  const engine = new Engine(config);
  for (const records of parts) engine.restore(records);
  const ask = (what: "orders" | "status"): unknown => {
    const [effect] = engine.step({ kind: "query", query: 1, what }, 0 as Instant, 0 as WallMs);
    return effect?.kind === "answer" ? effect.result : undefined;
  };
  return { orders: ask("orders") as readonly Row[], status: ask("status") as Row };
}

function difference(live: Believed, twin: Believed, name: string): string | undefined {
  for (const count of DURABLE_COUNTS)
    if (live.status[count] !== twin.status[count])
      return `the daemon has ${count}: ${live.status[count]}, and ${name} has ${twin.status[count]}`;
  for (const [i, row] of live.orders.entries()) {
    const other = twin.orders[i] ?? {};
    for (const field of Object.keys(row))
      if (JSON.stringify(row[field]) !== JSON.stringify(other[field]))
        return `the daemon has ${row.key} with ${field} ${JSON.stringify(row[field])}, and ${name} has ${JSON.stringify(other[field])}`;
  }
  return undefined;
}
