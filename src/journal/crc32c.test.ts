import assert from "node:assert/strict";
import test from "node:test";
import { crc32c } from "./crc32c.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("the checksums of RFC 3720, appendix B.4, and of the digits", () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
  assert.equal(crc32c(ascii("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array()), 0);
});

test("no length is special: what is left over is counted byte by byte", () => {
  const bitwise = (bytes: Uint8Array): number => {
    let crc = 0xffffffff;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return (crc ^ 0xffffffff) >>> 0;
  };
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => (i * 73 + 200) & 0xff);
  for (let length = 0; length <= 40; length++)
    assert.equal(crc32c(bytes.subarray(0, length)), bitwise(bytes.subarray(0, length)));
});
