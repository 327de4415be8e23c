import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { HaltProgress } from "./haltProgress.ts";
import { watch } from "./haltWatch.ts";

const ORDER = { key: "a-1", strategy: "alpha", account: "DU1", orderType: "LMT" };

/** A daemon that answers so many questions, and is dead then. */
function daemonOf(answers: number, trading: object): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), "watch-")), "s");
  let left = answers;
  const server = net
    .createServer((socket) =>
      socket.on("data", (line) => {
        const result = String(line).includes('"orders"') ? [{ ...ORDER, status: "working" }] : trading;
        socket.end(`${JSON.stringify({ result })}\n`);
        if (--left === 0) server.close();
      }),
    )
    .unref();
  return new Promise((opened) => server.listen(path, () => opened(path)));
}

async function watched(answers: number, trading: object): Promise<{ words: string[]; end: unknown }> {
  const words: string[] = [];
  const path = await daemonOf(answers, trading);
  const end = await watch(path, new HaltProgress({ all: true }, [{ ...ORDER, status: "working" }]), 700, (said) =>
    words.push(said),
  );
  return { words, end };
}

test("a daemon that dies while its halt is watched is said to answer no more, and what it said last stays", async () => {
  const { words, end } = await watched(4, {});
  assert.match(words.join("\n"), /^no order ended, 1 open\nnobody answers now: no daemon is running behind /);
  assert.equal(words.length, 2);
  const { reached, silence } = end as { readonly reached: { readonly open: number }; readonly silence: string };
  assert.equal(reached.open, 1);
  assert.match(silence, /^no daemon is running/);
});

test("what a close waits for names its contract: two of them may wait for the same", async () => {
  const why = "its close works and has not traded";
  const waits = [7, 8].map((conId) => ({ account: "DU1", conId, why }));
  const { words } = await watched(100, { waits: [...waits, { account: "DU1", why: "there is no list" }] });
  const told = ["7", "8"].map((conId) => `contract ${conId} of DU1: ${why}`);
  assert.deepEqual(words, [["no order ended, 1 open", ...told, "DU1: there is no list"].join("; ")]);
});
