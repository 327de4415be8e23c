/** The digest of the wire: what counts in it, and what does not. */
import { equal, notEqual } from "node:assert/strict";
import test from "node:test";
import { type Strand, WireDigest } from "./digest.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The digest of a wire with one strand for each of `connections`. */
function digest(...connections: readonly ((strand: Strand) => void)[]): string {
  const wire = new WireDigest();
  for (const run of connections) run(wire.strand());
  return wire.hex();
}

const asked = (strand: Strand): void => {
  strand.received(bytes("asked"));
  strand.wrote(bytes("told"));
};

test("what came and what went both count, and which of them it was", () => {
  const whole = digest(asked);
  notEqual(
    digest((strand) => strand.wrote(bytes("told"))),
    whole,
  );
  notEqual(
    digest((strand) => strand.received(bytes("asked"))),
    whole,
  );
  notEqual(
    digest((strand) => strand.received(bytes("both"))),
    digest((strand) => strand.wrote(bytes("both"))),
  );
});

test("how bytes were cut into chunks does not count, nor how the two directions took turns", () => {
  const cut = digest((strand) => {
    strand.wrote(bytes("to"));
    strand.received(bytes("as"));
    strand.wrote(bytes("ld"));
    strand.received(bytes("ked"));
  });
  equal(cut, digest(asked));
});

test("connections count in the order in which they came, whichever ended first", () => {
  const other = (strand: Strand): void => strand.wrote(bytes("other"));
  notEqual(digest(asked, other), digest(other, asked));
  const ended = (...order: readonly (0 | 1)[]): string => {
    const wire = new WireDigest();
    const strands = [wire.strand(), wire.strand()] as const;
    asked(strands[0]);
    other(strands[1]);
    for (const i of order) strands[i].close();
    return wire.hex();
  };
  for (const order of [[0], [1], [0, 1], [1, 0]] as const) equal(ended(...order), digest(asked, other));
});
