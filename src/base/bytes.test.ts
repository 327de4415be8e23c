/** Shows that our UTF-8 is the host's, for every text, and that malformed bytes never throw. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { concat, fromUtf8, strictUtf8, utf8, writeUtf8 } from "./bytes.ts";

/** Texts of any UTF-16 code units, lone surrogates included. */
const texts = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const wellFormed = fc.string({ unit: "binary" });

test("a text's bytes are the host's, lone surrogates included", () => {
  fc.assert(
    fc.property(texts, (text) => assert.deepEqual(Buffer.from(utf8(text)), Buffer.from(text))),
    { numRuns: 500 },
  );
});

test("a well-formed text comes back unchanged", () => {
  fc.assert(
    fc.property(wellFormed, (text) => assert.equal(fromUtf8(utf8(text)), text)),
    { numRuns: 500 },
  );
});

test("every code point comes back unchanged", () => {
  for (let code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const text = String.fromCodePoint(code);
    assert.equal(fromUtf8(utf8(text)), text, code.toString(16));
  }
});

test("malformed bytes become U+FFFD, and what is good around them is kept", () => {
  const malformed: readonly (readonly number[])[] = [
    [0x80],
    [0xc0, 0x80],
    [0xc1, 0xbf],
    [0xc3],
    [0xe0, 0x80, 0x80],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x80, 0x80, 0x80],
    [0xf0, 0x9f, 0x98],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff],
  ];
  for (const bad of malformed) {
    const text = fromUtf8(Uint8Array.from([0x41, ...bad, 0x42]));
    assert.match(text, /^A\ufffd+B$/, bad.map((byte) => byte.toString(16)).join(" "));
  }
});

test("no bytes at all make it throw, and it reads what the host reads from good ones", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const host = Buffer.from(bytes).toString("utf8");
      const ours = fromUtf8(bytes);
      if (!host.includes("\ufffd")) assert.equal(ours, host);
      assert.equal(ours.includes("\ufffd"), host.includes("\ufffd"));
    }),
    { numRuns: 2_000 },
  );
});

test("a part of the bytes is read by its offsets, and never past its end", () => {
  const bytes = utf8("a€b");
  assert.equal(fromUtf8(bytes, 1, 4), "€");
  assert.equal(fromUtf8(bytes, 1, 3), "\ufffd");
  assert.equal(fromUtf8(bytes, 4), "b");
  assert.equal(fromUtf8(bytes, 2, 2), "");
});

test("a text is written at its offset and the next offset is told", () => {
  const out = new Uint8Array(8);
  assert.equal(writeUtf8(out, 2, "é!"), 5);
  assert.deepEqual([...out], [0, 0, 0xc3, 0xa9, 0x21, 0, 0, 0]);
});

test("parts are joined in order", () => {
  assert.deepEqual([...concat([utf8("ab"), new Uint8Array(0), utf8("c")])], [97, 98, 99]);
  assert.equal(concat([]).length, 0);
});

test("strictly, what the host's fatal decoder refuses has no text, and all else the host's text", () => {
  const host = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const hosts = (bytes: Uint8Array): string | undefined => {
    try {
      return host.decode(bytes);
    } catch {
      return undefined;
    }
  };
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc3, 0xe0, 0xa0, 0xed, 0xf0, 0x90, 0xf4, 0x8f), { maxLength: 6 }),
    fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => utf8(text)),
  );
  fc.assert(
    fc.property(bytes, (some) => assert.equal(strictUtf8(Uint8Array.from(some)), hosts(Uint8Array.from(some)))),
    { numRuns: 5_000 },
  );
  const long = "株式".repeat(10_000);
  assert.equal(strictUtf8(utf8(long)), long, "longer than what becomes text at once");
});
