/**
 * A run for people to read: who did what, line by line, on simulated time.
 *
 * Messages are shown when they are written, with those fields that decide what they mean; journal entries when they are
 * durable; deaths with what they took along. Ticks are counted, not shown. With a focus on one order only what concerns it
 * is left, beside faults, births and deaths.
 */
import type { Instant } from "../../base/time.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { Violation } from "../checkers/checker.ts";
import { LineReader } from "../checkers/line.ts";
import type { Side } from "../world/plight.ts";
import type { LogLine, Wire } from "../world/tap.ts";
import { Conversation, type Said } from "./conversation.ts";
import { decisive } from "./decisive.ts";
import { type Names, namesIn, namesInEntry, namesMeant } from "./focus.ts";
import type { Onlooker, Stage } from "./stage.ts";

export interface TimelineOptions {
  /** Nothing after so many simulated milliseconds. */
  readonly untilMs?: number;
  /** A key of holdfast's, or an order's number at the client, at the Gateway or for good. */
  readonly focus?: string;
}

/** One line before it is one. */
interface Happening {
  readonly atMs: number;
  readonly who: string;
  readonly text: string;
  /** Whom it concerns; undefined for what concerns everybody. */
  readonly names: Names | undefined;
}

interface Line {
  readonly wire: Wire;
  readonly talk: Conversation;
}

/** Of such messages only the number is told. */
const TICKS =
  /^(tick|updateMktDepth|pnl|realtimeBar|updateAccountValue|updatePortfolio|updateAccountTime|accountSummary$)/;
/** Ticks are told at the latest after so long. */
const TICKS_MS_MAX = 60_000;

export class Timeline implements Onlooker {
  readonly #options: TimelineOptions;
  readonly #happenings: Happening[] = [];
  readonly #orders: Names[] = [];
  readonly #lines = new Map<number, Line>();
  readonly #journals = new Map<string, LineReader>();
  readonly #ticks = new Map<string, number>();
  readonly #faults = new Map<string, { set: boolean; struck: number }>();
  #ticksFromMs: number | undefined;
  #stage: Stage | undefined;

  constructor(options: TimelineOptions = {}) {
    this.#options = options;
  }

  /** The lines so far. */
  *lines(): Generator<string> {
    this.#tellTicks();
    const { focus } = this.#options;
    const meant = focus === undefined ? undefined : namesMeant(focus, this.#orders);
    for (const { atMs, who, text, names } of this.#happenings.toSorted(byTime))
      if (meant === undefined || names === undefined || names.some((name) => meant.has(name)))
        yield `${clockOf(atMs)}  ${who.padEnd(20)}  ${text}`;
  }

  // ---------------------------------------------------------------- what it hears

  staged(stage: Stage): void {
    this.#stage = stage;
    stage.gateway.faults.watch(() => this.#tellFaults());
  }

  wrote(wire: Wire, from: Side, bytes: Uint8Array): void {
    const line = this.#line(wire);
    for (const said of line.talk.read(from, bytes)) this.#said(line, from, said);
  }

  durable(host: string, file: string, bytes: Uint8Array): void {
    if (!file.endsWith(".journal")) return;
    const reader = this.#journals.get(host) ?? new LineReader();
    this.#journals.set(host, reader);
    for (const entry of reader.read(bytes)) {
      const names = namesInEntry(entry);
      this.#orders.push(...names);
      this.#tell(host, `durable: ${entry.kind} ${decisive(entry.kind, entry)}`, names.flat());
    }
  }

  truth(events: readonly BrokerEvent[]): void {
    for (const event of events) {
      if (event.kind === "status") this.#tell("broker", `order ${statusOf(event.order)}`, brokerNames(event.order));
      if (event.kind === "execution")
        this.#tell(
          "broker",
          `execution ${decisive("execution", shown(event.execution))}`,
          brokerNames(event.execution),
        );
    }
  }

  closed(wire: Wire, side: Side, how: "end" | "reset"): void {
    const other = side === "client" ? "server" : "client";
    this.#tell(
      arrow(wire, side),
      `${how === "end" ? "hangs up" : "resets the connection"} (${wire[other] || wire.address})`,
    );
  }

  logged({ host, level, event, fields }: LogLine): void {
    if (level !== "debug") this.#tell(host, `log ${level}: ${event} ${decisive(event, fields)}`);
  }

  started(host: string, number: number): void {
    this.#tell(host, number === 1 ? "begins" : `begins again, life ${number}`);
  }

  ended(host: string, code: number | "killed"): void {
    this.#journals.get(host)?.torn();
    this.#tell(host, code === "killed" ? "IS KILLED" : `ENDS with exit code ${code}`);
  }

  violated({ invariant, sentence }: Violation): void {
    this.#tell("oracle", `VIOLATION of ${invariant}: ${sentence}`);
  }

  // ---------------------------------------------------------------- inside

  get #now(): number {
    return this.#stage?.world.now ?? (0 as Instant);
  }

  #said({ wire, talk }: Line, from: Side, { name, body }: Said): void {
    const who = arrow(wire, from);
    if (TICKS.test(name)) return this.#tick(who);
    const atDoor = wire.server !== "gateway";
    const names = namesIn(body, atDoor ? (talk.clientId ?? 0) : undefined);
    this.#tell(who, `${name} ${decisive(name, body)}`.trimEnd(), isAbout(name) ? names : []);
  }

  #tick(who: string): void {
    if (this.#isOver) return;
    this.#tellFaults();
    if (this.#now - (this.#ticksFromMs ?? this.#now) > TICKS_MS_MAX) this.#tellTicks();
    this.#ticksFromMs ??= this.#now;
    this.#ticks.set(who, (this.#ticks.get(who) ?? 0) + 1);
  }

  #tellTicks(): void {
    const atMs = this.#ticksFromMs ?? 0;
    for (const [who, count] of this.#ticks) this.#happenings.push({ atMs, who, text: `tick x ${count}`, names: [] });
    this.#ticks.clear();
    this.#ticksFromMs = undefined;
  }

  get #isOver(): boolean {
    return this.#now > (this.#options.untilMs ?? Number.POSITIVE_INFINITY);
  }

  #tell(who: string, text: string, names?: Names): void {
    if (this.#isOver) return;
    this.#tellFaults();
    this.#happenings.push({ atMs: this.#now, who, text, names });
  }

  /** What changed about the faults since the last line. */
  #tellFaults(): void {
    if (this.#stage === undefined || this.#isOver) return;
    const { gateway, world } = this.#stage;
    for (const { name, setting, struck } of [...gateway.faults.list(), ...world.faults.list()]) {
      const before = this.#faults.get(name) ?? { set: false, struck: 0 };
      const set = setting !== undefined;
      if (set === before.set && struck === before.struck) continue;
      this.#faults.set(name, { set, struck });
      const parts = [set && !before.set ? `set ${settingOf(setting)}` : "", struck > before.struck ? "strikes" : ""];
      if (!set && before.set) parts.push("is over");
      const text = parts.filter((part) => part !== "").join(", ");
      this.#happenings.push({ atMs: this.#now, who: "fault", text: `${name} ${text}`.trimEnd(), names: undefined });
    }
  }

  #line(wire: Wire): Line {
    const known = this.#lines.get(wire.id);
    if (known !== undefined) return known;
    const fresh = { wire, talk: new Conversation() };
    this.#lines.set(wire.id, fresh);
    return fresh;
  }
}

/** Ticks are told late, under the time of the first. */
const byTime = (one: Happening, other: Happening): number => one.atMs - other.atMs;

const arrow = (wire: Wire, from: Side): string => {
  const server = wire.server || wire.address;
  return from === "client" ? `${wire.client} > ${server}` : `${server} > ${wire.client}`;
};

/** Other messages have ids of their own kind, which say nothing of orders. */
const isAbout = (name: string): boolean => /order|exec|commission|^error$/i.test(name);

const settingOf = ({
  params,
  narrowed,
  times,
  rate,
  forMs,
}: {
  readonly params: object;
  readonly narrowed: object;
  readonly times: number | undefined;
  readonly rate: number;
  readonly forMs: number | undefined;
}): string => decisive("setting", { ...params, ...narrowed, times, rate: rate === 1 ? undefined : rate, forMs });

type TruthOrder = Extract<BrokerEvent, { readonly kind: "status" }>["order"];
type TruthExecution = Extract<BrokerEvent, { readonly kind: "execution" }>["execution"];

const statusOf = ({ orderId, permId, clientId, status, filled, terms }: TruthOrder): string =>
  decisive("truth", { orderId, status, filled, permId, clientId, account: terms.account });

const shown = ({ orderId, side, shares, price, account, execId, permId, clientId }: TruthExecution) => ({
  ...{ orderId, side, shares, price, account, execId, permId, clientId },
});

const brokerNames = (row: { readonly orderId: number; readonly permId: number }): Names => [
  ...[`up:${row.orderId}`, `perm:${row.permId}`],
];

/** `1:02:03.004`. */
export function clockOf(ms: number): string {
  const whole = Math.floor(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  const seconds = Math.floor(whole / 1_000);
  const clock = `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${clock}.${String(whole % 1_000).padStart(3, "0")}`;
}
