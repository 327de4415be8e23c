import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { lockDirectory } from "./lock.ts";

/** Another process that takes the lock, forgets what it got, and collects its garbage. */
const FORGETFUL = `
  import { lockDirectory } from ${JSON.stringify(new URL("./lock.ts", import.meta.url).href)};
  console.log("failed" in lockDirectory(process.argv[1]) ? "refused" : "locked");
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(() => { globalThis.gc(); resolve(); }, 20));
  console.log("collected");
  setInterval(() => {}, 1_000);
`;

test("the lock outlives the garbage collector, whether or not its owner keeps what it was given", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-lock-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const other = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", FORGETFUL, directory]);
  t.after(() => other.kill("SIGKILL"));
  const said = await new Promise<string>((resolve) => {
    let text = "";
    other.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("collected")) resolve(text);
    });
  });
  assert.equal(said, "locked\ncollected\n");
  assert.match("failed" in lockDirectory(directory) ? "refused" : "both hold it", /refused/);
});
