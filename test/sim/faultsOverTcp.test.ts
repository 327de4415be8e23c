/** Faults of the Gateway as a process, over real TCP: what the host's sockets make of them. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { nodeClock } from "../../src/io/node/clock.ts";
import { nodeNetwork } from "../../src/io/node/network.ts";
import { type RunningGateway, startGateway } from "../../src/sim/gateway/gateway.ts";
import { rawClient, rawSocket } from "../rig/raw.ts";
import { line } from "./transcript.ts";

function gateway(t: TestContext): Promise<RunningGateway & { readonly port: number }> {
  const io = { clock: nodeClock, network: nodeNetwork, host: { log: () => {}, exit: () => {} } };
  return new Promise((resolve, reject) => {
    const running = startGateway(io, {
      ...{ host: "127.0.0.1", port: 0, seed: 1 },
      onListening: (port) => resolve(Object.assign(running, { port })),
      onFailed: reject,
    });
    t.after(() => running.close());
  });
}

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test("a restart resets its clients, refuses connections for the gap, and opens the same port again", async (t) => {
  const running = await gateway(t);
  const client = await rawClient(running.port, 1);
  running.restart({ gapMs: 200 });
  equal(await client.socket.closed, "ECONNRESET");
  await rejects(rawSocket(running.port), /ECONNREFUSED/);
  await new Promise((resolve) => setTimeout(resolve, 250));
  const again = await rawClient(running.port, 1);
  equal(again.serverVersion, client.serverVersion);
});

test("during a restart that accepts and closes, a client is let in and gets nothing but the end", async (t) => {
  const running = await gateway(t);
  running.restart({ gapMs: 2_000, port: "accept-then-close" });
  const socket = await rawSocket(running.port);
  equal(await socket.closed, "");
  equal(socket.bytes.length, 0);
});

test("a frozen Gateway lets the kernel accept, says nothing, and answers all at once when it goes on", async (t) => {
  const running = await gateway(t);
  const client = await rawClient(running.port, 1);
  running.faults.set("gateway-frozen");
  client.skip();
  for (let i = 0; i < 3; i++) client.send("reqCurrentTime", {});
  const late = rawClient(running.port, 2);
  await new Promise((resolve) => setTimeout(resolve, 150));
  deepEqual(client.since().map(line), []);
  running.faults.clear("gateway-frozen");
  equal((await late).serverVersion, 178);
  await client.settle();
  deepEqual(client.since().map(line).slice(0, 3), ["currentTime", "currentTime", "currentTime"]);
});

test("a connection that is half open stays open on the client's side, and its id is free", async (t) => {
  const running = await gateway(t);
  const client = await rawClient(running.port, 1);
  // Nobody else will ever close it.
  t.after(() => client.socket.reset());
  client.skip();
  running.faults.inject("half-open", { client: 1 });
  client.send("reqCurrentTime", {});
  const other = await rawClient(running.port, 1);
  equal(other.serverVersion, 178);
  equal(client.socket.closedWith, undefined);
  deepEqual(client.since().map(line), []);
});

test("a client that goes without good-bye leaves its id taken for as long as the fault says", async (t) => {
  const running = await gateway(t);
  running.faults.set("client-id-held", { holdMs: 2_000 });
  const client = await rawClient(running.port, 1);
  client.socket.reset();
  await until(() => running.connected().length === 0);
  await rejects(rawClient(running.port, 1), /326|closed/);
});

test("a Gateway that takes over from another under a fault begins with it", async (t) => {
  const first = await gateway(t);
  first.faults.set("link-lost", { repeatMs: 0 });
  first.close();
  const io = { clock: nodeClock, network: nodeNetwork, host: { log: () => {}, exit: () => {} } };
  const port = await new Promise<number>((resolve) => {
    const second = startGateway(io, { host: "127.0.0.1", port: 0, seed: 1, successorOf: first, onListening: resolve });
    t.after(() => second.close());
  });
  const client = await rawClient(port, 1);
  equal(first.link.up, false);
  first.faults.clear("link-lost");
  equal(first.link.up, true);
  await client.expect("error", ({ errorCode }) => errorCode === 1102);
});
