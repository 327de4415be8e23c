/**
 * What goes wrong with the virtual disk of a host.
 *
 * The tail of a file may be lost or damaged by a crash and must be survived; what is damaged far before the tail need
 * only be noticed (RELIABILITY 2.5). After a failed operation the file is dead, as it is on a real host.
 */
import { choice, type FaultRows, NOTHING, number, text } from "../../faults/row.ts";
import { HOST } from "./networkRows.ts";

const EACH = { part: "disk", mode: "each", narrows: NOTHING } as const;
const STATE = { part: "disk", mode: "while", narrows: NOTHING } as const;

export const DISK_ROWS = {
  "disk-full": {
    says: "There is no room: what is appended fails with ENOSPC.",
    ...STATE,
    evidence: "RELIABILITY 2.5 (ENOSPC)",
    incidents: [],
    params: { host: HOST },
  },
  "disk-write-fails": {
    says: "A write fails with EIO.",
    ...EACH,
    evidence: "RELIABILITY 2.5 (EIO on write)",
    incidents: [],
    params: { host: HOST },
  },
  "disk-sync-fails": {
    says: "A sync fails with EIO and the pages count as clean: the bytes are gone, and a later sync would succeed.",
    ...EACH,
    evidence: "RELIABILITY 2.5; PostgreSQL's fsync of 2018",
    incidents: [],
    params: { host: HOST },
  },
  "disk-short-write": {
    says: "Only the first part of what was appended gets onto the disk; then the write fails.",
    ...EACH,
    evidence: "RELIABILITY 2.5 (short write)",
    incidents: [],
    params: { host: HOST, code: choice("How it fails.", "ENOSPC", "EIO") },
  },
  "disk-slow": {
    says: "A sync takes very long.",
    ...STATE,
    evidence: "RELIABILITY 2.5 (fsync 1 ms..10 s)",
    incidents: [],
    params: {
      host: HOST,
      leastMs: number("At least so long.", "ms", 1, 0, 60_000),
      mostMs: number("At most so long; short ones are as frequent as long ones.", "ms", 5_000, 1, 60_000),
    },
  },
  "disk-read-fails": {
    says: "A file cannot be opened or read.",
    ...EACH,
    evidence: "RELIABILITY 2.5 (read error, EMFILE)",
    incidents: [],
    params: { host: HOST, code: choice("How it fails.", "EIO", "EMFILE") },
  },
  "disk-delete-fails": {
    says: "A file cannot be deleted; or it is deleted, and the sync of its directory fails.",
    ...EACH,
    evidence: "unlink(2): EIO and EACCES; EROFS where a file system that met an error was mounted anew as read-only",
    incidents: [],
    params: {
      host: HOST,
      code: choice("How it fails.", "EIO", "EROFS", "EACCES"),
      file: choice(
        "What becomes of the file: it stays, or it goes and only the sync fails, with EIO.",
        "stays",
        "goes",
      ),
    },
  },
  "lock-held": {
    says: "The lock of the directory is held by a process that is gone.",
    ...STATE,
    evidence: "RELIABILITY 2.5 (lock held)",
    incidents: [],
    params: { host: HOST },
  },
  "disk-tail-damaged": {
    says: "The machine fails during a sync, and the last operation is on the disk torn, as zeros or with flipped bits.",
    ...EACH,
    evidence: "RELIABILITY 2.5 (torn prefix, zeros, or flipped bits)",
    incidents: [],
    params: {
      host: HOST,
      shape: choice("What is found.", "flipped", "zeros", "torn"),
      reachBytes: number(
        "Bits are flipped so far from the end of the operation at most.",
        "bytes",
        16,
        1,
        1_000_000_000,
      ),
    },
  },
  "disk-file-lost": {
    says: "The machine fails right before anything of a new file is synced, and the file is gone.",
    ...EACH,
    evidence: "RELIABILITY 2.5 (create may be lost)",
    incidents: [],
    params: { host: HOST },
  },
  "disk-rots": {
    says: "One bit flips in old bytes, far before the end of a file; nobody notices before they are read again.",
    ...{ part: "disk", mode: "once", narrows: NOTHING },
    evidence: "RELIABILITY 2.5 (latent corruption in an old segment)",
    incidents: [],
    params: {
      host: HOST,
      file: text("The file; empty means the longest.", "a file's name", /^[\w./-]*$/, ""),
      spareBytes: number("So many bytes at the end are spared.", "bytes", 256, 1, 1_000_000_000),
    },
  },
} as const satisfies FaultRows;
