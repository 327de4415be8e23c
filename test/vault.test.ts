/**
 * The trade vault as a file: what a journal of everything makes of its tables, what happens when the journal loses files or is another
 * one, and that docs/vault.md says what is so.
 */
import assert from "node:assert/strict";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import type { WallMs } from "../src/base/time.ts";
import { begun, rebuild } from "../src/daemon/vaultBuild.ts";
import { verifyVault } from "../src/daemon/vaultVerify.ts";
import { type VaultFiles, VaultWriter } from "../src/daemon/vaultWriter.ts";
import type { Entry, Execution } from "../src/model/entry.ts";
import type { StrategyName } from "../src/model/ids.ts";
import { Holdings } from "../src/risk/holdings.ts";
import { TABLE_NAMES, tableOf } from "../src/vault/tables.ts";
import { temporaryDirectory } from "./rig/folders.ts";
import { ACCOUNT, charged, EVERYTHING, filled, placed, started, writeJournal } from "./vault/journal.ts";

const QUIET = { journalOnly: false, progress: () => {} };
const filesIn = (dir: string): VaultFiles => ({
  dir,
  gateway: "main",
  path: join(dir, "trade_vault.db"),
  build: "test",
});

/** Follows the journal to its end, as the daemon's process does. */
function written(files: VaultFiles): void {
  const writer = new VaultWriter(files);
  while (writer.step() > 0);
  writer.close();
}

function everything(): VaultFiles {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, EVERYTHING);
  written(files);
  return files;
}

/** What an account's trades have cost, as programs are told it. */
interface Described {
  readonly currencies: readonly { readonly commissions: number }[];
}

function rows({ path }: VaultFiles, sql: string): readonly unknown[][] {
  const db = new DatabaseSync(path);
  const found = db
    .prepare(sql)
    .all()
    .map((row) => Object.values(row));
  db.close();
  return found;
}

test("orders, their transitions and their executions, with corrections and busts", () => {
  const files = everything();
  assert.deepEqual(rows(files, "SELECT key, status, filled, permId, lastEntry FROM orders"), [
    ["alpha-0000-1", "filled", 10, 901, 8],
    ["alpha-0000-2", "filled", 10, 902, 13],
    ["alpha-0000-3", "filled", 0, 903, 20],
  ]);
  assert.deepEqual(
    rows(files, "SELECT fromStatus, toStatus, cause FROM transitions WHERE key = 'alpha-0000-2' ORDER BY entry"),
    [
      [null, "intended", "orderIntended"],
      ["intended", "sent", "orderSending new"],
      ["sent", "working", "statusReported Submitted"],
      ["working", "filled", "executed 0001.02.01"],
    ],
  );
  assert.deepEqual(rows(files, "SELECT execId, what, strategy FROM executions ORDER BY entry"), [
    ["0001.01.01", "execution", "alpha"],
    ["0001.01.02", "correction", "alpha"],
    ["0001.02.01", "execution", "alpha"],
    ["0001.03.01", "execution", "alpha"],
    ["0001.03.02", "bust", "alpha"],
    ["m.1.01", "execution", null],
  ]);
  assert.deepEqual(rows(files, "SELECT execId, price FROM trades ORDER BY entry"), [
    ["0001.01.02", 99],
    ["0001.02.01", 110],
    ["m.1.01", 0],
  ]);
});

test("round trips follow the corrections, and a bust leaves none", () => {
  const trips = rows(everything(), "SELECT number, side, pnl, commission, net, unreported FROM round_trips");
  assert.deepEqual(trips, [[1, "LONG", 110, 3, 107, 0]]);
});

test("a correction costs what it corrects has cost until it is charged itself, as in the record of how trades have gone", () => {
  const bought: Entry[] = [
    started(),
    ...placed("alpha-0000-1", 1, "BUY", 100),
    filled("alpha-0000-1", 1, 100),
    charged(1, 3),
    filled("alpha-0000-1", 1, 99, 2),
  ];
  const sold = [...placed("alpha-0000-2", 2, "SELL", 110), filled("alpha-0000-2", 2, 110), charged(2, 2)];
  for (const [last, commission] of [
    [[], 5],
    [[charged(1, 4, 2)], 6],
  ] as const) {
    const files = filesIn(temporaryDirectory());
    writeJournal(files.dir, bought, [...sold, ...last]);
    written(files);
    const trip = "SELECT executions, pnl, commission, unreported FROM round_trips";
    assert.deepEqual(rows(files, trip), [[2, 110, commission, 0]]);
    assert.deepEqual(verifyVault(files, () => {}).differences, []);
    const holdings = new Holdings((key) => key.split("-")[0] as StrategyName);
    for (const entry of [...bought, ...sold, ...last]) holdings.evolve(entry, 0 as WallMs);
    const { currencies } = holdings.described("alpha" as StrategyName, ACCOUNT, 0 as WallMs) as Described;
    assert.equal(currencies[0]!.commissions, commission);
  }
});

test("an execution that was told before its order was known is its order's in the end, and counts once", () => {
  const files = filesIn(temporaryDirectory());
  const early = filled("alpha-0000-1", 1, 100) as unknown as { readonly execution: Execution };
  const stranger: Entry = { kind: "foreignExecuted", execution: early.execution };
  writeJournal(files.dir, [
    started(),
    ...placed("alpha-0000-1", 1, "BUY", 100),
    stranger,
    ...FIRST.slice(-2),
    ...SECOND,
  ]);
  written(files);
  assert.deepEqual(rows(files, "SELECT execId, entry, strategy FROM executions ORDER BY entry"), [
    ["0001.01.01", 5, "alpha"],
    ["0001.02.01", 11, "alpha"],
  ]);
  assert.deepEqual(rows(files, "SELECT number, executions, pnl, commission FROM round_trips"), [[1, 2, 100, 2]]);
});

/** The operator closes, for a strategy, what `FIRST` has bought. */
function closed(closes: string | undefined): readonly Entry[] {
  const key = "operator-0000-2";
  const [intent, ...sent] = placed(key, 2, "SELL", 110);
  const { legs } = intent as Extract<Entry, { readonly kind: "orderIntended" }>;
  const leg = { ...legs[0]!, strategy: "operator", ...(closes && { closes }) };
  return [{ kind: "orderIntended", legs: [leg] } as unknown as Entry, ...sent, filled(key, 2, 110), charged(2, 1)];
}

test("a close by the operator is the trade of the strategy whose position it closes, and ends its round trip", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST, closed("alpha"));
  written(files);
  assert.deepEqual(rows(files, "SELECT strategy, position, pnl, net FROM round_trips"), [["alpha", 0, 100, 98]]);
  assert.deepEqual(rows(files, "SELECT key, strategy FROM orders ORDER BY key"), [
    ["alpha-0000-1", "alpha"],
    ["operator-0000-2", "operator"],
  ]);
  assert.deepEqual(verifyVault(files, () => {}).differences, []);
});

test("a close of what no strategy has made is the operator's own trade", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST, closed(undefined));
  written(files);
  assert.deepEqual(rows(files, "SELECT strategy, position FROM round_trips ORDER BY strategy"), [
    ["alpha", 10],
    ["operator", -10],
  ]);
});

test("drifts and alerts begin and end; states and limits are changes with an author", () => {
  const files = everything();
  assert.deepEqual(rows(files, "SELECT brokers, endedEntry, reason FROM drifts ORDER BY entry"), [
    ["0", 24, "found with other values"],
    ["3", 26, "taken over by hand"],
  ]);
  assert.deepEqual(rows(files, "SELECT cause, severity, reason FROM alerts ORDER BY entry"), [
    ["drift-position", "critical", "equal again"],
    ["drift-position", "critical", null],
  ]);
  assert.deepEqual(rows(files, "SELECT name, what, value, by FROM limits ORDER BY entry"), [
    ["max-quantity", "set", '"50"', "ann"],
    ["max-quantity", "ended", null, null],
  ]);
  assert.deepEqual(rows(files, "SELECT scope, state, level, by, why FROM trading_states"), [
    ["strategy alpha", "halted", "halt-new", "ann", "news"],
  ]);
  assert.deepEqual(rows(files, "SELECT account, dayStart, high FROM equity"), [["DU1000001", 100_000.5, 120_000]]);
  assert.deepEqual(rows(files, "SELECT kind FROM events ORDER BY entry"), [
    ["daemonStarted"],
    ["sessionStarted"],
    ["sessionLost"],
  ]);
});

test("whoever changes a row is found out, with the row and the column", () => {
  const files = everything();
  rows(files, "UPDATE orders SET filled = 9 WHERE key = 'alpha-0000-1' RETURNING 1");
  rows(files, "DELETE FROM commissions WHERE execId = '0001.02.01' RETURNING 1");
  rows(files, "INSERT INTO gaps VALUES (5, 6, 'none') RETURNING 1");
  assert.deepEqual(verifyVault(files, () => {}).differences, [
    {
      table: "orders",
      key: { key: "alpha-0000-1" },
      what: "different",
      columns: { filled: { vault: 9, journal: 10 } },
    },
    { table: "commissions", key: { execId: "0001.02.01" }, what: "missing", columns: {} },
    { table: "gaps", key: { fromEntry: 5 }, what: "surplus", columns: {} },
  ]);
});

const FIRST = [started(), ...placed("alpha-0000-1", 1, "BUY", 100), filled("alpha-0000-1", 1, 100), charged(1, 1)];
const SECOND = [...placed("alpha-0000-2", 2, "SELL", 110), filled("alpha-0000-2", 2, 110), charged(2, 1)];
const THIRD = [...placed("alpha-0000-3", 3, "BUY", 90)];

/** Of three files the first ones are gone; the vault, if there is one, knew them. */
function aged(knew: boolean, gone = 1): VaultFiles {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST, SECOND, THIRD);
  if (knew) written(files);
  for (const name of ["main.journal", "main.000001.journal"].slice(0, gone)) rmSync(join(files.dir, name));
  return files;
}

test("a rebuild keeps what the journal has no more: a trip that began in a deleted file", () => {
  const files = aged(true);
  const { journalFrom, keptTo } = rebuild(files, QUIET);
  assert.deepEqual([journalFrom, keptTo], [7, 6]);
  assert.deepEqual(rows(files, "SELECT closedAt IS NOT NULL, pnl, net FROM round_trips"), [[1, 100, 98]]);
  assert.deepEqual(rows(files, "SELECT * FROM gaps"), []);
});

test("a rebuild whose journal loses a file before it has read it stops, for nobody has taken over the rows of that", () => {
  const files = aged(true);
  const { writer } = begun(files, `${files.path}.rebuilding-1`, false);
  rmSync(join(files.dir, "main.000001.journal"));
  assert.throws(() => writer.step(), /the journal's files from entry 7 on were deleted meanwhile: try again/);
  writer.close();
  assert.deepEqual(
    [rebuild(files, QUIET).journalFrom, rows(files, "SELECT pnl, net FROM round_trips")],
    [13, [[100, 98]]],
  );
});

test("a rebuild that would lose rows is refused in a sentence, and with --from-journal-only the old file is kept", () => {
  const files = aged(true);
  const db = new DatabaseSync(files.path);
  db.exec("DROP TABLE executions");
  db.close();
  assert.throws(
    () => rebuild(files, QUIET),
    /before cannot be built again: restore a copy of the vault, or add --from-journal-only/,
  );
  const { oldKeptAs } = rebuild(files, { ...QUIET, journalOnly: true });
  assert.ok(existsSync(oldKeptAs!));
  assert.deepEqual(rows(files, "SELECT fromEntry, toEntry FROM gaps"), [[1, 6]]);
  assert.deepEqual(rows(files, "SELECT key, status FROM orders"), [
    ["alpha-0000-1", "filled"],
    ["alpha-0000-2", "filled"],
    ["alpha-0000-3", "working"],
  ]);
  assert.deepEqual(verifyVault(files, () => {}).differences, []);
});

test("a vault that was away while files were deleted goes on behind a gap, and says which entries it never saw", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST);
  written(files);
  writeJournal(files.dir, FIRST, SECOND, THIRD);
  for (const name of ["main.journal", "main.000001.journal"]) rmSync(join(files.dir, name));
  written(files);
  assert.deepEqual(rows(files, "SELECT fromEntry, toEntry FROM gaps"), [[7, 12]]);
  assert.deepEqual(rows(files, "SELECT key, status FROM orders ORDER BY key"), [
    ["alpha-0000-1", "filled"],
    ["alpha-0000-2", "filled"],
    ["alpha-0000-3", "working"],
  ]);
  assert.deepEqual(verifyVault(files, () => {}).differences, []);
});

test("one that stands at the end of a deleted file goes on without a gap", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST);
  written(files);
  writeJournal(files.dir, FIRST, SECOND);
  rmSync(join(files.dir, "main.journal"));
  written(files);
  assert.deepEqual(rows(files, "SELECT * FROM gaps"), []);
  assert.deepEqual(rows(files, "SELECT pnl FROM round_trips"), [[100]]);
});

test("a journal that lost its tail: the vault is built anew from what is left", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, [...FIRST, ...SECOND]);
  written(files);
  writeJournal(files.dir, [...FIRST, ...THIRD]);
  assert.throws(() => new VaultWriter(files), { remedy: "rebuild" });
  rebuild(files, QUIET);
  assert.deepEqual(rows(files, "SELECT key FROM orders"), [["alpha-0000-1"], ["alpha-0000-3"]]);
});

test("the vault of another journal is never taken for this one's, nor replaced unasked", () => {
  const files = everything();
  writeJournal(files.dir, [started("epoch-b"), ...THIRD]);
  assert.throws(() => new VaultWriter(files), { remedy: "set-aside" });
  assert.throws(() => rebuild(files, QUIET), /is of another journal than the one beside it: move it away, or add/);
  const { oldKeptAs } = rebuild(files, { ...QUIET, journalOnly: true });
  assert.ok(existsSync(oldKeptAs!));
  assert.deepEqual(rows(files, "SELECT key FROM orders"), [["alpha-0000-3"]]);
});

test("a writer that begins in the middle of a file behind a long snapshot goes on where it was", () => {
  const files = filesIn(temporaryDirectory());
  writeJournal(files.dir, FIRST, SECOND.slice(0, 3));
  written(files);
  writeJournal(files.dir, FIRST, SECOND, THIRD);
  written(files);
  assert.deepEqual(rows(files, "SELECT count(*) FROM orders"), [[3]]);
  assert.deepEqual(verifyVault(files, () => {}).differences, []);
});

/** Of the strategy alpha: bought, with a stop that rests in a group and names no parent. */
function guarded(): readonly Entry[] {
  const [intent, ...sent] = placed("alpha-0000-2", 2, "SELL", 90);
  const { legs } = intent as Extract<Entry, { readonly kind: "orderIntended" }>;
  const order = { ...legs[0]!.order, orderType: "STP", auxPrice: 90, ocaGroup: "exits" };
  return [...FIRST, { kind: "orderIntended", legs: [{ ...legs[0]!, order }] } as unknown as Entry, ...sent];
}

/** More orders that come and go than an engine remembers. */
const comingAndGoing = (): readonly Entry[] =>
  Array.from({ length: 10_001 }, (_, i) => {
    const key = `beta-0000-${(100 + i).toString(36)}`;
    const discarded = { kind: "orderDiscarded", key, reason: "its time is over" } as unknown as Entry;
    return [placed(key, 100 + i, "BUY", 90)[0]!, discarded];
  }).flat();

test("an entry that its stop still guards is not forgotten, however many orders come and go: live and rebuilt know what was taken back of it", () => {
  const files = filesIn(temporaryDirectory());
  const [before, bust] = [[...guarded(), ...comingAndGoing()], filled("alpha-0000-1", 1, 100, 2, "0")];
  // The writer that takes the bust began behind a snapshot of the engine's own.
  for (const last of [[], [bust]]) {
    writeJournal(files.dir, before, [...THIRD, ...last]);
    written(files);
  }
  assert.deepEqual(rows(files, "SELECT filled FROM orders WHERE key = 'alpha-0000-1'"), [[0]]);
  assert.deepEqual(verifyVault(files, () => {}).differences, []);
});

test("a rebuilt vault is for the same eyes as the one before it", () => {
  const files = everything();
  chmodSync(files.path, 0o640);
  rebuild(files, QUIET);
  assert.equal(statSync(files.path).mode & 0o777, 0o640);
  rmSync(files.path);
  rebuild(files, QUIET);
  assert.equal(statSync(files.path).mode & 0o777, 0o600);
});

test("what a killed rebuild left beside the vault is removed by the next one", () => {
  const files = everything();
  const left = `${files.path}.rebuilding-4194305`;
  const db = new DatabaseSync(left);
  db.exec("CREATE TABLE a (b)");
  db.close();
  rebuild(files, QUIET);
  assert.deepEqual(readdirSync(files.dir).sort(), ["main.journal", "trade_vault.db"]);
});

// ---------------------------------------------------------------- docs/vault.md

const PAGE = readFileSync(new URL("../docs/vault.md", import.meta.url), "utf8");

/** A table of the page, by the schema. */
function described(name: (typeof TABLE_NAMES)[number]): string {
  const { says, columns, key } = tableOf(name);
  const lines = columns.map(
    (column) => `| \`${column.name}\`${key.includes(column.name) ? " *" : ""} | ${column.says} |`,
  );
  return [`### ${name}`, "", says, "", "| column | |", "|---|---|", ...lines].join("\n");
}

test("docs/vault.md describes every table and every column as they are", () => {
  const tables = TABLE_NAMES.map(described).join("\n\n");
  assert.ok(PAGE.includes(tables), `put this into docs/vault.md:\n\n${tables}`);
});

test("the example queries of docs/vault.md run, and find something", () => {
  const files = everything();
  const queries = [...PAGE.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql]) => sql!);
  assert.ok(queries.length >= 8);
  for (const sql of queries) assert.ok(rows(files, sql).length > 0, sql);
});
