/**
 * Compares a vault with a fresh projection of the journal, row by row, up to the vault's own place.
 *
 * The daemon may run: what it writes meanwhile is projected too, and then it waits for as long as the rows are compared. Rows that
 * are older than the journal are compared with themselves, and said to be so.
 */
import { existsSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { type Row, TABLE_NAMES, type TableName, tableOf } from "../vault/tables.ts";
import { type BuildOptions, begun, besideName, toTheEnd } from "./vaultBuild.ts";
import { type Complete, VaultStore } from "./vaultStore.ts";
import { VaultTrouble } from "./vaultTrouble.ts";
import type { VaultFiles, VaultWriter } from "./vaultWriter.ts";

/** One row that is not as it should be. */
export interface Difference {
  readonly table: TableName;
  /** The key of the row, column by column. */
  readonly key: Row;
  /** `missing` and `surplus` are said of the vault's row. */
  readonly what: "missing" | "surplus" | "different";
  /** Where the two differ: what stands in the vault, and what the journal makes. */
  readonly columns: Readonly<Record<string, { readonly vault: unknown; readonly journal: unknown }>>;
}

export interface VaultVerified {
  /** Up to which entry both were compared. */
  readonly entries: number;
  readonly journalFrom: number;
  readonly rows: Readonly<Record<string, number>>;
  /** The first of each table. */
  readonly differences: readonly Difference[];
}

const DIFFERENCES_PER_TABLE = 5;

export function verifyVault(files: VaultFiles, progress: BuildOptions["progress"]): VaultVerified {
  if (!existsSync(files.path))
    throw new VaultTrouble("person", `there is no ${files.path}: run \`holdfast vault rebuild\``);
  const beside = besideName(files.path, "verifying");
  try {
    const { writer, old, journalFrom } = begun(files, beside, false);
    try {
      if (old?.trouble !== undefined) throw old.trouble;
      return { ...compared(files, writer, old?.complete, progress), journalFrom };
    } finally {
      writer.close();
    }
  } finally {
    rmSync(beside, { force: true });
  }
}

function compared(
  files: VaultFiles,
  writer: VaultWriter,
  first: Complete | undefined,
  progress: BuildOptions["progress"],
): Omit<VaultVerified, "journalFrom"> {
  if (first !== undefined) toTheEnd(writer, files, { progress }, first);
  const vault = new VaultStore(files.path, { look: true });
  try {
    vault.db.exec("BEGIN");
    const complete = vault.read();
    if (complete !== undefined) toTheEnd(writer, files, { progress }, complete);
    mustStand(files.path, writer, complete);
    vault.db.prepare("ATTACH ? AS fresh").run(writer.store.path);
    const names = TABLE_NAMES.filter((name) => name !== "vault");
    return {
      entries: complete?.count ?? 0,
      rows: Object.fromEntries(names.map((name) => [name, countOf(vault.db, name)])),
      differences: names.flatMap((name) => differencesIn(vault.db, name)),
    };
  } finally {
    vault.close();
  }
}

/** The journal leads to the vault's place, with the same chain value. */
function mustStand(path: string, { place }: VaultWriter, complete: Complete | undefined): void {
  if (place?.count === complete?.count && place?.chain === complete?.chain) return;
  const said = `${path} says that it is complete up to entry ${complete?.count} (chain ${complete?.chain}), and the journal does not lead there`;
  throw new VaultTrouble("person", `${said} (it leads to entry ${place?.count ?? 0}): run \`holdfast vault rebuild\``);
}

const countOf = (db: DatabaseSync, name: TableName): number =>
  db.prepare(`SELECT count(*) AS n FROM main."${name}"`).get()!.n as number;

function differencesIn(db: DatabaseSync, name: TableName): readonly Difference[] {
  const { key } = tableOf(name);
  const keys = key.map((column) => `"${column}"`).join(", ");
  const only = (a: string, b: string): string =>
    `SELECT ${keys} FROM (SELECT * FROM ${a}."${name}" EXCEPT SELECT * FROM ${b}."${name}")`;
  const found = db
    .prepare(`${only("main", "fresh")} UNION ${only("fresh", "main")} LIMIT ${DIFFERENCES_PER_TABLE}`)
    .all();
  return found.map((row) => differenceOf(db, name, row as Row));
}

function differenceOf(db: DatabaseSync, table: TableName, row: Row): Difference {
  // Parts of a key may be empty.
  const where = Object.keys(row)
    .map((column) => `"${column}" IS ?`)
    .join(" AND ");
  const read = (schema: string): Row | undefined =>
    db.prepare(`SELECT * FROM ${schema}."${table}" WHERE ${where}`).get(...Object.values(row)) as Row | undefined;
  const [vault, journal] = [read("main"), read("fresh")];
  const key = { ...row };
  if (vault === undefined || journal === undefined)
    return { table, key, what: vault === undefined ? "missing" : "surplus", columns: {} };
  const unlike = Object.keys(vault).filter((column) => vault[column] !== journal[column]);
  const columns = Object.fromEntries(unlike.map((name) => [name, { vault: vault[name], journal: journal[name] }]));
  return { table, key, what: "different", columns };
}
