/**
 * The trade vault's writer as a process: killed at any moment it loses nothing and doubles nothing; and whatever is the matter with
 * the file is said, mended where that can be, and never in the way of anybody else.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmdirSync, watch, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Prng } from "../../src/base/prng.ts";
import { rebuild } from "../../src/daemon/vaultBuild.ts";
import { verifyVault } from "../../src/daemon/vaultVerify.ts";
import { Disk, mountMissing, tearDown, temporaryDirectory, tmpfs } from "../rig/rig.ts";
import { becomesWhole, Journal, rowsOf, Scribe, until } from "./vault/scene.ts";

after(tearDown);

const MOMENTS = 50;
/** From the start of the process until it has written what there is. */
const LIFE_MS = 600;
/** A transaction of the test's journal takes some milliseconds. */
const IN_TRANSACTION_MS = 6;

/** Resolves within a transaction, when its rollback journal stands beside the file. */
function inTransaction({ dir, files }: Journal): { readonly seen: Promise<void>; readonly forget: () => void } {
  const name = `${basename(files.path)}-journal`;
  let forget = (): void => {};
  const seen = new Promise<void>((resolve) => {
    const watcher = watch(dir, (_, changed) => {
      if (changed === name) resolve();
    });
    forget = () => watcher.close();
  });
  return { seen, forget };
}

test(`SIGKILL at ${MOMENTS} moments: after each of them every row is right up to the vault's place, and in the end nothing is missing`, async () => {
  const journal = new Journal();
  const prng = new Prng(50, "moments");
  let [open, torn] = [0, 0];
  for (let moment = 0; moment < MOMENTS; moment++) {
    journal.append(Math.ceil(journal.length / MOMENTS));
    const transaction = inTransaction(journal);
    const scribe = new Scribe(journal.files);
    const late = pause(prng.between(50, LIFE_MS));
    await (moment % 2 === 0 ? Promise.race([transaction.seen, pause(5 * LIFE_MS)]) : late);
    if (moment % 2 === 0) await pause(prng.between(0, IN_TRANSACTION_MS));
    await scribe.kill();
    transaction.forget();
    if (existsSync(`${journal.files.path}-journal`)) torn++;
    if (!hasTables(journal.files.path)) continue;
    open++;
    assert.deepEqual(verifyVault(journal.files, () => {}).differences, [], `after moment ${moment}`);
  }
  assert.ok(torn > 0, "no kill met a transaction");
  assert.ok(open > MOMENTS / 2, "most processes were killed before they had a vault");
  const last = new Scribe(journal.files);
  await becomesWhole(journal);
  await last.leave();
  assert.deepEqual(verifyVault(journal.files, () => {}).differences, []);
});

/** A process that was killed early has made none. */
function hasTables(path: string): boolean {
  if (!existsSync(path)) return false;
  const db = new DatabaseSync(path);
  const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  db.close();
  return version > 0;
}

/** A vault of half the journal, written and left. */
async function half(dir = temporaryDirectory()): Promise<Journal> {
  const journal = new Journal(dir);
  journal.append(Math.floor(journal.length / 2));
  const scribe = new Scribe(journal.files);
  await becomesWhole(journal);
  await scribe.leave();
  return journal;
}

test("a vault whose file is damaged is moved aside, kept, and built anew", async () => {
  const journal = await half();
  writeFileSync(journal.files.path, "this is no database, but somebody's shopping list\n".repeat(100));
  journal.append();
  const scribe = new Scribe(journal.files);
  await becomesWhole(journal);
  const { keptAs } = scribe.logged("vault-set-aside") as { keptAs: string };
  assert.match(basename(keptAs), /^trade_vault\.db\.damaged-2/);
  assert.ok(existsSync(keptAs));
  await scribe.leave();
});

test("a page in the middle of the file that is damaged is found at the start", async () => {
  const journal = await half();
  const { path } = journal.files;
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 8 * 4_096, 12 * 4_096);
  writeFileSync(path, bytes);
  const scribe = new Scribe(journal.files);
  await until("file moved aside", () => scribe.logged("vault-set-aside"));
  await becomesWhole(journal);
  await scribe.leave();
});

test("a directory in the vault's place is named with its fix, and once it is gone the vault is written", async () => {
  const journal = new Journal();
  mkdirSync(journal.files.path);
  journal.append();
  const scribe = new Scribe(journal.files);
  const trouble = await until("trouble", () => scribe.trouble || undefined);
  assert.match(trouble, /trade_vault\.db is a directory: a container makes one .* `rmdir .*trade_vault\.db`/);
  rmdirSync(journal.files.path);
  await becomesWhole(journal);
  await until("end of the trouble", () => (scribe.trouble === null ? true : undefined));
  await scribe.leave();
});

test("a vault that somebody else has locked: that is said when it lasts, and it catches up", async () => {
  const journal = await half();
  const other = new DatabaseSync(journal.files.path);
  other.exec("BEGIN EXCLUSIVE");
  journal.append();
  const scribe = new Scribe(journal.files);
  const trouble = await until("trouble", () => scribe.trouble || undefined, 60_000);
  assert.match(trouble, /is locked by another program .*: end what holds it open/);
  other.exec("ROLLBACK");
  other.close();
  await becomesWhole(journal);
  await scribe.leave();
});

test("a vault that is replaced or written by another process meanwhile has every row once", async () => {
  const journal = await half();
  const first = new Scribe(journal.files);
  await until("open vault", () => first.logged("vault-open"));
  journal.append(Math.floor(journal.length / 8));
  const second = new Scribe(journal.files);
  await until("open vault", () => second.logged("vault-open"));
  journal.append(Math.floor(journal.length / 8));
  rebuild(journal.files, { journalOnly: false, progress: () => {} });
  journal.append();
  await becomesWhole(journal);
  await Promise.all([first.leave(), second.leave()]);
  assert.deepEqual(verifyVault(journal.files, () => {}).differences, []);
  assert.deepEqual([first.trouble, second.trouble], [null, null]);
});

test("a disk without room: the vault waits, and catches up when there is room", { skip: mountMissing() }, async () => {
  const dir = join(temporaryDirectory(), "state");
  const disk = tmpfs(dir, 6_144);
  assert.ok(disk instanceof Disk);
  const journal = await half(dir);
  const before = rowsOf(journal.files.path);
  journal.append();
  disk.fill();
  const scribe = new Scribe(journal.files);
  const trouble = await until("trouble", () => scribe.trouble || undefined, 60_000);
  assert.match(trouble, /full: make room; the vault catches up by itself|failed .*: look at it/);
  assert.deepEqual(rowsOf(journal.files.path), before);
  disk.free();
  await becomesWhole(journal);
  await scribe.leave();
  disk.remove();
});

test("a disk that is read-only: it is said, nothing is harmed, and it goes on when it can", {
  skip: mountMissing(),
}, async () => {
  const dir = join(temporaryDirectory(), "state");
  const disk = tmpfs(dir, 12_288);
  assert.ok(disk instanceof Disk);
  const journal = await half(dir);
  journal.append();
  assert.equal(disk.readOnly(true), undefined);
  const scribe = new Scribe(journal.files);
  const trouble = await until("trouble", () => scribe.trouble || undefined, 60_000);
  assert.match(trouble, /trade_vault\.db (cannot be written|cannot be opened)|the disk of/);
  assert.equal(disk.readOnly(false), undefined);
  await becomesWhole(journal);
  await scribe.leave();
  disk.remove();
});
