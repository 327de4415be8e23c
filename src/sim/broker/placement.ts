/** A placeOrder as the broker gets it: who sends it, under which number, for which contract. */
import type { OutgoingBody } from "../../wire/codec.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import type { Terms } from "./order.ts";

/** Legs that the message itself attaches, from server version 218 on. */
export type Attached = OutgoingBody<"placeOrder">["attachedOrders"];

export interface Placement {
  readonly clientId: number;
  readonly orderId: number;
  readonly listing: Listing;
  readonly terms: Terms;
  readonly attached?: Attached;
}
