import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { createWhole, type Read, readWhole, type Written, writeWhole } from "./wholeFile.ts";

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-whole-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const write = (path: string, text: string): Promise<Written> =>
  new Promise((resolve) => writeWhole(path, text, resolve));
const create = (path: string, text: string): Promise<Written> =>
  new Promise((resolve) => createWhole(path, text, resolve));
const read = (path: string, most = 100): Promise<Read> => new Promise((resolve) => readWhole(path, most, resolve));

test("a text takes the place of another as a whole, and nothing is left beside it", async (t) => {
  const dir = directory(t);
  const path = join(dir, "a.json");
  assert.deepEqual(await write(path, "a longer text\n"), { how: "replaced" });
  const before = statSync(path).ino;
  assert.deepEqual(await write(path, "short\n"), { how: "replaced" });
  assert.equal(readFileSync(path, "utf8"), "short\n");
  assert.notEqual(statSync(path).ino, before, "it was written into the file that a reader may have open");
  assert.deepEqual(readdirSync(dir), ["a.json"]);
});

test("a link leads to the file that it names", async (t) => {
  const dir = directory(t);
  mkdirSync(join(dir, "there"));
  const [link, file] = [join(dir, "a.json"), join(dir, "there", "b.json")];
  writeFileSync(file, "old");
  symlinkSync(file, link);
  await write(link, "new");
  assert.equal(readFileSync(file, "utf8"), "new");
  assert.ok(!statSync(link).isDirectory() && readdirSync(join(dir, "there")).length === 1);
});

test("a directory in its place stays, and is told", async (t) => {
  const dir = directory(t);
  const path = join(dir, "a.json");
  mkdirSync(path);
  assert.deepEqual(await write(path, "text"), { how: "failed", code: "EISDIR" });
  assert.deepEqual(readdirSync(dir), ["a.json"]);
  assert.deepEqual(await read(path), { is: "directory" });
});

test("a directory that is not there is told", async (t) => {
  assert.deepEqual(await write(join(directory(t), "none", "a.json"), "text"), { how: "failed", code: "ENOENT" });
});

test("a file that is a bind mount of its own is written in place, and shorter texts leave nothing of longer ones", async (t) => {
  const dir = directory(t);
  const [host, path] = [join(dir, "host.json"), join(dir, "a.json")];
  for (const file of [host, path]) writeFileSync(file, "{}\n");
  const mounted = spawnSync("mount", ["--bind", host, path], { encoding: "utf8" });
  if (mounted.status !== 0) return t.skip(`nothing can be mounted here: ${mounted.stderr}`);
  const written = [await write(path, "a longer text\n"), await write(path, "short\n")];
  spawnSync("umount", [path]);
  assert.deepEqual(written, Array(2).fill({ how: "in-place", code: "EBUSY" }));
  assert.equal(readFileSync(host, "utf8"), "short\n");
  assert.deepEqual(readdirSync(dir).sort(), ["a.json", "host.json"]);
});

test("what is made where there is something already leaves it", async (t) => {
  const path = join(directory(t), "a.json");
  assert.deepEqual(await create(path, "{}"), { how: "replaced" });
  assert.deepEqual(await create(path, "other"), { how: "replaced" });
  assert.equal(readFileSync(path, "utf8"), "{}");
});

test("what is read is a file of a bounded size, or named", async (t) => {
  const dir = directory(t);
  const path = join(dir, "a.json");
  assert.deepEqual(await read(path), { is: "absent" });
  writeFileSync(path, "text");
  assert.deepEqual(await read(path), { is: "file", text: "text" });
  assert.deepEqual(await read(path, 3), { is: "too-large" });
  assert.deepEqual(await read("/dev/null"), { is: "no-file" });
});
