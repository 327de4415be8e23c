import assert from "node:assert/strict";
import test from "node:test";
import type { Listener, Socket, SocketOwner } from "../io.ts";
import { nodeNetwork } from "./network.ts";

/** One end of a connection that remembers what it heard. */
class Ear implements SocketOwner {
  socket: Socket | undefined;
  text = "";
  calls: string[] = [];
  #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];

  opened = (): void => this.#heard("opened");
  drained = (): void => this.#heard("drained");
  closed = (code: string): void => this.#heard(`closed ${code}`.trim());
  received = (bytes: Uint8Array): void => {
    this.text += Buffer.from(bytes).toString("latin1");
    this.#heard("received");
  };

  /** Resolves as soon as `done` holds. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (done()) resolve();
      else this.#waiting.push({ done, resolve });
    });
  }

  #heard(call: string): void {
    this.calls.push(call);
    for (const waiter of this.#waiting) if (waiter.done()) waiter.resolve();
  }
}

/** A listener on a free port, one connection to it, and both ends. */
async function pair(): Promise<{ near: Ear; far: Ear; listener: Listener; port: number }> {
  const near = new Ear();
  const far = new Ear();
  const { listener, port } = await listening((socket) => {
    far.socket = socket;
    far.opened();
    return far;
  });
  near.socket = nodeNetwork.dial("127.0.0.1", port, near);
  assert.deepEqual(near.calls, [], "the owner must not be called from inside dial");
  await Promise.all([near.until(() => near.calls.length > 0), far.until(() => far.calls.length > 0)]);
  return { near, far, listener, port };
}

function listening(accepted: (socket: Socket) => SocketOwner): Promise<{ listener: Listener; port: number }> {
  return new Promise((resolve, reject) => {
    const owner = { listening: (port: number) => resolve({ listener, port }), failed: reject, accepted };
    const listener = nodeNetwork.listen("127.0.0.1", 0, owner);
  });
}

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

test("bytes written in one turn arrive in order, although the caller reuses its buffer", async () => {
  const { near, far, listener } = await pair();
  const reused = new Uint8Array(1);
  for (const letter of "abcdef") {
    reused[0] = letter.charCodeAt(0);
    near.socket!.write(reused);
  }
  assert.equal(near.socket!.unsent, 6);
  await far.until(() => far.text.length === 6);
  assert.equal(far.text, "abcdef");
  assert.equal(near.socket!.unsent, 0);
  near.socket!.reset();
  await far.until(() => far.calls.includes("closed ECONNRESET"));
  listener.close();
});

test("an end sends what is queued and closes both ends once, in order", async () => {
  const { near, far, listener } = await pair();
  near.socket!.write(bytes("last words"));
  near.socket!.end();
  near.socket!.write(bytes("too late"));
  await Promise.all([near.until(() => near.calls.includes("closed")), far.until(() => far.calls.includes("closed"))]);
  assert.equal(far.text, "last words");
  assert.equal(near.calls.filter((call) => call.startsWith("closed")).length, 1);
  assert.equal(far.calls.filter((call) => call.startsWith("closed")).length, 1);
  listener.close();
});

test("a reset delivers nothing of what was queued in the same turn", async () => {
  const { near, far, listener } = await pair();
  near.socket!.write(bytes("must not arrive"));
  near.socket!.reset();
  await far.until(() => far.calls.includes("closed ECONNRESET"));
  assert.equal(far.text, "");
  listener.close();
});

test("a peer that stops reading leaves bytes unsent, and draining is told when it reads again", async () => {
  const { near, far, listener } = await pair();
  far.socket!.pause(true);
  const much = new Uint8Array(8_000_000);
  near.socket!.write(much);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(near.socket!.unsent > 0);
  assert.ok(!near.calls.includes("drained"));
  far.socket!.pause(false);
  await near.until(() => near.calls.includes("drained"));
  assert.equal(near.socket!.unsent, 0);
  near.socket!.reset();
  far.socket!.reset();
  listener.close();
});

test("a refused connection and a taken port are codes", async () => {
  const { near, far, listener, port } = await pair();
  const taken = new Promise((resolve) => {
    const owner = { listening: () => resolve("listening"), failed: resolve, accepted: () => far };
    nodeNetwork.listen("127.0.0.1", port, owner);
  });
  assert.equal(await taken, "EADDRINUSE");
  near.socket!.reset();
  far.socket!.reset();
  listener.close();
  await far.until(() => far.calls.some((call) => call.startsWith("closed")));
  const refused = new Ear();
  nodeNetwork.dial("127.0.0.1", port, refused);
  await refused.until(() => refused.calls.length > 0);
  assert.deepEqual(refused.calls, ["closed ECONNREFUSED"]);
});

test("a dial that is reset closes once and never opens", async () => {
  const ear = new Ear();
  const { listener, port } = await listening(() => new Ear());
  nodeNetwork.dial("127.0.0.1", port, ear).reset();
  await ear.until(() => ear.calls.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(ear.calls, ["closed"]);
  listener.close();
});
