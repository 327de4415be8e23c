import assert from "node:assert/strict";
import { copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test from "node:test";
import { temporaryDirectory } from "../../test/rig/folders.ts";
import { wallOf } from "../base/time.ts";
import { JournalWriter } from "../journal/journal.ts";
import type { StrategyName } from "../model/ids.ts";
import { vaultFile } from "./vault.ts";
import { rebuild } from "./vaultBuild.ts";

/** Leaves of a database at `path` only the journal of a transaction that somebody was killed in. */
function leaveJournal(path: string): void {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; CREATE TABLE old (a); BEGIN");
  const put = db.prepare("INSERT INTO old VALUES (?)");
  for (let i = 0; i < 2_000; i++) put.run("x".repeat(500));
  db.exec("COMMIT; BEGIN; UPDATE old SET a = 'y' || a");
  copyFileSync(`${path}-journal`, `${path}-kept`);
  db.exec("ROLLBACK");
  db.close();
  rmSync(path);
  renameSync(`${path}-kept`, `${path}-journal`);
}

test("what was not finished in a vault that was deleted is not played into the one that is built in its place", () => {
  const dir = temporaryDirectory();
  const [path, at] = [vaultFile(dir), wallOf(2026, 1, 5, 15)];
  const set = {
    kind: "limitSet",
    scope: { strategy: "alpha" as StrategyName },
    limit: "max-quantity",
    value: "off",
  } as const;
  const entries = [{ ...set, by: "ann", why: "news" }];
  writeFileSync(join(dir, "main.journal"), new JournalWriter("main").bytes(entries, at));
  leaveJournal(path);
  rebuild({ dir, gateway: "main", path, build: "test" }, { journalOnly: false, progress: () => {} });
  const db = new DatabaseSync(path);
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE name IN ('old', 'limits')").all();
  db.close();
  assert.deepEqual(
    names.map(({ name }) => name),
    ["limits"],
  );
});
