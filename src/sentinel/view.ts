/**
 * What the sentinel sees of other machines: orders with what was placed and what the broker shows, orders of others, and
 * positions. The engine passes them in; the sentinel changes none of them.
 */
import type { Decimal } from "../base/decimal.ts";
import type { Echo, PlacedContract, PlacedOrder, StatusReport } from "../model/entry.ts";
import type { Traded } from "../model/filled.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import type { Position } from "../model/position.ts";
import type { Status } from "../model/status.ts";

/** One order of ours. */
export interface Leg {
  readonly key: OrderKey;
  readonly strategy: StrategyName;
  /** A close by the operator: whose position it closes. */
  readonly closes?: StrategyName | undefined;
  readonly clientId: ClientId;
  readonly clientOrderId: ClientOrderId;
  readonly account: string;
  /** What its client wants: the newest wish that was not refused. */
  readonly contract: PlacedContract;
  readonly order: PlacedOrder;
  readonly parent?: OrderKey | undefined;
  readonly status: Status;
  readonly orderId: OrderId;
  readonly permId: PermId;
  /** 0 until anybody has named it. */
  readonly conId: number;
  readonly echo: Echo | undefined;
  readonly report: StatusReport | undefined;
  /** The Gateway's newest status word. */
  readonly word: string;
  readonly inFlight: readonly unknown[];
  readonly changeWaits: boolean;
  readonly cancelWanted: boolean;
  readonly fill: Traded | undefined;
}

export interface Legs {
  byKey(key: OrderKey): Leg | undefined;
  /** Those that have not ended. */
  readonly open: Iterable<Leg>;
  /** Those of them that are of a contract, or may be: there may be thousands of others. */
  openOf(conId: number): Iterable<Leg>;
  readonly orders: Iterable<Leg>;
}

/** An order at the broker that is not ours: a manual one, or another client's. */
export interface Stranger {
  readonly echo: Echo;
  readonly report: StatusReport | undefined;
}

/** The broker's truth beside our own orders. */
export interface Broker {
  strangers(): Iterable<Stranger>;
  positions(): readonly Position[];
  /** All positions were told in this session: what is not among them is not held. */
  readonly arePositionsTold: boolean;
  /** One of them, signed; undefined for none. */
  position(account: string, conId: number): Decimal | undefined;
  /** Nothing of that is older than the last loss of the session or of its link. */
  readonly isCurrent: boolean;
}
