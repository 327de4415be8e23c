/** Messages of a client in one short line each, so that a test can compare sequences. */
import type { Incoming } from "../../src/wire/codec.ts";

/** `OO 1 Submitted`, `OS 1 Submitted 0/100 child`, `EX 1 BOT 100`, `CR`, `ERR 1 202`; everything else by its name. */
export function line({ name, body }: Incoming): string {
  switch (name) {
    case "openOrder":
      return `OO ${body.order.orderId} ${body.orderState.status}`;
    case "orderStatus":
      return `OS ${body.orderId} ${body.status} ${body.filled}/${body.remaining}${body.whyHeld && ` ${body.whyHeld}`}`;
    case "execDetails":
      return `EX ${body.execution.orderId} ${body.execution.side} ${body.execution.shares}`;
    case "commissionReport":
      return "CR";
    case "error":
      return `ERR ${body.id} ${body.errorCode}`;
    default:
      return name;
  }
}
