import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { type Ask, openControl } from "./control.ts";

const echo: Ask = (asked, answer) =>
  setImmediate(() =>
    answer("query" in asked ? { asked: asked.query } : { wished: asked.operate, by: asked.by, token: asked.token }),
  );

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "holdfast-control-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function opened(t: TestContext, path: string): Promise<() => void> {
  return new Promise((resolve, reject) =>
    openControl(path, echo, {
      opened: (close) => {
        t.after(close);
        resolve(close);
      },
      failed: (reason) => reject(new Error(reason)),
    }),
  );
}

/** What the socket says until it has said `lines` lines or hangs up. */
function said(path: string, question: string, lines = 1): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect(path, () => socket.write(question)).setEncoding("utf8");
    const done = (): void => {
      socket.destroy();
      resolve(text.trim().split("\n"));
    };
    socket.on("data", (more) => {
      text += more;
      if (text.split("\n").length > lines) done();
    });
    socket.on("end", done);
    socket.on("error", reject);
  });
}

test("each question is answered on one line, and the socket is its owner's alone", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const answers = await said(path, '{"query":"status"}\n{"query":"orders"}\n', 2);
  assert.deepEqual(
    answers.map((line) => JSON.parse(line)),
    [{ result: { asked: "status" } }, { result: { asked: "orders" } }],
  );
});

test("what is no question is refused, and the next one on the same connection is still answered", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  for (const wrong of ["nonsense", "null", '{"query":"halt"}', '{"query":["status"]}', '{"query":"__proto__"}']) {
    const [refused, answered] = await said(path, `${wrong}\n{"query":"clients"}\n`, 2);
    assert.match(JSON.parse(refused!).error, /status, orders, positions, clients/);
    assert.deepEqual(JSON.parse(answered!), { result: { asked: "clients" } });
  }
});

test("a wish names who wishes it, and one without an author is refused", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  const wish = (by: unknown): string => `${JSON.stringify({ operate: "reconcile", by })}\n`;
  const [done] = await said(path, wish("ann@host"));
  assert.deepEqual(JSON.parse(done!), { result: { wished: { kind: "reconcile" }, by: "ann@host" } });
  for (const wrong of [wish(""), wish(7), wish("a\nb"), wish("x".repeat(101)), '{"operate":"flatten","by":"ann"}\n']) {
    const [refused] = await said(path, wrong);
    assert.match(JSON.parse(refused!).error, /"operate":\{"kind":"…",…\},"by":"who@where"/);
  }
});

test("a token comes with its wish, and one that no token can be makes it none", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  const wish = (token: unknown): string => `${JSON.stringify({ operate: "reconcile", by: "ann@host", token })}\n`;
  const [done] = await said(path, wish("holdfast_x"));
  assert.deepEqual(JSON.parse(done!).result, { wished: { kind: "reconcile" }, by: "ann@host", token: "holdfast_x" });
  for (const wrong of [7, "x".repeat(201)]) {
    const [refused] = await said(path, wish(wrong));
    assert.match(JSON.parse(refused!).error, /and its "token" where it has one/);
  }
});

test("whoever comes is heard although others hold every connection and say nothing", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  const silent = Array.from({ length: 40 }, () => net.connect(path).on("error", () => {}));
  t.after(() => silent.forEach((socket) => void socket.destroy()));
  await Promise.all(silent.map((socket) => new Promise((done) => socket.once("connect", done))));
  assert.deepEqual(await said(path, '{"query":"status"}\n'), ['{"result":{"asked":"status"}}']);
});

test("a question without end is refused and hung up on", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  const [refused] = await said(path, "x".repeat(70_000), 9);
  assert.match(JSON.parse(refused!).error, /at most 65536 characters/);
});

test("a socket file that nobody answers is replaced", async (t) => {
  const path = join(directory(t), "control.sock");
  const abandon = `require("net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  const { spawnSync } = await import("node:child_process");
  assert.equal(spawnSync(process.execPath, ["--eval", abandon]).signal, "SIGKILL");
  assert.ok(statSync(path).isSocket());
  await opened(t, path);
  assert.deepEqual(await said(path, '{"query":"status"}\n'), ['{"result":{"asked":"status"}}']);
});

test("a socket that somebody answers is left alone", async (t) => {
  const path = join(directory(t), "control.sock");
  await opened(t, path);
  await assert.rejects(opened(t, path), /another program answers on the control socket/);
  assert.deepEqual(await said(path, '{"query":"status"}\n'), ['{"result":{"asked":"status"}}']);
});

test("a file in the way that is no socket stays, and a path too long is refused with the limit", async (t) => {
  const path = join(directory(t), "control.sock");
  writeFileSync(path, "precious");
  await assert.rejects(opened(t, path), /is in the way of the control socket and is not a socket/);
  assert.equal(statSync(path).size, 8);
  await assert.rejects(
    opened(t, join(tmpdir(), "x".repeat(120))),
    /has 12\d bytes and the system allows 107: set control.socket/,
  );
});
