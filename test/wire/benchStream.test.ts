/** The streams of the benchmark are the same messages to every decoder that runs in this process. */
import assert from "node:assert/strict";
import test from "node:test";
import { checkStream } from "../../bench/wire/check.ts";
import { capture, STREAM_NAMES } from "../../bench/wire/streams.ts";

const COUNT = 400;

for (const name of STREAM_NAMES) {
  test(`the codec, splitting and @stoqey/ib read the same ${name} from a stream, in text and in protobuf`, () => {
    const tally = checkStream(capture(name, COUNT));
    assert.equal(
      Object.values(tally).reduce((sum, count) => sum + count),
      COUNT,
    );
  });
}

test("the tick mix has the shares that the benchmark names, within two of a hundred", () => {
  const tally = checkStream(capture("mix", 4_000));
  const shares = { tickPrice: 40, tickSize: 35, tickString: 10, tickByTick: 12, realtimeBar: 3 };
  assert.deepEqual(Object.keys(tally).sort(), Object.keys(shares).sort());
  for (const [name, share] of Object.entries(shares)) {
    assert.ok(Math.abs(tally[name]! / 40 - share) < 2, `${name}: ${tally[name]! / 40} of a hundred`);
  }
});

test("one different digit in one frame is found", () => {
  const stream = capture("tickPrice", COUNT);
  const at = stream.text.indexOf(".", stream.text.length - 20);
  stream.text[at + 1] = stream.text[at + 1] === 0x31 ? 0x32 : 0x31;
  assert.throws(() => checkStream(stream), assert.AssertionError);
});
