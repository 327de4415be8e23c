/**
 * I20: a daemon calls itself ready only on evidence, and without evidence nobody's new order is taken.
 *
 * The evidence is read off its connection to the Gateway: accounts and the next id came, open orders were listed to their
 * end afterwards, the link is not said to be lost, and a question was answered within the last 15 s (the time, or a list to
 * its end). Ticks prove nothing. Whatever a Gateway's true condition is, mute, frozen, half-open, dead, away or waiting for
 * a person, it shows as the lack of one of these. A machine that slept has aged while it slept, so a suspension takes
 * the evidence away before anything else happens (I24).
 */
import { type Instant, minutes, seconds } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { CheckerRow, Guest, Upstream } from "./checker.ts";
import type { Facts } from "./facts.ts";
import type { Line, PlacementLine } from "./line.ts";
import { linkedBy } from "./link.ts";
import { ms } from "./told.ts";

/** So old may the newest answer be (RELIABILITY I20, `T_probe`), with what clocks round away. */
const ANSWER_MS_MAX = seconds(15) + 5;
/** So long a Gateway that called itself read-only is believed, but for a moment. */
const READ_ONLY_MS_MAX = minutes(10) - 100;
const VALIDATION = 321;
/** The order is refused. */
const REJECTED = 201;
const CURRENT_TIME = 49;
const CONTRACT_DETAILS_END = 52;
const OPEN_ORDER_END = 53;
const COMPLETED_ORDERS_END = 102;
/** Beside the ends of lists that the oracle reads. */
const ANSWERS: ReadonlySet<number> = new Set([CURRENT_TIME, CONTRACT_DETAILS_END]);

export const honestReadiness: CheckerRow = {
  id: "I20",
  says: "ready is said on a fresh answer of the Gateway alone, and a new order that comes without one is refused",
  make: (facts, violated) => {
    const readiness = new Readiness(facts, violated);
    return {
      heard: (frame, upstream) => readiness.heard(frame, upstream),
      asked: (frame, guest) => readiness.asked(frame, guest),
      told: (frame, guest) => readiness.told(frame, guest),
      journaled: (line, daemon) => readiness.journaled(line, daemon),
      closed: (wire, side) => readiness.over(wire.id, side),
      lost: (wire, side) => readiness.over(wire.id, side),
      ended: (host) => readiness.ended(host),
      leapt: (host, by) => readiness.leapt(host, by),
      readiness: (ready, daemon) => readiness.said(ready, daemon),
      quiet: () => readiness.quiet(),
    };
  },
};

/** What a daemon's connection has shown it. */
interface Shown {
  readonly wireId: number;
  accounts: boolean;
  nextId: boolean;
  listed: boolean;
  linked: boolean;
  /** It refused an order, or the list of completed orders, because it is read-only, and has not given that list since. */
  readOnlyAt: Instant | undefined;
  answeredAt: Instant | undefined;
}

/** What a client asked for under one number, and what spoke against it then. */
interface Asked {
  readonly at: Instant;
  readonly lack: string | undefined;
}

class Readiness {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #shown = new Map<string, Shown>();
  /** What was not refused so far, oldest first. */
  readonly #asked = new Map<string, Asked[]>();
  #last: { readonly ready: boolean; readonly daemon: string } | undefined;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  heard(frame: Frame, { wire, daemon }: Upstream): void {
    const shown = this.#of(wire.id, daemon);
    if (frame.name === "managedAccounts") shown.accounts ||= frame.accounts.length > 0;
    if (frame.name === "nextValidId") shown.nextId = true;
    if (frame.name === "error") this.#heardError(frame, shown);
    if (frame.name === "end" && frame.id === OPEN_ORDER_END) shown.listed ||= shown.accounts && shown.nextId;
    if (frame.name === "end" && frame.id === COMPLETED_ORDERS_END) shown.readOnlyAt = undefined;
    if (frame.name === "end" || (frame.name === "other" && ANSWERS.has(frame.id))) shown.answeredAt = this.#facts.now;
  }

  #heardError({ code, text }: Extract<Frame, { readonly name: "error" }>, shown: Shown): void {
    shown.linked = linkedBy(code) ?? shown.linked;
    if (code === VALIDATION && /read.?only/i.test(text)) shown.readOnlyAt = this.#facts.now;
  }

  #of(wireId: number, daemon: string): Shown {
    const known = this.#shown.get(daemon);
    if (known?.wireId === wireId) return known;
    const fresh = {
      ...{ wireId, accounts: false, nextId: false, listed: false, linked: true },
      ...{ readOnlyAt: undefined, answeredAt: undefined },
    };
    this.#shown.set(daemon, fresh);
    return fresh;
  }

  over(wireId: number, side: "client" | "server"): void {
    if (side === "server") return;
    for (const [daemon, shown] of this.#shown) if (shown.wireId === wireId) this.#shown.delete(daemon);
  }

  ended(host: string): void {
    this.#shown.delete(host);
  }

  leapt(host: string, by: number): void {
    const shown = this.#shown.get(host);
    if (shown?.answeredAt !== undefined) shown.answeredAt = (shown.answeredAt - by) as Instant;
    if (shown?.readOnlyAt !== undefined) shown.readOnlyAt = (shown.readOnlyAt - by) as Instant;
  }

  /** Why a daemon cannot be ready now; undefined when it may be. */
  #lack(daemon: string): string | undefined {
    const shown = this.#shown.get(daemon);
    if (shown === undefined) return "it has no connection on which the Gateway said anything";
    if (!shown.accounts || !shown.nextId) return "the Gateway has not let it in";
    if (!shown.listed) return "the broker's open orders were not listed to their end";
    if (!shown.linked) return "the Gateway said that the link to IB is lost";
    if (shown.readOnlyAt !== undefined && this.#facts.now - shown.readOnlyAt < READ_ONLY_MS_MAX)
      return `the Gateway said at ${ms(shown.readOnlyAt)} that it takes no orders`;
    const age = shown.answeredAt === undefined ? undefined : this.#facts.now - shown.answeredAt;
    if (age === undefined) return "the Gateway has answered nothing on this connection";
    return age > ANSWER_MS_MAX ? `the Gateway answered last ${ms(age)} ago` : undefined;
  }

  said(ready: boolean, daemon: string): void {
    this.#last = { ready, daemon };
    const lack = ready ? this.#lack(daemon) : undefined;
    if (lack !== undefined) this.#violated(`${daemon} says that it is ready, and ${lack}`);
  }

  // ---------------------------------------------------------------- orders

  /** Only wishes under a number of which nothing is durable yet: the first that was taken waits for the disk while its client changes it. */
  asked(frame: Frame, { strategy, clientId, daemon }: Guest): void {
    if (frame.name !== "placeOrder" || frame.whatIf || strategy === undefined || clientId === undefined) return;
    if (this.#facts.placed(strategy.name, clientId, frame.orderId) !== undefined) return;
    const place = placeOf(strategy.name, clientId, frame.orderId);
    const asked = { at: this.#facts.now, lack: this.#lack(daemon) };
    this.#asked.set(place, [...(this.#asked.get(place) ?? []), asked]);
  }

  /** What was refused was not taken; refusals come in the order of the wishes. */
  told(frame: Frame, { strategy, clientId }: Guest): void {
    if (frame.name !== "error" || frame.code !== REJECTED || strategy === undefined || clientId === undefined) return;
    this.#asked.get(placeOf(strategy.name, clientId, frame.id))?.shift();
  }

  journaled(line: Line, daemon: string): void {
    if (line.kind === "orderHeld") this.#accepted(line as unknown as PlacementLine, daemon);
    if (line.kind === "orderIntended")
      for (const leg of line.legs as readonly PlacementLine[]) this.#accepted(leg, daemon);
  }

  /** Judged once for each number: a leg that was held has been judged when it was. */
  #accepted({ key, strategy, clientId, clientOrderId }: PlacementLine, daemon: string): void {
    const place = placeOf(strategy, clientId, clientOrderId);
    const asked = this.#asked.get(place) ?? [];
    this.#asked.delete(place);
    const last = asked.at(-1);
    if (last === undefined || asked.some(({ lack }) => lack === undefined)) return;
    this.#violated(`${daemon} took the new order ${key}, asked for at ${ms(last.at)}, when ${last.lack}`);
  }

  /** All is well, so it must be ready, unless the Gateway's last word says otherwise. */
  quiet(): void {
    const { ready, daemon } = this.#last ?? { ready: true, daemon: "" };
    if (!ready && this.#lack(daemon) === undefined)
      this.#violated(`everything is healed and has had its time, and ${daemon} says that it is not ready`);
  }
}

const placeOf = (strategy: string, clientId: number, orderId: number): string => `${strategy}/${clientId}/${orderId}`;
