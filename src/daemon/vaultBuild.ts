/**
 * Builds a vault in one go: what the journal still has, and the rows of the old vault that are older than that.
 *
 * The journal's files are deleted after `keep-days`; the vault's rows stay. So a new vault begins with the old one's rows of
 * entries before the oldest file, and where these cannot be read nothing is built unless that is asked for. A row that was
 * made before and changed since is taken as it is, and everything that the journal says of it is written over it; a drift or
 * alert that ended since holds again until the journal ends it.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Books } from "../vault/books.ts";
import { TABLE_NAMES, tableOf } from "../vault/tables.ts";
import type { Book } from "../vault/trips.ts";
import { type Piece, VaultJournal, type VaultPlace } from "./vaultJournal.ts";
import { type Complete, VaultStore } from "./vaultStore.ts";
import { isDirectory, troubleOf, VaultTrouble } from "./vaultTrouble.ts";
import { epochAmong, type VaultFiles, VaultWriter } from "./vaultWriter.ts";

export interface BuildOptions {
  /** Rows that are older than the journal may be lost. */
  readonly journalOnly: boolean;
  /** Told now and then. */
  readonly progress: (bytes: number, ofBytes: number, entries: number) => void;
}

/** What was built. */
export interface Built {
  /** The newest entry in it. */
  readonly entries: number;
  /** The oldest entry that the journal has. */
  readonly journalFrom: number;
  /** Entries before that whose rows were taken over from the old vault; 0 for none. */
  readonly keptTo: number;
  /** Where the old vault is now, when it was not simply replaced. */
  readonly oldKeptAs: string | undefined;
}

/** The old vault, as far as it concerns a new one. */
interface Old {
  readonly complete: Complete | undefined;
  /** Why it cannot be read. */
  readonly trouble: VaultTrouble | undefined;
}

/** Builds a new file beside the vault and puts it in its place; the daemon may run. */
export function rebuild(files: VaultFiles, options: BuildOptions): Built {
  const beside = besideName(files.path, "rebuilding");
  try {
    const { writer, old, journalFrom, keptTo } = begun(files, beside, options.journalOnly);
    toTheEnd(writer, files, options);
    writer.close();
    ownedAlike(files, beside);
    synced(beside);
    const why = old?.trouble === undefined ? "before" : "damaged";
    const isKept = old !== undefined && (options.journalOnly || old.trouble !== undefined);
    const oldKeptAs = isKept ? aside(files.path, why) : undefined;
    swapped(beside, files.path);
    return { entries: writer.place?.count ?? 0, journalFrom, keptTo, oldKeptAs };
  } finally {
    rmSync(beside, { force: true });
  }
}

/** A vault that is being built. */
interface Begun extends Pick<Built, "journalFrom" | "keptTo"> {
  readonly writer: VaultWriter;
  readonly old: Old | undefined;
}

/** Begins a vault in the file `beside` with what is older than the journal; the old vault is only read. */
export function begun(files: VaultFiles, beside: string, journalOnly: boolean): Begun {
  forgetDead(files.path);
  const old = oldVault(files.path);
  const first = firstOf(files);
  const journalFrom = first.place.count - first.records.length + 1;
  if (!journalOnly && old !== undefined) mayBeReplaced(files, old, first, journalFrom);
  const keptTo = journalOnly ? 0 : takenOver(files.path, beside, old?.complete, journalFrom);
  const writer = new VaultWriter({ ...files, path: beside }, { unsafe: true, kept: keptTo, journalFrom });
  return { writer, old, journalFrom, keptTo };
}

/** A name beside the vault's that no other process uses. */
export const besideName = (path: string, doing: string): string => `${path}.${doing}-${process.pid}`;

/** Moves a file away, under a name that says why and when. */
export function aside(path: string, why: string): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const name = `${path}.${why}-${stamp}`;
  for (const end of ["-journal", "-wal", "-shm", ""]) if (existsSync(path + end)) renameSync(path + end, name + end);
  return name;
}

/** What is left of processes that were killed while they built. */
function forgetDead(path: string): void {
  const building = new RegExp(`^${basename(path).replaceAll(".", "\\.")}\\.(rebuilding|verifying)-(\\d+)`);
  for (const name of readdirSync(dirname(path))) {
    const [, , pid] = building.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(path), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function oldVault(path: string): Old | undefined {
  if (isDirectory(path)) throw VaultTrouble.directory(path);
  if (!existsSync(path)) return undefined;
  try {
    const store = new VaultStore(path, { look: true });
    const damage = damageOf(store);
    const trouble = damage === undefined ? undefined : new VaultTrouble("set-aside", `${path} is damaged: ${damage}`);
    return { complete: store.complete, trouble };
  } catch (error) {
    const trouble = troubleOf(error, path);
    if (trouble.remedy === "later") throw trouble;
    return { complete: undefined, trouble };
  }
}

function damageOf(store: VaultStore): string | undefined {
  try {
    return store.damage();
  } finally {
    store.close();
  }
}

function firstOf({ dir, gateway }: VaultFiles): Piece {
  const journal = new VaultJournal(dir, gateway);
  const [oldest] = journal.files();
  const first = oldest && journal.behind(journal.beginningOf(oldest));
  if (first === undefined)
    throw new VaultTrouble("person", `there is no journal in ${dir}: nothing can be built from it`);
  return first;
}

const ONLY = "add --from-journal-only to build what the journal has; the old file is then kept beside it";

/** Nothing that only the old vault has may get lost unasked. */
function mayBeReplaced({ path }: VaultFiles, old: Old, first: Piece, journalFrom: number): void {
  if (old.trouble !== undefined && journalFrom > 1)
    throw new VaultTrouble(
      "person",
      `${old.trouble.message}. The journal begins with entry ${journalFrom}, so what was before cannot be built again: restore a copy of the vault, or ${ONLY}`,
    );
  const epoch = epochAmong(first.records);
  if (old.complete !== undefined && old.complete.epoch !== (epoch ?? null))
    throw new VaultTrouble("person", `${path} is of another journal than the one beside it: move it away, or ${ONLY}`);
}

/** Copies what is older than the journal; answers up to which entry that is complete. */
function takenOver(path: string, beside: string, old: Complete | undefined, journalFrom: number): number {
  if (old === undefined || journalFrom === 1) return 0;
  const store = new VaultStore(beside, { unsafe: true });
  store.db.prepare("ATTACH ? AS old").run(path);
  store.db.exec("BEGIN");
  for (const name of TABLE_NAMES.filter((each) => each !== "vault"))
    store.db
      .prepare(`INSERT INTO main."${name}" SELECT * FROM old."${name}" WHERE "${tableOf(name).madeBy}" < ?`)
      .run(journalFrom);
  for (const name of ["drifts", "alerts"])
    store.db
      .prepare(`UPDATE "${name}" SET "endedAt" = NULL, "endedEntry" = NULL, "reason" = NULL WHERE "endedEntry" >= ?`)
      .run(journalFrom);
  tripsAnew(store);
  const gap = store.db.prepare("SELECT fromEntry FROM gaps WHERE toEntry = ?").get(journalFrom - 1);
  store.db.exec("COMMIT; DETACH old");
  store.close();
  return gap === undefined ? Math.min(old.count, journalFrom - 1) : (gap.fromEntry as number) - 1;
}

/** Trips are what the executions make of them. */
function tripsAnew(store: VaultStore): void {
  store.db.exec("DELETE FROM round_trips");
  const books = new Books(store.past);
  for (const book of store.db.prepare(BOOKS).all()) books.anew(book as unknown as Book);
  books.flush((book, from, rows) => store.changes.trips(book, from, rows));
}

const BOOKS = `SELECT DISTINCT strategy, account, conId FROM executions
  WHERE strategy IS NOT NULL AND account IS NOT NULL AND conId IS NOT NULL AND secType IS NOT 'BAG'`;

/** Up to the journal's end, or up to a place in it. */
export function toTheEnd(
  writer: VaultWriter,
  { dir, gateway }: VaultFiles,
  { progress }: Pick<BuildOptions, "progress">,
  until?: VaultPlace,
): void {
  const sizes = new VaultJournal(dir, gateway)
    .files()
    .map(({ name }) => ({ name, bytes: statSync(join(dir, name)).size }));
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  for (let more = 1; more > 0 && !isThere(writer.place, until); ) {
    more = writer.step(until);
    const { file = "", byte = 0, count = 0 } = writer.place ?? {};
    const before = sizes
      .slice(
        0,
        sizes.findIndex(({ name }) => name === file),
      )
      .reduce((sum, { bytes }) => sum + bytes, 0);
    progress(Math.min(all, before + byte), all, count);
  }
}

const isThere = (place: VaultPlace | undefined, until: VaultPlace | undefined): boolean =>
  place !== undefined && until !== undefined && place.count >= until.count;

/** As the file that it replaces, so that the daemon may write it when somebody else has built it; else as the journal. */
function ownedAlike({ dir, path }: VaultFiles, beside: string): void {
  const { uid, gid, mode } = existsSync(path) ? statSync(path) : { ...statSync(dir), mode: 0o600 };
  chmodSync(beside, mode & 0o777);
  if (process.getuid?.() === 0) chownSync(beside, uid, gid);
}

function synced(path: string): void {
  const fd = openSync(path, "r");
  fsyncSync(fd);
  closeSync(fd);
}

/**
 * While nobody writes to the old file; a writer that has it open notices before its next transaction. Opened, it takes back what was
 * not finished; what was not finished in one that is gone must not be played into this one.
 */
function swapped(beside: string, path: string): void {
  const old = existsSync(path) ? new DatabaseSync(path, { timeout: 10_000 }) : undefined;
  if (old === undefined) for (const end of ["-journal", "-wal", "-shm"]) rmSync(path + end, { force: true });
  try {
    old?.exec("BEGIN EXCLUSIVE");
    renameSync(beside, path);
  } finally {
    old?.close();
  }
  synced(dirname(path));
}
