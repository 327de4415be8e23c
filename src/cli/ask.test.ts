import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { ask, NoAnswer } from "./ask.ts";

test("a daemon that closes the connection without an answer is not said to be slow, and may have heard", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-"));
  const path = join(directory, "control");
  const server = net.createServer((socket) => socket.once("data", () => socket.end())).listen(path);
  t.after(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
  const answer = await new Promise((resolve) => server.once("listening", () => ask(path, "status", resolve)));
  assert.ok(answer instanceof NoAnswer);
  assert.match(answer.message, /closed the connection without an answer/);
  assert.equal(answer.mayBeDone, true);
});
