/**
 * What an order or an exercise says that would not reach the Gateway: attached orders, fields of a schema newer than ours, and
 * fields that the Gateway is too old for.
 *
 * An order is written down and rewritten, with another id, account and reference, before it leaves; unknown fields are
 * carried only by messages that pass as they are. An order that loses a field is another order, and a stop that was to be
 * attached and is not is worse, so it is refused with the name or the number of the field. A cancel is never refused.
 */
import type { CancelTerms } from "../model/entry.ts";
import type { Refusal } from "../model/refusal.ts";
import { type Draft, encodeOutgoing, NotCarried, type OutgoingBody } from "../wire/codec.ts";
import { unknownFieldIn } from "../wire/protobuf/unknown.ts";

export function uncarried(body: OutgoingBody<"placeOrder">): Refusal | undefined {
  const attached = Object.entries(body.attachedOrders).find(([, value]) => value !== undefined && value !== "");
  if (attached !== undefined) {
    const [name, value] = attached;
    const detail = `attachedOrders.${name} ${value} against none: send the attached order as one with this parentId`;
    return { gate: "attached orders", detail };
  }
  return unknownField(body);
}

/** A field of a schema newer than ours. */
export function unknownField(body: OutgoingBody<OrderRequest>): Refusal | undefined {
  const unknown = unknownFieldIn(body);
  if (unknown === undefined) return undefined;
  return { gate: "field", detail: `protobuf field ${unknown} against those known to holdfast` };
}

/** A set field that the Gateway's server version cannot carry. */
export function tooNew<N extends OrderRequest>(
  name: N,
  body: Draft<OutgoingBody<N>>,
  upstreamVersion: number,
): Refusal | undefined {
  const encoded = encodeOutgoing(name, body, upstreamVersion);
  if (!(encoded instanceof NotCarried)) return undefined;
  return { gate: "field", detail: `${encoded} against ${upstreamVersion} of the Gateway` };
}

/** What of a cancel's terms the Gateway's server version can carry: the rest is dropped, for a cancel is never refused. */
export const carriedOf = (terms: CancelTerms, upstreamVersion: number): CancelTerms =>
  Object.fromEntries(
    Object.entries(terms).filter(
      ([name, value]) => !(encodeOutgoing("cancelOrder", { [name]: value }, upstreamVersion) instanceof NotCarried),
    ),
  );

type OrderRequest = "placeOrder" | "exerciseOptions";
