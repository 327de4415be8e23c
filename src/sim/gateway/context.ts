/** What the handlers of requests may use: the Gateway's parts, seen from inside. */
import type { WallMs } from "../../base/time.ts";
import type { OutgoingBody, OutgoingName } from "../../wire/codec.ts";
import type { Broker, Moment, PositionOf } from "../broker/broker.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { Faults } from "../faults/faults.ts";
import type { Instruction, Link } from "../link/link.ts";
import type { Desk } from "./content/state.ts";
import type { Lines } from "./data/lines.ts";
import type { Session } from "./door/session.ts";
import type { HistoryPacing } from "./history/pacing.ts";
import type { Known } from "./known.ts";
import type { Limits } from "./limits.ts";
import type { Switches } from "./switches.ts";

export interface Context {
  /** The truth. */
  readonly broker: Broker;
  /** What of it the Gateway has heard: lists and account streams are told from here. */
  readonly known: Known;
  readonly exchange: Exchange;
  readonly faults: Faults;
  readonly link: Link;
  readonly listings: readonly Listing[];
  readonly switches: Switches;
  readonly limits: Limits;
  readonly masterClientId: number | undefined;
  readonly historyPacing: HistoryPacing;
  readonly lines: Lines;
  /** What the positions were when they went stale. */
  readonly positionsWere: readonly PositionOf[];
  readonly desk: Desk;
  sessions(): readonly Session[];
  session(clientId: number): Session | undefined;
  moment(): Moment;
  wall(): WallMs;
  /** Tells everybody concerned what the broker did. */
  deliver(events: readonly BrokerEvent[]): void;
  /** Sends a client's instruction to the broker, when the link is up. */
  instruct(instruction: Instruction): void;
  /** Runs something later in the same thread of events; the answer forgets it. */
  later(ms: number, run: () => void): () => void;
}

export type Handler<N extends OutgoingName> = (context: Context, session: Session, body: OutgoingBody<N>) => void;
export type Handlers = { readonly [N in OutgoingName]?: Handler<N> };
