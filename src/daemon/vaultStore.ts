/**
 * The vault's file: SQLite, one database with the tables of src/vault/tables.ts.
 *
 * Rows and the place in the journal up to which they are complete are written in one transaction, and a transaction begins by
 * looking whether that place, and the file itself, are still the ones that were read: so two writers never double a row, and a writer
 * whose file was replaced notices. A rollback journal and no write-ahead log: one file to copy, and none that could be
 * taken for that of another database when the file is replaced.
 */
import { statSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { versionOf } from "../model/execution.ts";
import type { Past } from "../vault/books.ts";
import { tradeOf } from "../vault/rows.ts";
import { madeBy, putInto, type Row, SCHEMA_VERSION, TABLE_NAMES, type TableName, tableOf } from "../vault/tables.ts";
import type { Trade } from "../vault/trips.ts";
import type { Changes } from "../vault/vault.ts";
import type { VaultPlace } from "./vaultJournal.ts";
import { VaultTrouble } from "./vaultTrouble.ts";

export interface StoreOptions {
  /** A disk that forgets is no matter: the file is thrown away when it is not finished. */
  readonly unsafe?: boolean;
  /** Nothing is made or written; only a transaction that somebody was killed in is taken back. */
  readonly look?: boolean;
}

/** So long a transaction waits for somebody who reads or writes, in ms. */
const BUSY_MS = 2_000;

/** What the vault says of itself. */
export interface Complete extends VaultPlace {
  readonly gateway: string;
  readonly epoch: string | null;
  readonly at: string;
}

export class VaultStore {
  readonly path: string;
  readonly db: DatabaseSync;
  readonly changes: Changes;
  readonly past: Past;
  readonly #ino: number;
  readonly #statements = new Map<string, StatementSync>();
  /** Up to where it was complete when this store last read or wrote it. */
  #complete: Complete | undefined;

  constructor(path: string, { unsafe = false, look = false }: StoreOptions = {}) {
    this.path = path;
    this.db = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      if (!look) this.#prepare(unsafe);
      if (this.#version !== SCHEMA_VERSION) throw VaultTrouble.version(path, this.#version);
      this.#ino = statSync(path).ino;
      this.#complete = this.read();
    } catch (error) {
      this.db.close();
      throw error;
    }
    this.changes = this.#changes();
    this.past = this.#past();
  }

  /** Up to where it was complete when it was last looked at; undefined while it is empty. */
  get complete(): Complete | undefined {
    return this.#complete;
  }

  close(): void {
    this.db.close();
  }

  /** What every page says of itself, and whether every table is there; answers the first thing wrong. */
  damage(): string | undefined {
    const { quick_check: said } = this.db.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
    if (said !== "ok") return said;
    const names = this.db.prepare("SELECT name FROM sqlite_schema").all();
    const missing = TABLE_NAMES.find((table) => !names.some(({ name }) => name === table));
    return missing && `its table ${missing} is missing`;
  }

  /** Does all of it or nothing, and takes the place with it. */
  write(build: string, gateway: string, change: () => Omit<Complete, "gateway">): void {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      this.#stillMine();
      const now: Complete = { ...change(), gateway };
      const { file, byte, count: entry, chain, epoch, at } = now;
      const row = { id: 1, schemaVersion: SCHEMA_VERSION, build, gateway, epoch, file, byte, entry, chain, at };
      this.changes.put("vault", row);
      this.db.exec("COMMIT");
      this.#complete = now;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  /** What the file says now. */
  read(): Complete | undefined {
    return this.db.prepare(COMPLETE).get() as Complete | undefined;
  }

  #prepare(unsafe: boolean): void {
    this.db.exec(
      `PRAGMA journal_mode = ${unsafe ? "OFF" : "DELETE"}; PRAGMA synchronous = ${unsafe ? "OFF" : "NORMAL"}`,
    );
    if (this.#version === 0) this.#make();
  }

  get #version(): number {
    return (this.db.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
  }

  #make(): void {
    this.db.exec("BEGIN IMMEDIATE");
    for (const sql of madeBy()) this.db.exec(sql);
    this.db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    this.db.exec("COMMIT");
  }

  /** Nobody has put another file in this one's place, and nobody else has written to it. */
  #stillMine(): void {
    if (statSync(this.path, { throwIfNoEntry: false })?.ino !== this.#ino) throw VaultTrouble.replaced(this.path);
    const { count, chain } = this.read() ?? {};
    if (count !== this.#complete?.count || chain !== this.#complete?.chain) throw VaultTrouble.replaced(this.path);
  }

  #changes(): Changes {
    const ends = ["drifts", "alerts"] as const;
    const set = 'SET "endedAt" = ?, "endedEntry" = ?, "reason" = ? WHERE "endedEntry" IS NULL';
    const endOne = Object.fromEntries(ends.map((table) => [table, `UPDATE ${table} ${set} AND id = ?`]));
    const endAll = Object.fromEntries(ends.map((table) => [table, `UPDATE ${table} ${set}`]));
    const without = 'DELETE FROM round_trips WHERE "strategy" = ? AND "account" = ? AND "conId" = ? AND "number" >= ?';
    return {
      put: (table, row) => this.#put(table, row),
      end: (table, id, { endedAt, endedEntry, reason }) => this.#run(endOne[table]!, [endedAt, endedEntry, reason, id]),
      endAll: (table, { endedAt, endedEntry, reason }) => this.#run(endAll[table]!, [endedAt, endedEntry, reason]),
      trips: ({ strategy, account, conId }, from, rows) => {
        this.#run(without, [strategy, account, conId, from]);
        for (const row of rows) this.#put("round_trips", row);
      },
    };
  }

  #put(table: TableName, row: Row): void {
    this.#run(
      PUTS.get(table)!,
      tableOf(table).columns.map(({ name }) => row[name]!),
    );
  }

  #past(): Past {
    return {
      strategyOf: (key) => this.#get<{ strategy: string | null }>(STRATEGY_OF, [key])?.strategy ?? undefined,
      newest: (trade) => this.#get(NEWEST, [trade]),
      commission: (execId) => this.#get("SELECT commission, currency FROM commissions WHERE execId = ?", [execId]),
      bookOf: (execId) => this.#get(BOOK_OF, [execId]),
      limitsSet: () => this.#prepared(LIMITS_SET).all() as Row[],
      trades: ({ strategy, account, conId }) =>
        newestOf(this.#prepared(TRADES_OF).all(strategy, account, conId) as Executed[]),
    };
  }

  #run(sql: string, values: readonly SQLInputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  #get<T>(sql: string, values: readonly SQLInputValue[]): T | undefined {
    return this.#prepared(sql).get(...values) as T | undefined;
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

const PUTS = new Map(TABLE_NAMES.map((name) => [name, putInto(name)]));

const COMPLETE = "SELECT file, byte, entry AS count, chain, gateway, epoch, at FROM vault";
const NEWEST = `SELECT execId, (SELECT min(entry) FROM executions WHERE trade = ?1) AS firstEntry
  FROM executions WHERE trade = ?1 ORDER BY version DESC LIMIT 1`;
/** As its executions before were counted: a close by the operator is another one's trade than its order says. */
const STRATEGY_OF = `SELECT coalesce(
  (SELECT strategy FROM executions WHERE key = ?1 AND strategy IS NOT NULL LIMIT 1),
  (SELECT strategy FROM orders WHERE key = ?1)) AS strategy`;
const BOOK_OF = `SELECT strategy, account, conId FROM executions
  WHERE execId = ? AND strategy IS NOT NULL AND account IS NOT NULL AND conId IS NOT NULL AND secType IS NOT 'BAG'`;
const LIMITS_SET = `SELECT * FROM limits AS l WHERE what = 'set'
  AND entry = (SELECT max(entry) FROM limits WHERE scope = l.scope AND name = l.name) ORDER BY entry, scope, name`;
const TRADES_OF = `SELECT e.*, c.commission AS cost, c.currency AS costCurrency
  FROM executions AS e LEFT JOIN commissions AS c ON c.execId = e.execId
  WHERE e.strategy = ? AND e.account = ? AND e.conId = ? AND e.secType IS NOT 'BAG' ORDER BY e.entry`;

type Executed = Row & { readonly cost: number | null; readonly costCurrency: string | null };

interface Newest {
  readonly version: number;
  readonly trade: Trade;
  /** The newest version of which a commission was told. */
  readonly charged: number;
}

/**
 * Of each trade its newest version, in the place of its first one. A correction need not be charged again: until it is, what was
 * told of the version before it is what the trade cost.
 */
function newestOf(executions: readonly Executed[]): readonly Trade[] {
  const trades = new Map<string, Newest>();
  for (const { cost, costCurrency, ...row } of executions) {
    const { stem: name, version } = versionOf(row.execId as string);
    const told: Newest = {
      ...{ version, charged: cost === null ? -1 : version },
      trade: { ...tradeOf(row), commission: cost, commissionCurrency: costCurrency },
    };
    const known = trades.get(name);
    trades.set(name, known === undefined ? told : joined(known, told));
  }
  return [...trades.values()].map(({ trade }) => trade);
}

function joined(first: Newest, next: Newest): Newest {
  const newest = next.version > first.version ? next : first;
  const charged = next.charged > first.charged ? next : first;
  const { commission, commissionCurrency } = charged.trade;
  const { entry, at } = first.trade;
  const trade = { ...newest.trade, entry, at, commission, commissionCurrency };
  return { version: newest.version, trade, charged: charged.charged };
}
