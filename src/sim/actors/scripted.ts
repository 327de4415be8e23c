/** A client that goes through a list of steps, once: the canonical scenes are made of it. */
import { seconds } from "../../base/time.ts";
import { Script } from "../strategies/script.ts";
import { Trader } from "../strategies/trader.ts";
import type { Actor, MakeActor } from "./actor.ts";

const RECONNECT_MS = 250;

export const scripted: MakeActor = ({ spec, world, door, strategy }): Actor => {
  const io = world.host(spec.host);
  const clientId = spec.clientId ?? 0;
  const account = strategy?.account ?? "";
  const address = { ...door, clientId, serverVersionMax: spec.version };
  const trader = new Trader(
    io,
    { ...address, account, reconnectMs: RECONNECT_MS, retries: true },
    { ready: () => {}, heard: () => {}, lost: () => {} },
  );
  const script = new Script(io, trader, spec.steps ?? [], () => {}, { waitMsMax: seconds(5) });
  return {
    heal: () => {},
    waitingFor: () =>
      script.finished ? [] : [`${spec.host} has not finished its script: it is at ${JSON.stringify(script.standing)}`],
    counts: () => ({ orders: trader.memory.orders.size, fills: trader.memory.fills.size }),
  };
};
