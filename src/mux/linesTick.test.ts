import assert from "node:assert/strict";
import test from "node:test";
import { encodeIncoming, incomingId } from "../wire/codec.ts";
import { hiddenTicks } from "./linesGeneric.ts";
import { LastTicks, tickTypeOf } from "./linesTick.ts";

const VERSIONS = [157, 178, 200, 201, 206, 225] as const;
const TYPED = ["tickPrice", "tickSize", "tickGeneric", "tickString", "tickEFP", "tickOptionComputation"] as const;
const payloadOf = (name: (typeof TYPED)[number], tickType: number, version = 200, reqId = 2_000_000_001) =>
  encodeIncoming(name, { reqId, tickType }, version).slice(4);

test("the tick type is read where each message has it, at every version", () => {
  for (const version of VERSIONS) {
    for (const name of TYPED) {
      for (const tickType of [0, 7, 104]) {
        const payload = payloadOf(name, tickType, version);
        assert.equal(tickTypeOf(payload, incomingId(name), version), tickType, `${name} at ${version}`);
      }
    }
  }
});

test("a frame cut anywhere has a tick type or none, and reading it ends", () => {
  for (const name of TYPED) {
    for (const version of [200, 225]) {
      const payload = payloadOf(name, 48, version);
      for (let length = 4; length < payload.length; length++) {
        const type = tickTypeOf(payload.subarray(0, length), incomingId(name), version);
        assert([-1, 0, 4, 48].includes(type), `${name} at ${version}, ${length} bytes: ${type}`);
      }
    }
  }
  const damaged = Uint8Array.from("46\x006\x007\x00x\x00", (c) => c.charCodeAt(0));
  assert.equal(tickTypeOf(damaged, incomingId("tickString"), 200), -1);
});

test("of each kind the newest frame is kept, longer or shorter than the one before", () => {
  const last = new LastTicks();
  const id = incomingId("tickString");
  const kept: number[] = [];
  for (const size of [10, 30, 20]) {
    const payload = new Uint8Array(size).fill(size);
    last.keep(payload, id, 48);
    payload.fill(0);
    const now = last.of(id, 48)!;
    assert.equal(now[0], size);
    kept.push(now.length);
  }
  assert.deepEqual(kept, [10, 30, 20]);
});

test("a line that speaks of thousands of tick types is remembered in bounds", () => {
  const last = new LastTicks();
  for (let tickType = 0; tickType < 5_000; tickType++) last.keep(new Uint8Array(8), incomingId("tickSize"), tickType);
  let count = 0;
  last.forEachTick(() => count++);
  assert.equal(count, 300);
});

test("a tick that two generic ticks bring is shown to who asked for either", () => {
  assert.deepEqual(hiddenTicks(new Set(["221", "232", "233"]), new Set(["232"])), new Set([78, 48]));
  assert.equal(hiddenTicks(new Set(["232", "221"]), new Set(["221"])), undefined);
  assert.deepEqual(hiddenTicks(new Set(["292:BRFG"]), new Set()), new Set([62]));
  assert.equal(hiddenTicks(new Set(["9999"]), new Set()), undefined);
});
