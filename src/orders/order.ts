/** One order, as holdfast remembers it. Only `blotter.ts` changes one, and only for an entry. */
import type { Echo, Placement, StatusReport } from "../model/entry.ts";
import type { OrderId, PermId } from "../model/ids.ts";
import type { Status } from "./lifecycle.ts";

export interface Order extends Placement {
  readonly status: Status;
  /** The upstream order id; 0 until a frame left. */
  readonly orderId: OrderId;
  readonly permId: PermId;
  /** The last openOrder and orderStatus of the Gateway, in its own numbers. */
  readonly echo: Echo | undefined;
  readonly report: StatusReport | undefined;
  /** A change is durable and waits for its frame to leave. */
  readonly modifyWaits: boolean;
  /** A change has left and the Gateway has not shown it yet. */
  readonly modifySent: boolean;
  /** The client (or its global cancel) wants it gone. */
  readonly cancelWanted: boolean;
}

/** The broker has shown this order at least once. */
export const hasEvidence = (order: Order): boolean =>
  order.echo !== undefined || order.report !== undefined || order.permId !== 0;
