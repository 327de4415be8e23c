/**
 * The line between the daemon and the Gateway breaks, for real: the Gateway lives in a network of its own (test/rig/network.ts), and
 * its cable is pulled, its packets are lost in one direction, its end of the connection vanishes without a word. The
 * daemon notices within 15 s, clients keep their sockets and their streams come back.
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type ConditionId, conditionRow, PROBE_MS_MAX } from "../../../src/upstream/conditions.ts";
import {
  type DaemonProcess,
  type Gateway,
  type Network,
  network,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
  tearDown,
} from "../../rig/rig.ts";
import { agreed, comesToBe } from "./verdicts.ts";

after(tearDown);

const LOOK_MS = 1_000;
/** An attempt that is under way takes 15 s, the pause before the next one a second. */
const BACK_MS_MAX = 45_000;
/** Whoever breaks the line leaves it so for this long at least. */
const LASTS_MS = 20_000;
const PORT = 4002;
const SYMBOLS = ["AAPL", "MSFT", "SPY"] as const;

const there = network(process.pid % 256);
const skip = "skip" in there ? there.skip : false;

const behind = ({ inside, there }: Network): Promise<Gateway> =>
  startGateway({ inside, port: PORT, flags: ["--host", there, "--quiet"] });

function stream(client: RawClient): void {
  for (const [i, symbol] of SYMBOLS.entries())
    client.send("reqMktData", {
      reqId: i + 1,
      contract: { symbol, secType: "STK", exchange: "SMART", currency: "USD" },
    } as never);
}

/** Every stream of a client ticks from now on. */
async function flows(client: RawClient): Promise<void> {
  client.skip();
  for (const [i] of SYMBOLS.entries()) {
    client.skip();
    await client.expect("tickSize", ({ reqId }) => reqId === i + 1, 20_000);
  }
}

const told = (client: RawClient): readonly number[] =>
  client.messages.flatMap(({ name, body }) =>
    name === "error" && /^110[012]$/.test(`${body.errorCode}`) ? [body.errorCode] : [],
  );

interface Trouble {
  readonly what: string;
  readonly begin: (line: Network) => void;
  /** What is the case while it lasts, and what the next attempt meets. */
  readonly named: RegExp;
  readonly attempts?: ConditionId;
  readonly end: (line: Network) => void;
}

const TROUBLES: readonly Trouble[] = [
  {
    what: "the cable is out for 20 s",
    begin: (line) => line.plugged(false),
    named: /^(half-open|unreachable)$/,
    attempts: "unreachable",
    end: (line) => line.plugged(true),
  },
  {
    what: "what the Gateway says is lost, and what we say arrives",
    begin: (line) => line.deaf(true),
    named: /^(half-open|unreachable)$/,
    end: (line) => line.deaf(false),
  },
];

interface Stage {
  readonly line: Network;
  readonly daemon: DaemonProcess;
  readonly clients: readonly RawClient[];
}

/** How long the daemon took to notice and to be back, in ms. */
async function outlived({ line, daemon, clients }: Stage, { begin, named, attempts, end }: Trouble): Promise<string> {
  const began = performance.now();
  begin(line);
  const unreadyMs = await comesToBe(daemon, false, PROBE_MS_MAX + LOOK_MS);
  const { ready, conditions } = await agreed(daemon);
  assert.equal(ready, false);
  assert.match(conditions.join(), named);
  await pause(Math.max(0, LASTS_MS - (performance.now() - began)));
  if (attempts !== undefined)
    await daemon.logged(
      attempts,
      ({ event, condition }) => event === "condition-began" && condition === attempts,
      conditionRow(attempts).boundMs,
    );
  end(line);
  const backMs = await comesToBe(daemon, true, BACK_MS_MAX);
  for (const client of clients) await flows(client);
  return `not ready after ${Math.round(unreadyMs)} ms, ready ${Math.round(backMs)} ms after its end`;
}

test("a line that breaks: noticed within 15 s, and clients keep their sockets and their streams", {
  skip,
  timeout: 280_000,
}, async (t) => {
  const line = there as Network;
  t.after(() => line.remove());
  let gateway = await behind(line);
  t.after(() => gateway.kill());
  const settings = `host = "${line.there}"\nbackoff-seconds = [1]`;
  const daemon = await startDaemon({ gatewayPort: PORT, gateway: settings });
  t.after(() => daemon.stop());
  const clients = [await rawClient(daemon.port, 1), await rawClient(daemon.port, 2, 200)];
  for (const client of clients) stream(client);
  for (const client of clients) await flows(client);

  for (const trouble of TROUBLES)
    await t.test(trouble.what, async (t) => {
      const before = told(clients[0]!).length;
      t.diagnostic(await outlived({ line, daemon, clients }, trouble));
      for (const client of clients) assert.deepEqual(told(client).slice(before), [1100, 1101]);
    });

  await t.test("the Gateway's end of the connection is gone and nobody said so", async (t) => {
    const before = told(clients[0]!).length;
    line.plugged(false);
    await gateway.kill();
    gateway = await behind(line);
    line.plugged(true);
    const began = performance.now();
    await daemon.logged("the loss", ({ event, time }) => event === "session-lost" && isLater(time, began), 20_000);
    const lostMs = performance.now() - began;
    assert.ok(lostMs <= PROBE_MS_MAX + LOOK_MS, `noticed after ${lostMs} ms`);
    await comesToBe(daemon, true, BACK_MS_MAX);
    for (const client of clients) {
      await flows(client);
      assert.deepEqual(told(client).slice(before), [1100, 1101]);
    }
    t.diagnostic(`noticed after ${Math.round(lostMs)} ms`);
  });

  for (const client of clients) assert.equal(client.socket.closedWith, undefined);
});

/** Whether a line of the log was written after a moment of `performance.now()`. */
const isLater = (time: unknown, moment: number): boolean => Date.parse(`${time}`) > performance.timeOrigin + moment - 1;
