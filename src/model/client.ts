/** Who is asking: one connection of a strategy, as the machines of floor 2 see it. */
import type { ClientId, ConnId, StrategyName } from "./ids.ts";

export interface Client {
  readonly conn: ConnId;
  readonly strategy: StrategyName;
  readonly clientId: ClientId;
  /** The one account this strategy may see and trade. */
  readonly account: string;
  /** The server version negotiated with this client. */
  readonly serverVersion: number;
}
