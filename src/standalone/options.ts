/**
 * What somebody may say about a simulated Gateway at its start. Everything has a default.
 *
 * `form.ts` has the bounds of each option, and the compiler sees that none is forgotten there; the flags of
 * `holdfast sim gateway` are these options in another spelling, and add no rules.
 */
import type { AccountKind } from "../sim/broker/money/margin.ts";
import type { CalendarKind } from "../sim/exchange/calendar/calendar.ts";
import type { FaultName } from "../sim/faults/table.ts";
import type { MarketData } from "../sim/gateway/data/entitlement.ts";
import type { Limits } from "../sim/gateway/limits.ts";
import type { Switches } from "../sim/gateway/switches.ts";
import type { SimEvent } from "./happening.ts";

/** One row of a price path: what the market shows of a symbol from a moment on. */
export interface PriceRow {
  /** Milliseconds after the start. */
  readonly timeOffsetMs: number;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly bidSize?: number | undefined;
  readonly askSize?: number | undefined;
  readonly lastSize?: number | undefined;
  /** 1 for a halt, 2 for a volatility halt; a row without it trades. */
  readonly halted?: 0 | 1 | 2 | undefined;
}

/** Parameters of a fault, with `client`, `account`, `symbol`, `times`, `rate` and `forMs` where it takes them. */
export type FaultValues = Readonly<Record<string, string | number>>;

export interface SimOptions {
  /** TCP port; 0, the default, takes any free one. */
  readonly port?: number | undefined;
  /** The address to listen on: 127.0.0.1 unless said otherwise. There is no password: whoever reaches the port is a client. */
  readonly host?: string | undefined;
  /** The accounts of the login; three when absent, DU1000001 to DU1000003. With more than one, every order names its account. */
  readonly accounts?: readonly string[] | undefined;
  /** In each account at the start, in its base currency; a million when absent. */
  readonly cash?: number | undefined;
  /** `USD` when absent. */
  readonly baseCurrency?: string | undefined;
  /** A financial advisor's login: a master account above the others. */
  readonly advisor?: boolean | undefined;
  /** `cash`, the default, pays positions in full; `margin` lends. */
  readonly accountKind?: AccountKind | undefined;
  /** What the login may see: `live`, the default, `delayed`, `none`, or `competing` with another session of the user. */
  readonly marketData?: MarketData | undefined;
  /** Equal seeds make equal prices and equal faults; 1 when absent. */
  readonly seed?: number | string | undefined;
  /** `always`, the default, trades at every hour; `real` keeps the hours of US markets. */
  readonly calendar?: CalendarKind | undefined;
  /**
   * Where the clock begins: `2026-01-05 10:00` in New York, or `2026-01-05T15:00:00Z`. Absent, it is now; with speed 0 Monday
   * 2026-01-05, 10:00 in New York.
   */
  readonly start?: string | Date | undefined;
  /** 1, the default, is real time; 60 lets an hour pass in a minute; with 0 time stands still until `advance`. */
  readonly speed?: number | undefined;
  /** The prices in place of the seed's: the path of a file, or its rows. */
  readonly prices?: string | readonly PriceRow[] | undefined;
  /** The distance of two looks at the market in milliseconds, a divisor of a minute; 250 when absent. */
  readonly tickMs?: number | undefined;
  /** Milliseconds that an order takes to the market; 10 when absent. */
  readonly latencyMs?: number | undefined;
  /** Behaviour on which real Gateways differ; docs/simulated-gateway.md lists the switches. */
  readonly switches?: Partial<Switches> | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** What goes wrong from the start: parameters by the fault's name. */
  readonly faults?: Readonly<Partial<Record<FaultName, FaultValues>>> | undefined;
  /** The path of a file that says what goes wrong, and when. */
  readonly faultFile?: string | undefined;
  /** How many faults in an hour happen at random, drawn from the seed; none when absent. */
  readonly faultRate?: number | undefined;
  /** The highest server version it offers; the newest known one when absent. */
  readonly serverVersion?: number | undefined;
  /** The lowest server version it serves. */
  readonly serverVersionMin?: number | undefined;
  /** The client that hears the orders of all. */
  readonly masterClientId?: number | undefined;
  /** The control door's port; true or 0 takes any free one. Absent, there is none. */
  readonly control?: number | boolean | undefined;
  /**
   * The port of IBC's command server (RECONNECTDATA, RECONNECTACCOUNT, RESTART, STOP), 7462 in many installations; 0 takes any
   * free one. Absent, there is none.
   */
  readonly commandPort?: number | undefined;
  /** The file that the wire is written to, as JSON lines. It must not exist. */
  readonly record?: string | undefined;
  /**
   * With speed 0, for clients in processes of their own: how many milliseconds of the host all must have been quiet before
   * time goes on. 0, the default, is enough for clients in this process.
   */
  readonly settleMs?: number | undefined;
  /** Hears what happens: clients, orders, fills, faults. Not called from inside your own calls of clients. */
  readonly onEvent?: ((event: SimEvent) => void) | undefined;
}

/** The options make no sense; `message` says which and why. */
export class SimOptionsError extends Error {
  override readonly name = "SimOptionsError";
}
