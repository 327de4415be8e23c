/**
 * The question mark that a Gateway writes where an order has no such value, in text only.
 *
 * In text openOrder and completedOrder say `?` for the right of what is no option and for the delta-neutral open or close
 * (recorded at server versions 164, 176 and 200); in protobuf both fields are absent (recorded at 225). Rust's ibapi refuses
 * the mark in protobuf as an unknown OptionRight. So it is left out there, and written in text also when the Gateway spoke
 * protobuf.
 */
import type { Draft, IncomingBody, IncomingName } from "./codec.ts";

type Orders = "openOrder" | "completedOrder";
type Body = Draft<IncomingBody<Orders>>;

const MARK = "?";

/** The same message with the marks that belong in its form. */
export function questionMarked<N extends IncomingName>(
  name: N,
  body: Draft<IncomingBody<N>>,
  form: "text" | "protobuf" | undefined,
): Draft<IncomingBody<N>> {
  if (name !== "openOrder" && name !== "completedOrder") return body;
  return (form === "protobuf" ? withoutMarks(body as Body) : withMarks(body as Body)) as Draft<IncomingBody<N>>;
}

const unmarked = (value: string | undefined): string | undefined => (value === MARK ? undefined : value);
const marked = (value: string | undefined): string => (value === undefined || value === "" ? MARK : value);

function withoutMarks(body: Body): Body {
  const { contract = {}, order = {} } = body;
  return {
    ...body,
    contract: { ...contract, right: unmarked(contract.right) },
    order: { ...order, deltaNeutralOpenClose: unmarked(order.deltaNeutralOpenClose) },
  };
}

function withMarks(body: Body): Body {
  const { contract = {}, order = {} } = body;
  return {
    ...body,
    contract: { ...contract, right: marked(contract.right) },
    order: { ...order, deltaNeutralOpenClose: marked(order.deltaNeutralOpenClose) },
  };
}
