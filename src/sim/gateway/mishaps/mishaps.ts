/**
 * What faults make the Gateway do by itself when they begin and when they end, beside what they change in passing.
 *
 * Each row listens to one fault; the answer of `hearFaults` stops all of them.
 */
import { LIFECYCLE } from "./lifecycle.ts";
import { type Mishap, mishap, type Prone } from "./mishap.ts";
import { OUTAGES } from "./outages.ts";
import { TRADING } from "./trading.ts";

const MISHAPS: readonly Mishap[] = [
  ...LIFECYCLE,
  ...OUTAGES,
  ...TRADING,
  mishap("next-valid-id-rollback", (gateway) => ({
    begins: ({ orderId, reuse }, { client }) => {
      if (reuse === "accepted") gateway.broker.countOrderIdsFrom(orderId, client);
    },
  })),
  mishap("positions-stale", (gateway) => ({ begins: () => gateway.rememberPositions() })),
];

export function hearFaults(gateway: Prone): () => void {
  const stops = MISHAPS.map((hear) => hear(gateway.faults, gateway));
  return () => {
    for (const stop of stops) stop();
  };
}
