/**
 * The trade vault over journals of the simulation: what was written live, in pieces and through restarts of the writer, is what is
 * built in one go, row by row; also when old files of the journal are gone.
 */
import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { rebuild } from "../../src/daemon/vaultBuild.ts";
import { verifyVault } from "../../src/daemon/vaultVerify.ts";
import { type VaultFiles, VaultWriter } from "../../src/daemon/vaultWriter.ts";
import { draw } from "../../src/sim/campaign/draw.ts";
import { TABLE_NAMES } from "../../src/vault/tables.ts";
import { temporaryDirectory } from "../rig/folders.ts";
import { type JournalFile, journalFilesOf } from "./journalOf.ts";

/** The first of them has several files of the journal. */
const SEEDS = [11, 31];
const QUIET = { journalOnly: false, progress: () => {} };

const filesIn = (dir: string, name = "trade_vault.db"): VaultFiles => ({
  ...{ dir, gateway: "main", path: join(dir, name), build: "test" },
});

/** Everything in a vault, as text. */
function rowsOf({ path }: VaultFiles): readonly string[] {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = TABLE_NAMES.flatMap((name) =>
    db
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => `${name} ${JSON.stringify(row)}`),
  );
  db.close();
  return rows.sort();
}

/** Appends the journal in pieces, and lets a writer look at any of them; now and then another one goes on. */
function writtenLive(files: VaultFiles, journal: readonly JournalFile[], prng: Prng): void {
  let writer = new VaultWriter(files);
  const look = (): void => {
    while (writer.step() > 0);
    if (!prng.chance(0.2)) return;
    writer.close();
    writer = new VaultWriter(files);
  };
  for (const { name, bytes } of journal) {
    for (let at = 0; at < bytes.length; ) {
      const length = prng.between(1, Math.ceil(bytes.length / 10));
      appendFileSync(join(files.dir, name), bytes.subarray(at, at + length));
      at += length;
      look();
    }
  }
  while (writer.step() > 0);
  writer.close();
}

for (const seed of SEEDS) {
  const journal = journalFilesOf(draw(seed));

  test(`seed ${seed}: the vault that was written live is the one that is built in one go`, () => {
    const dir = temporaryDirectory();
    const files = filesIn(dir);
    writtenLive(files, journal, new Prng(seed, "vault"));
    const live = rowsOf(files);
    assert.ok(live.length > 20, "the journal made next to no rows");
    const { entries, differences } = verifyVault(files, () => {});
    assert.deepEqual(differences, []);
    assert.ok(entries > 0);
    rmSync(files.path);
    rebuild(files, QUIET);
    assert.deepEqual(rowsOf(files), live);
  });

  test(`seed ${seed}: rows outlive the files of the journal that they came from`, (t) => {
    if (journal.length < 2) return t.skip("this journal is one file");
    const dir = temporaryDirectory();
    const files = filesIn(dir);
    for (const { name, bytes } of journal) writeFileSync(join(dir, name), bytes);
    rebuild(files, QUIET);
    const whole = rowsOf(files);
    for (const { name } of journal.slice(0, -1)) {
      rmSync(join(dir, name));
      const { journalFrom, keptTo } = rebuild(files, QUIET);
      assert.equal(keptTo, journalFrom - 1);
      assert.deepEqual(rowsOf(files), whole);
      assert.deepEqual(verifyVault(files, () => {}).differences, []);
    }
  });
}
