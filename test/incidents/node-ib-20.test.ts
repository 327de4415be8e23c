/**
 * pilwon/node-ib issue 20: messages that arrive in pieces.
 *
 * The first library for Node put the fields of every piece of data into a queue and took messages from it field by field. A
 * piece that ends within a field makes two fields of it: every later field has another's place, and numbers are read that
 * nobody sent.
 */
import { deepEqual, notEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { gateway } from "../faults/stage.ts";
import { rawClient } from "../rig/raw.ts";

const CURRENT_TIME = "49";

/** The queue of fields: the length of frames is skipped rightly, the end of a piece is taken for the end of a field. */
class FieldQueue {
  readonly fields: string[] = [];
  #length: number[] = [];
  #left = 0;

  data(piece: Buffer): void {
    let begin = 0;
    for (let at = 0; at < piece.length; at++) {
      if (this.#left > 0) {
        this.#left--;
        if (this.#left === 0 || at === piece.length - 1) this.#take(piece.toString("utf8", begin, at + 1));
        continue;
      }
      this.#length.push(piece[at]!);
      begin = at + 1;
      if (this.#length.length === 4) this.#left = Buffer.from(this.#length.splice(0)).readUInt32BE();
    }
  }

  #take(text: string): void {
    this.fields.push(...(text.endsWith("\0") ? text.slice(0, -1) : text).split("\0"));
  }
}

/** Sets its clock by the Gateway's: the field behind the number and the version of a currentTime message, in seconds. */
async function clockSet(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t);
  const raw = await rawClient(running.port, 2);
  t.after(() => raw.close());
  for (const [name, params] of Object.entries(faults)) running.faults.set(name as "frames-split", params);
  const [queue, from] = [new FieldQueue(), raw.socket.chunks.length];
  const asked = running.now();
  raw.send("reqCurrentTime", {});
  await running.advance("10s");
  for (const piece of raw.socket.chunks.slice(from)) queue.data(piece);
  const time = Number(queue.fields[queue.fields.indexOf(CURRENT_TIME) + 2]);
  return { believed: new Date(time * 1_000).toISOString(), true: asked.toISOString() };
}

test("a piece ends within the time: the bot sets its clock to 1970", async (t) => {
  const clock = await clockSet(t, { "frames-split": { bytes: 12 } });
  notEqual(clock.believed, clock.true);
  deepEqual(clock.believed.slice(0, 4), "1970");
});

test("with the frame in one piece the clock is right", async (t) => {
  const clock = await clockSet(t);
  deepEqual(clock.believed, clock.true);
});
