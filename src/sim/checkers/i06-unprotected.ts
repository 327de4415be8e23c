/**
 * I6: filled entries with less stop than was filled raise `unprotected` in time, and those with enough of it do not.
 *
 * The truth is the broker's, for each account, contract and side: what entries have open (`families.ts`), and no more than
 * the account holds, less every stop that lives there, whoever's it is. Time counts while the daemon says, asked every five
 * seconds, that it is ready: the bound is `T_protect` (5 s) and the distance of two looks. A Gateway that calls a dead stop
 * alive is found out by the loop over open orders (60 s), one that keeps a fill there to itself, or a correction, be it of an entry or
 * of what closes one, by the loop over executions (5 min). The other way round, an alert about entries that were covered ever since they filled is a false one, unless the
 * Gateway's own words were untrue: some faults make them so. Words that were garbled on their way are believed, so behind them
 * nothing is judged any more. Where a strategy assembles groups by itself, which of its entries
 * they protect is its own affair: there no alert of it is judged, and silence only about what no other order of its may have
 * closed. A leg that is said to be missing does not rest at the broker. Of a bracket that lost a leg at the door nothing leaves
 * (`brokenBrackets.ts`).
 */
import { type Instant, minutes, seconds } from "../../base/time.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { Frame } from "../sight/frame.ts";
import { type AlertLine, alertIn, HeldAlerts, type ScopeLine } from "./alertLine.ts";
import { BrokenBrackets } from "./brokenBrackets.ts";
import type { CheckerRow } from "./checker.ts";
import { type Facts, keyOf, type OrderFacts } from "./facts.ts";
import { closing, Families, isStopType, stopsThere } from "./families.ts";
import type { Line } from "./line.ts";
import { linkedBy } from "./link.ts";
import { PositionsHeard } from "./positionsHeard.ts";
import { Shown } from "./shown.ts";
import { ms } from "./told.ts";
import { unendedMs } from "./unended.ts";

export const noUnprotectedFill: CheckerRow = {
  id: "I6",
  says: "filled entries without enough working stops raise `unprotected` in time, and those that are covered do not",
  make: (facts, violated) => {
    const protection = new Protection(facts, violated);
    const brackets = new BrokenBrackets(facts, violated);
    return {
      asked: (frame, guest) => brackets.asked(frame, guest),
      told: (frame, guest) => brackets.told(frame, guest),
      sent: (frame) => protection.sent(frame),
      heard: (frame, { daemon }) => {
        protection.heard(frame);
        if (frame.name === "error" && linkedBy(frame.code) === false) protection.breaks(daemon);
      },
      logged: ({ event, host }) => {
        if (event === "session-lost") protection.breaks(host);
      },
      ended: (host) => protection.breaks(host),
      journaled: (line, daemon) => {
        protection.journaled(line, daemon);
        brackets.journaled(line);
      },
      truth: (event) => protection.truth(event),
      troubled: (names) => protection.troubled(names),
      readiness: (ready, daemon) => protection.looked(ready, daemon),
    };
  },
};

/** Two looks that are farther apart say nothing about the time between them. */
const LOOK_MS_MAX = seconds(7);
const PROTECT_MS_MAX = seconds(5) + seconds(5);
/** A dead stop that the Gateway calls alive: the loop over open orders, and its list. */
const ORDERS_MS_MAX = seconds(60 + 30);
/** A fill that the Gateway keeps to itself: the loop over executions on top of it. */
const EXECUTIONS_MS_MAX = ORDERS_MS_MAX + minutes(5);
/** A position that is told as less than it is: the loop over positions, a difference that has to settle, and its lists. */
const POSITIONS_MS_MAX = seconds(30 + 10 + 30);
/** What makes the Gateway's word on an order untrue. */
const UNTRUE =
  /^(snapshot-omits|end-marker-early|open-order-missing|order-|status-regress|perm-id|outage-|execution|frame|positions)/;
/**
 * While one of these stands, a session that begins is shown what the Gateway knew last, and no list is newer; nor is one behind a
 * list whose end never comes (`unended.ts`).
 */
const NO_NEWER_LIST = /^(link-lost|link-never-closed|server-broken-2110|end-marker-missing)/;
/** Fills, positions and ends of orders that are garbled on their way are believed from then on. */
const GARBLED = /^(frame-damaged|net-bit-flipped)/;
const CAUSE = "unprotected";
const DRIFT = "drift-position";
const MISSING = "leg-missing";

/** Entries of one account, contract and side that are open together. */
interface Place {
  readonly account: string;
  readonly conId: number;
  readonly sign: number;
  readonly entries: string[];
  open: number;
}

class Protection {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #families: Families;
  readonly #shown: Shown;
  readonly #positions = new PositionsHeard();
  readonly #held = new HeldAlerts();
  /** Entries that are open by the broker's books; and those that surely lacked a stop at some time. */
  readonly #open = new Set<string>();
  readonly #everBare = new Set<string>();
  /** Since which look each place lacks a stop, and what was violated once. */
  #bareSince = new Map<string, Instant>();
  /** Where the Gateway hid it, at which look it did so last: what it tells after that is news. */
  readonly #hiddenAt = new Map<string, Instant>();
  /** The last look, at which it was ready, if nothing has come between since. */
  #look: { readonly at: Instant; readonly daemon: string } | undefined;
  #unlistedAt: Instant | undefined;
  #untrue = false;
  #garbled = false;
  /** Orders of which the journal has said that the Gateway speaks of them. */
  readonly #spokenOf = new Set<unknown>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#families = new Families(facts);
    this.#shown = new Shown(facts);
  }

  sent(frame: Frame): void {
    this.#positions.sent(frame);
  }

  heard(frame: Frame): void {
    this.#shown.heard(frame);
    this.#positions.heard(frame);
  }

  troubled(names: readonly string[]): void {
    this.#garbled ||= names.some((name) => GARBLED.test(name));
    this.#untrue ||= this.#garbled || names.some((name) => UNTRUE.test(name));
    const unlistedAt = (this.#facts.now + unendedMs(names)) as Instant;
    if (names.some((name) => NO_NEWER_LIST.test(name)) && unlistedAt > (this.#unlistedAt ?? 0))
      this.#unlistedAt = unlistedAt;
  }

  truth(event: BrokerEvent): void {
    if (event.kind !== "order" && event.kind !== "status" && event.kind !== "execution") return;
    if (event.kind === "execution") {
      this.#families.executed(event.execution);
      this.#shown.executed(event.execution);
    }
    const { orderRef } = event.kind === "execution" ? event.execution : event.order.terms;
    const entry = this.#families.entryOf(keyOf(orderRef));
    if (entry === undefined) return;
    const exposure = Math.abs(this.#families.exposureOf(entry));
    if (exposure === 0) return void this.#open.delete(entry);
    this.#open.add(entry);
    if (exposure > this.#families.coverOf(entry, "surely")) this.#everBare.add(entry);
  }

  // ---------------------------------------------------------------- alerts

  journaled(line: Line, daemon: string): void {
    this.#families.journaled(line);
    if (line.kind === "orderEchoed" || line.kind === "statusReported") this.#spokenOf.add(line.key);
    if (line.kind === "alertRaised") this.#raised(alertIn(line), daemon);
    if (line.kind === "alertEnded") this.#held.ended(alertIn(line), daemon);
  }

  #raised(alert: AlertLine, daemon: string): void {
    this.#held.raised(alert, daemon, this.#facts.now);
    const { cause, scope = {}, detail } = alert;
    if (cause === MISSING && !this.#untrue) return this.#missing(scope.key ?? "", detail);
    if (cause !== CAUSE || this.#untrue || this.#families.assembles(scope)) return;
    const meant = [...this.#families.entries()].filter((entry) => this.#means(scope, entry));
    if (meant.some((entry) => this.#everBare.has(entry) || !this.#looksCovered(entry))) return;
    const what = meant.length === 0 ? "no bracket" : `${meant.join(", ")}, covered ever since it filled`;
    this.#violated(`\`${CAUSE}\` (${detail}) is about ${what}: a false alarm`);
  }

  #missing(leg: string, detail: string | undefined): void {
    if (this.#lives(leg) && this.#isKnownAlive(leg))
      this.#violated(`\`${MISSING}\` (${detail}) is about ${leg}, which rests at the broker: a false alarm`);
  }

  /** By all that the Gateway has said. */
  #looksCovered(entry: string): boolean {
    return this.#families.stopsOf(entry).every((stop) => this.#isKnownAlive(stop));
  }

  /** An alert that waits for the disk may be older than what the Gateway has said: the order of the journal's lines tells. */
  #isKnownAlive(key: string): boolean {
    return this.#shown.isAlive(key) && this.#spokenOf.has(key);
  }

  #means({ key, strategy, account, conId }: ScopeLine, entry: string): boolean {
    if (key !== undefined) return this.#families.entryOf(key) === entry;
    const cell = this.#families.cellOf(entry);
    if (cell === undefined || cell.account !== account) return false;
    return (strategy ?? cell.strategy) === cell.strategy && (conId ?? cell.conId) === cell.conId;
  }

  // ---------------------------------------------------------------- silence

  /** Its process, its session or its link is over: it may be ready again at the next look, and has its time anew. */
  breaks(daemon: string): void {
    if (this.#look?.daemon === daemon) this.#look = undefined;
  }

  looked(ready: boolean, daemon: string): void {
    const { now } = this.#facts;
    const goesOn = ready && this.#look !== undefined && now - this.#look.at <= LOOK_MS_MAX;
    this.#look = ready ? { at: now, daemon } : undefined;
    if (!goesOn) this.#bareSince = new Map();
    if (!ready || this.#garbled) return;
    const before = this.#bareSince;
    this.#bareSince = new Map();
    for (const place of this.#places().values()) this.#watch(place, before, daemon);
  }

  #places(): ReadonlyMap<string, Place> {
    const places = new Map<string, Place>();
    for (const [entry, exposure] of this.#families.surelyOpen(this.#open)) {
      const { account, conId } = this.#families.cellOf(entry)!;
      const place = { account, conId, sign: Math.sign(exposure), entries: [], open: 0 };
      const known: Place = places.get(nameOf(place)) ?? place;
      known.entries.push(entry);
      known.open += Math.abs(exposure);
      places.set(nameOf(place), known);
    }
    return places;
  }

  #watch(place: Place, before: ReadonlyMap<string, Instant>, daemon: string): void {
    const lack = this.#lackOf(place);
    if (lack <= 0 || this.#isSaid(place, daemon)) return;
    const { now } = this.#facts;
    const name = nameOf(place);
    const hiddenMs = this.#hiddenMsMax(place);
    const since = hiddenMs > 0 && this.#isUnlisted() ? now : (before.get(name) ?? now);
    this.#bareSince.set(name, since);
    if (hiddenMs > 0) this.#hiddenAt.set(name, now);
    const knownSince = Math.max(since, this.#hiddenAt.get(name) ?? since);
    if (hiddenMs > 0 ? now - since <= PROTECT_MS_MAX + hiddenMs : now - knownSince <= PROTECT_MS_MAX) return;
    for (const entry of place.entries) this.#open.delete(entry);
    const entries = place.entries.join(", ");
    this.#violated(
      `${lack} of what ${entries} filled in ${place.account} have no stop at the broker since ${ms(since)}, all of it ready time, and no alert says so`,
    );
  }

  #isUnlisted(): boolean {
    return this.#unlistedAt !== undefined && this.#facts.now - this.#unlistedAt <= LOOK_MS_MAX;
  }

  #lackOf({ account, conId, sign, open, entries }: Place): number {
    const own = entries.reduce((all, entry) => all + this.#families.coverOf(entry, "perhaps"), 0);
    if (own >= open) return 0;
    const held = this.#facts.positionOf(account, conId) * sign;
    return Math.min(open, held) - stopsThere(this.#facts.working(), account, conId, sign);
  }

  /** By the Gateway's word less needs a stop than does. */
  #hidesPosition({ account, conId, sign, open }: Place): boolean {
    const held = this.#facts.positionOf(account, conId);
    return (this.#positions.positionOf(account, conId) ?? held) * sign < Math.min(open, held * sign);
  }

  /** Where the Gateway tells a position that is not so, nothing seems to need a stop; then the drift is what is said. */
  #isSaid({ entries, account, conId }: Place, daemon: string): boolean {
    const says = ({ cause, scope = {} }: AlertLine): boolean => {
      if (cause !== CAUSE && cause !== DRIFT) return false;
      if (scope.key !== undefined) return entries.includes(this.#families.entryOf(scope.key) ?? "");
      return scope.account === account && scope.conId === conId;
    };
    return this.#held.some(says, daemon);
  }

  /** So long the Gateway may hide that a stop is missing; 0 where nothing is hidden. */
  #hiddenMsMax(place: Place): number {
    const here = this.#ordersAt(place);
    if (here.some(({ key }) => this.#shown.hidesFill(key))) return EXECUTIONS_MS_MAX;
    const stops = [...place.entries.flatMap((entry) => this.#families.stopsOf(entry)), ...stopsAmong(here, place.sign)];
    if (stops.some((stop) => this.#shown.isAlive(stop) && !this.#lives(stop))) return ORDERS_MS_MAX;
    return this.#hidesPosition(place) ? POSITIONS_MS_MAX : 0;
  }

  /** Of ours, whosever: what has closed an entry there counts as much as what has opened it, and any stop may cover it. */
  #ordersAt({ account, conId }: Place): readonly OrderFacts[] {
    const isHere = ({ key }: OrderFacts): boolean =>
      this.#facts.truthOf(key).some(({ terms, listing }) => terms.account === account && listing.conId === conId);
    return [...this.#facts.orders()].filter(isHere);
  }

  #lives(stop: string): boolean {
    return this.#facts.truthOf(stop).some(({ status }) => status === "PreSubmitted" || status === "Submitted");
  }
}

/** Those that would close a position of this sign. */
const stopsAmong = (orders: readonly OrderFacts[], sign: number): readonly string[] =>
  orders.flatMap(({ key, placement: { order } }) =>
    isStopType(order.orderType) && order.action === closing(sign) ? [key] : [],
  );

const nameOf = ({ account, conId, sign }: Place): string => `${account}/${conId}/${sign}`;
