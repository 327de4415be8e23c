/**
 * The trade vault over journals of the simulation: what was written live, in pieces and through restarts of the writer, is what is
 * built in one go, row by row; also when old files of the journal are gone.
 */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { Prng } from "../../src/base/prng.ts";
import { compared, rowsOf, writtenLive } from "../../src/cli/sim/vaultTrial.ts";
import { rebuild } from "../../src/daemon/vaultBuild.ts";
import { verifyVault } from "../../src/daemon/vaultVerify.ts";
import type { VaultFiles } from "../../src/daemon/vaultWriter.ts";
import { draw } from "../../src/sim/campaign/draw.ts";
import { temporaryDirectory } from "../rig/folders.ts";
import { journalFilesOf } from "./journalOf.ts";

/** The first of them has several files of the journal. */
const SEEDS = [11, 31];
const QUIET = { journalOnly: false, progress: () => {} };

const filesIn = (dir: string, name = "trade_vault.db"): VaultFiles => ({
  ...{ dir, gateway: "main", path: join(dir, name), build: "test" },
});

for (const seed of SEEDS) {
  const journal = journalFilesOf(draw(seed));

  test(`seed ${seed}: the vault that was written live is the one that is built in one go`, () => {
    const dir = temporaryDirectory();
    const files = filesIn(dir);
    writtenLive(files, journal, new Prng(seed, "vault"));
    const live = rowsOf(files.path);
    assert.ok(live.length > 20, "the journal made next to no rows");
    const { entries, differences } = verifyVault(files, () => {});
    assert.deepEqual(differences, []);
    assert.ok(entries > 0);
    const other = filesIn(dir, "other.db");
    rebuild(other, QUIET);
    assert.deepEqual(rowsOf(other.path), live);
    assert.deepEqual(compared(files.path, other.path), { rows: live.length, difference: undefined });
    const db = new DatabaseSync(other.path);
    db.exec("UPDATE orders SET account = 'DU9'");
    db.close();
    assert.match(compared(files.path, other.path).difference ?? "", /^the live vault has .*, the rebuilt one /);
  });

  test(`seed ${seed}: rows outlive the files of the journal that they came from`, (t) => {
    if (journal.length < 2) return t.skip("this journal is one file");
    const dir = temporaryDirectory();
    const files = filesIn(dir);
    for (const { name, bytes } of journal) writeFileSync(join(dir, name), bytes);
    rebuild(files, QUIET);
    const whole = rowsOf(files.path);
    for (const { name } of journal.slice(0, -1)) {
      rmSync(join(dir, name));
      const { journalFrom, keptTo } = rebuild(files, QUIET);
      assert.equal(keptTo, journalFrom - 1);
      assert.deepEqual(rowsOf(files.path), whole);
      assert.deepEqual(verifyVault(files, () => {}).differences, []);
    }
  });
}
