/**
 * I26, the part of alerts and drifts: what is raised has its cause in the trace, before it.
 *
 * One row per cause says what shows it: a durable line about the same order, a second order of that key at the broker or
 * as the Gateway showed it, a drift of that kind and account, a disk without room. A cause without a row is a violation:
 * nobody could explain it. A drift names two values that differ, in an account that holdfast trades, about a key that the
 * journal knows. Whoever changes who may trade, or a limit, says his name and his reason.
 */
import { type Instant, seconds } from "../../base/time.ts";
import { isOpen } from "../broker/order.ts";
import type { Frame } from "../sight/frame.ts";
import { type AlertLine, alertIn, alertName, type DriftLine, driftIn } from "./alertLine.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import { holdsUp } from "./heldUp.ts";
import { nameOf, type ScopeLine } from "./limits/control.ts";
import type { Line } from "./line.ts";
import { ms } from "./told.ts";

export const alertsHaveCauses: CheckerRow = {
  id: "I26",
  says: "every alert and drift in the journal has its cause in the trace before it; who changed a state or a limit, and why, stands there",
  make: (facts, violated) => {
    const causes = new AlertCauses(facts, violated);
    return {
      heard: (frame) => causes.heard(frame),
      journaled: (line) => causes.journaled(line),
      troubled: (faults) => causes.troubled(faults),
      readiness: () => causes.looked(),
    };
  },
};

/** What the trace has shown so far. */
interface Trace {
  readonly facts: Facts;
  /** Keys that the journal called unknown. */
  readonly unknown: ReadonlySet<string>;
  /** Keys of orders that were said to have ended. */
  readonly ended: ReadonlySet<string>;
  /** By key, under which permIds the Gateway has shown it. */
  readonly permIds: ReadonlyMap<string, ReadonlySet<number>>;
  /** Keys of orders that the Gateway has shown under another client id than the daemon's. */
  readonly elsewhere: ReadonlySet<string>;
  readonly drifts: readonly DriftLine[];
  /** Scopes that were ever halted, and to be flattened, by their names in an alert. */
  readonly halted: ReadonlySet<string>;
  readonly flattened: ReadonlySet<string>;
  /** Scopes of which holdfast itself has spoken, because a limit was reached. */
  readonly tripped: ReadonlySet<string>;
}

type Evidence = (alert: AlertLine, trace: Trace) => boolean;

const ofOrder: Evidence = ({ scope = {} }, { facts }) =>
  scope.key !== undefined ? facts.order(scope.key) !== undefined : ofAccount(scope.account, facts);
const ofAccount = (account: string | undefined, facts: Facts): boolean =>
  facts.setup.strategies.some((strategy) => strategy.account === account);
const ofDrift =
  (kind: string): Evidence =>
  ({ scope = {} }, { drifts }) =>
    drifts.some((drift) => drift.kind === kind && (scope.account === undefined || drift.account === scope.account));

/** By the scope of its halt. */
const scopeOf = ({ scope: { strategy, account } = {} }: AlertLine): string =>
  nameOf(strategy === undefined ? { account } : { strategy });

const EVIDENCE: Readonly<Record<string, Evidence>> = {
  "order-stuck": ofOrder,
  "order-unknown": ({ scope = {} }, { unknown }) => unknown.has(scope.key ?? ""),
  "order-twin": ({ scope: { key = "" } = {} }, { facts, permIds }) =>
    facts.truthOf(key).length > 1 || (permIds.get(key)?.size ?? 0) > 1,
  "order-after-end": ({ scope = {} }, { ended }) => ended.has(scope.key ?? ""),
  "order-out-of-reach": ({ scope = {} }, { elsewhere }) => elsewhere.has(scope.key ?? ""),
  "leg-missing": ofOrder,
  "leg-different": ofOrder,
  unprotected: ofOrder,
  "stop-ends-today": ofOrder,
  "stop-sleeps": ofOrder,
  "drift-order": ofDrift("order"),
  "drift-position": ofDrift("position"),
  "trading-halted": (alert, { halted }) => halted.has(scopeOf(alert)),
  "limit-tripped": (alert, { tripped }) => tripped.has(scopeOf(alert)),
  "close-waits": (_, { flattened }) => flattened.size > 0,
};
/** The author of what a limit does when it is reached. */
const HOLDFAST = "holdfast";
const AUTHORED: ReadonlySet<string> = new Set(["tradingStateSet", "limitSet"]);
/** Its cause is a fault of the disk, which is looked for every few seconds. */
const FULL = "disk-full";
const NO_ROOM = /^disk-(full|short-write)/;
const LOOK_MS_MAX = seconds(15);
/** Statuses and lines that say that an order is over. */
const OVER: ReadonlySet<string> = new Set(["orderRejected", "orderCompleted", "orderDiscarded", "orderAbsent"]);
const OVER_WORDS: ReadonlySet<string> = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);

class AlertCauses {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #unknown = new Set<string>();
  readonly #ended = new Set<string>();
  readonly #permIds = new Map<string, Set<number>>();
  readonly #elsewhere = new Set<string>();
  readonly #drifts: DriftLine[] = [];
  readonly #halted = new Set<string>();
  readonly #flattened = new Set<string>();
  readonly #tripped = new Set<string>();
  /** When a disk without room was spoken of that nobody has seen yet, and when one was seen last. */
  #fullSaidAt: Instant | undefined;
  #fullAt: Instant | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  heard(frame: Frame): void {
    if (frame.name === "openOrder" || frame.name === "execDetails" || frame.name === "completedOrder")
      this.#named(keyOf(frame.orderRef), frame.permId);
    if (frame.name === "openOrder" && frame.clientId !== this.#facts.setup.clientId)
      this.#elsewhere.add(keyOf(frame.orderRef));
    if (frame.name === "orderStatus" && frame.clientId === this.#facts.setup.clientId)
      this.#named(this.#facts.byOrderId(frame.orderId)?.key, frame.permId);
  }

  /** A status names no key: by the number of the order. */
  #named(key: string | undefined, permId: number): void {
    if (key === undefined || permId === 0) return;
    this.#permIds.set(key, (this.#permIds.get(key) ?? new Set()).add(permId));
  }

  journaled(line: Line): void {
    const key = line.key as string;
    if (line.kind === "orderUnknown") this.#unknown.add(key);
    if (OVER.has(line.kind) || isOver(line) || this.#isFilledUp(line)) this.#ended.add(key);
    if (line.kind === "driftFound") this.#drift(driftIn(line));
    if (AUTHORED.has(line.kind)) this.#authored(line);
    if (line.kind === "alertRaised") this.#raised(alertIn(line));
  }

  /** Executions end an order, too, where no status comes. */
  #isFilledUp({ kind, key }: Line): boolean {
    return kind === "executed" && this.#facts.truthOf(key as string).some((order) => !isOpen(order));
  }

  /** What somebody did to trading bears a name and a reason. */
  #authored({ kind, by, why, scope, state, level }: Line): void {
    const name = nameOf(scope as ScopeLine);
    if (!isText(by) || !isText(why)) this.#violated(`${kind} of ${name} does not say who did it, or why`);
    if (by === HOLDFAST) this.#tripped.add(name);
    if (state === "halted") this.#halted.add(name);
    if (state === "halted" && level === "flatten") this.#flattened.add(name);
  }

  #raised(alert: AlertLine): void {
    if (alert.cause === FULL) this.#saidFull();
    else if (EVIDENCE[alert.cause]?.(alert, this.#trace) !== true)
      this.#violated(`${alertName(alert)} was raised (${alert.detail}), and nothing before it shows that`);
  }

  /** Seen a moment ago, or to be seen at the next look. */
  #saidFull(): void {
    const { now } = this.#facts;
    if (this.#fullAt === undefined || now - this.#fullAt > LOOK_MS_MAX) this.#fullSaidAt ??= now;
  }

  #drift(drift: DriftLine): void {
    this.#drifts.push(drift);
    const { kind, account, key, field, ours, brokers } = drift;
    const what = `the drift of ${field} (${kind} ${key ?? account})`;
    if ((ours ?? "") === (brokers ?? "")) this.#violated(`${what} says that both have ${ours}: that is none`);
    if (!ofAccount(account, this.#facts)) this.#violated(`${what} is of ${account}, where holdfast trades for nobody`);
    if (key !== undefined && this.#facts.order(key) === undefined)
      this.#violated(`${what} is of an order nobody placed`);
  }

  get #trace(): Trace {
    return {
      ...{ facts: this.#facts, unknown: this.#unknown, ended: this.#ended },
      ...{ permIds: this.#permIds, elsewhere: this.#elsewhere, drifts: this.#drifts },
      ...{ halted: this.#halted, flattened: this.#flattened, tripped: this.#tripped },
    };
  }

  troubled(faults: readonly string[]): void {
    const [said, now] = [this.#fullSaidAt, this.#facts.now];
    // What is held up speaks later of what it has met.
    const wasFull = this.#fullAt !== undefined && now - this.#fullAt <= LOOK_MS_MAX && holdsUp(faults);
    if (!wasFull && !faults.some((name) => NO_ROOM.test(name))) return;
    this.#fullAt = now;
    if (said !== undefined && now - said <= LOOK_MS_MAX) this.#fullSaidAt = undefined;
  }

  looked(): void {
    const said = this.#fullSaidAt;
    if (said === undefined || this.#facts.now - said < LOOK_MS_MAX) return;
    this.#fullSaidAt = undefined;
    this.#violated(`${FULL} was raised at ${ms(said)}, and the disk had room`);
  }
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

interface Status {
  readonly status?: string;
}
const isOver = ({ kind, report, echo }: Line): boolean => {
  if (kind === "statusReported") return OVER_WORDS.has((report as Status).status ?? "");
  return kind === "orderEchoed" && OVER_WORDS.has((echo as { readonly orderState?: Status }).orderState?.status ?? "");
};
