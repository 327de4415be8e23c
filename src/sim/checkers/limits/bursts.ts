/**
 * Repeated executions, counted again: after more of them on one side of a contract than a limit allows in its time, trading
 * is halted before anything else is taken.
 *
 * An execution counts when the market made it, by the broker's own books, and when it was written down: only what is close
 * together by both is a burst. Those before the last word on the scope's state count no more, nor do those that were a minute
 * old at the last word on the limit. What the operator closes counts for nobody.
 */
import { type Instant, seconds } from "../../../base/time.ts";
import type { BrokerEvent } from "../../broker/event.ts";
import type { Facts } from "../facts.ts";
import { type ExecutedLine, type Line, recordedAt } from "../line.ts";
import { type Control, nameOf, type ScopeLine, type Whose } from "./control.ts";
import type { Open } from "./exposures.ts";

interface Execution {
  readonly at: number;
  readonly made: number;
}

interface Burst {
  readonly executions: number;
  readonly seconds: number;
}

/** What was older when the limit was said is nobody's burst. */
const RECENT_MS = 60_000;
/** Between an execution's line and the halt's. */
const TRIPS_MS_MAX = 1_000;

export class Bursts {
  readonly #facts: Facts;
  readonly #control: Control;
  readonly #made = new Map<string, number>();
  /** By scope, contract and side. */
  readonly #seen = new Map<string, Execution[]>();
  readonly #known = new Set<string>();
  /** By scope: since when a halt is owed, and over which burst. */
  readonly #owed = new Map<string, { readonly at: number; readonly since: Instant; readonly what: string }>();

  constructor(facts: Facts, control: Control) {
    this.#facts = facts;
    this.#control = control;
  }

  truth(event: BrokerEvent): void {
    if (event.kind === "execution") this.#made.set(event.execution.execId, event.execution.wall);
  }

  journaled(line: Line, order: Open | undefined): void {
    if (line.kind === "tradingStateSet") this.#said(line.scope as ScopeLine);
    const isOfLimit = line.kind === "limitSet" || line.kind === "limitEnded";
    if (isOfLimit && line.limit === "repeated-executions") this.#limited(line);
    if (line.kind !== "executed" || order === undefined || order.byOperator) return;
    const { execId } = (line as unknown as ExecutedLine).execution.execution;
    const made = this.#made.get(execId);
    const stem = execId.slice(0, execId.lastIndexOf("."));
    if (made === undefined || this.#known.has(stem)) return;
    this.#known.add(stem);
    for (const whose of [{ strategy: order.strategy }, { account: order.account }])
      this.#counts(whose, order, { at: recordedAt(line), made });
  }

  #said(scope: ScopeLine): void {
    const name = nameOf(scope);
    for (const place of [...this.#seen.keys()])
      if (scope.all === true || place.startsWith(`${name}/`)) this.#seen.delete(place);
    for (const owed of [...this.#owed.keys()]) if (scope.all === true || owed === name) this.#owed.delete(owed);
  }

  #limited(line: Line): void {
    const name = nameOf(line.scope as ScopeLine);
    const now = recordedAt(line);
    for (const [place, seen] of this.#seen)
      if (place.startsWith(`${name}/`))
        this.#seen.set(
          place,
          seen.filter(({ at }) => now - at < RECENT_MS),
        );
    this.#owed.delete(name);
  }

  #counts(whose: Whose, { symbol, buys, strategy, account }: Open, execution: Execution): void {
    const limit = this.#control.limit(whose, "repeated-executions") as Burst | undefined;
    if (limit === undefined || this.#control.worst(strategy, account)?.state === "halted") return;
    const place = `${nameOf(whose)}/${symbol}/${buys}`;
    const seen = this.#seen.get(place) ?? [];
    this.#seen.set(place, seen);
    seen.push(execution);
    const ms = seconds(limit.seconds);
    const isNear = ({ at, made }: Execution): boolean =>
      Math.abs(execution.at - at) < ms && Math.abs(execution.made - made) < ms;
    const near = seen.filter(isNear).length;
    if (near <= limit.executions || this.#owed.has(nameOf(whose))) return;
    const what = `${near} executions of one side of ${symbol} in ${limit.seconds} s against ${limit.executions}`;
    this.#owed.set(nameOf(whose), { at: execution.at, since: this.#facts.now, what });
  }

  /** Why this may not be taken: the limit has long been reached. */
  breaks(whose: Whose, at: number): string | undefined {
    const owed = this.#owed.get(nameOf(whose));
    if (owed === undefined || this.#control.limit(whose, "repeated-executions") === undefined) return undefined;
    const isLate = at - owed.at > TRIPS_MS_MAX && this.#facts.now - owed.since > TRIPS_MS_MAX;
    return isLate ? `${owed.what}, and nobody halted it` : undefined;
  }
}
