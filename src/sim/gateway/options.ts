/** What a simulated Gateway is told at its start, and what it gives its owner. */
import type { Network } from "../../io/io.ts";
import type { Broker, Moment } from "../broker/broker.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { AccountKind } from "../broker/money/margin.ts";
import type { CalendarKind } from "../exchange/calendar/calendar.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { QuoteChange } from "../exchange/quote.ts";
import type { PricePath } from "../exchange/tape/pricePath.ts";
import type { Faults } from "../faults/faults.ts";
import type { FaultMix } from "../faults/random.ts";
import type { Scheduled } from "../faults/schedule.ts";
import type { FaultParams } from "../faults/table.ts";
import type { Link } from "../link/link.ts";
import type { Bulletin } from "./content/state.ts";
import type { MarketData } from "./data/entitlement.ts";
import type { Limits } from "./limits.ts";
import type { Switches } from "./switches.ts";

export interface GatewayOptions {
  readonly host: string;
  /** 0 picks a free one; `onListening` tells it. */
  readonly port: number;
  readonly seed: number | string;
  /** Three when absent, `DU1000001` to `DU1000003`. With more than one, every order names its account (435). */
  readonly accounts?: readonly string[];
  /** In each account at the start, in its base currency. */
  readonly cash?: number;
  /** `USD` when absent. */
  readonly baseCurrency?: string;
  /** A financial advisor's login: a master account above the others, whose orders are divided among groups. */
  readonly advisor?: boolean;
  /** `cash` when absent: positions are paid in full. */
  readonly accountKind?: AccountKind;
  readonly calendar?: CalendarKind;
  readonly tickMs?: number;
  /** Dictates all prices in place of the seed. */
  readonly priceFile?: PricePath;
  readonly serverVersionMin?: number;
  readonly serverVersionMax?: number;
  /** Hears the order traffic of all clients. */
  readonly masterClientId?: number;
  /** Milliseconds an order takes to the market. */
  readonly latencyMs?: number;
  /** What the login may see; everything, live, when absent. */
  readonly marketData?: MarketData;
  readonly switches?: Partial<Switches>;
  readonly limits?: Partial<Limits>;
  /** A Gateway that ran before: its market and its broker go on, without the orders that were never transmitted. */
  readonly successorOf?: RunningGateway;
  /** What goes wrong, and when (parseSchedule reads it from a file). */
  readonly faultSchedule?: readonly Scheduled[];
  /** What goes wrong by chance, drawn from the seed. */
  readonly faultMix?: FaultMix;
  readonly onListening?: (port: number) => void;
  readonly onFailed?: (code: string) => void;
  /** IBC's command server beside the API; 0 picks a free port. There is none when absent. */
  readonly commandPort?: number;
  /** Carries it in place of the ports' own network. */
  readonly commandNetwork?: Network;
  readonly onCommandListening?: (port: number) => void;
  readonly onCommandFailed?: (code: string) => void;
  /** Somebody said STOP to it: the Gateway is away for good. */
  readonly onStopped?: () => void;
  /** Hears what the broker did, whoever else does. */
  readonly onBroker?: (events: readonly BrokerEvent[]) => void;
}

/** A client that has started. */
export interface Connected {
  readonly clientId: number;
  readonly serverVersion: number;
  readonly remote: string;
}

export interface RunningGateway {
  /** The truth: orders, executions, positions, accounts. */
  readonly broker: Broker;
  readonly exchange: Exchange;
  /** What goes wrong: set, clear, inject, list. */
  readonly faults: Faults;
  readonly link: Link;
  readonly switches: Switches;
  connected(): readonly Connected[];
  /** A person does something at the broker; everybody concerned hears what came of it. */
  act(run: (moment: Moment) => readonly BrokerEvent[]): void;
  /** Somebody orders the market to do something (`exchange.pin` and its like); everybody concerned hears what changed. */
  dictate(run: () => readonly QuoteChange[]): void;
  /** Tells a bulletin of an exchange to all who listen for them. */
  publishBulletin(bulletin: Bulletin): void;
  /** Restarts the Gateway: the port is away for a while, as in the fault `gateway-restart`. */
  restart(how?: Partial<FaultParams<"gateway-restart">>): void;
  /** Cuts every connection; the Gateway goes on listening. */
  dropConnections(): void;
  /** Cuts every connection and stops. */
  close(): void;
}

export const DEFAULT_ACCOUNTS: readonly string[] = ["DU1000001", "DU1000002", "DU1000003"];
/** The master of a login whose accounts are those: `DF` on paper, `F` live (IB's account numbers). */
export const masterOf = ([first = ""]: readonly string[]): string =>
  `${first.startsWith("D") ? "DF" : "F"}${first.replace(/\D/g, "").slice(0, -1)}0`;
export const DEFAULT_CASH = 1_000_000;
export const DEFAULT_LATENCY_MS = 10;
