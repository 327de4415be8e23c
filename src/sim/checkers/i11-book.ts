/**
 * I11: what the daemon believes of its orders, their terms, and of positions, and what its journal's executions make, is what the broker
 * holds, or a durable line names the difference: a drift, or an alert about that order or contract.
 *
 * Asked every half minute while the session is ready. What differed when the session, or its link, began is over within
 * `T_reconcile` (30 s), for then all is compared at once, and not when its Gateway only answers again; what came to differ later, because the Gateway kept something to itself, is found by the loops: orders every
 * 60 s, positions every 30 s, and 30 s for the answer; a position that has to settle first takes a second look. Time counts from the last fault on: it may have hidden anything, and behind a list that
 * was not ended from the next one that is believed (`unended.ts`). An
 * order that became two (nautilus #4564) differs as long as the second one works.
 */
import { type Instant, seconds } from "../../base/time.ts";
import type { BrokerEvent, Execution } from "../broker/event.ts";
import { isDone, isOpen, type Order as TruthOrder } from "../broker/order.ts";
import { alertIn, type DriftLine, driftIn, HeldAlerts } from "./alertLine.ts";
import type { Belief, BookRow, PositionRow } from "./book.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import { JournalPositions } from "./journalPositions.ts";
import type { Line } from "./line.ts";
import { Ready } from "./ready.ts";
import { Changes, otherTerms } from "./terms.ts";
import { ms, ofMachine } from "./told.ts";
import { unendedMs } from "./unended.ts";

export const bookEqualsBroker: CheckerRow = {
  id: "I11",
  says: "orders, fills and positions as the daemon has them are the broker's, or a durable drift or alert names the difference in time",
  make: (facts, violated) => {
    const [beliefs, ready] = [new Beliefs(facts, violated), new Ready()];
    return {
      logged: (line) => ready.logged(line),
      heard: (frame, on) => {
        ready.heard(frame, on, facts.now);
        beliefs.changes.heard(frame, on.wire.id);
      },
      ended: (host) => ready.ended(host, facts.now),
      troubled: (faults) => beliefs.troubled(faults),
      truth: (event) => beliefs.truth(event),
      journaled: (line, daemon) => beliefs.journaled(line, daemon),
      believes: (belief, daemon) => beliefs.compare(belief, daemon, ready),
      quiet: () => beliefs.quiet(),
    };
  },
};

const RECONCILE_MS_MAX = seconds(30);
const LOOP_MS_MAX = {
  order: seconds(60) + RECONCILE_MS_MAX,
  position: seconds(30) + RECONCILE_MS_MAX,
  /** Executions that are missing show in positions that have settled. */
  ledger: seconds(30) + seconds(10) + seconds(60),
} as const;

/** From the daemon to the broker and back, or from the broker to the daemon. */
const ON_ITS_WAY_MS_MAX = seconds(2);

const ALIVE: ReadonlySet<string> = new Set(["working", "partly-filled"]);
/** What one word of the broker's may be called by the daemon. */
const WORDS: Readonly<Record<TruthOrder["status"], ReadonlySet<string>>> = {
  Untransmitted: new Set(["held", "intended"]),
  PreSubmitted: ALIVE,
  Submitted: ALIVE,
  PendingCancel: ALIVE,
  Filled: new Set(["filled"]),
  Cancelled: new Set(["cancelled", "rejected", "discarded"]),
  Inactive: new Set(["rejected", "cancelled"]),
};
/** Of these the daemon says that the broker has them, or may. */
const AT_BROKER: ReadonlySet<string> = new Set(["sent", "unknown", "filled", ...ALIVE]);

/** Alerts that name a difference; of those that say something else of an order or a contract nobody learns of it. */
const POSITION_ALERT = "drift-position";
const OF_ORDERS = /^(order-|drift-order$|leg-)/;

/** One thing of which the two have different opinions. */
interface Difference {
  readonly id: string;
  readonly kind: keyof typeof LOOP_MS_MAX;
  readonly sentence: string;
  readonly key?: string;
  readonly account: string;
  readonly conId?: number;
  /** The only alert that names it, where anything else that is said of its order tells something else. */
  readonly cause?: string;
}

class Beliefs {
  readonly changes: Changes;
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #alerts = new HeldAlerts();
  /** By machine: each journal finds, and counts, for itself. */
  readonly #drifts = new Map<string, Map<string, DriftLine>>();
  readonly #ledgers = new Map<string, JournalPositions>();
  /** Whose beliefs were compared last. */
  #daemon = "";
  readonly #accounts: ReadonlySet<string>;
  /** When the truth about a thing changed last. */
  readonly #changedAt = new Map<string, Instant>();
  readonly #stems = new Set<string>();
  readonly #corrected = new Set<string>();
  /** Since which look each difference is there. */
  #since = new Map<string, Instant>();
  #last: readonly Difference[] = [];
  #troubledAt: Instant | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.changes = new Changes(facts);
    this.#accounts = new Set(facts.setup.strategies.map(({ account }) => account));
  }

  troubled(faults: readonly string[]): void {
    this.#troubledAt = Math.max(this.#troubledAt ?? 0, this.#facts.now + unendedMs(faults)) as Instant;
  }

  truth(event: BrokerEvent): void {
    const { now } = this.#facts;
    if (event.kind === "order" || event.kind === "status") {
      const { orderRef } = event.order.terms;
      this.#changedAt.set(orderRef, now).set(termsName(orderRef), now);
    }
    if (event.kind === "execution") this.#executed(event.execution);
    if (event.kind !== "position") return;
    const id = placeOf(event.account, event.conId);
    this.#changedAt.set(id, now).set(`journal of ${id}`, now);
  }

  /** Of an order whose execution was corrected or taken back, the broker's own sum stays as it was. */
  #executed({ execId, orderRef }: Execution): void {
    const stem = execId.slice(0, execId.lastIndexOf("."));
    if (this.#stems.has(stem)) this.#corrected.add(keyOf(orderRef));
    this.#stems.add(stem);
  }

  journaled(line: Line, daemon: string): void {
    if (line.kind === "alertRaised") this.#alerts.raised(alertIn(line), daemon, this.#facts.now);
    if (line.kind === "alertEnded") this.#alerts.ended(alertIn(line), daemon);
    const drifts = this.#driftsOf(daemon);
    if (line.kind === "driftFound") drifts.set(driftName(driftIn(line)), driftIn(line));
    if (line.kind === "driftEnded") drifts.delete(driftName(driftIn(line)));
    this.#ledgerOf(daemon).journaled(line);
    this.changes.journaled(line);
  }

  #driftsOf(daemon: string): Map<string, DriftLine> {
    return ofMachine(this.#drifts, daemon, () => new Map());
  }

  #ledgerOf(daemon: string): JournalPositions {
    return ofMachine(this.#ledgers, daemon, () => new JournalPositions());
  }

  compare({ orders, positions }: Belief, daemon: string, ready: Ready): void {
    this.#daemon = daemon;
    const readySince = ready.sinceOf(daemon);
    if (readySince === undefined) return this.#forget();
    this.#last = [...this.#orders(orders), ...this.#positions(positions), ...this.#counted()];
    const before = this.#since;
    this.#since = new Map(this.#last.map(({ id }) => [id, before.get(id) ?? this.#facts.now]));
    for (const difference of this.#last) this.#judge(difference, readySince, ready.beganAt ?? readySince);
  }

  #forget(): void {
    this.#since = new Map();
    this.#last = [];
  }

  #judge(difference: Difference, readySince: Instant, beganAt: Instant): void {
    const { id, kind } = difference;
    const settled = beganAt > (this.#troubledAt ?? -1);
    const changedAt = this.#changedAt.get(id) ?? -1;
    const from = Math.max(this.#since.get(id)!, readySince, changedAt, this.#troubledAt ?? -1);
    const bound = settled && changedAt < beganAt ? RECONCILE_MS_MAX : LOOP_MS_MAX[kind];
    if (this.#facts.now - from > bound) this.#named(difference, `since ${ms(from)} at least`);
  }

  /** Whatever is left when all is well and every loop has had its turn, but for what is on its way at this moment. */
  quiet(): void {
    for (const difference of this.#last)
      if (!this.#isOnItsWay(difference)) this.#named(difference, "and everything is healed");
  }

  /** A halt goes on closing what the market did not take. */
  #isOnItsWay({ id, key = "" }: Difference): boolean {
    const sentAt = this.#facts.order(key)?.sent.at(-1)?.at ?? -Infinity;
    return this.#facts.now - Math.max(sentAt, this.#changedAt.get(id) ?? -Infinity) <= ON_ITS_WAY_MS_MAX;
  }

  #named(difference: Difference, when: string): void {
    if (this.#isAnnounced(difference)) return;
    this.#changedAt.set(difference.id, this.#facts.now);
    this.#violated(`${difference.sentence}, ${when}, and no durable drift or alert names it`);
  }

  #isAnnounced({ key, account, conId, cause }: Difference): boolean {
    const names = (one: Pick<DriftLine, "key" | "account" | "conId">): boolean =>
      key === undefined ? one.account === account && one.conId === conId : one.key === key;
    if (cause !== undefined)
      return this.#alerts.some(
        ({ scope, cause: told }) => told === cause && scope !== undefined && names(scope),
        this.#daemon,
      );
    const isOfIt = (told: string): boolean => (key === undefined ? told === POSITION_ALERT : OF_ORDERS.test(told));
    return (
      [...this.#driftsOf(this.#daemon).values()].some(
        (drift) => names(drift) && (key !== undefined || drift.field === "position"),
      ) ||
      this.#alerts.some(({ scope, cause: told }) => scope !== undefined && names(scope) && isOfIt(told), this.#daemon)
    );
  }

  // ---------------------------------------------------------------- what differs

  *#orders(rows: readonly BookRow[]): Generator<Difference> {
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const { key, placement } of this.#facts.orders()) {
      const truth = this.#facts.truthOf(key);
      const id = truth[0]?.terms.orderRef ?? key;
      if (truth.slice(1).some(isOpen)) yield twinOf(key, id, placement.account);
      const says = orderDifference(byKey.get(key), truth, this.#corrected.has(key));
      if (says !== undefined)
        yield { id, key, kind: "order", account: placement.account, sentence: `order ${key} ${says}` };
      const terms = this.#terms(byKey.get(key), truth);
      if (terms !== undefined)
        yield { id: termsName(id), key, kind: "order", account: placement.account, sentence: `order ${key} ${terms}` };
    }
  }

  /** Of one order that both say works, while no change of it is under way. */
  #terms(row: BookRow | undefined, [order, ...twins]: readonly TruthOrder[]): string | undefined {
    const isOne = row !== undefined && order !== undefined && twins.length === 0;
    if (!isOne || !ALIVE.has(row.status) || !isOpen(order) || this.changes.isOpen(row.key)) return undefined;
    return otherTerms(row, order);
  }

  *#positions(rows: readonly PositionRow[]): Generator<Difference> {
    const told = new Map(rows.map(({ account, conId, position }) => [placeOf(account, conId), Number(position)]));
    for (const { account, conId, quantity } of this.#facts.positions()) {
      const id = placeOf(account, conId);
      const held = told.get(id) ?? 0;
      told.delete(id);
      if (this.#accounts.has(account) && held !== Number(quantity))
        yield { ...{ id, account, conId, kind: "position" }, sentence: sentenceOf(id, held, quantity) };
    }
    for (const [id, held] of told) if (held !== 0) yield unheld(id, held);
  }

  /** What the journal's executions make, of accounts that were taken over. */
  *#counted(): Generator<Difference> {
    const ledger = this.#ledgerOf(this.#daemon);
    for (const { account, conId, quantity } of this.#facts.positions()) {
      const ours = ledger.of(account);
      const counted = ours?.get(conId) ?? 0;
      if (ours === undefined || counted === Number(quantity)) continue;
      const id = placeOf(account, conId);
      const sentence = `${id} holds ${quantity} at the broker, and the journal's executions make ${counted}`;
      yield { id: `journal of ${id}`, account, conId, kind: "ledger", sentence };
    }
  }
}

const termsName = (id: string): string => `terms of ${id}`;
const placeOf = (account: string, conId: number): string => `${account}/${conId}`;
const sentenceOf = (id: string, held: number, quantity: string): string =>
  `${id} holds ${quantity} at the broker, and the daemon believes ${held}`;

/** The first one may end, trade and be changed: of the second one that tells nobody. */
const twinOf = (key: string, id: string, account: string): Difference => ({
  ...{ id: `twin of ${id}`, key, kind: "order", account, cause: "order-twin" },
  sentence: `order ${key} is two orders at the broker, and the second one works`,
});

/** A position that the broker has never heard of. */
function unheld(id: string, held: number): Difference {
  const [account = "", conId] = id.split("/");
  return { id, account, conId: Number(conId), kind: "position", sentence: sentenceOf(id, held, "nothing") };
}

const driftName = ({ kind, account, key, permId, conId, execId, field }: DriftLine): string =>
  [kind, account, key, permId, conId, execId, field].join("/");

function orderDifference(
  row: BookRow | undefined,
  truth: readonly TruthOrder[],
  corrected: boolean,
): string | undefined {
  const [first, ...twins] = truth;
  if (row === undefined)
    return first === undefined || isDone(first) ? undefined : "works, and the daemon does not know it";
  if (first === undefined) return AT_BROKER.has(row.status) ? `is ${row.status}, and the broker has none` : undefined;
  if (!isCalled(row, first)) return `is ${first.status} at the broker, and ${row.status} for the daemon`;
  const [brokers, ours] = [Number(first.filled), Number(row.filled)];
  if (twins.length > 0 || corrected || brokers === ours) return undefined;
  return `has filled ${brokers} at the broker, and ${ours} for the daemon`;
}

/** Inactive is no end by itself: a daemon that was told nothing but that word goes on calling the order working. */
const isCalled = (row: BookRow, { status }: TruthOrder): boolean =>
  WORDS[status].has(row.status) || (status === "Inactive" && row.gatewayStatus === "Inactive");
