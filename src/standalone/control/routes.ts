/** All routes of the control door, in the order in which it lists them. */
import { CLOCK_ROUTES } from "./clock.ts";
import { FAULT_ROUTES } from "./faults.ts";
import { MARKET_ROUTES } from "./market.ts";
import { ORDER_ROUTES } from "./orders.ts";
import type { Route } from "./route.ts";
import { TRUTH_ROUTES } from "./truth.ts";

const LIST: Route = {
  method: "GET",
  path: "/",
  says: "What there is.",
  answer: () => ({ routes: ROUTES.map(({ method, path, says, example }) => ({ method, path, says, example })) }),
};

export const ROUTES: readonly Route[] = [
  LIST,
  ...CLOCK_ROUTES,
  ...FAULT_ROUTES,
  ...TRUTH_ROUTES,
  ...ORDER_ROUTES,
  ...MARKET_ROUTES,
];
