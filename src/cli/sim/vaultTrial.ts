/**
 * The trade vault over the journal of one seed: what is written live, in pieces and through restarts of its writer, must be what
 * `vault rebuild` makes in one go, row by row.
 */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Prng } from "../../base/prng.ts";
import { rebuild } from "../../daemon/vaultBuild.ts";
import { type VaultFiles, VaultWriter } from "../../daemon/vaultWriter.ts";
import type { JournalFile } from "../../sim/campaign/journalFiles.ts";
import { TABLE_NAMES } from "../../vault/tables.ts";

/** What was compared, and the first row that differs. */
export interface VaultTrial {
  readonly entries: number;
  readonly rows: number;
  readonly difference: string | undefined;
}

const RESTART_CHANCE = 0.2;
const PIECES_MIN = 10;

export function vaultTrial(seed: number, journal: readonly JournalFile[]): VaultTrial {
  if (journal.every(({ bytes }) => bytes.length === 0)) return { entries: 0, rows: 0, difference: undefined };
  const dir = mkdtempSync(join(tmpdir(), "holdfast-sim-vault-"));
  try {
    const files = (name: string): VaultFiles => ({ dir, gateway: "main", path: join(dir, name), build: "sim" });
    const [live, rebuilt] = [files("live.db"), files("rebuilt.db")];
    writtenLive(live, journal, new Prng(seed, "vault"));
    const { entries } = rebuild(rebuilt, { journalOnly: false, progress: () => {} });
    return { entries, ...compared(live.path, rebuilt.path) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Appends the journal in pieces, and lets a writer look at each of them; now and then another writer goes on. */
export function writtenLive(files: VaultFiles, journal: readonly JournalFile[], prng: Prng): void {
  let writer = new VaultWriter(files);
  const look = (): void => {
    while (writer.step() > 0);
    if (!prng.chance(RESTART_CHANCE)) return;
    writer.close();
    writer = new VaultWriter(files);
  };
  try {
    for (const { name, bytes } of journal)
      for (let at = 0; at < bytes.length; ) {
        const length = prng.between(1, Math.ceil(bytes.length / PIECES_MIN));
        appendFileSync(join(files.dir, name), bytes.subarray(at, at + length));
        at += length;
        look();
      }
    while (writer.step() > 0);
  } finally {
    writer.close();
  }
}

/** Every row of two vaults. */
export function compared(live: string, rebuilt: string): Omit<VaultTrial, "entries"> {
  const [one, other] = [rowsOf(live), rowsOf(rebuilt)];
  const known = new Set(one);
  const surplus = other.find((row) => !known.delete(row));
  const [missing] = known;
  const difference =
    missing === undefined && surplus === undefined
      ? undefined
      : `the live vault has ${missing ?? "no other row"}, the rebuilt one ${surplus ?? "no such row"}`;
  return { rows: one.length, difference };
}

/** Everything in a vault, as text, in an order that does not depend on how it was written. */
export function rowsOf(path: string): readonly string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = TABLE_NAMES.flatMap((name) =>
      db
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .map((row) => `${name} ${JSON.stringify(row)}`),
    );
    return rows.sort();
  } finally {
    db.close();
  }
}
