/** What becomes of instructions on their way through the Gateway. */
import { isUntransmitted, type Order } from "../../../broker/order.ts";
import { validating, wholeSecond } from "../../texts.ts";
import { type Asking, heard, type Mishearings, mishearing, NOTHING_HEARD, type Request } from "./mishearing.ts";

/** A parent that its child overtakes is so much later: a client's own system may hold the child back for some 40 ms. */
const OVERTAKEN_MS = 500;

/** What a Gateway in read-only mode refuses; reading positions, executions and data works (ib_async: `readonly`). */
const WRITING = [
  ...(["placeOrder", "cancelOrder", "reqGlobalCancel", "exerciseOptions"] as const),
  ...(["reqOpenOrders", "reqAllOpenOrders", "reqAutoOpenOrders", "reqCompletedOrders"] as const),
] as const;

export const ORDER_MISHEARINGS: Mishearings = {
  "secondary-read-only": mishearing<"secondary-read-only">()({
    requests: WRITING,
    when: ({ name }, { context }) => name !== "reqAllOpenOrders" || context.switches.readOnlyOrders === "withheld",
    hear: ({ body }, _params, asking) => {
      const id = "orderId" in body ? body.orderId : -1;
      return refused(asking, id, 321, validating("The API interface is currently in Read-Only mode."));
    },
  }),
  "order-lost": mishearing<"order-lost">()({ requests: ["placeOrder"], when: isOrder, hear: () => NOTHING_HEARD }),
  "cancel-lost": mishearing<"cancel-lost">()({ requests: ["cancelOrder"], hear: () => NOTHING_HEARD }),
  "order-delayed": mishearing<"order-delayed">()({
    requests: ["placeOrder"],
    when: isOrder,
    hear: (request, { delayMs }) => heard(request, delayMs),
  }),
  /** 163 and its text are of IB's table of codes; 451 as in SEQUENCES 8. */
  "order-precaution": mishearing<"order-precaution">()({
    requests: ["placeOrder"],
    when: (request, _asking, { precaution }) => isOrder(request) && (precaution === "size" || hasPrice(request)),
    hear: ({ body: { orderId, order } }, { precaution }, asking) =>
      precaution === "size"
        ? refused(asking, orderId, 451, sizeText(Number(order.totalQuantity)))
        : refused(
            asking,
            orderId,
            163,
            "The price specified would violate the percentage constraint specified in the default order settings.",
          ),
  }),
  "tif-note-10349": mishearing<"tif-note-10349">()({
    requests: ["placeOrder"],
    when: (request) => isOrder(request) && ["", "DAY"].includes(request.body.order.tif),
    hear: (request, { thenMs }, asking) => {
      const { orderId } = request.body;
      refused(asking, orderId, 10349, "Order TIF was set to DAY based on order preset.");
      // The order is at the broker at once; what is told of it meanwhile waits (`untrue/orders.ts`).
      asking.session.memoryOf("tif-note-10349").set(String(orderId), asking.context.moment().now + thenMs);
      return heard(request);
    },
  }),
  "cancel-rejected": mishearing<"cancel-rejected">()({
    requests: ["cancelOrder"],
    hear: ({ body: { orderId } }, { code }, asking) => {
      const text = CANCEL_REFUSALS[code](orderId, orderOf(asking, orderId));
      return refused(asking, orderId, Number(code), text);
    },
  }),
  "cancel-fill-cross": mishearing<"cancel-fill-cross">()({
    requests: ["cancelOrder"],
    when: ({ body: { orderId } }, asking) => fillable(asking, orderId) !== undefined,
    hear: ({ body: { orderId } }, _params, asking) => {
      const { context } = asking;
      const order = fillable(asking, orderId);
      if (order !== undefined) context.deliver(context.broker.fillDespiteCancel(order.permId, context.moment()));
      return NOTHING_HEARD;
    },
  }),
  "transmit-lost": mishearing<"transmit-lost">()({
    requests: ["placeOrder"],
    when: (request, asking) => isOrder(request) && isLeg(request, asking) && request.body.order.parentId !== 0,
    hear: ({ name, body }) => heard({ name, body: { ...body, order: { ...body.order, transmit: false } } }),
  }),
  "child-before-parent": mishearing<"child-before-parent">()({
    requests: ["placeOrder"],
    when: ({ body: { orderId, order } }, asking) =>
      !order.transmit && order.parentId === 0 && orderOf(asking, orderId) === undefined,
    hear: (request) => heard(request, OVERTAKEN_MS),
  }),
};

type Placing = Request<"placeOrder">;

/** A preview is none. */
function isOrder({ body: { order } }: Placing): boolean {
  return !order.whatIf;
}

const hasPrice = ({ body: { order } }: Placing): boolean => Boolean(order.lmtPrice || order.auxPrice);

/** It transmits its family: no change of what was transmitted already. */
function isLeg({ body: { orderId, order } }: Placing, asking: Asking): boolean {
  const known = orderOf(asking, orderId);
  return order.transmit && (known === undefined || isUntransmitted(known));
}

/** TWS allows orders of 500 at first; whoever is refused less has set less. */
const sizeText = (size: number): string =>
  `Order quantity ${size} exceeds the Size Limit of ${Math.min(500, Math.max(0, Math.ceil(size) - 1))}.`;

/** SEQUENCES 4: the refusals of a cancel, each alone. */
const CANCEL_REFUSALS: {
  readonly [code in "161" | "10148" | "10147"]: (id: number, order: Order | undefined) => string;
} = {
  "161": (_id, order) =>
    `Cancel attempted when order is not in a cancellable state.  Order permId =${order?.permId ?? 0}`,
  "10148": (id, order) =>
    `OrderId ${id} that needs to be cancelled cannot be cancelled, state: ${order?.status ?? "PendingCancel"}.`,
  "10147": (id) => `OrderId ${id} that needs to be cancelled is not found.`,
};

export const orderOf = ({ context, session }: Asking, orderId: number): Order | undefined =>
  context.broker.orders().findLast((order) => order.clientId === session.clientId && order.orderId === orderId);

/** An order that a fill may reach before its cancel does: none that waits for anything, and none while the link is lost. */
function fillable(asking: Asking, orderId: number): Order | undefined {
  const { broker, link } = asking.context;
  const order = orderOf(asking, orderId);
  return order !== undefined && link.up && broker.mayFill(order.permId) ? order : undefined;
}

/** Answered by an error, and by nothing else. */
export function refused({ context, session }: Asking, id: number, code: number, text: string): typeof NOTHING_HEARD {
  session.error(id, code, text, wholeSecond(context.wall()));
  return NOTHING_HEARD;
}
