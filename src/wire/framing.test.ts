/** Frames come out whole however the stream was cut, and an impossible length ends it. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { concat } from "../base/bytes.ts";
import { FrameError, Frames, PAYLOAD_BYTES_MAX } from "./framing.ts";
import { store32 } from "./writer.ts";

function framed(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + payload.length);
  store32(frame, 0, payload.length);
  frame.set(payload, 4);
  return frame;
}

function taken(frames: Frames): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let next = frames.next(); next instanceof Uint8Array; next = frames.next()) payloads.push(next);
  return payloads;
}

const lengthOnly = (length: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  store32(bytes, 0, length);
  return bytes;
};

test("payloads are the same however the stream is cut into chunks", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(payloads, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (payloads, cuts) => {
      const stream = concat([new Uint8Array(0), ...payloads.map(framed)]);
      const frames = new Frames();
      const got: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const length = cuts[i % cuts.length]!;
        // The socket's buffer is used again for the next chunk.
        const chunk = stream.slice(at, at + length);
        frames.push(chunk);
        chunk.fill(0xee);
        at += length;
        if (i % 3 !== 0) got.push(...taken(frames));
      }
      got.push(...taken(frames));
      assert.deepEqual(got, payloads);
      assert.equal(frames.pending, 0);
    }),
  );
});

test("a payload stays as it was while later chunks arrive", () => {
  const frames = new Frames();
  frames.push(concat([framed(new Uint8Array([1, 2, 3])), new Uint8Array([0, 0])]));
  const first = frames.next();
  for (let i = 0; i < 100; i++) frames.push(new Uint8Array([i]));
  assert.deepEqual(first, new Uint8Array([1, 2, 3]));
});

test("the longest payload passes, one byte more does not", () => {
  const frames = new Frames();
  frames.push(lengthOnly(PAYLOAD_BYTES_MAX));
  for (let sent = 0; sent < PAYLOAD_BYTES_MAX; sent += 0x10000) {
    assert.equal(frames.next(), undefined);
    frames.push(new Uint8Array(Math.min(0x10000, PAYLOAD_BYTES_MAX - sent)));
  }
  assert.equal((frames.next() as Uint8Array).length, PAYLOAD_BYTES_MAX);
  frames.push(lengthOnly(PAYLOAD_BYTES_MAX + 1));
  const error = frames.next();
  assert(error instanceof FrameError);
  assert.equal(error.length, PAYLOAD_BYTES_MAX + 1);
});

test("a negative length is named, and nothing is read behind it", () => {
  const frames = new Frames();
  frames.push(concat([framed(new Uint8Array([7])), lengthOnly(-2), framed(new Uint8Array([8]))]));
  assert.deepEqual(frames.next(), new Uint8Array([7]));
  assert.match(String(frames.next()), /announces -2 bytes/);
  frames.push(framed(new Uint8Array([9])));
  assert(frames.next() instanceof FrameError);
});

test("frames read where they lie are the same as payloads, and use the same bytes again and again", () => {
  const frames = new Frames();
  const seen = new Set<Uint8Array>();
  const stream = concat(Array.from({ length: 5_000 }, (_, i) => framed(Uint8Array.of(i & 0xff, 1, 2, 3, 4, 5, 6))));
  let count = 0;
  for (let at = 0; at < stream.length; at += 1_000) {
    frames.push(stream.subarray(at, at + 1_000));
    while (frames.advance() === true) {
      assert.equal(frames.end - frames.start, 7);
      assert.equal(frames.bytes[frames.start], count++ & 0xff);
      seen.add(frames.bytes);
    }
  }
  assert.equal(count, 5_000);
  assert.equal(seen.size, 1);
});

test("a payload that somebody holds stays as it was, however much comes after it", () => {
  const frames = new Frames();
  const held: Uint8Array[] = [];
  for (let i = 0; i < 2_000; i++) {
    frames.push(framed(new Uint8Array(50).fill(i & 0xff)));
    if (i % 2 === 0) held.push(frames.next() as Uint8Array);
    else frames.advance();
  }
  for (const [i, payload] of held.entries()) assert.deepEqual(payload, new Uint8Array(50).fill((2 * i) & 0xff));
});

test("the bytes of a long frame are given back when the next one comes", () => {
  const frames = new Frames();
  frames.push(framed(new Uint8Array(2_000_000)));
  assert.equal(frames.advance(), true);
  frames.push(framed(Uint8Array.of(1)));
  assert.equal(frames.advance(), true);
  assert(frames.bytes.length <= 65_536);
});
