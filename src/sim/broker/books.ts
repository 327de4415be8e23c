/**
 * The state that the broker's parts share, and the one place where an order changes.
 *
 * Every part (intake, matching, cancelling, sessions) reads and writes through this object; what happens is said into
 * one list of events, in order. Time comes from outside with every call.
 */
import { assert } from "../../base/assert.ts";
import { type Decimal, decimal } from "../../base/decimal.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import { easternDay } from "../exchange/calendar/calendar.ts";
import type { Listing } from "../exchange/directory/listing.ts";
import { NO_FAULTS, type Striking } from "../faults/faults.ts";
import { Agenda } from "./agenda.ts";
import type { BrokerEvent, Execution } from "./event.ts";
import type { Market, Session } from "./market.ts";
import { type Appraiser, type Valuation, valuation } from "./money/account.ts";
import { Advisor } from "./money/advisor.ts";
import { Exercises } from "./money/exercises.ts";
import { Ledger } from "./money/ledger.ts";
import type { AccountKind } from "./money/margin.ts";
import { markOf } from "./money/mark.ts";
import { rateOf } from "./money/rates.ts";
import { type Change, moved, type Order } from "./order.ts";
import { Plights } from "./plights.ts";
import { Register } from "./register.ts";
import type { BrokerSwitches } from "./switches.ts";
import { Attention } from "./trading/attention.ts";
import { GroupPost } from "./trading/groupNews.ts";
import { Liquidity } from "./trading/liquidity.ts";
import { Watch } from "./trading/watch.ts";

export interface Moment {
  readonly now: Instant;
  readonly wall: WallMs;
}

export interface BrokerOptions {
  readonly market: Market;
  readonly accounts: readonly string[];
  /** Cash of each account at the start, in the base currency. */
  readonly cash: number;
  /** `USD` when absent. */
  readonly baseCurrency?: string;
  /** `cash` when absent. */
  readonly accountKind?: AccountKind;
  /** The master account of a financial advisor's login. */
  readonly master?: string;
  readonly switches: BrokerSwitches;
  /** What goes wrong; nothing when absent. */
  readonly faults?: Striking;
  /** How long an order takes to the market, in milliseconds: in that time it can still be cancelled or changed. */
  readonly latencyMs: number;
  /** Open orders per contract, side and account (PROTOCOL 11.3). */
  readonly openOrdersMax: number;
  readonly startWall: WallMs;
}

/** permIds as captured on paper logins; the wide ones need more than 32 bits (SEQUENCES 3). */
const FIRST_PERM_ID = { "32-bit": 1_426_086_000, "64-bit": 9_000_000_600 } as const;

export class Books {
  readonly market: Market;
  readonly switches: BrokerSwitches;
  readonly options: BrokerOptions;
  readonly ledger: Ledger;
  readonly appraiser: Appraiser;
  readonly advisor: Advisor | undefined;
  readonly register = new Register();
  readonly liquidity = new Liquidity();
  readonly attention = new Attention();
  readonly exercises = new Exercises();
  readonly groupPost = new GroupPost();
  readonly executions: Execution[] = [];
  /** Looks in a row beyond the stop, by permId: only for trigger methods that want two. */
  readonly looks = new Map<number, number>();
  /** What goes wrong. */
  readonly faults: Striking;
  /** What they, and cancels that are under way, have done to single orders. */
  readonly plights = new Plights();
  /** What faults do later, and cancels that take their time. */
  readonly agenda = new Agenda();
  /** The same for conditions on a price, by permId and place in the order. */
  readonly conditionLooks = new Map<string, number>();
  readonly #watch: Watch;
  /** Orders placed by hand from now on are bound to client 0 (reqAutoOpenOrders). */
  bindsManualOrders = false;
  moment: Moment;
  #nextNegativeId = -2;
  #nextPermId: number;
  #nextExecution: number;
  #events: BrokerEvent[] = [];

  constructor(options: BrokerOptions, moment: Moment) {
    this.options = options;
    this.market = options.market;
    this.faults = options.faults ?? NO_FAULTS;
    this.#watch = new Watch(options.market);
    this.switches = options.switches;
    this.moment = moment;
    const base = options.baseCurrency ?? "USD";
    this.ledger = new Ledger(options.accounts, decimal(options.cash) as Decimal, {
      ...{ base, day: easternDay(moment.wall), master: options.master },
    });
    this.advisor = options.master === undefined ? undefined : new Advisor(options.master, options.accounts);
    this.appraiser = {
      ...{ base, kind: options.accountKind ?? "cash" },
      listing: (conId) => this.listing(conId),
      mark: (conId) => markOf(this.market.quote(conId)),
      rate: (currency) => rateOf(this.market, currency, base),
    };
    this.#nextPermId = FIRST_PERM_ID[options.switches.permIds];
    this.#nextExecution = Math.floor(options.startWall / 1_000);
  }

  say(event: BrokerEvent): void {
    this.#events.push(event);
  }

  drain(): readonly BrokerEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** An error, a confirmation or a warning on the order's number, to its owner. */
  sayError(order: Pick<Order, "clientId" | "orderId">, code: number, text: string): void {
    this.say({ kind: "error", clientId: order.clientId, orderId: order.orderId, code, text });
  }

  /** openOrder and orderStatus, as they come together. */
  sayPair(order: Order, commissionShown = false): void {
    this.say({ kind: "order", order, commissionShown });
    this.say({ kind: "status", order });
  }

  put(order: Order): Order {
    this.register.put(order);
    this.attention.draw(order.permId);
    this.#watch.follow(order);
    return order;
  }

  /** The one place where a status changes. */
  move(order: Order, change: Change, also: Partial<Order> = {}): Order {
    return this.put({ ...moved(order, change), ...also });
  }

  takePermId(): number {
    return this.#nextPermId++;
  }

  takeNegativeId(): number {
    return this.#nextNegativeId--;
  }

  /** `0000e0d5.69dd7411.01.01`: the last part counts corrections (SEQUENCES 3). */
  takeExecId(): string {
    return `0000e0d5.${(this.#nextExecution++ >>> 0).toString(16).padStart(8, "0")}.01.01`;
  }

  /** Whether trading in the contract is halted now. */
  halted(conId: number): boolean {
    return this.market.halted(conId) > 0;
  }

  session(order: Order): Session {
    return this.market.session(order.listing, this.moment.wall);
  }

  listing(conId: number): Listing {
    const listing = this.market.byConId(conId);
    assert(listing !== undefined, `no listing ${conId}`);
    return listing;
  }

  valued(account: string): Valuation {
    return valuation(this.ledger.account(account), this.appraiser);
  }
}
