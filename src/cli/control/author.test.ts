import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { stopperOf } from "./author.ts";

test("a stop goes on without a token whatever is wrong with the file that should hold it", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-author-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "token");
  writeFileSync(file, "hunter2\n", { mode: 0o600 });
  for (const tokenFile of [file, directory, join(directory, "absent")]) {
    const { by, token } = stopperOf({ tokenFile });
    assert.deepEqual([token, by.includes("@")], [undefined, true], tokenFile);
  }
  const good = `holdfast_${"a".repeat(43)}`;
  writeFileSync(file, `${good}\n`);
  assert.equal(stopperOf({ tokenFile: file }).token, good);
});
