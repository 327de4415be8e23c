/**
 * I18: a halt that is durable stops what it says, at once and for as long as nobody takes it back.
 *
 * By the order of the lines: behind a halt no new order of its scope is numbered for the wire, and no change that adds
 * (`limits/reduces.ts`), over all restarts; where trading only reduces, no order and no change that adds. Both are judged
 * when they are wished for and once more when they are numbered, by what is open and held at that line. What the halt shall cancel has its cancel sent in time (`limits/owedCancels.ts`), judged of orders that the
 * daemon was shown, those among them that live after their end. What is taken back was taken back by its client, by a halt whose
 * level does not keep it (`limits/kept.ts`), or by a dead man. A stop that protects what its parent has filled is cancelled by nobody but its client, unless the halt
 * says so. The operator's closes belong to a halt that is to flatten and is not done, and never exceed what is held in any
 * reading less what an order at the broker may close; when it is called done nothing of its scope is left. At the end a halt that is to flatten has done so, or an
 * alert says why not. A dead man fires when the clients of his strategy are gone for his time, and not while one is here.
 */
import type { Instant } from "../../base/time.ts";
import { isOpen } from "../broker/order.ts";
import type { Frame } from "../sight/frame.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import { type Facts, keyOf } from "./facts.ts";
import { Absences } from "./limits/absences.ts";
import { Control, concerns, nameOf, type SaidLine, type ScopeLine } from "./limits/control.ts";
import { Exposures, type Open, openOf, remaining, traded } from "./limits/exposures.ts";
import { Holdings } from "./limits/holdings.ts";
import { isStop, Kept } from "./limits/kept.ts";
import { deadManOf, isDeadMan, OwedCancels } from "./limits/owedCancels.ts";
import { adds } from "./limits/reduces.ts";
import { BEFORE_MS } from "./limits/told.ts";
import { askingsOf, restingOf, wishOf } from "./limits/wish.ts";
import type { Line, PlacementLine } from "./line.ts";
import { Ready } from "./ready.ts";
import { machineOf, ms, placeOf } from "./told.ts";

export const killSwitch: CheckerRow = {
  id: "I18",
  says: "after a durable halt no risk leaves in its scope, nor where trading only reduces; a halt's cancels leave in time, stops are kept, and what it closes ends flat",
  make: (facts, violated) => {
    const ready = new Ready();
    const machines = new Map<string, Kills>();
    const of = (daemon: string): Kills => {
      const name = machineOf(daemon);
      const known = machines.get(name) ?? new Kills(facts, ready, violated);
      machines.set(name, known);
      return known;
    };
    const each = (does: (kills: Kills) => void): void => {
      for (const machine of machines.values()) does(machine);
    };
    return {
      logged: (line) => {
        ready.logged(line);
        if (line.event === "session-lost") machines.get(line.host)?.sessionLost();
        if (machineOf(line.host) !== line.host) return;
        if (line.event === "started") of(line.host).absences.started();
        if (line.event === "door-open") of(line.host).absences.opened();
      },
      closed: (wire, side) => {
        if (side === "server") each((kills) => kills.absences.over(wire.id));
      },
      lost: (wire, side) => {
        if (side === "server") each((kills) => kills.absences.over(wire.id));
      },
      journaled: (line, daemon) => of(daemon).journaled(line),
      asked: (frame, guest) => of(guest.daemon).asked(frame, guest),
      heard: (frame, on) => {
        ready.heard(frame, on, facts.now);
        of(on.daemon).heard(frame);
      },
      sent: (frame, { daemon }) => of(daemon).sent(frame),
      ended: (host) => {
        ready.ended(host, facts.now);
        machines.get(host)?.sessionLost();
      },
      troubled: (faults) => each((kills) => kills.cancels.troubled(faults)),
      readiness: (isReady, daemon) => {
        if (isReady) machines.get(machineOf(daemon))?.looked();
      },
      quiet: () => each((kills) => kills.quiet()),
    };
  },
};

const CANCELS: ReadonlySet<string> = new Set(["cancel-entries", "cancel-all", "flatten"]);
const CLOSE_WAITS = "close-waits";
const AFTER_END = "order-after-end";

/** Between the end of a dead man's time and what he does. */
const DEAD_MAN_AIR_MS = 3_000;
/** A close that has just been tried again is waited for by nobody; one that waits is alerted after five seconds. */
const CLOSE_MS = 7_000;
/** A cancel that the Gateway refused is tried again after a minute at the latest. */
const REFUSED_MS = 75_000;

class Kills {
  readonly cancels: OwedCancels;
  readonly absences: Absences;
  readonly #ready: Ready;
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #control: Control;
  readonly #exposures = new Exposures();
  readonly #holdings: Holdings;
  readonly #trades: { readonly exposures: Exposures; readonly holdings: Holdings };
  readonly #kept: Kept;
  /** Halts, by scope, that are to close something and have not said that they are done. */
  readonly #closing = new Map<string, SaidLine>();
  /** Keys whose newest wish adds and was taken while trading was halted or only reduced, and how. */
  readonly #adding = new Map<string, string>();
  /** Keys whose frame was numbered behind such a state, and why it must not leave. */
  readonly #barred = new Map<string, string>();
  /** What clients took back: orders by their place, and client ids that took back everything. */
  readonly #takenBack = new Set<string>();
  readonly #closesWait = new Set<string>();
  /** When a close was wished for last, or waited no more. */
  #closedAt = Number.NEGATIVE_INFINITY;
  /** Orders of which the daemon has said that they were shown alive after their end, and nothing has spoken against it since. */
  readonly #afterEnd = new Set<string>();
  /** Orders whose cancel the Gateway refused, when last. */
  readonly #refusedAt = new Map<string, Instant>();
  /** Entries of which it was said that a dead man has left them. */
  readonly #missed = new Set<string>();

  constructor(facts: Facts, ready: Ready, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#ready = ready;
    this.#violated = violated;
    this.absences = new Absences(() => facts.now);
    this.#control = new Control(facts.setup);
    this.#holdings = new Holdings(facts, (key) => this.#exposures.order(key)?.strategy);
    this.#trades = { exposures: this.#exposures, holdings: this.#holdings };
    this.#kept = new Kept(this.#exposures, this.#holdings);
    this.cancels = new OwedCancels(facts, ready, violated);
  }

  heard(frame: Frame): void {
    if (frame.name === "position") this.#spare();
    this.#holdings.heard(frame);
    if (frame.name === "error") this.#afterEnd.delete(this.#facts.byOrderId(frame.id)?.key ?? "");
  }

  /** What lives is shown anew by the next one. */
  sessionLost(): void {
    this.#afterEnd.clear();
  }

  asked(frame: Frame, guest: Guest): void {
    if (guest.strategy !== undefined && this.absences.goneMs(guest.strategy.name) !== undefined)
      this.#isBack(guest.strategy.name);
    this.absences.asked(guest);
    if (frame.name === "cancelOrder") this.#takenBack.add(placeOf(guest, frame.orderId));
    if (frame.name === "reqGlobalCancel") this.#takenBack.add(guest.strategy?.name ?? "");
  }

  /** Ends the time in which something was to be seen, and what the dead man has not begun to do. */
  #isBack(strategy: string): void {
    this.#mourn();
    this.#owedLooked();
    this.cancels.over(deadManOf(strategy), (key) => this.#isUnderWay(key));
  }

  journaled(line: Line): void {
    this.#spare();
    this.#wished(line);
    if (line.kind === "orderSending") this.#numbered(line);
    if (line.kind === "cancelIntended") this.#cancelled(line.key as string);
    if (line.kind === "orderIntended")
      for (const leg of line.legs as readonly PlacementLine[]) this.#intended(openOf(leg));
    this.#exposures.journaled(line);
    this.#holdings.journaled(line);
    this.#control.journaled(line);
    if (line.kind === "tradingStateSet") this.#said(line as unknown as SaidLine);
    if (line.kind === "haltDone") this.#done(line.scope as ScopeLine, line.level as string);
    if (line.kind === "modifyIntended") this.cancels.changed(line.key as string);
    if (line.kind === "cancelRefused") this.#refused(line.key as string);
    if (line.kind === "deadManFired") this.#deadMan(line.strategy as string);
    if (line.kind === "alertRaised") this.#alert(line, true);
    if (line.kind === "alertEnded") this.#alert(line, false);
  }

  #refused(key: string): void {
    this.cancels.forget(key);
    this.#refusedAt.set(key, this.#facts.now);
  }

  #alert({ alert }: Line, holds: boolean): void {
    const { cause, scope } = alert as { readonly cause: string; readonly scope?: { readonly key?: string } };
    if (cause === AFTER_END && scope?.key !== undefined) this.#livesAfterEnd(scope.key, holds);
    if (cause !== CLOSE_WAITS) return;
    const name = JSON.stringify(scope ?? {});
    if (holds) this.#closesWait.add(name);
    else this.#closesWait.delete(name);
    if (!holds) this.#closedAt = this.#facts.now;
  }

  #livesAfterEnd(key: string, holds: boolean): void {
    if (!holds) return void this.#afterEnd.delete(key);
    this.#afterEnd.add(key);
    const order = this.#exposures.order(key);
    if (order === undefined || order.byOperator || !this.#works(order)) return;
    for (const said of this.#control.halts(order.strategy, order.account))
      if (CANCELS.has(said.level ?? "") && this.#mustGo(order, said))
        this.cancels.owes(
          [key],
          nameOf(said.scope),
          `it lives after its end under ${said.level} of ${nameOf(said.scope)}`,
        );
  }

  // ---------------------------------------------------------------- nothing leaves

  /** What is wished for is judged as one, when it is written down. */
  #wished(line: Line): void {
    const wish = wishOf(line, this.#trades);
    if (wish === undefined) return;
    const { strategy, account } = wish.legs[0]!.order;
    const isFree = this.#control.worst(strategy, account) === undefined;
    const how = isFree ? undefined : adds(askingsOf(wish), { strategy }, this.#trades);
    for (const { order } of wish.legs)
      if (how === undefined) this.#adding.delete(order.key);
      else this.#adding.set(order.key, how);
  }

  #numbered({ key, frame }: Line): void {
    const order = this.#exposures.order(key as string);
    if (order === undefined || order.byOperator || frame === "cancel") return;
    this.#barred.delete(order.key);
    const said = this.#control.worst(order.strategy, order.account);
    if (said === undefined) return;
    const isHalted = said.state === "halted";
    const how = isHalted && frame === "new" ? "nothing new is taken" : this.#addsNow(order, frame as string);
    if (how === undefined) return;
    const where = isHalted ? "behind the halt of" : "where trading only reduces, said of";
    this.#barred.set(order.key, `a ${frame} frame ${where} ${nameOf(said.scope)} by ${said.by}: ${how}`);
  }

  /** A change is measured by what may rest at the broker. */
  #addsNow(order: Open, frame: string): string | undefined {
    const asking = { order: { ...order, least: order.quantity }, stood: frame === "new" ? [] : restingOf(order) };
    return adds([asking], { strategy: order.strategy }, this.#trades) ?? this.#adding.get(order.key);
  }

  sent(frame: Frame): void {
    if (frame.name === "cancelOrder") this.cancels.sent(this.#facts.byOrderId(frame.orderId)?.key ?? "");
    if (frame.name !== "placeOrder" || frame.whatIf) return;
    const key = keyOf(frame.orderRef);
    const why = this.#barred.get(key);
    if (why === undefined) return;
    this.#barred.delete(key);
    this.#violated(`${key} left (${frame.action} ${frame.totalQuantity} ${frame.symbol}): ${why}`);
  }

  // ---------------------------------------------------------------- what a halt cancels

  #said(said: SaidLine): void {
    const { scope, state, level = "" } = said;
    const name = nameOf(scope);
    this.#closing.delete(name);
    if (state !== "halted") return this.cancels.over(name);
    if (level === "flatten") this.#closing.set(name, said);
    const orders = CANCELS.has(level) ? this.#inScope(scope).filter((order) => this.#mustGo(order, said)) : [];
    const keys = new Set(orders.map(({ key }) => key));
    this.cancels.over(name, (key) => keys.has(key) || this.#isUnderWay(key));
    this.cancels.owes([...keys], name, `${level} of ${name} was durable`);
  }

  #isUnderWay(key: string): boolean {
    return this.#exposures.order(key)?.cancelWanted === true;
  }

  #inScope(scope: ScopeLine, living = this.#exposures.open()): readonly Open[] {
    return [...living, ...this.#workingAfterEnd()].filter(
      ({ strategy, account, byOperator }) => !byOperator && concerns(scope, strategy, account),
    );
  }

  #workingAfterEnd(): readonly Open[] {
    const ended = [...this.#afterEnd].flatMap((key) => this.#exposures.order(key) ?? []);
    return ended.filter((order) => order.ended && this.#works(order));
  }

  /** It is known to work, nobody has taken it back, and it is none that the level keeps. */
  #mustGo(order: Open, said: Pick<SaidLine, "level" | "stopsToo">): boolean {
    const { evidentAt, sent } = this.#facts.order(order.key) ?? {};
    if (order.cancelWanted || evidentAt === undefined || (sent?.length ?? 0) === 0) return false;
    return this.#ends(order, said);
  }

  /** The level keeps nothing like it. */
  #ends(order: Open, { level, stopsToo }: Pick<SaidLine, "level" | "stopsToo">): boolean {
    if (level === "flatten") return true;
    if (isStop(order)) return level === "cancel-all" && stopsToo === true;
    return (level === "cancel-all" && !this.#isTiedToStop(order)) || this.#isEntry(order);
  }

  /** Its cancel would take a stop down with it: the exits of one parent, and the members of one OCA group, end together. */
  #isTiedToStop({ key, parent, group, strategy, account }: Open): boolean {
    const isTied = (other: Open): boolean =>
      (parent !== undefined && other.parent === parent) ||
      (group !== undefined && other.group === group && other.strategy === strategy && other.account === account);
    return [...this.#exposures.open()].some((other) => other.key !== key && isStop(other) && isTied(other));
  }

  /** Nobody can take it for an exit. */
  #isEntry(order: Open): boolean {
    if (order.parent !== undefined || order.group !== undefined) return false;
    const readings = [
      ...this.#holdings.readings({ account: order.account }, order.symbol),
      ...this.#holdings.readings({ strategy: order.strategy }, order.symbol),
    ];
    return readings.every((held) => held === 0 || held > 0 === order.buys);
  }

  looked(): void {
    this.#owedLooked();
    this.#mourn();
  }

  #owedLooked(): void {
    this.#spare();
    this.cancels.looked();
  }

  /** An entry may have become an exit while the session was away: what others have traded until now decides. */
  #spare(): void {
    this.cancels.spare((key, cause) => {
      const order = this.#exposures.order(key);
      if (order === undefined || order.cancelWanted) return false;
      if (isDeadMan(cause)) return !this.#ends(order, { level: "cancel-entries" });
      const halts = this.#control.halts(order.strategy, order.account);
      return halts.every((said) => nameOf(said.scope) !== cause || !this.#ends(order, said));
    });
  }

  #mourn(): void {
    for (const { name, deadManMs } of this.#facts.setup.strategies)
      if (deadManMs !== undefined) this.#mourned(name, deadManMs);
  }

  /** An entry of a strategy whose clients are gone for so long has been taken back. */
  #mourned(strategy: string, deadManMs: number): void {
    const goneMs = this.absences.goneMs(strategy);
    const readySince = this.#ready.since;
    if (goneMs === undefined || readySince === undefined || this.cancels.isTroubled) return;
    const beyondMs = Math.min(goneMs - deadManMs, this.#facts.now - readySince);
    if (beyondMs < DEAD_MAN_AIR_MS) return;
    const isOld = ({ key }: Open): boolean =>
      this.#facts.now - (this.#facts.order(key)?.evidentAt ?? this.#facts.now) > DEAD_MAN_AIR_MS;
    const isTried = ({ key }: Open): boolean =>
      this.#facts.now - (this.#refusedAt.get(key) ?? Number.NEGATIVE_INFINITY) < REFUSED_MS;
    const entry = this.#inScope({ strategy }).find(
      (order) =>
        this.#mustGo(order, { level: "cancel-entries" }) && isOld(order) && !isTried(order) && this.#works(order),
    );
    if (entry === undefined || this.#missed.has(entry.key)) return;
    this.#missed.add(entry.key);
    this.#violated(
      `${entry.key} works on, and ${strategy} has had no client for ${ms(goneMs)}: its dead man is ${deadManMs} ms`,
    );
  }

  #works({ key }: Open): boolean {
    return this.#facts.truthOf(key).some(isOpen);
  }

  #deadMan(strategy: string): void {
    const deadManMs = this.#deadManMs(strategy) ?? 0;
    const hereMs = this.absences.hereMs(strategy);
    if (hereMs > deadManMs + BEFORE_MS)
      this.#violated(`the dead man of ${strategy} fired, and a client of it has been here for ${ms(hereMs)}`);
    // Its line became durable behind the return of a client: nothing that it could not judge before is owed.
    if (hereMs > 0) return;
    const keys = this.#inScope({ strategy })
      .filter((order) => this.#mustGo(order, { level: "cancel-entries" }))
      .map(({ key }) => key);
    this.cancels.owes(keys, deadManOf(strategy), `${deadManOf(strategy)} fired`);
  }

  /** Only its client, or a halt that says so, takes back a stop whose entry has filled. */
  #cancelled(key: string): void {
    const order = this.#exposures.order(key);
    const parent = this.#exposures.order(order?.parent ?? "");
    if (order === undefined || this.#isTakenBack(key)) return;
    if (parent === undefined || !isStop(order) || traded(parent) === 0) return this.#causeless(order);
    if (this.#isTakenBack(parent.key)) return;
    const halts = this.#control.halts(order.strategy, order.account);
    if (halts.some(({ level, stopsToo }) => level === "flatten" || stopsToo === true)) return;
    const under = halts.length === 0 ? "under no halt" : `under a halt at level ${halts[0]!.level}`;
    this.#violated(
      `${key}, the stop of ${parent.key}, which has filled ${traded(parent)}, is taken back by nobody's wish, ${under}`,
    );
  }

  /** A client that came back a moment ago may have come behind the decision. */
  #causeless(order: Open): void {
    const { key, strategy, account, byOperator, orderType, quantity, symbol } = order;
    const halts = this.#control.halts(strategy, account);
    if (byOperator || halts.some((said) => !this.#kept.isKept(order, said))) return;
    const deadMan = { scope: { strategy }, level: "cancel-entries" } as const;
    const isGone = this.#deadManMs(strategy) !== undefined && this.absences.hereMs(strategy) <= BEFORE_MS;
    if (isGone && !this.#kept.isKept(order, deadMan)) return;
    const under = halts.map(({ level, scope }) => `${level} of ${nameOf(scope)}`);
    const all = [...under, ...(isGone ? [deadManOf(strategy)] : [])].join(" and ") || "no halt";
    this.#violated(`${key} (${orderType} ${quantity} ${symbol}) is taken back by nobody's wish, and ${all} keeps it`);
  }

  #deadManMs(strategy: string): number | undefined {
    return this.#facts.setup.strategies.find(({ name }) => name === strategy)?.deadManMs;
  }

  #isTakenBack(key: string): boolean {
    const { strategy = "", clientId, clientOrderId } = this.#facts.order(key)?.placement ?? {};
    return this.#takenBack.has(strategy) || this.#takenBack.has(`${strategy}/${clientId}/${clientOrderId}`);
  }

  // ---------------------------------------------------------------- what a halt closes

  #intended(close: Open): void {
    if (!close.byOperator) return;
    this.#closedAt = this.#facts.now;
    const { key, strategy, account, symbol, buys, quantity } = close;
    const closing = [...this.#closing.values()].filter(({ scope }) => concerns(scope, strategy, account));
    if (closing.length === 0)
      return this.#violated(`${key} closes ${quantity} ${symbol}, and no halt is to close anything there`);
    const readings = this.#holdings
      .readings({ account }, symbol)
      .map((held) => (held < 0 === buys ? Math.abs(held) : 0));
    const others = [...this.#exposures.open()].filter(
      (other) => other.byOperator && other.account === account && other.symbol === symbol && other.buys === buys,
    );
    const all = others.reduce((sum, other) => sum + remaining(other), quantity);
    if (all > Math.max(...readings))
      this.#violated(
        `${key} and ${others.length} other closes are of ${all} ${symbol}, and ${account} holds ${Math.max(...readings)} to close`,
      );
    this.#leavesRoom(close, Math.max(...readings));
  }

  /** An order that rests at the broker may still close, whatever is known of its fate. A child waits for its parent. */
  #leavesRoom({ key, account, symbol, buys, quantity }: Open, held: number): void {
    for (const other of this.#exposures.open()) {
      if (other.byOperator || !other.isSized || other.parent !== undefined) continue;
      if (other.account !== account || other.symbol !== symbol || other.buys !== buys || !this.#works(other)) continue;
      if (quantity + remaining(other) > held)
        this.#violated(
          `${key} closes ${quantity} ${symbol} of ${held}, and ${other.key} rests at the broker and may close ${remaining(other)}`,
        );
    }
  }

  #done(scope: ScopeLine, level: string): void {
    const name = nameOf(scope);
    if (level !== "flatten") return;
    if (!this.#closing.delete(name))
      return this.#violated(`the halt of ${name} is called done, and was not to close anything`);
    const works = this.#inScope(scope, this.#exposures.unended()).find((order) => this.#mayWork(order));
    if (works !== undefined) this.#violated(`the halt of ${name} is called done while ${works.key} may work`);
    const left = this.#leftIn(scope);
    if (left !== undefined) this.#violated(`the halt of ${name} is called done, and ${left}`);
  }

  /** It has left, and there is more of it than has traded. Of a change for more that was refused nothing is there. */
  #mayWork(order: Open): boolean {
    if ((this.#facts.order(order.key)?.sent.length ?? 0) === 0) return false;
    return !order.isSized || remaining(order) > 0 || this.#works(order);
  }

  /** A position that every reading has. */
  #leftIn({ strategy, account }: ScopeLine): string | undefined {
    const { strategies } = this.#facts.setup;
    const accounts = new Set(strategies.filter((one) => (strategy ?? one.name) === one.name).map((one) => one.account));
    for (const symbol of this.#holdings.symbols())
      for (const each of account === undefined ? accounts : [account]) {
        const own = strategy === undefined ? [] : this.#holdings.readings({ strategy }, symbol);
        const readings = [...own, ...this.#holdings.readings({ account: each }, symbol)];
        const signs = new Set(readings.map(Math.sign));
        if (signs.size === 1 && !signs.has(0)) return `${each} holds ${readings.join(" or ")} ${symbol}`;
      }
    return undefined;
  }

  quiet(): void {
    const isUnderWay = this.#facts.now - this.#closedAt <= CLOSE_MS;
    if (this.#facts.setup.calendar !== "always" || this.#closesWait.size > 0 || isUnderWay) return;
    for (const [name, { scope }] of this.#closing) {
      const left = this.#leftIn(scope);
      if (left !== undefined)
        this.#violated(`the halt of ${name} was to flatten, ${left} at the end, and no alert says why`);
    }
  }
}
