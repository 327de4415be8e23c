/**
 * stoqey/ib pull request 42, February 2021: handle partial data.
 *
 * The library took every piece that its socket gave it for complete messages. A piece may end in the middle of one: then half
 * a message was read as a whole one, and its rest as the beginning of another. The reader here is written as that one was;
 * the library of today keeps the rest until it is complete, and is shown beside it.
 */
import { deepEqual } from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { EventName } from "@stoqey/ib";
import type { SimOptions } from "../../src/standalone/standalone.ts";
import { AAPL, gateway } from "../faults/stage.ts";
import { rawClient } from "../rig/raw.ts";
import { buying, connected, held } from "./trading.ts";

const POSITION = "61";

/** Positions from pieces of data, each taken for frames from its first byte to its last. */
class PieceReader {
  held = 0;

  data(piece: Buffer): void {
    for (let at = 0; at + 4 <= piece.length; ) {
      const length = piece.readUInt32BE(at);
      this.#message(piece.toString("utf8", at + 4, at + 4 + length).split("\0"));
      at += 4 + length;
    }
  }

  /** Behind its number and version, the account and eleven fields of the contract, a position says how many. */
  #message(fields: readonly string[]): void {
    if (fields[0] === POSITION) this.held += Number(fields[14] ?? 0);
  }
}

/** Three readers ask for the position of a hundred AAPL: one of pieces, the library, and the broker itself. */
async function asked(t: TestContext, faults: SimOptions["faults"] = {}) {
  const running = await gateway(t);
  const api = await connected(t, running);
  const raw = await rawClient(running.port, 2);
  t.after(() => raw.close());
  api.placeOrder(1, AAPL, buying(100));
  await running.advance("1s");
  for (const [name, params] of Object.entries(faults)) running.faults.set(name as "frames-split", params);
  const [reader, from] = [new PieceReader(), raw.socket.chunks.length];
  raw.send("reqPositions", {});
  let library = 0;
  api.on(EventName.position, (_account, _contract, shares) => {
    library += shares;
  });
  api.reqPositions();
  await running.advance("10s");
  for (const piece of raw.socket.chunks.slice(from)) reader.data(piece);
  return { pieces: reader.held, library, true: held(running) };
}

test("frames come in pieces of seven bytes: who takes a piece for a message sees no position", async (t) => {
  deepEqual(await asked(t, { "frames-split": { bytes: 7 } }), { pieces: 0, library: 100, true: 100 });
});

test("as long as every frame comes whole, nobody notices", async (t) => {
  deepEqual(await asked(t), { pieces: 100, library: 100, true: 100 });
});
