/** What may leave for whom: accounts, allocations, OCA groups and cancels on the wire to the Gateway (I9). */
import type { Instant } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { Guest } from "./checker.ts";
import { type Facts, keyOf, type PlaceOrder } from "./facts.ts";
import { OPERATOR, Stops } from "./limits/stops.ts";
import type { Line, PlacementLine } from "./line.ts";
import { difference, Wishes } from "./wishes.ts";

const ALLOCATION = ["faGroup", "faMethod", "faPercentage", "faProfile", "modelCode"] as const;
/** What touches everybody on the login. */
const FOR_ALL: ReadonlySet<Frame["name"]> = new Set(["replaceFA", "updateConfig", "reqGlobalCancel"]);
/** What-ifs of a strategy that may still leave. */
const PREVIEWS_MAX = 1_000;

export class UpstreamSide {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #wishes = new Wishes();
  readonly #stops = new Stops();
  readonly #accounts: ReadonlyMap<string, string>;
  /** Whose each OCA group is. */
  readonly #groups = new Map<string, string>();
  /** `strategy/clientId/orderId` of orders whose client asked to cancel them. */
  readonly #cancelled = new Set<string>();
  /** Strategies that asked to cancel everything, and when last. */
  readonly #swept = new Map<string, Instant>();
  /** When each order was asked for first. */
  readonly #since = new Map<string, Instant>();
  /** The newest what-ifs, with the account of who asked. */
  readonly #previews: { readonly wish: PlaceOrder; readonly account: string }[] = [];

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#accounts = new Map(facts.setup.strategies.map(({ name, account }) => [name, account]));
  }

  asked(frame: Frame, guest: Guest): void {
    const { strategy, clientId } = guest;
    if (strategy === undefined || clientId === undefined) return;
    this.#wishes.asked(frame, guest);
    if (frame.name === "reqGlobalCancel") this.#swept.set(strategy.name, this.#facts.now);
    if (frame.name === "cancelOrder") this.#cancelled.add(`${strategy.name}/${clientId}/${frame.orderId}`);
    if (frame.name !== "placeOrder") return;
    const place = `${strategy.name}/${clientId}/${frame.orderId}`;
    if (!this.#since.has(place)) this.#since.set(place, this.#facts.now);
    if (frame.whatIf && this.#previews.push({ wish: frame, account: strategy.account }) > PREVIEWS_MAX)
      this.#previews.shift();
  }

  journaled(line: Line): void {
    this.#stops.journaled(line);
  }

  sent(frame: Frame): void {
    if (FOR_ALL.has(frame.name)) this.#violated(`${frame.name} left: it reaches everybody on the login, and may not`);
    if (frame.name === "cancelOrder") this.#cancels(frame.orderId);
    if (frame.name === "placeOrder") this.#places(frame);
  }

  #places(frame: PlaceOrder): void {
    const placement = frame.whatIf ? undefined : this.#facts.order(keyOf(frame.orderRef))?.placement;
    const who = placement?.key ?? `what-if ${frame.orderId}`;
    for (const field of ALLOCATION)
      if (frame[field] !== "")
        this.#violated(`${who} left with ${field} "${frame[field]}", which reaches other accounts`);
    if (placement !== undefined) this.#owned(frame, placement);
    else if (frame.whatIf) this.#previewed(frame);
  }

  #owned(frame: PlaceOrder, placement: PlacementLine): void {
    const { key, strategy, closes } = placement;
    if (strategy === OPERATOR && closes === undefined) return this.#closed(frame, key);
    const account = this.#accounts.get(closes ?? strategy);
    if (frame.account !== account)
      this.#violated(`${key} left for account "${frame.account}", and ${strategy} trades ${account}`);
    if (frame.ocaGroup !== "") this.#grouped(frame, placement);
  }

  /** The operator closes what an account holds, where holdfast trades for somebody. */
  #closed({ account }: PlaceOrder, key: string): void {
    if (![...this.#accounts.values()].includes(account))
      this.#violated(`${key} left for account "${account}", and holdfast trades for nobody there`);
  }

  /** Names of groups count for the whole login. A new order cannot name one of the Gateway's own making. */
  #grouped(frame: PlaceOrder, { key, strategy, order }: PlacementLine): void {
    if (frame.ocaGroup === order.ocaGroup && this.#facts.order(key)?.sent.length === 0)
      this.#violated(
        `${key} left in OCA group "${frame.ocaGroup}" as its client wrote it: any other strategy can write the same`,
      );
    const owner = this.#groups.get(frame.ocaGroup);
    if (owner === undefined) this.#groups.set(frame.ocaGroup, strategy);
    else if (owner !== strategy)
      this.#violated(`${key} of ${strategy} left in OCA group "${frame.ocaGroup}", in which ${owner} has orders`);
  }

  #previewed(frame: PlaceOrder): void {
    const same = this.#previews.filter(({ wish }) => difference(frame, wish) === undefined);
    if (same.length > 0 && !same.some(({ account }) => account === frame.account))
      this.#violated(
        `what-if ${frame.orderId} left for account "${frame.account}", and who asked for it trades ${same[0]!.account}`,
      );
  }

  #cancels(orderId: number): void {
    const placement = this.#facts.byOrderId(orderId)?.placement;
    if (placement === undefined) return;
    const { key, strategy, clientId, clientOrderId } = placement;
    const place = `${strategy}/${clientId}/${clientOrderId}`;
    if (this.#cancelled.has(place) || this.#stops.mayEnd(placement)) return;
    const swept = this.#swept.get(strategy);
    if (swept !== undefined && swept >= (this.#since.get(place) ?? 0)) return;
    this.#violated(`a cancel of ${key} left as order ${orderId}, and nobody of ${strategy} asked for it`);
  }
}
