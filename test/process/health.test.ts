/**
 * Readiness as a container sees it: the daemon and the Gateway as processes, asked over HTTP, by `holdfast healthcheck` and
 * by `holdfast status`. Whatever happens to the Gateway, the three agree, and none of them calls ready what is not.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import type { Readiness } from "../../src/health/readiness.ts";
import { Child } from "../rig/child.ts";
import { type DaemonProcess, launchDaemon, startDaemon } from "../rig/daemon.ts";
import { MAIN, ROOT, temporaryDirectory } from "../rig/folders.ts";
import { type Gateway, type GatewayOptions, startGateway } from "../rig/gateway.ts";
import { tearDown } from "../rig/tearDown.ts";

after(tearDown);

const STRATEGIES = { alpha: { account: "DU1000001", clientIds: [1] } };
/** RELIABILITY I20, `T_probe`. */
const NOT_READY_MS_MAX = 15_000;
/** What a test's own looking may cost on a busy machine. */
const LOOK_MS = 1_000;
/** A new attempt may have to wait for the pauses before it: 1, 5 and 30 s, each a fifth longer at most. */
const BACK_MS_MAX = 90_000;

async function gatewayOf(t: TestContext, options: GatewayOptions = {}): Promise<Gateway> {
  const gateway = await startGateway({ accounts: ["DU1000001"], ...options });
  t.after(() => gateway.kill());
  return gateway;
}

async function healthOf(daemon: DaemonProcess): Promise<string> {
  const line = await daemon.logged("its health port", ({ event }) => event === "health-open", 20_000);
  return `http://127.0.0.1:${line.port}`;
}

async function readyz(url: string): Promise<Readiness & { readonly status: number }> {
  const response = await fetch(`${url}/readyz`);
  return { ...((await response.json()) as Readiness), status: response.status };
}

/** Polls until it is ready, or is not; how long that took in ms, and the document. */
async function until(url: string, ready: boolean, withinMs: number): Promise<{ tookMs: number; document: Readiness }> {
  const began = performance.now();
  for (;;) {
    const document = await readyz(url);
    const tookMs = performance.now() - began;
    assert.equal(document.status, document.ready ? 200 : 503);
    if (document.ready === ready) return { tookMs, document };
    assert.ok(tookMs < withinMs, `still ${JSON.stringify(document)} after ${Math.round(tookMs)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const holdfast = (...words: string[]): Child =>
  new Child("holdfast", process.execPath, [MAIN, ...words], { cwd: ROOT });

/** The same verdict everywhere; the answer is what healthcheck printed. */
async function agreed(daemon: DaemonProcess, url: string, ready: boolean): Promise<string> {
  const [check, bySocket, status, alive] = ["--url", "--socket", "status", "--live"].map((way) =>
    way === "status"
      ? holdfast("status", "--json", "--socket", daemon.socket)
      : holdfast(
          "healthcheck",
          ...(way === "--live" ? [way, "--url", url] : [way, way === "--url" ? url : daemon.socket]),
        ),
  ) as [Child, Child, Child, Child];
  const code = ready ? 0 : 1;
  assert.equal((await check.exited).code, code, check.out.join() + check.err.join());
  assert.equal((await bySocket.exited).code, code, bySocket.out.join() + bySocket.err.join());
  assert.equal((await alive.exited).code, 0, alive.out.join() + alive.err.join());
  assert.equal((await status.exited).code, 0, status.err.join());
  const told = JSON.parse(status.out.join("")) as { readonly readiness: Readiness; readonly state: string };
  assert.equal(told.readiness.ready, ready, status.out.join(""));
  assert.equal(told.state === "ready", ready, told.state);
  assert.equal((await readyz(url)).ready, ready);
  assert.equal(check.out.length, 1, check.err.join());
  return check.out[0]!;
}

const conditionsOf = ({ reasons }: Readiness): string => reasons.map(({ condition }) => condition).join();

test("a Gateway that is killed makes the session unready with the reason, and ready again when it is back", async (t) => {
  const first = await gatewayOf(t);
  const daemon = await startDaemon({ gatewayPort: first.port, strategies: STRATEGIES });
  t.after(() => daemon.stop());
  const url = await healthOf(daemon);
  await until(url, true, BACK_MS_MAX);
  assert.equal(await agreed(daemon, url, true), "ready");
  await first.kill();
  const { tookMs, document } = await until(url, false, NOT_READY_MS_MAX);
  assert.match(conditionsOf(document), /^(dropped|refused)$/);
  assert.match(await agreed(daemon, url, false), /^not ready \(\S+\): (dropped|refused): /);
  await gatewayOf(t, { port: first.port });
  const back = await until(url, true, BACK_MS_MAX);
  assert.equal(await agreed(daemon, url, true), "ready");
  t.diagnostic(
    `not ready ${Math.round(tookMs)} ms after SIGKILL, ready ${Math.round(back.tookMs)} ms after the new start`,
  );
});

test("a Gateway that is stopped is not ready within 15 s, and ready again after SIGCONT", async (t) => {
  const gateway = await gatewayOf(t);
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES });
  t.after(() => daemon.stop());
  const url = await healthOf(daemon);
  await until(url, true, BACK_MS_MAX);
  gateway.child.signal("SIGSTOP");
  t.after(() => gateway.child.signal("SIGCONT"));
  const { tookMs } = await until(url, false, NOT_READY_MS_MAX + LOOK_MS);
  await agreed(daemon, url, false);
  gateway.child.signal("SIGCONT");
  const back = await until(url, true, BACK_MS_MAX);
  assert.equal(await agreed(daemon, url, true), "ready");
  t.diagnostic(`not ready ${Math.round(tookMs)} ms after SIGSTOP, ready ${Math.round(back.tookMs)} ms after SIGCONT`);
});

test("a Gateway whose port accepts and whose API is mute is never ready, at the first start and later", async (t) => {
  const mute = await gatewayOf(t, { flags: ["--fault", "mute-handshake"] });
  const start = launchDaemon({ gatewayPort: mute.port, strategies: STRATEGIES });
  const url = await healthOf(start);
  const met = new Set<string>();
  let asked = 0;
  const began = performance.now();
  while (start.child.exit === undefined && performance.now() - began < NOT_READY_MS_MAX + 5_000) {
    const document = await readyz(url).catch(() => undefined);
    assert.notEqual(document?.ready, true);
    if (document !== undefined) met.add(conditionsOf(document));
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await start.stop();
  assert.ok(asked > 20, `asked ${asked} times`);
  assert.ok(met.has("handshaking"), `only ${[...met]}`);
});

test("a session that was ready and meets a mute Gateway afterwards says so", async (t) => {
  const first = await gatewayOf(t);
  const daemon = await startDaemon({ gatewayPort: first.port, strategies: STRATEGIES });
  t.after(() => daemon.stop());
  const url = await healthOf(daemon);
  await until(url, true, BACK_MS_MAX);
  await first.kill();
  await until(url, false, NOT_READY_MS_MAX);
  await gatewayOf(t, { port: first.port, flags: ["--fault", "mute-handshake"] });
  const began = performance.now();
  for (;;) {
    const document = await readyz(url);
    assert.equal(document.ready, false);
    if (/^mute-handshake$/.test(conditionsOf(document))) break;
    assert.ok(performance.now() - began < BACK_MS_MAX, JSON.stringify(document));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.match(
    await agreed(daemon, url, false),
    /mute-handshake: the port accepts connections and the API stays silent/,
  );
});

test("healthcheck reads where to ask from the configuration, and what cannot be asked is not ready", async (t) => {
  const file = join(temporaryDirectory(), "holdfast.toml");
  const write = (native: string): void =>
    writeFileSync(
      file,
      `mode = "paper"\nlimits = "off"\naccount-limits = "off"\n[native]\n${native}\n[strategies.alpha]\naccount = "DU1000001"\nclient-ids = [1]\n`,
    );
  const gateway = await gatewayOf(t);
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES });
  t.after(() => daemon.stop());
  const url = await healthOf(daemon);
  write(`port = ${new URL(url).port}`);
  const ready = holdfast("healthcheck", "--config", file);
  assert.equal((await ready.exited).code, 0, ready.err.join());
  assert.deepEqual(ready.out, ["ready"]);
  write("enabled = false");
  const off = holdfast("healthcheck", "--config", file);
  assert.equal((await off.exited).code, 1);
  assert.match(off.err.join(), /no daemon is running behind .*control\.sock/);
  const nobody = holdfast("healthcheck", "--url", "http://127.0.0.1:1", "--json");
  assert.equal((await nobody.exited).code, 1);
  assert.equal(JSON.parse(nobody.out.join()).ready, false);
  const wrong = holdfast("healthcheck", "--url", "ftp://127.0.0.1");
  assert.equal((await wrong.exited).code, 2);
  const stranger = holdfast("healthcheck", "--url", url.replace(/\d+$/, `${gateway.port}`), "--timeout", "2");
  assert.equal((await stranger.exited).code, 1);
});

test("a daemon that stands still is neither alive nor ready, and healthcheck says so in its time", async (t) => {
  const gateway = await gatewayOf(t);
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES });
  t.after(() => daemon.kill());
  const url = await healthOf(daemon);
  daemon.child.signal("SIGSTOP");
  for (const where of [
    ["--url", url],
    ["--url", url, "--live"],
    ["--socket", daemon.socket, "--live"],
  ]) {
    const check = holdfast("healthcheck", "--timeout", "1", ...where);
    assert.equal((await check.exited).code, 1, where.join(" "));
    assert.match(check.err.join(), /nothing was answered within 1 s/);
  }
  daemon.child.signal("SIGCONT");
  await until(url, true, BACK_MS_MAX);
});

test("what answers and is not holdfast, or contradicts itself, is not ready", async (t) => {
  const answers: readonly (readonly [status: number, body: string])[] = [
    [200, "OK"],
    [200, "{}"],
    [200, '{"ready":"yes","state":"ready","reasons":[]}'],
    [503, '{"ready":true,"state":"ready","reasons":[]}'],
    [200, '{"ready":false,"state":"odd","reasons":[null]}'],
    [200, "x".repeat(1_000_000)],
  ];
  for (const [status, body] of answers) {
    const server = http.createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const check = holdfast("healthcheck", "--url", `http://127.0.0.1:${port}`);
    assert.equal((await check.exited).code, 1, body.slice(0, 100));
    assert.equal(check.out.length + check.err.length, 1, [...check.out, ...check.err].join("\n"));
  }
});

test("a health port that is taken ends the start with one sentence, and nothing was connected", async (t) => {
  const gateway = await gatewayOf(t);
  const first = await startDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES });
  t.after(() => first.stop());
  const { port } = new URL(await healthOf(first));
  const flags = ["--native-port", port];
  const second = launchDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES, flags });
  assert.equal((await second.child.exited).code, 1);
  const sentences = second.child.err.filter((line) => !line.startsWith("{"));
  assert.equal(sentences.length, 1, second.child.err.join("\n"));
  assert.match(sentences[0]!, new RegExp(`health on 127.0.0.1:${port}: the port is taken .*--native-port`));
  assert.deepEqual(
    second.log.filter(({ event }) => event === "started" || event === "gateway-greeted"),
    [],
  );
});
