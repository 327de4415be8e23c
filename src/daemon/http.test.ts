/** The health port over real TCP: what it says, to whom, and what it does when the loop says nothing. */
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import test, { type TestContext } from "node:test";
import { type Facts, type Readiness, readiness } from "../health/readiness.ts";
import { type LoopNow, openHttp } from "./http.ts";

const READY: Facts = {
  ...{
    state: "ready",
    sinceMs: 5,
    serverVersion: 200,
    accounts: ["DU1"],
    missing: [],
    roundTripMs: 40,
    conditions: [],
    trading: [],
  },
};
const LOST = {
  ...{ condition: "link-lost", says: "the Gateway has lost its connection to IB", sinceMs: 7 },
  ...{ detail: "1100", remedy: "wait", hinders: true },
};

const answering = (facts: Facts): LoopNow => {
  return () => ({ query: (_what, answer) => setImmediate(() => answer(readiness(facts))) });
};

function opened(t: TestContext, loop: LoopNow, host = "127.0.0.1", port = 0): Promise<number> {
  return new Promise((resolve, reject) =>
    openHttp({ host, port }, loop, {
      opened: (taken, close) => {
        t.after(close);
        resolve(taken);
      },
      failed: (reason) => reject(new Error(reason)),
    }),
  );
}

interface Heard {
  readonly status: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}

function asked(port: number, path: string, headers: http.OutgoingHttpHeaders = {}, method = "GET"): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path, headers, method, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
      response.on("end", () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    });
    request.on("error", reject).end();
  });
}

test("a ready session is 200 with the document, and its one line for people", async (t) => {
  const port = await opened(t, answering(READY));
  const { status, text, headers } = await asked(port, "/readyz");
  assert.deepEqual([status, (JSON.parse(text) as Readiness).ready], [200, true]);
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(headers["access-control-allow-origin"], undefined);
  assert.equal((await asked(port, "/readyz", { accept: "text/plain" })).text, "ready\n");
  assert.equal(
    (await asked(port, "/healthz", { accept: "text/plain" })).text,
    "alive: the loop turns; the session is ready\n",
  );
});

test("a session that is not ready is alive, 503 at /readyz, and says why", async (t) => {
  const port = await opened(t, answering({ ...READY, state: "link-lost", conditions: [LOST] }));
  const { status, text } = await asked(port, "/readyz");
  const document = JSON.parse(text) as Readiness;
  assert.deepEqual([status, document.ready, document.reasons[0]!.condition], [503, false, "link-lost"]);
  assert.match(
    (await asked(port, "/readyz", { accept: "text/plain" })).text,
    /^not ready \(link-lost\): link-lost: the Gateway/,
  );
  assert.equal((await asked(port, "/healthz")).status, 200);
});

test("HEAD has the verdict without a body", async (t) => {
  const port = await opened(t, answering({ ...READY, state: "dialing" }));
  for (const [path, expected] of [
    ["/readyz", 503],
    ["/healthz", 200],
  ] as const) {
    const { status, text } = await asked(port, path, {}, "HEAD");
    assert.deepEqual([status, text], [expected, ""]);
  }
});

test("before there is a loop nothing is alive or ready, and the answer comes at once", async (t) => {
  const port = await opened(t, () => undefined);
  const before = Date.now();
  assert.equal((await asked(port, "/healthz")).status, 503);
  const { status, text } = await asked(port, "/readyz");
  assert.deepEqual([status, (JSON.parse(text) as Readiness).reasons[0]!.condition], [503, "unanswering"]);
  assert.ok(Date.now() - before < 1_000);
});

test("a loop that hangs is not alive after 2 s, is asked once, and its late answer serves the next", async (t) => {
  const questions: ((answer: unknown) => void)[] = [];
  const port = await opened(t, () => ({ query: (_what, answer) => void questions.push(answer) }));
  const both = await Promise.all([asked(port, "/healthz"), asked(port, "/readyz")]);
  assert.deepEqual(
    both.map(({ status }) => status),
    [503, 503],
  );
  const third = asked(port, "/healthz");
  setTimeout(() => questions[0]!(readiness(READY)), 100);
  assert.equal((await third).status, 200);
  assert.equal(questions.length, 1);
});

test("a name that somebody made up is refused, and so is a web page", async (t) => {
  const port = await opened(t, answering(READY));
  for (const host of ["evil.example", "evil.example:4180", "192.168.1.4:4180", "127.0.0.1.evil.example"])
    assert.equal((await asked(port, "/readyz", { host })).status, 403, host);
  for (const host of ["localhost:4180", "LOCALHOST", "[::1]:4180", "127.0.0.1"])
    assert.equal((await asked(port, "/readyz", { host })).status, 200, host);
  assert.equal((await asked(port, "/readyz", { origin: "http://127.0.0.1:1" })).status, 403);
});

test("a port that is open to everybody may be asked by number and not by another name", async (t) => {
  const port = await opened(t, answering(READY), "0.0.0.0");
  assert.equal((await asked(port, "/readyz", { host: "192.168.1.4:4180" })).status, 200);
  assert.equal((await asked(port, "/readyz", { host: "evil.example" })).status, 403);
});

test("what does not exist is named with what does", async (t) => {
  const port = await opened(t, answering(READY));
  const { status, text } = await asked(port, "/metrics");
  assert.equal(status, 404);
  assert.match(text, /GET \/healthz and GET \/readyz/);
  const posted = await asked(port, "/readyz", {}, "POST");
  assert.deepEqual([posted.status, posted.headers.allow], [405, "GET, HEAD"]);
});

test("a taken port is one sentence with the flag that chooses another", async (t) => {
  const port = await opened(t, answering(READY));
  await assert.rejects(opened(t, answering(READY), "127.0.0.1", port), (error: Error) => {
    assert.match(error.message, new RegExp(`health on 127.0.0.1:${port}: the port is taken by another program`));
    return /--native-port/.test(error.message);
  });
});

test("a hundred who say nothing keep nobody from an answer for longer than their time", async (t) => {
  const port = await opened(t, answering(READY));
  const silent = Array.from({ length: 100 }, () => net.connect(port, "127.0.0.1").on("error", () => {}));
  t.after(() => silent.forEach((socket) => void socket.destroy()));
  const until = Date.now() + 12_000;
  for (;;) {
    const answer = await asked(port, "/readyz").catch(() => undefined);
    if (answer?.status === 200) return;
    assert.ok(Date.now() < until, "no answer within 12 s");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
});
