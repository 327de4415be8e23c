/** Who plays: a strategy of the configuration, and an actor of a scenario, as plain data. */
import type { Limits } from "../../model/limits.ts";
import type { Step } from "../strategies/script.ts";
import type { ActorKind, CarelessName } from "./kinds.ts";

export interface StrategySpec {
  readonly name: string;
  readonly account: string;
  readonly clientIds: readonly number[];
  readonly masterClientId?: number;
  readonly readOnly?: boolean;
  readonly privateOrders?: boolean;
  /** Before the Gateway's restart its new orders wait so long, in ms, for the restart to be over; refused when unset. */
  readonly holdMs?: number;
  /** Those that are on. */
  readonly limits?: Partial<Limits>;
  /** Its entries are cancelled when its last client has been gone for so long, in ms; never when unset. */
  readonly deadManMs?: number;
}

/** One actor. Its stream of randomness is named after its host. */
export interface ActorSpec {
  readonly kind: ActorKind;
  /** Its machine, unlike any other's. */
  readonly host: string;
  /** Those that come through the door have these three. */
  readonly strategy?: string;
  readonly clientId?: number;
  /** The newest server version it offers. */
  readonly version?: number;
  readonly symbols?: readonly string[];
  /** Asks for the details of its contracts and names them by conId in its orders from then on. */
  readonly qualifies?: true;
  /** Now and then changes something else of what rests than its price or size: its type, the hours in which it works. */
  readonly recasts?: true;
  /** What it does carelessly beside the habits of its kind. */
  readonly careless?: readonly CarelessName[];
  /** How often it does something, per simulated hour. */
  readonly perHour?: number;
  /** What a scripted one does. */
  readonly steps?: readonly Step[];
}
