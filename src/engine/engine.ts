/**
 * The engine: inputs in, effects out. It knows all machines and no trading rule; each input finds its machine here.
 *
 * It is a pure function of its journal and its inputs: no clock, no I/O, no randomness but the seed it is given
 * (DESIGN section 1). `restore` folds a journal; `step` turns one input into effects, in the order the shell must
 * perform them.
 */
import { LISTEN_TROUBLES } from "../base/listening.ts";
import { Prng } from "../base/prng.ts";
import { after, earliest, type Instant, seconds, type WallMs } from "../base/time.ts";
import { type Readiness, readiness } from "../health/readiness.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Effect } from "../model/effect.ts";
import { type Entry, JOURNAL_FORMAT, type Recorded } from "../model/entry.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Input, QueryKind } from "../model/input.ts";
import { epochOf } from "../model/orderKey.ts";
import { OPERATOR } from "../model/trading.ts";
import type { CodeOverride } from "../wire/codesBook.ts";
import { Doorman } from "./doorman.ts";
import { LimitTerms, limitsNow } from "./limits.ts";
import { assemble, type Machines } from "./machines.ts";
import { controls, operated } from "./operations.ts";
import { clientList, facts, orders, status } from "./queries.ts";
import { Receiver } from "./receiver.ts";
import { SessionKeeper } from "./sessionKeeper.ts";
import { stateDocuments } from "./stateFiles.ts";
import { halted, trading } from "./tradingTold.ts";

/** So long an append may wait for the disk; then nothing more is let go behind it, for it would leave in one burst. */
const DISK_MS_MAX = 40;
/** So slow a disk makes us mute: that the Gateway does not answer then says nothing about it. */
const MUTE_MS_MIN = seconds(1);
/** How long a drain waits for what is queued to leave. */
const DRAIN_MS_MAX = seconds(5);

export class Engine {
  readonly #m: Machines;
  readonly #receiver: Receiver;
  readonly #doorman: Doorman;
  readonly #keeper: SessionKeeper;
  readonly #terms: LimitTerms;
  #startedAt: Instant | undefined;
  /** The state people see, and since when. */
  #state: string | undefined;
  #stateSince: Instant | undefined;
  #drainBy: Instant | undefined;
  #exited = false;
  /** While the disk keeps us waiting: since when what was let go has not left. */
  #heldSince: Instant | undefined;
  /** The disk has answered meanwhile. */
  #isAnswered = false;

  constructor(config: EngineConfig) {
    this.#m = assemble(config);
    this.#receiver = new Receiver(this.#m);
    this.#doorman = new Doorman(this.#m, this.#receiver);
    this.#terms = new LimitTerms(this.#m);
    this.#keeper = new SessionKeeper(this.#m, this.#receiver, this.#doorman);
  }

  /** Folds the journal, oldest entry first. Before the first `step`. */
  restore(records: readonly Recorded[]): void {
    for (const { at, entry } of records) this.#m.out.fold(entry, at);
  }

  /** The state of all folds, between two steps: what a new segment of the journal begins with. */
  carry(): Entry {
    return { kind: "bookCarried", ...this.#writer, folds: this.#m.out.carry() };
  }

  /**
   * `wall` labels what is shown to people; it decides nothing. `diskMs` is how long the oldest append has been waiting for
   * the disk; once it is there, a step is due to an engine that holds back.
   */
  step(input: Input, now: Instant, wall: WallMs, diskMs = 0): Effect[] {
    if (this.#exited) return [];
    this.#m.out.at = Math.floor(wall) as WallMs;
    this.#look(now, diskMs);
    if (this.#m.calendar.look(now, wall)) this.#keeper.expected(now);
    this.#m.risk.wall = wall;
    this.#m.tempo.look(now, wall);
    if (input.kind !== "started") this.#terms.look(now, wall);
    this.#keeper.look(now);
    const heard = this.#receiver.heard;
    this.#take(input, now, wall);
    this.#keeper.progress(now);
    this.#halt(input.kind === "upstreamReceived" && this.#receiver.heard === heard, now, wall);
    this.#remember(now);
    if (this.#keeper.fatal !== undefined) this.#exit(1, this.#keeper.fatal);
    else if (this.#drainBy !== undefined && this.#m.out.waiting === 0) this.#drained();
    if (this.#mayLeave) this.#leave(now);
    if (!this.#exited) this.#m.sentinel.progress(now, this.#heldSince);
    return this.#m.out.takeEffects();
  }

  /**
   * A limit that is reached trips, and what a halt has to do is done, before anything leaves. `isOfPrices`: the step has
   * brought nothing else.
   */
  #halt(isOfPrices: boolean, now: Instant, wall: WallMs): void {
    const { trips, halts, clients } = this.#m;
    trips.progress(now, wall);
    // Who cannot come in is not gone.
    const isHere = (name: StrategyName): boolean => [...clients.started()].some(({ strategy }) => strategy === name);
    halts.progress((name) => !this.#keeper.letsClientsIn || isHere(name), isOfPrices, now);
  }

  #remember(now: Instant): void {
    const { state } = this.#m.out;
    if (state === this.#state) return;
    this.#state = state;
    this.#stateSince = now;
  }

  /** Messages wait until the disk has caught up: their pace is that of the wire, not that of our decisions. */
  get holdsBack(): boolean {
    return this.#heldSince !== undefined;
  }

  /** The disk has answered an append of then: what left behind it leaves now, and if that took too long, all at once. */
  diskAnswered(since: Instant, now: Instant): void {
    if (now - since >= DISK_MS_MAX) this.#heldSince = earliest(this.#heldSince, since);
    else this.#m.out.waited(since, now);
    this.#isAnswered = this.holdsBack;
  }

  #look(now: Instant, diskMs: number): void {
    if (diskMs >= MUTE_MS_MIN) this.#keeper.silenced(now);
    if (diskMs >= DISK_MS_MAX && !this.#isAnswered) this.#heldSince ??= (now - diskMs) as Instant;
    else if (this.#heldSince !== undefined) {
      for (const machine of [this.#m.out, this.#m.desk, this.#m.sentinel]) machine.delayed(this.#heldSince, now);
      this.#heldSince = undefined;
    }
    this.#isAnswered = false;
    this.#m.desk.keptBack(this.#heldSince);
  }

  get #mayLeave(): boolean {
    return !this.#exited && this.#heldSince === undefined && this.#m.session.state !== "disconnected";
  }

  /** A refused request may make room for the next one. */
  #leave(now: Instant): void {
    do this.#m.out.leave(now);
    while (this.#receiver.unaskable(now));
  }

  nextDeadline(now: Instant): Instant | undefined {
    if (this.#exited) return undefined;
    const { session, desk, account, shared, pulls, out, calendar, completeness, reconcile, sentinel, halts } = this.#m;
    const { questions, lines } = this.#m;
    const leaving = this.#mayLeave ? out.nextLeave(now) : undefined;
    return earliest(
      session.nextDeadline(),
      calendar.nextDeadline(),
      account.nextDeadline(),
      shared.nextDeadline(),
      lines.nextDeadline(),
      completeness.nextDeadline(),
      pulls.nextDeadline(),
      questions.nextDeadline(),
      desk.nextDeadline(),
      reconcile.nextDeadline(),
      sentinel.nextDeadline(),
      halts.nextDeadline(),
      this.#terms.nextDeadline(),
      this.#m.trips.nextDeadline(),
      this.#doorman.nextDeadline(),
      this.#keeper.nextDeadline(),
      leaving,
      this.#drainBy,
    );
  }

  #take(input: Input, now: Instant, wall: WallMs): void {
    switch (input.kind) {
      case "started":
        return this.#started(input.seed, now);
      case "upstreamOpened":
        return this.#keeper.opened(now);
      case "upstreamReceived":
        return this.#keeper.received(input.bytes, now);
      case "upstreamClosed":
        return this.#keeper.closed(input.code, now);
      case "doorOpened":
        return this.#m.out.log("info", "door-open", { door: input.door, port: input.port });
      case "doorFailed":
        return this.#exit(1, `holdfast cannot listen for ${input.door}: ${doorTrouble(input)}`);
      case "query":
        return this.#m.out.effect({ kind: "answer", query: input.query, result: this.#answer(input.what, now) });
      case "operate":
        return this.#operate(input, now);
      case "deadline":
        return this.#deadline(now);
      case "diskFull":
      case "diskFree":
        return this.#room(input.kind === "diskFree");
      case "vaultHeard":
        return this.#vaultIs(input.trouble);
      case "commandAnswered":
      case "restartAsked":
        return this.#keeper.remedied(input, now);
      case "codesLoaded":
        return this.#codesLoaded(input.rows, input.digest);
      case "pairsLoaded":
        return this.#m.pairs.load(input.pairs);
      case "drain":
        return this.#drain(now);
      default:
        return this.#doorman.take(input, now, wall);
    }
  }

  /** Which build writes, and how new one must be that reads. */
  get #writer(): { readonly format: number; readonly build?: string } {
    const { build } = this.#m.config;
    return { format: JOURNAL_FORMAT, ...(build !== undefined && { build }) };
  }

  #started(seed: number, now: Instant): void {
    this.#startedAt = now;
    const { out, blotter, desk } = this.#m;
    out.record({
      kind: "daemonStarted",
      epoch: epochOf(seed),
      ...this.#writer,
    });
    desk.restarted();
    out.log("info", "started", { mode: this.#m.config.mode, orders: [...blotter.orders].length });
    this.#nameLeft();
    this.#keeper.start(new Prng(seed, "backoff"), now);
  }

  /** What rests for a strategy that another configuration named has no bot and no dead man any more. */
  #nameLeft(): void {
    const { blotter, config, out } = this.#m;
    const left = new Map<string, number>();
    for (const { strategy, account } of blotter.atBroker()) {
      const isTraded = config.strategies.some((one) => one.name === strategy && one.account === account);
      if (isTraded || strategy === OPERATOR) continue;
      const whose = `strategy ${strategy} on ${account}`;
      left.set(whose, (left.get(whose) ?? 0) + 1);
    }
    for (const [whose, orders] of left) out.log("warn", "orders-of-no-strategy", { whose, orders });
  }

  #vaultIs(trouble: string | undefined): void {
    const { out } = this.#m;
    if (trouble === undefined) out.alertOver("vault-behind", {}, "it is written again");
    else out.alert("vault-behind", {}, trouble);
  }

  /** Whether the journal has room to spare. */
  #room(free: boolean): void {
    const { out } = this.#m;
    out.diskFull = !free;
    if (free) out.alertOver("disk-full", {}, "the journal has its reserve again");
    else out.alert("disk-full", {}, "the journal's reserve is gone");
  }

  #deadline(now: Instant): void {
    const { desk, account, shared, lines, pulls, questions, completeness, reconcile } = this.#m;
    const readers = [account, shared, lines, pulls, questions];
    const machines = [this.#keeper, this.#doorman, desk, ...readers, completeness, reconcile];
    for (const machine of machines) machine.tick(now);
    if (this.#drainBy !== undefined && now >= this.#drainBy) this.#drained();
  }

  /** Nothing that was decided before changes: entries are facts. */
  #codesLoaded(rows: readonly CodeOverride[], digest: string): void {
    const { codes, out } = this.#m;
    const { changed, removed } = codes.load(rows, digest);
    out.log("info", "codes-loaded", { digest, rows: rows.length, changed, removed });
  }

  /** SIGTERM: no new orders, no new clients; what is queued leaves; then all connections end in good order. */
  #drain(now: Instant): void {
    if (this.#drainBy !== undefined) return;
    const { out } = this.#m;
    this.#drainBy = after(now, DRAIN_MS_MAX);
    out.log("info", "draining", { messagesWaiting: out.waiting });
    this.#keeper.drain(now);
    out.effect({ kind: "closeDoors" });
  }

  #drained(): void {
    if (this.#exited) return;
    const { out, cancels, clients, session } = this.#m;
    cancels.dropAll("holdfast ended");
    for (const { link } of clients.guests) out.effect({ kind: "closeClient", conn: link.conn, how: "end" });
    if (session.state !== "disconnected") out.effect({ kind: "closeUpstream", how: "end" });
    this.#exit(0, "drained");
  }

  #exit(code: number, reason: string): void {
    this.#exited = true;
    if (code !== 0) this.#m.out.effect({ kind: "closeUpstream", how: "reset" });
    this.#m.out.effect({ kind: "exit", code, reason });
  }

  #answer(what: QueryKind, now: Instant): unknown {
    const { config, out, blotter, clients, account, lines, session, standing } = this.#m;
    switch (what) {
      case "status":
        return status(config, out, blotter, clients, {
          accounts: this.#receiver.login.accounts,
          linesUsed: lines.used,
          sinceMs: now - (this.#startedAt ?? now),
          roundTripMs: this.#keeper.roundTripMs(now),
          notice: this.#receiver.notices.last,
          ...{ session, standing, now },
          readiness: this.#readiness(now),
          codes: this.#m.codes,
          trading: halted(this.#m.states),
          alerts: this.#m.alerts.described(),
        });
      case "orders":
        return orders(blotter);
      case "positions":
        return account.positionsTold ?? null;
      case "clients":
        return clientList(clients, now);
      case "readiness":
        return this.#readiness(now);
      case "alerts":
        return this.#m.alerts.described();
      case "protected":
        return this.#m.sentinel.protection(config.mode === "paper", now);
      case "drift":
        return { ...this.#m.drifts.described(), comparing: out.ready };
      case "trading":
        return trading(this.#m, now);
      case "controls":
        return controls(this.#m, now);
      case "limits":
        return limitsNow(this.#m, now);
      case "files":
        return stateDocuments(this.#m, { now, readiness: this.#readiness(now), upMs: now - (this.#startedAt ?? now) });
    }
  }

  /** What an operator wants done; it is answered when it is. */
  #operate({ query, what, by }: Extract<Input, { readonly kind: "operate" }>, now: Instant): void {
    const answer = (result: unknown): void => this.#m.out.effect({ kind: "answer", query, result });
    if (what.kind === "reconcile") return this.#m.reconcile.force(by, answer, now);
    operated(this.#m, what, by, answer, now);
  }

  #readiness(now: Instant): Readiness {
    const stateMs = now - (this.#stateSince ?? now);
    const moment = { now, stateMs, roundTripMs: this.#keeper.roundTripMs(now) };
    return readiness(facts(this.#m, this.#receiver.login.accounts, moment));
  }
}

/** A strategy's own port stands in the configuration alone. */
function doorTrouble({ door, code }: { readonly door: string; readonly code: string }): string {
  const flag = door.startsWith("shared ") ? "with --tws-port or " : "";
  if (code === "EADDRINUSE")
    return `the port is taken by another program; choose another one ${flag}in the configuration`;
  return LISTEN_TROUBLES[code] ?? code;
}
