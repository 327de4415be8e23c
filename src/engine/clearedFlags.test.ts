/** Flags that IB refuses (10268, 10269, 10270) never reach the Gateway, whoever set them and whatever kind of order it is. */
import assert from "node:assert/strict";
import test from "node:test";
import { CLIENT, contract, order, profit, ready, type Stage } from "../../test/engine/stage.ts";
import type { ConnId } from "../model/ids.ts";
import { DecodeError, decodeOutgoing, encodeOutgoing } from "../wire/codec.ts";

const FLAGS = { eTradeOnly: true, firmQuoteOnly: true, nbboPriceCap: 12.5 } as const;
type Flag = keyof typeof FLAGS;
/** In front of every frame. */
const LENGTH_BYTES = 4;
const CLEARED = { eTradeOnly: false, firmQuoteOnly: false, nbboPriceCap: undefined } as const;

interface Case {
  readonly name: string;
  /** Sends orders with the flag; every frame that leaves is looked at. */
  readonly send: (stage: Stage, alpha: ConnId, set: object) => void;
  readonly frames: number;
}

const CASES: readonly Case[] = [
  {
    name: "a new order",
    send: (stage, alpha, set) => stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, ...set } }),
    frames: 1,
  },
  {
    name: "a changed order",
    send: (stage, alpha, set) => {
      stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
      stage.pass(200);
      stage.shows();
      stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, lmtPrice: 11, ...set } });
    },
    frames: 2,
  },
  {
    name: "the legs of a bracket",
    send: (stage, alpha, set) => {
      stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, transmit: false, ...set } });
      stage.ask(alpha, "placeOrder", { orderId: 2, contract, order: { ...profit, parentId: 1, ...set } });
    },
    frames: 2,
  },
  {
    name: "a margin preview",
    send: (stage, alpha, set) =>
      stage.ask(alpha, "placeOrder", { orderId: 1, contract, order: { ...order, whatIf: true, ...set } }),
    frames: 1,
  },
];

/** What a client's own frame says of a flag. */
function fromClient(set: object, flag: Flag): unknown {
  const frame = encodeOutgoing("placeOrder", { orderId: 1, contract, order: { ...order, ...set } }, CLIENT);
  assert.ok(frame instanceof Uint8Array);
  const read = decodeOutgoing(frame.subarray(LENGTH_BYTES), CLIENT);
  assert.ok(!(read instanceof DecodeError) && read.name === "placeOrder", String(read));
  return read.body.order[flag];
}

for (const flag of Object.keys(FLAGS) as Flag[]) {
  const set = { [flag]: FLAGS[flag] };

  test(`${flag} is on a client's wire when it sets it, so the tests below look at something`, () => {
    assert.equal(fromClient(set, flag), FLAGS[flag]);
  });

  for (const { name, send, frames } of CASES)
    test(`${flag} of ${name} does not reach the Gateway`, () => {
      const stage = ready();
      const alpha = stage.connect(1, 1);
      send(stage, alpha, set);
      stage.pass(500);
      // The stage reads these from the bytes that left.
      assert.deepEqual(
        stage.placed.map((body) => body.order[flag]),
        Array.from({ length: frames }, () => CLEARED[flag]),
      );
    });
}
