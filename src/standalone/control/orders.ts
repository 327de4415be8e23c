/** Orders by hand at the control door: what a person does in TWS beside the API. */
import { MANUAL_ORDER, ManualOrderError } from "../byHand.ts";
import { carriedOut, forInstance, Refusal, type Route, read } from "./route.ts";

const EXAMPLE = {
  account: "DU1000001",
  contract: { symbol: "AAPL", secType: "STK", currency: "USD" },
  order: { action: "BUY", totalQuantity: 10, orderType: "LMT", lmtPrice: 150 },
};

export const ORDER_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/orders",
    says: "A person places an order in TWS; it belongs to client 0. Answers its permId.",
    example: EXAMPLE,
    answer: (gateway, { body }) => {
      const asked = read(MANUAL_ORDER, body, EXAMPLE);
      if (asked instanceof Refusal) return asked;
      return carriedOut(ManualOrderError, forInstance(EXAMPLE), () => ({ permId: gateway.place(asked) }));
    },
  },
  {
    method: "DELETE",
    path: "/orders/:name",
    says: "The person cancels it again, by its permId.",
    answer: (gateway, { name }) =>
      gateway.cancel(Number(name))
        ? { permId: Number(name), cancelling: true }
        : new Refusal(404, `no open order placed by hand has the permId ${name}`, "GET /truth lists the orders"),
  },
];
