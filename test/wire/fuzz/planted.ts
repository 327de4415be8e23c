/**
 * Bugs for the fuzzer to find: each is one check of a bound taken out of a copy of the source, which a child process runs.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface Plant {
  readonly missing: string;
  readonly file: string;
  /** The check as it stands in the source, once. */
  readonly check: string;
  readonly instead: string;
}

export const PLANTS: readonly Plant[] = [
  {
    missing: "that a count in text is not negative and fits the rest of the frame",
    file: "src/wire/reader.ts",
    check: "if (value >= 0 && value <= this.end - this.at) return",
    instead: "if (value <= this.end) return",
  },
  {
    missing: "that a text frame ends in NUL, which stops every scan",
    file: "src/wire/decode.ts",
    check: "if (payload.length > at && payload[payload.length - 1] !== 0) {",
    instead: "if (false) {",
  },
  {
    missing: "that a length in protobuf ends inside the frame",
    file: "src/wire/protobuf/strictReader.ts",
    check: "if (end > this.#bytes.length || this.#isLong(start)) throw new Damaged(BEYOND);",
    instead: "",
  },
  {
    missing: "that a message in protobuf ends where its length said, in the reader of emitted code",
    file: "src/wire/protobuf/reader.ts",
    check: "if (this.at !== end) this.fail();",
    instead: "",
  },
  {
    missing: "that a message in protobuf ends where its length said",
    file: "src/wire/protobuf/strictReader.ts",
    check: 'if (this.pos !== end) throw new Damaged("a field goes on behind the end of its message");',
    instead: "",
  },
];

export interface Hunt {
  /** How the child ended: 1 when it found something. */
  readonly status: number | null;
  readonly output: string;
}

/** Runs the fuzzer on the source without that check. */
export function hunted(plant: Plant, seed: number, frames: number): Hunt {
  const copy = mkdtempSync(join(tmpdir(), "holdfast-planted-"));
  try {
    for (const part of ["src", "test/wire/fuzz", "test/wire/bodies.ts", "package.json"]) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    take(plant, copy);
    const args = ["test/wire/fuzz/run.ts", "--seed", `${seed}`, "--frames", `${frames}`, "--patience-ms", "4000"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: "utf8" });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function take({ file, check, instead }: Plant, root: string): void {
  const path = join(root, file);
  const parts = readFileSync(path, "utf8").split(check);
  assert.equal(parts.length, 2, `${file} does not have, once: ${check}`);
  writeFileSync(path, parts.join(instead));
}
