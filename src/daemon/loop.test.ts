/** The loop on ports that only note what is done with them: what a host that slept does first. */
import assert from "node:assert/strict";
import test from "node:test";
import { config } from "../../test/engine/stage.ts";
import { type Instant, seconds, type WallMs } from "../base/time.ts";
import type { Io, LogFileOwner, SocketOwner } from "../io/io.ts";
import { startDaemon } from "./loop.ts";

/** A host whose timers fire when the test says so, with one connection. */
class Host {
  now = 0;
  exit: number | undefined;
  readonly sent: Uint8Array[] = [];
  /** The Gateway's side of the connection that was dialled. */
  gateway!: SocketOwner;
  #timer: { readonly when: number; readonly run: () => void } | undefined;
  #file!: LogFileOwner;
  #appends = 0;

  constructor() {
    startDaemon(this.#io, config);
    // The entry of the start is durable, and what stands behind it is done.
    this.#file.durable(this.#appends);
  }

  /** Fires the timer if it is due. */
  wakes(): void {
    const timer = this.#timer;
    if (timer === undefined || timer.when > this.now) return;
    this.#timer = undefined;
    timer.run();
  }

  get #io(): Io {
    const socket = {
      unsent: 0,
      write: (bytes: Uint8Array) => void this.sent.push(bytes),
      ...{ end: () => {}, reset: () => {}, pause: () => {} },
    };
    return {
      clock: {
        now: () => this.now as Instant,
        wall: () => this.now as WallMs,
        at: (when, run) => {
          this.#timer = { when, run };
          return () => (this.#timer = undefined);
        },
      },
      network: {
        dial: (_host, _port, owner) => {
          this.gateway = owner;
          return socket;
        },
        listen: () => assert.fail("nobody is served yet"),
      },
      disk: {
        lock: () => assert.fail("the boot takes it"),
        list: (answer) => answer([]),
        open: (_name, owner) => {
          this.#file = owner;
          const append = (): void => void this.#appends++;
          owner.opened({ append, cut: (_length, done) => done(), close: () => {} }, new Uint8Array());
        },
        remove: (_name, done) => done(""),
        reserve: (_name, _bytes, done) => done(""),
      },
      entropy: { uint32: () => 7 },
      host: { log: () => {}, exit: (code) => (this.exit = code) },
    };
  }
}

test("a host that slept reads what has arrived before it judges that something has not", () => {
  const host = new Host();
  host.now = seconds(60);
  host.wakes();
  host.gateway.opened();
  host.wakes();
  assert.deepEqual([host.exit, host.sent.length], [undefined, 1], "the connection stands, and our hello has left");
});

test("where nothing has arrived meanwhile it judges right after that", () => {
  const host = new Host();
  host.now = seconds(60);
  for (let turn = 0; turn < 2; turn++) host.wakes();
  assert.equal(host.exit, 1);
});

test("a timer that fires in time is not put off", () => {
  const host = new Host();
  host.now = seconds(15);
  host.wakes();
  assert.equal(host.exit, 1);
});
