/** What the owner of a simulated Gateway has in hand. */
import type { Faults } from "../sim/faults/faults.ts";
import type { Connected } from "../sim/gateway/options.ts";
import type { ManualOrder } from "./byHand.ts";
import type { MarketOrder } from "./market.ts";
import type { Truth } from "./truth.ts";

/** How far an advance came. */
export interface Advanced {
  /** Milliseconds of the Gateway's time. */
  readonly movedMs: number;
  /** The Gateway's time now. */
  readonly time: string;
}

export interface AdvanceUntil {
  /** `bytes` stops as soon as a client was told something: lock-step with a client in a process of its own. */
  readonly until?: "bytes" | undefined;
  readonly onProgress?: ((doneMs: number) => void) | undefined;
}

export interface SimulatedGateway extends AsyncDisposable {
  /** Where clients connect. */
  readonly port: number;
  /** The control door's address; undefined without one. */
  readonly control: string | undefined;
  /** Where IBC's command server listens; undefined without one. */
  readonly commandPort: number | undefined;
  /** Set, clear, inject and list what goes wrong. */
  readonly faults: Faults;
  /** 0 stands still until `advance`. */
  readonly speed: number;
  /** The Gateway's time. */
  now(): Date;
  /** Moves time on (speed 0 only), by `24h`, `90s` or milliseconds, in step with the clients. */
  advance(span: string | number, options?: AdvanceUntil): Promise<Advanced>;
  /** Waits until what clients said was heard and they are quiet, without moving time (speed 0 only). */
  settled(): Promise<void>;
  truth(): Truth;
  /** A person places an order in TWS; answers its permId, or throws a ManualOrderError. */
  place(order: ManualOrder): number;
  /** The person cancels it again; false when no open order placed by hand has this permId. */
  cancel(permId: number): boolean;
  /** Tells the market of a contract what to do: pin a quote, gap, halt, resume; or throws a MarketOrderError. */
  market(order: MarketOrder): void;
  /** Restarts: connections end, the port is away for `gapMs` of the Gateway's time, 90 s unless given. */
  restart(how?: Readonly<Record<string, string | number>>): void;
  clients(): readonly Connected[];
  /** SHA-256 of all bytes of the wire so far, in hex. */
  hash(): string;
  /** Resolves when somebody says STOP to the command server: it is away for good, until it is closed. */
  readonly stopped: Promise<void>;
  /** Cuts all connections and ends. */
  close(): Promise<void>;
}
