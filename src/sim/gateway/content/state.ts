/**
 * What the families with outside content remember: `Desk` for the whole Gateway, `Feeds` for one connection.
 *
 * Feeds die with the connection, as everything a client subscribed to (PROTOCOL 10). The desk outlives every client:
 * bulletins of the day, the contract that each display group shows, and the settings, which a Gateway has on disk and
 * finds again when it restarts.
 */
import type { WallMs } from "../../../base/time.ts";
import type { Draft, IncomingBody } from "../../../wire/codec.ts";

/** A bulletin of an exchange. msgType: 1 a message, 2 an exchange closes, 3 it is there again (IB's documentation). */
export interface Bulletin {
  readonly msgType: 1 | 2 | 3;
  readonly message: string;
  readonly origExchange: string;
}

/** The Gateway's own settings. */
export type Config = Omit<Draft<IncomingBody<"configResponse">>, "reqId">;

export class Desk {
  /** Those that were published, with the number and the time they got. */
  readonly bulletins: { readonly msgId: number; readonly at: WallMs; readonly bulletin: Bulletin }[] = [];
  /** Group number to `conId@exchange`; a group that is not here shows nothing. */
  readonly groups = new Map<number, string>();
  /** What `updateConfig` has changed. */
  config: Config | undefined;
}

export class Feeds {
  bulletins = false;
  /** Subscriptions to display groups: request to group. */
  readonly groups = new Map<number, number>();
  /** Wall Street Horizon: no events before metadata was told. */
  metaDataTold = false;
}
