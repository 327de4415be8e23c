/**
 * Which account the one upstream reqAccountUpdates names, and until when.
 *
 * A Gateway serves one account at a time, and a new subscribe silently replaces the old one (PROTOCOL section 10). So
 * after a session's start every account is loaded once, in turn; then the subscription dwells on the accounts that
 * have subscribers: on a single one for good, on several for `DWELL_MS` each. An account that became old (an
 * execution, a late subscriber) is visited early. Every request names its account, because some Gateways never end a
 * load that does not; and every load has a bounded wait, because some do not end it even then. A stream that has been
 * silent for `SILENT_MS_MAX` is asked for anew, for limits of loss are judged by it: when it is dead that fails, and is known.
 */
import { after, earliest, type Instant, minutes, seconds } from "../base/time.ts";
import type { Out } from "../model/out.ts";

/** How long accountDownloadEnd may take. */
const LOAD_MS_MAX = seconds(15);
/** How long a subscribed account is listened to while others wait for their turn. */
const DWELL_MS = seconds(10);
/** How long an account is listened to at least, and an account without subscribers at most. */
const STAY_MS = seconds(1);
/** Two of the Gateway's update cycles (PROTOCOL section 10), and a minute more: one that says nothing while nothing changes answers. */
const SILENT_MS_MAX = minutes(7);
/** When start-up stops waiting for the first loads, however many are missing. Below the session's own 60 s. */
const START_MS_MAX = seconds(45);

/** `failed`: refused, not answered in time, or replaced by somebody else. */
type Phase = "loading" | "loaded" | "failed";

export class Rotation {
  readonly #out: Out;
  readonly #accounts: readonly string[];
  readonly #unanswered: (account: string, now: Instant) => void;
  readonly #subscribers = new Map<string, number>();
  readonly #due = new Map<string, Instant>();
  readonly #awaited = new Set<string>();
  #first: string[] = [];
  #current: string | undefined;
  #phase: Phase = "failed";
  #since = 0 as Instant;
  /** When the stream said something last. */
  #heardAt = 0 as Instant;
  #startBy: Instant | undefined;
  #deadline: Instant | undefined;
  isUp = false;

  /** `unanswered` hears of a load that ended without its image. */
  constructor(out: Out, accounts: readonly string[], unanswered: (account: string, now: Instant) => void) {
    this.#out = out;
    this.#accounts = accounts;
    this.#unanswered = unanswered;
  }

  sessionStarted(now: Instant): void {
    this.isUp = true;
    this.#first = [...this.#accounts];
    for (const account of this.#accounts) this.#awaited.add(account);
    this.#startBy = after(now, START_MS_MAX);
    this.#next(now);
  }

  sessionLost(): void {
    this.isUp = false;
    this.#first = [];
    this.#awaited.clear();
    this.#due.clear();
    this.#current = undefined;
    this.#phase = "failed";
    this.#plan();
  }

  /** Every account's first load of this session has ended, or was waited for long enough. */
  get settled(): boolean {
    return this.isUp && this.#awaited.size === 0;
  }

  /** The stream of this account is, or is about to be, what the Gateway sends. */
  follows(account: string): boolean {
    return this.isUp && this.#current === account && this.#phase !== "failed";
  }

  /** The account's image is complete and its changes arrive as they happen. */
  isLive(account: string): boolean {
    return this.follows(account) && this.#phase === "loaded";
  }

  subscribed(account: string): void {
    this.#subscribers.set(account, (this.#subscribers.get(account) ?? 0) + 1);
    this.#plan();
  }

  unsubscribed(account: string): void {
    const left = (this.#subscribers.get(account) ?? 0) - 1;
    if (left > 0) this.#subscribers.set(account, left);
    else this.#subscribers.delete(account);
    this.#plan();
  }

  /** The account should be loaded again, not before `at`. */
  due(account: string, at: Instant): void {
    if (!this.isUp || this.#first.includes(account)) return;
    const known = this.#due.get(account);
    if (known === undefined || at < known) this.#due.set(account, at);
    this.#plan();
  }

  /** A frame of the stream: it lives. */
  heard(account: string, now: Instant): void {
    if (account === this.#current) this.#heardAt = now;
  }

  /** accountDownloadEnd of an account, early or late. */
  ended(account: string, now: Instant): void {
    this.#awaited.delete(account);
    if (account === this.#current && this.#phase === "loading") this.#settle("loaded", now);
  }

  /** 2101: another client of the Gateway holds the subscription for another account. */
  refused(now: Instant): void {
    if (this.#current === undefined) return;
    this.#out.log("warn", "account-updates-refused", { account: this.#current });
    this.#fail(now);
  }

  /** 2100: the subscription was replaced. While a load is under way we did that ourselves. */
  replaced(now: Instant): void {
    if (this.#phase === "loaded") this.#fail(now);
  }

  nextDeadline(): Instant | undefined {
    return this.#deadline;
  }

  tick(now: Instant): void {
    if (this.#deadline === undefined || now < this.#deadline) return;
    if (this.#startBy !== undefined && now >= this.#startBy) this.#startExpired();
    if (this.#isSilent(now)) return this.#askAnew(now);
    if (this.#phase !== "loading") return this.#next(now);
    if (now < after(this.#since, LOAD_MS_MAX)) return this.#plan();
    this.#out.log("warn", "account-load-not-ended", { account: this.#current, waitedMs: LOAD_MS_MAX });
    this.#fail(now);
  }

  #isSilent(now: Instant): boolean {
    const due = this.#silentAt();
    return due !== undefined && now >= due;
  }

  #askAnew(now: Instant): void {
    this.#out.log("warn", "account-stream-silent", { account: this.#current, waitedMs: SILENT_MS_MAX });
    this.#load(this.#current!, now);
  }

  /** Nobody lives by a stream that nobody has subscribed to. */
  #silentAt(): Instant | undefined {
    const isWanted = this.#phase === "loaded" && this.#subscribers.has(this.#current ?? "");
    return isWanted ? after(this.#heardAt, SILENT_MS_MAX) : undefined;
  }

  #startExpired(): void {
    if (this.#awaited.size > 0) this.#out.log("error", "account-loads-missing", { accounts: [...this.#awaited] });
    this.#awaited.clear();
    this.#startBy = undefined;
  }

  #fail(now: Instant): void {
    const account = this.#current!;
    this.#awaited.delete(account);
    this.#settle("failed", now);
    this.#unanswered(account, now);
  }

  #settle(phase: Phase, now: Instant): void {
    this.#phase = phase;
    this.#since = now;
    this.#heardAt = now;
    if (this.#awaited.size === 0) this.#startBy = undefined;
    if (this.#first.length > 0) this.#next(now);
    else this.#plan();
  }

  #next(now: Instant): void {
    const account = this.#first.shift() ?? this.#takeDue(now) ?? this.#takeTurn(now);
    if (account !== undefined) this.#load(account, now);
    else this.#plan();
  }

  #load(account: string, now: Instant): void {
    this.#due.delete(account);
    this.#current = account;
    this.#phase = "loading";
    this.#since = now;
    this.#out.ask("account", "reqAccountUpdates", { subscribe: true, acctCode: account });
    this.#plan();
  }

  #takeDue(now: Instant): string | undefined {
    const [account, at] = [...this.#due].sort(([, a], [, b]) => a - b)[0] ?? [];
    return at !== undefined && at <= now ? account : undefined;
  }

  #takeTurn(now: Instant): string | undefined {
    const at = this.#turnAt();
    return at !== undefined && at <= now ? this.#following() : undefined;
  }

  /** The subscribed account whose turn comes after the current one's; itself only when it has to be asked again. */
  #following(): string | undefined {
    const from = this.#current === undefined ? -1 : this.#accounts.indexOf(this.#current);
    const turns = [...this.#accounts.slice(from + 1), ...this.#accounts.slice(0, from + 1)];
    const next = turns.find((account) => this.#subscribers.has(account));
    return next !== undefined && this.follows(next) ? undefined : next;
  }

  #turnAt(): Instant | undefined {
    if (this.#following() === undefined) return undefined;
    return after(this.#since, this.#subscribers.has(this.#current ?? "") ? DWELL_MS : STAY_MS);
  }

  #dueAt(): Instant | undefined {
    const first = earliest(...this.#due.values());
    return first === undefined ? undefined : (Math.max(first, after(this.#since, STAY_MS)) as Instant);
  }

  /** The deadline is kept, not computed on demand: the engine asks for it after every tick of the market. */
  #plan(): void {
    if (!this.isUp) this.#deadline = undefined;
    else if (this.#phase === "loading") this.#deadline = earliest(this.#startBy, after(this.#since, LOAD_MS_MAX));
    else this.#deadline = earliest(this.#startBy, this.#dueAt(), this.#turnAt(), this.#silentAt());
  }
}
