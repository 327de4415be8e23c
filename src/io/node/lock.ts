/**
 * The lock on a state directory: at most one daemon, for as long as its process lives.
 *
 * The lock is an exclusive transaction on an empty SQLite file, because SQLite takes the kernel's own record lock
 * (`fcntl`) on it and Node has no other way to one. The kernel takes such a lock atomically, so two daemons that race
 * cannot both win; it frees it when the process ends in whatever way, so a stale lock does not exist and no process
 * number is ever trusted; and it belongs to the file, so two containers that mount the same directory see each other,
 * which abstract sockets (one name space per network) and process numbers (one per container) would not.
 * Nothing is ever written through SQLite. The number in `holder` is for people only.
 */
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ownedAlikeAtOnce } from "./owner.ts";

/** Held locks, so that none is collected as garbage: a collected database is closed, and its lock is gone. */
const held = new Set<DatabaseSync>();

/** Takes the lock of an existing directory, or says in one sentence why not. */
export function lockDirectory(directory: string): { readonly release: () => void } | { readonly failed: string } {
  const holder = join(directory, "holder");
  try {
    const lock = exclusive(join(directory, "lock"));
    held.add(lock);
    signed(holder);
    return { release: () => release(lock) };
  } catch (error) {
    return { failed: refusal(directory, holder, error as Error & { errcode?: number }) };
  }
}

/** The disk may be full, and who holds the lock lives on the journal's reserve. */
function signed(holder: string): void {
  try {
    writeFileSync(holder, `${process.pid}\n`, { mode: 0o600 });
  } catch {
    // Then a second daemon's refusal names no number, or the one before.
  }
}

function release(lock: DatabaseSync): void {
  if (held.delete(lock)) lock.close();
}

function exclusive(path: string): DatabaseSync {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    // By path, never through a descriptor of our own: closing one would drop the lock of the whole process.
    chmodSync(path, 0o600);
    ownedAlikeAtOnce(path);
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

const SQLITE_BUSY = 5;

function refusal(directory: string, holder: string, error: Error & { errcode?: number }): string {
  if (error.errcode !== SQLITE_BUSY)
    return `the state directory ${directory} cannot be locked: ${error.message}. It must be on a disk that can be written to, and belong to the user that runs holdfast`;
  return `another holdfast daemon${named(holder)} is using the state directory ${directory}: end that one first`;
}

function named(holder: string): string {
  try {
    const pid = readFileSync(holder, "utf8").trim();
    return /^\d+$/.test(pid) ? ` (process ${pid})` : "";
  } catch {
    return "";
  }
}
