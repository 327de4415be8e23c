/** The truth at the control door: what the broker holds, who is connected, the digest of the wire. */
import type { Route } from "./route.ts";

export const TRUTH_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/truth",
    says: "What the broker knows to be so: orders, executions, positions, accounts. No client sees this.",
    answer: (gateway) => gateway.truth(),
  },
  {
    method: "GET",
    path: "/clients",
    says: "The clients that have started.",
    answer: (gateway) => ({ clients: gateway.clients() }),
  },
  {
    method: "GET",
    path: "/hash",
    says: "SHA-256 of all bytes of the wire so far: equal for equal runs.",
    answer: (gateway) => ({ hash: gateway.hash() }),
  },
];
