/** Connections for the tests of the oracle's reader: their handshakes, and what is seen on them. */
import assert from "node:assert/strict";
import type { Frame } from "../../../src/sim/sight/frame.ts";
import { type Seen, type Side, Sight } from "../../../src/sim/sight/sight.ts";
import { clientHello, serverReply } from "../../../src/wire/handshake.ts";

/** A connection whose handshake at this version is over. */
export function agreed(version: number, wants?: ReadonlySet<Frame["name"]>): Sight {
  const sight = new Sight(wants);
  assert.deepEqual(sight.read("client", clientHello(100, version)), []);
  assert.deepEqual(sight.read("server", serverReply(version, "20260105 10:11:12 EST")), []);
  assert.equal(sight.serverVersion, version);
  return sight;
}

/** The frame seen, or why there is none. */
export const shown = (seen: Seen): Frame | string => ("fault" in seen ? seen.fault : seen.frame);

/** The one frame that these bytes are. */
export function only(sight: Sight, from: Side, frame: Uint8Array): Frame | string {
  const seen = sight.read(from, frame);
  assert.equal(seen.length, 1);
  return shown(seen[0]!);
}
