/** The market and the broker behind a Gateway, as its options ask for them. */
import type { Clock } from "../../io/io.ts";
import { Broker } from "../broker/broker.ts";
import { Exchange } from "../exchange/exchange.ts";
import type { Faults } from "../faults/faults.ts";
import type { Limits } from "./limits.ts";
import { DEFAULT_ACCOUNTS, DEFAULT_CASH, DEFAULT_LATENCY_MS, type GatewayOptions, masterOf } from "./options.ts";
import type { Switches } from "./switches.ts";

export function exchangeOf(options: GatewayOptions, clock: Clock): Exchange {
  const { seed, calendar = "always", tickMs, priceFile } = options;
  return new Exchange({ seed, calendar, tickMs, priceFile, startWall: clock.wall(), wall: () => clock.wall() });
}

export interface Around {
  readonly exchange: Exchange;
  readonly faults: Faults;
  readonly switches: Switches;
  readonly limits: Limits;
}

export function brokerOf(
  options: GatewayOptions,
  clock: Clock,
  { exchange, faults, switches, limits }: Around,
): Broker {
  const { accounts = DEFAULT_ACCOUNTS, cash = DEFAULT_CASH, latencyMs = DEFAULT_LATENCY_MS } = options;
  const { baseCurrency, accountKind } = options;
  const master = options.advisor === true ? masterOf(accounts) : undefined;
  const login = { accounts, cash, baseCurrency, accountKind, master };
  const rules = { switches, latencyMs, openOrdersMax: limits.openOrdersPerSideMax };
  const [now, wall] = [clock.now(), clock.wall()];
  return new Broker({ market: exchange, faults, startWall: wall, ...login, ...rules }, { now, wall });
}
