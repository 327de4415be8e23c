/**
 * Bugs for the fuzzer to find: each is one check of a bound taken out of a copy of the source, which a child process runs.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
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
  {
    missing: "that a length behind the end leads out of the frame, in the reader of emitted code",
    file: "src/wire/protobuf/reader.ts",
    check: "this.fail();\n    return FAR;",
    instead: "return this.fail();",
  },
  {
    missing: "that a text frame ends in NUL, where it is read by emitted code",
    file: "src/wire/emitted.ts",
    check: "if (end > at && bytes[end - 1] !== 0) return undefined;",
    instead: "",
  },
  {
    missing: "that emitted code ends where the text frame does",
    file: "src/wire/emitted.ts",
    check: " && reader.at === end",
    instead: "",
  },
];

export interface Hunt {
  /** How the child ended: 1 when it found something. */
  readonly status: number | null;
  readonly output: string;
}

/** Runs the fuzzer on the source without that check, in one thread, as two of them hunt at a time. */
export async function hunted(plant: Plant, seed: number, frames: number): Promise<Hunt> {
  const copy = mkdtempSync(join(tmpdir(), "holdfast-planted-"));
  try {
    for (const part of ["src", "test/wire/fuzz", "test/wire/bodies.ts", "package.json"]) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    take(plant, copy);
    const args = ["--seed", `${seed}`, "--frames", `${frames}`, "--threads", "1", "--patience-ms", "1000"];
    return await ended(["test/wire/fuzz/run.ts", ...args], copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

async function ended(args: readonly string[], cwd: string): Promise<Hunt> {
  const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [status] = (await once(child, "close")) as [number | null];
  return { status, output };
}

function take({ file, check, instead }: Plant, root: string): void {
  const path = join(root, file);
  const parts = readFileSync(path, "utf8").split(check);
  assert.equal(parts.length, 2, `${file} does not have, once: ${check}`);
  writeFileSync(path, parts.join(instead));
}
