/**
 * Whatever a client says of an order leaves for the Gateway, in new orders and in changes, and over a restart: a condition, a
 * date or a flag that is lost on the way makes another order of it, which trades when nobody meant it to.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { config, order, ready, Stage } from "../../test/engine/stage.ts";
import { bodyOf } from "../../test/wire/bodies.ts";
import type { Entry } from "../model/entry.ts";
import { fromJson, toJson } from "../model/lean.ts";
import { keyIn, orderRefOf } from "../model/orderKey.ts";
import { DecodeError, decodeOutgoing, encodeOutgoing, NotCarried, type OutgoingBody } from "../wire/codec.ts";
import { Contract, Order } from "../wire/messages/records.ts";

type Body = OutgoingBody<"placeOrder">;

/** In front of every frame. */
const LENGTH_BYTES = 4;
const DRAWN = 4;

/** What no client may say, each with a gate of its own. */
const REFUSED = {
  ...{ faGroup: "", faMethod: "", faPercentage: "", faProfile: "", modelCode: "", account: "" },
  ...{ clearingAccount: "", deltaNeutralClearingAccount: "", customerAccount: "" },
} as const;
/** What makes it an order that is taken, and that its changes may not touch. */
const PLAIN = { ...order, ocaGroup: "g", ocaType: 1, parentId: 0, whatIf: false, orderRef: "mine" } as const;

const anyBody: fc.Arbitrary<Body> = fc
  .tuple(bodyOf(Contract), bodyOf(Order))
  .map(([of, terms]) => ({ orderId: 1, contract: of, order: { ...terms, ...REFUSED, ...PLAIN } }) as unknown as Body);

/** Without what nobody can say at this version. */
function carried(body: Body, version: number): Body {
  const frame = encodeOutgoing("placeOrder", body, version);
  if (!(frame instanceof NotCarried)) return body;
  const [of, field] = frame.field.split(/[.[]/) as ["contract" | "order", string];
  return carried({ ...body, [of]: { ...body[of], [field]: undefined } }, version);
}

/** As whoever reads the client's wire sees it. */
function said(body: Body, version: number): Body {
  const frame = encodeOutgoing("placeOrder", body, version);
  assert.ok(frame instanceof Uint8Array, String(frame));
  const read = decodeOutgoing(frame.subarray(LENGTH_BYTES), version);
  assert.ok(!(read instanceof DecodeError) && read.name === "placeOrder", String(read));
  return read.body;
}

/** The same in the Gateway's numbers: nothing else may be another. */
function expected({ order: terms, ...rest }: Body, left: Body): Body {
  const { orderId, clientId, orderRef } = left.order;
  const ours = { account: "DU1", ocaGroup: "alpha:g", orderRef: orderRefOf(keyIn(orderRef)!, terms.orderRef) };
  const cleared = {
    permId: 0,
    parentPermId: undefined,
    eTradeOnly: false,
    firmQuoteOnly: false,
    nbboPriceCap: undefined,
  };
  return { ...rest, orderId: left.orderId, order: { ...terms, ...ours, ...cleared, orderId, clientId } };
}

function assertLeft(stage: Stage, n: number, asked: Body, version: number): void {
  const left = stage.placed[n];
  assert.ok(left !== undefined, "it has left");
  assert.deepEqual(left, expected(said(asked, version), left));
}

for (const version of [178, 200, 225]) {
  const spoken = { upstream: version, client: version };
  const drawn = fc.sample(anyBody, { numRuns: DRAWN, seed: 1 }).map((body) => carried(body, version));

  test(`a new order at ${version} leaves with every field that its client has set`, () => {
    for (const body of drawn) {
      const stage = ready(spoken);
      stage.ask(stage.connect(1, 1), "placeOrder", body);
      assertLeft(stage, 0, body, version);
    }
  });

  for (const restarts of [false, true])
    test(`a change at ${version} leaves so, too${restarts ? ", behind a restart" : ""}`, () => {
      for (const [i, body] of drawn.entries()) {
        const changed = { ...body, order: { ...drawn[(i + 1) % drawn.length]!.order, lmtPrice: 11 } };
        const stage = ready(spoken);
        const alpha = stage.connect(1, 1);
        stage.ask(alpha, "placeOrder", body);
        stage.shows();
        const later = restarts ? again(stage, spoken) : stage;
        later.ask(restarts ? later.connect(2, 1) : alpha, "placeOrder", changed);
        later.pass(200);
        assertLeft(later, restarts ? 0 : 1, changed, version);
      }
    });
}

/** What the journal gives back to a process that starts. */
function again(first: Stage, spoken: { readonly upstream: number; readonly client: number }): Stage {
  const journal = first.entries.map((entry) => fromJson(toJson(entry)) as Entry);
  const stage = new Stage(config, journal, spoken);
  const { contract: of, order: placed, orderId } = first.placed[0]!;
  const shown = {
    contract: of,
    order: { ...placed, orderId, clientId: 100, permId: 500 },
    orderState: { status: "Submitted" },
  };
  stage.greet("DU1,DU2", orderId + 1);
  stage.recover(() => stage.says("openOrder", shown));
  return stage;
}
