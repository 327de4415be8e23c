/**
 * A client that goes through a list of steps, once: the canonical scenes are made of it.
 *
 * When the run heals and the script is through it audits what it is told (`audit.ts`) until it finds nothing.
 */
import { after, seconds } from "../../base/time.ts";
import { Script } from "../strategies/script.ts";
import { Trader } from "../strategies/trader.ts";
import type { Actor, MakeActor } from "./actor.ts";
import { Audit } from "./audit.ts";

const RECONNECT_MS = 250;
/** How often it looks whether it must call the roll. */
const AUDIT_MS = seconds(1);

export const scripted: MakeActor = (part): Actor => {
  const { spec, world, door, strategy } = part;
  const io = world.host(spec.host);
  const clientId = spec.clientId ?? 0;
  const account = strategy?.account ?? "";
  const address = { ...door, clientId, serverVersionMax: spec.version };
  const trader = new Trader(
    io,
    { ...address, account, reconnectMs: RECONNECT_MS, retries: true },
    { ready: () => {}, heard: (message) => audit.heard(message), lost: () => audit.lost() },
  );
  const audit = new Audit(part, trader);
  const script = new Script(io, trader, spec.steps ?? [], () => {}, { waitMsMax: seconds(5) });
  const keepCalling = (): void => {
    if (script.finished) audit.call(io.clock.wall());
    io.clock.at(after(io.clock.now(), AUDIT_MS), keepCalling);
  };
  const findings = (): readonly string[] =>
    script.finished ? audit.findings(io.clock.wall()) : [`it has not finished its script: ${standing(script)}`];
  return {
    heal: keepCalling,
    waitingFor: () => findings().map((finding) => `${spec.host}: ${finding}`),
    counts: () => ({ orders: trader.memory.orders.size, fills: trader.memory.fills.size }),
  };
};

const standing = (script: Script): string => JSON.stringify(script.standing);
