/**
 * Positions at the broker against the ledger, every `POSITIONS_EVERY_MS`, and `SETTLE_MS` after anything moved.
 *
 * The image is a stream that is kept; each round asks for it afresh, so that a stream that fell silent is noticed. Fills and
 * positions come in either order, so a difference is suspected first. It makes the executions be asked for at once, for a
 * manual trade explains most; it is found when it stays the same over `SETTLE_MS` and both lists, asked for since, are
 * complete. A first start takes an account over as it stands: executions of before are in it already.
 */
import { type Decimal, minus, ZERO } from "../base/decimal.ts";
import { after, earliest, type Instant } from "../base/time.ts";
import type { Drift } from "../model/drift.ts";
import type { Position } from "../model/position.ts";
import { POSITIONS_EVERY_MS, QUIET_LOOKS_MAX, SETTLE_MS } from "./bounds.ts";
import type { ExecutionLoop } from "./executionLoop.ts";
import type { Findings } from "./findings.ts";
import { type Ledger, type Line, WHOLE_ACCOUNT } from "./ledger.ts";
import type { BrokersLists, ReconcileOut } from "./out.ts";

/** What the engine shows of the broker's positions. */
export interface PositionsView {
  readonly accounts: readonly string[];
  /** Of all accounts. */
  positions(): readonly Position[];
  /** When the newest complete image of this session was asked for; undefined before it, and while it is doubted. */
  readonly completeSince: Instant | undefined;
}

export class PositionLoop {
  readonly #out: ReconcileOut;
  readonly #lists: BrokersLists;
  readonly #view: PositionsView;
  readonly #ledger: Ledger;
  readonly #findings: Findings;
  readonly #executions: ExecutionLoop;
  #due: Instant | undefined;
  #readyAt = 0 as Instant;
  #checkAt: Instant | undefined;
  /** By account, when something of it moved last, and how often it was looked at in vain for a quiet moment. */
  readonly #movedAt = new Map<string, Instant>();
  readonly #looks = new Map<string, number>();

  constructor(
    out: ReconcileOut,
    lists: BrokersLists,
    view: PositionsView,
    ledger: Ledger,
    findings: Findings,
    executions: ExecutionLoop,
  ) {
    this.#out = out;
    this.#lists = lists;
    this.#view = view;
    this.#ledger = ledger;
    this.#findings = findings;
    this.#executions = executions;
  }

  sessionReady(now: Instant): void {
    this.#due = after(now, POSITIONS_EVERY_MS);
    this.#readyAt = now;
    this.check(now);
  }

  sessionLost(): void {
    this.#due = undefined;
    this.#checkAt = undefined;
  }

  /** An execution or a position of this account was heard. */
  moved(account: string, now: Instant): void {
    if (!this.#view.accounts.includes(account)) return;
    this.#movedAt.set(account, now);
    if (this.#due === undefined) return;
    if (this.#findings.suspects("position")) this.check(now);
    this.#checkAt ??= after(now, SETTLE_MS);
  }

  /** When everything will have been quiet for long enough, unless something else moves. */
  get quietAt(): Instant {
    return after(Math.max(Number.NEGATIVE_INFINITY, ...this.#movedAt.values()) as Instant, SETTLE_MS);
  }

  soon(now: Instant): void {
    if (this.#due !== undefined) this.#checkAt = after(now, SETTLE_MS);
  }

  nextDeadline(): Instant | undefined {
    return earliest(this.#due, this.#checkAt);
  }

  tick(now: Instant): void {
    if (this.#due !== undefined && now >= this.#due) this.#round(now);
    if (this.#checkAt !== undefined && now >= this.#checkAt) this.check(now);
  }

  #round(now: Instant): void {
    this.#due = after(now, POSITIONS_EVERY_MS);
    if (!this.#out.ready) return;
    this.#lists.positions(now);
    if (this.#accountsToTake.length > 0) this.#executions.want(now);
  }

  /** Compares what is here; asks for nothing unless something differs. */
  check(now: Instant): void {
    this.#checkAt = undefined;
    const { completeSince } = this.#view;
    if (!this.#out.ready || completeSince === undefined) return;
    // A Gateway that has just logged in may end an image that is still empty: that takes nothing over and ends no difference.
    const isOfReady = completeSince >= this.#readyAt;
    if (isOfReady) this.#takeOver(now);
    const drifts = positionDrifts(this.#view, this.#ledger);
    if (isOfReady) this.#findings.onlyThese("position", drifts, "position and executions agree again");
    for (const drift of drifts) this.#judge(drift, now);
  }

  #judge(drift: Drift, now: Instant): void {
    const difference = minus(drift.brokers as Decimal, drift.ours as Decimal);
    const since = this.#findings.suspect(drift, difference, now);
    if (since === undefined) return this.#findings.update(drift);
    if (this.#findings.hasSettled(since, now) && this.#hasLookedSince(since, now)) return this.#findings.find(drift);
    if (since === now) this.#executions.want(now);
    const settled = after(since, SETTLE_MS);
    this.#checkAt = earliest(this.#checkAt, settled > now ? settled : after(now, SETTLE_MS));
  }

  /** Executions asked for since the difference was seen, and positions asked for when it had settled, are complete. */
  #hasLookedSince(since: Instant, now: Instant): boolean {
    const { completeSince: executions } = this.#executions;
    const { completeSince: positions } = this.#view;
    const fresh = positions !== undefined && this.#findings.hasSettled(since, positions);
    const listed = executions !== undefined && executions >= since;
    if (!fresh) this.#lists.positions(now);
    if (!listed) this.#executions.want(now);
    return fresh && listed;
  }

  get #accountsToTake(): string[] {
    return this.#view.accounts.filter((account) => !this.#ledger.isTaken(account));
  }

  /** Each account that was never taken over, once the executions are known and nothing moves. */
  #takeOver(now: Instant): void {
    if (this.#executions.completeSince === undefined) return;
    for (const account of this.#accountsToTake) {
      const looks = this.#looks.get(account) ?? 0;
      const isQuiet = now - (this.#movedAt.get(account) ?? Number.NEGATIVE_INFINITY) >= SETTLE_MS;
      if (isQuiet || looks >= QUIET_LOOKS_MAX) this.take(account, "first start");
      else this.#looks.set(account, looks + 1);
    }
  }

  /** From here on executions are counted on what the broker shows now. */
  take(account: string, reason: string): void {
    this.#out.record({ kind: "positionTaken", account, conId: WHOLE_ACCOUNT, symbol: "", position: ZERO, reason });
    for (const { conId, symbol, position } of this.#view.positions().filter((one) => one.account === account))
      if (conId !== 0) this.#out.record({ kind: "positionTaken", account, conId, symbol, position, reason });
  }
}

/** Every difference between the broker's positions and what the executions make, of accounts that were taken over. */
export function positionDrifts(view: PositionsView, ledger: Ledger): Drift[] {
  const shown = view.positions();
  return view.accounts
    .filter((account) => ledger.isTaken(account))
    .flatMap((account) =>
      ofAccount(
        account,
        shown.filter((one) => one.account === account),
        ledger.of(account),
      ),
    );
}

function ofAccount(account: string, shown: readonly Position[], ours: ReadonlyMap<number, Line>): Drift[] {
  const brokers = new Map(shown.filter(({ conId }) => conId !== 0).map(({ conId, position }) => [conId, position]));
  return [...new Set([...ours.keys(), ...brokers.keys()])].flatMap((conId) => {
    const [mine, theirs] = [ours.get(conId)?.position ?? ZERO, brokers.get(conId) ?? ZERO];
    return mine === theirs
      ? []
      : [{ kind: "position", account, conId, field: "position", ours: mine, brokers: theirs }];
  });
}
