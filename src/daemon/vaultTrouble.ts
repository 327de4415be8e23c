/**
 * What can be the matter with the vault's file, and what to do about it. None of it ever stops trading.
 */
import { lstatSync } from "node:fs";

/**
 * What a writer does: move the file aside and begin a new one; build it anew from the journal; read it again; try again later; or say
 * so and wait for a person.
 */
export type Remedy = "set-aside" | "rebuild" | "reopen" | "later" | "person";

export class VaultTrouble extends Error {
  readonly remedy: Remedy;

  constructor(remedy: Remedy, message: string) {
    super(message);
    this.remedy = remedy;
  }

  static version(path: string, version: number): VaultTrouble {
    return new VaultTrouble(
      "person",
      `${path} has the tables of another holdfast (version ${version}): run \`holdfast vault rebuild\``,
    );
  }

  static replaced(path: string): VaultTrouble {
    return new VaultTrouble("reopen", `${path} was written or replaced by another process`);
  }

  static directory(path: string): VaultTrouble {
    return new VaultTrouble(
      "person",
      `${path} is a directory: a container makes one when a file that is to be mounted does not exist. Stop the container, \`rmdir ${path}\`, and mount the state directory as a whole in place of single files`,
    );
  }
}

/** Primary result codes of SQLite (the low byte of what it answers). */
const [ERROR, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB] = [1, 5, 6, 8, 10, 11, 13, 14, 26];
/** The database's file was moved away while it was open. */
const READONLY_DBMOVED = 1_032;

/** What an error says about the file at this path; an error of another origin is thrown on. */
export function troubleOf(error: unknown, path: string): VaultTrouble {
  if (error instanceof VaultTrouble) return error;
  const { errcode, code, message } = error as { errcode?: number; code?: string; message: string };
  if (code !== "ERR_SQLITE_ERROR" || errcode === undefined) {
    if (code !== undefined && /^E[A-Z]+$/.test(code)) return new VaultTrouble("later", `${path}: ${message}`);
    throw error;
  }
  if (errcode === READONLY_DBMOVED) return VaultTrouble.replaced(path);
  switch (errcode & 0xff) {
    case BUSY:
    case LOCKED:
      return new VaultTrouble("later", `${path} is locked by another program (${message}): end what holds it open`);
    case ERROR:
      return new VaultTrouble(
        "person",
        `${path} is no vault, or not whole (${message}): run \`holdfast vault rebuild\``,
      );
    case FULL:
      return new VaultTrouble("later", `the disk of ${path} is full: make room; the vault catches up by itself`);
    case READONLY:
      return new VaultTrouble("later", `${path} cannot be written (${message}): give it back to the daemon's user`);
    case CORRUPT:
    case NOTADB:
      return new VaultTrouble("set-aside", `${path} is damaged or no database (${message})`);
    case IOERR:
      return new VaultTrouble("later", `the disk of ${path} failed (${message}): look at it`);
    case CANTOPEN:
      return isDirectory(path)
        ? VaultTrouble.directory(path)
        : new VaultTrouble("later", `${path} cannot be opened (${message}): look at its owner and its directory`);
    default:
      throw error;
  }
}

export const isDirectory = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
