/**
 * What faults make the Gateway do by itself when they begin and end, beside what they change in passing.
 *
 * Each row listens to one fault; the answer of `hearFaults` stops all of them.
 */
import type { Faults } from "../faults/faults.ts";
import type { Context } from "./context.ts";
import type { Session } from "./door/session.ts";

/** What the Gateway lets its faults do. */
export interface Prone extends Context {
  /** Keeps what the positions are now, for as long as they are said to be that. */
  rememberPositions(): void;
}

export function hearFaults(gateway: Prone): () => void {
  const stops = HEARD.map((hear) => hear(gateway.faults, gateway));
  return () => {
    for (const stop of stops) stop();
  };
}

type Hear = (faults: Faults, gateway: Prone) => () => void;

const HEARD: readonly Hear[] = [
  (faults, gateway) => faults.on("positions-stale", { begins: () => gateway.rememberPositions() }),
  (faults, gateway) =>
    faults.on("competing-session", { begins: (_params, narrowed) => sayCompeting(gateway, narrowed) }),
];

/** PROTOCOL 15; the text is IB's. */
function sayCompeting(gateway: Prone, narrowed: { readonly client?: number; readonly symbol?: string }): void {
  const concerned = ({ clientId }: Session): boolean => (narrowed.client ?? clientId) === clientId;
  for (const session of gateway.sessions().filter(concerned))
    for (const { reqId, listing } of session.market.lines.values())
      if ((narrowed.symbol ?? listing.symbol) === listing.symbol)
        session.error(reqId, 10197, "No market data during competing live session", gateway.wall());
}
