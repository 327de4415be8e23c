/**
 * The oracle: turns what the taps hear into what checkers understand, and collects what they object to.
 *
 * It reads every wire with its own eyes (`sim/sight`) and every journal line as it becomes durable. On the wire to the
 * Gateway a frame of the daemon counts when it is written, for from there on it may arrive; a frame of the Gateway counts
 * when the daemon reads it. At the door it is the other way about: what clients ask counts when it is read, what they are
 * told when it is written.
 */
import type { Instant } from "../../base/time.ts";
import type { BrokerEvent } from "../broker/event.ts";
import type { Name } from "../sight/reading.ts";
import { NAMES } from "../sight/readings.ts";
import { type Seen, Sight } from "../sight/sight.ts";
import type { Sample } from "../world/sample.ts";
import type { LogLine, Tap, Wire } from "../world/tap.ts";
import type { AlertRow, Belief, BookRow } from "./book.ts";
import type { Guest, Heard, Upstream, Violation } from "./checker.ts";
import { CHECKERS } from "./checkers.ts";
import { Facts, type Setup, type Truth, type TruthQuote } from "./facts.ts";
import { LineReader } from "./line.ts";
import { machineOf } from "./told.ts";

export interface OracleOptions {
  readonly setup: Setup;
  /** Hosts on which a daemon runs. */
  readonly daemons: ReadonlySet<string>;
  /** `host:port` of the Gateway, and of the daemon's doors. */
  readonly gatewayAddress: string;
  readonly now: () => Instant;
  readonly truth: () => Truth | undefined;
  readonly quote?: (symbol: string) => TruthQuote | undefined;
  /** Invariants that are not checked in this run, and why: a Gateway that garbles bytes cannot be held to its word. */
  readonly excused: ReadonlySet<string>;
  /** Told at once. */
  readonly violated: (violation: Violation) => void;
}

/** What the Gateway streams is its own affair; what clients hear of it is not. */
const BUT_TICKS: ReadonlySet<Name> = new Set(NAMES.filter((name) => name !== "tick"));
/** A violation beyond this many of one invariant adds nothing. */
const TOLD_PER_INVARIANT_MAX = 5;

interface Watched {
  readonly sight: Sight;
  readonly upstream: Upstream | undefined;
  guest: Guest | undefined;
}

export class Oracle implements Tap {
  readonly violations: Violation[] = [];
  /** Calls of checkers: how often something was looked at. */
  checks = 0;
  readonly #options: OracleOptions;
  readonly #facts: Facts;
  readonly #listeners: { readonly [K in keyof Heard]-?: readonly NonNullable<Heard[K]>[] };
  readonly #wires = new Map<number, Watched | undefined>();
  /** By machine and file. */
  readonly #journals = new Map<string, Map<string, LineReader>>();
  readonly #told = new Map<string, number>();

  constructor(options: OracleOptions) {
    this.#options = options;
    this.#facts = new Facts(options.setup, options.now, options.truth, options.quote);
    const active = CHECKERS.filter(({ id }) => !options.excused.has(id));
    this.#listeners = listenersOf(
      active.map(({ id, make }) => make(this.#facts, (sentence) => this.#violated(id, sentence))),
    );
  }

  // ---------------------------------------------------------------- taps

  wrote(wire: Wire, from: "client" | "server", bytes: Uint8Array): void {
    const watched = this.#watched(wire);
    if (watched === undefined) return;
    const { upstream, sight } = watched;
    if (upstream !== undefined) {
      if (from === "client") for (const seen of sight.read("client", bytes)) this.#sent(seen, upstream);
    } else if (from === "server") for (const seen of sight.read("server", bytes)) this.#toldGuest(seen, watched, wire);
  }

  delivered(wire: Wire, to: "client" | "server", bytes: Uint8Array): void {
    const watched = this.#watched(wire);
    if (watched === undefined) return;
    const { upstream, sight } = watched;
    if (upstream !== undefined) {
      if (to === "client") for (const seen of sight.read("server", bytes)) this.#heard(seen, upstream);
      else this.#each("arrived", upstream);
    } else if (to === "server") for (const seen of sight.read("client", bytes)) this.#asked(seen, watched, wire);
  }

  durable(host: string, file: string, bytes: Uint8Array): void {
    if (!this.#isDaemon(host) || !file.endsWith(".journal")) return;
    for (const line of this.#journal(host, file).read(bytes)) {
      this.#facts.journaled(line);
      this.#each("journaled", line, host);
    }
  }

  closed(wire: Wire, side: "client" | "server", how: "end" | "reset"): void {
    if (this.#watched(wire) !== undefined) this.#each("closed", wire, side, how);
  }

  lost(wire: Wire, side: "client" | "server"): void {
    if (this.#watched(wire) !== undefined) this.#each("lost", wire, side);
  }

  logged(line: LogLine): void {
    this.#each("logged", line);
  }

  started(host: string, number: number): void {
    this.#each("started", host, number);
  }

  ended(host: string, code: number | "killed"): void {
    for (const reader of this.#journals.get(machineOf(host))?.values() ?? []) reader.torn();
    this.#each("ended", host, code);
  }

  leapt(host: string, ms: number): void {
    if (this.#options.daemons.has(host)) this.#each("leapt", host, ms);
  }

  // ---------------------------------------------------------------- what the stage tells

  sampled(sample: Sample): void {
    this.#each("sampled", sample);
  }

  truth(events: readonly BrokerEvent[]): void {
    for (const event of events) this.#each("truth", event);
  }

  book(rows: readonly BookRow[], daemon: string): void {
    this.#each("book", rows, daemon);
  }

  alerts(rows: readonly AlertRow[], daemon: string): void {
    this.#each("alerts", rows, daemon);
  }

  believes(belief: Belief, daemon: string): void {
    this.#each("believes", belief, daemon);
  }

  troubled(faults: readonly string[]): void {
    this.#each("troubled", faults);
  }

  readiness(ready: boolean, daemon: string): void {
    this.#each("readiness", ready, daemon);
  }

  quoted(moved: ReadonlySet<string>, halted: ReadonlySet<string>): void {
    this.#each("quoted", moved, halted);
  }

  /** A daemon was compared with a replay of its durable journal. */
  compared(difference: string | undefined): void {
    this.#each("compared", difference);
  }

  /** Everything is healed and has had its time. */
  quiet(): void {
    this.#each("quiet");
  }

  // ---------------------------------------------------------------- inside

  #sent(seen: Seen, upstream: Upstream): void {
    if ("fault" in seen) return this.#unreadable(seen.fault, upstream.wire, "client");
    const { frame, bytes } = seen;
    this.#each("sent", frame, upstream, bytes);
    this.#facts.sent(frame, upstream.wire.id);
  }

  #heard(seen: Seen, upstream: Upstream): void {
    if ("fault" in seen) return this.#unreadable(seen.fault, upstream.wire, "server");
    this.#facts.heard(seen.frame);
    this.#each("heard", seen.frame, upstream);
  }

  #asked(seen: Seen, watched: Watched, wire: Wire): void {
    if ("fault" in seen) return this.#unreadable(seen.fault, wire, "client");
    const { frame } = seen;
    // A connection has one name: whoever says startApi again stays who it is.
    if (frame.name === "startApi" && watched.guest?.clientId === undefined)
      watched.guest = { ...this.#guest(watched, wire), ...this.#named(frame.clientId) };
    const guest = this.#guest(watched, wire);
    this.#each("asked", frame, guest, seen.bytes);
  }

  #toldGuest(seen: Seen, watched: Watched, wire: Wire): void {
    if ("fault" in seen) return this.#unreadable(seen.fault, wire, "server");
    const guest = this.#guest(watched, wire);
    this.#each("told", seen.frame, guest, seen.bytes);
  }

  #unreadable(fault: string, wire: Wire, from: "client" | "server"): void {
    this.#each("unreadable", fault, wire, from);
  }

  #each<K extends keyof Heard>(what: K, ...told: Parameters<NonNullable<Heard[K]>>): void {
    const listeners = this.#listeners[what] as readonly ((...told: unknown[]) => void)[];
    // Nobody hears more than three things; to spread them again for every listener is dear.
    for (const listener of listeners) listener(told[0], told[1], told[2]);
    this.checks += listeners.length;
  }

  /** Wires between two others are nobody's business here. */
  #watched(wire: Wire): Watched | undefined {
    if (this.#wires.has(wire.id)) return this.#wires.get(wire.id);
    const isUpstream = this.#isDaemon(wire.client) && wire.address === this.#options.gatewayAddress;
    const isDoor = this.#isDaemon(wire.server);
    if (!isUpstream && !isDoor) {
      if (wire.server !== "") this.#wires.set(wire.id, undefined);
      return undefined;
    }
    const upstream = isUpstream ? { wire, daemon: wire.client } : undefined;
    const watched: Watched = { sight: new Sight(isUpstream ? BUT_TICKS : undefined), upstream, guest: undefined };
    this.#wires.set(wire.id, watched);
    return watched;
  }

  /** A second process of a host bears its number behind the name. */
  #isDaemon(host: string): boolean {
    return this.#options.daemons.has(machineOf(host));
  }

  #guest(watched: Watched, wire: Wire): Guest {
    watched.guest ??= { wire, host: wire.client, daemon: wire.server, strategy: undefined, clientId: undefined };
    return watched.guest;
  }

  #named(clientId: number): Pick<Guest, "strategy" | "clientId"> {
    return { clientId, strategy: this.#options.setup.strategies.find((one) => one.clientIds.includes(clientId)) };
  }

  #journal(host: string, file: string): LineReader {
    const files = this.#journals.get(host) ?? new Map<string, LineReader>();
    const reader = files.get(file) ?? new LineReader();
    this.#journals.set(host, files.set(file, reader));
    return reader;
  }

  #violated(invariant: string, sentence: string): void {
    const told = (this.#told.get(invariant) ?? 0) + 1;
    this.#told.set(invariant, told);
    if (told > TOLD_PER_INVARIANT_MAX) return;
    const violation: Violation = { invariant, atMs: Math.round(this.#options.now()), sentence };
    this.violations.push(violation);
    this.#options.violated(violation);
  }
}

const HEARD = [
  ...(["sent", "heard", "asked", "told", "unreadable", "journaled", "truth"] as const),
  ...(["started", "ended", "logged", "closed", "lost", "leapt", "sampled"] as const),
  ...(["compared", "book", "readiness", "quoted", "arrived", "quiet"] as const),
  ...(["alerts", "believes", "troubled"] as const),
] satisfies readonly (keyof Heard)[];

/** Who listens to what: most checkers hear little, and most of what happens is ticks. */
function listenersOf(checkers: readonly Heard[]): { readonly [K in keyof Heard]-?: readonly NonNullable<Heard[K]>[] } {
  const each = HEARD.map((what) => [what, checkers.flatMap((checker) => checker[what]?.bind(checker) ?? [])]);
  return Object.fromEntries(each);
}
