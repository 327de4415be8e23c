/**
 * The loop: performs the engine's effects on the ports, in order, with the journal as a barrier.
 *
 * It holds no trading rule. Its one invariant: an effect behind an `append` is performed only when that append is
 * durable, also when the append was made in an earlier step; only market data and history (`relay`) overtake. A failed
 * append stops the process, because after a failed sync nothing is certain but what is read back from the disk
 * (RELIABILITY, "ten things", 6).
 */
import { Bug } from "../base/assert.ts";
import { concat } from "../base/bytes.ts";
import { Fifo } from "../base/fifo.ts";
import type { Instant, WallMs } from "../base/time.ts";
import { Engine } from "../engine/engine.ts";
import type { Io, Listener, Socket } from "../io/io.ts";
import { type EngineConfig, USUAL_JOURNAL } from "../model/config.ts";
import type { Effect } from "../model/effect.ts";
import type { Entry, Recorded } from "../model/entry.ts";
import type { ConnId } from "../model/ids.ts";
import type { Input, Operation, Pairs, QueryKind } from "../model/input.ts";
import { LATE_MS } from "../upstream/heartbeat.ts";
import type { CodeOverride } from "../wire/codesBook.ts";
import { ClientSockets } from "./clientSockets.ts";
import { sendCommand } from "./commands.ts";
import { Journal } from "./journal.ts";

/** What a frame takes up beside its bytes while it waits. */
const FRAME_BYTES = 256;

export interface Daemon {
  /** An operator's question; the answer is plain data. */
  query(what: QueryKind, answer: (result: unknown) => void): void;
  /** An operator's wish; answered, in plain data, when it is done or cannot be. `by` is who wishes it. */
  operate(what: Operation, by: string, answer: (result: unknown) => void): void;
  /** What is laid over the table of message codes from now on, in place of what was. */
  loadCodes(rows: readonly CodeOverride[], digest: string): void;
  /** What is added to the contracts of strategies from now on, in place of what was. */
  loadPairs(pairs: Pairs): void;
  /** What is the matter with the trade vault, as a sentence; nothing when undefined. */
  vaultIs(trouble: string | undefined): void;
  /** Takes no new orders, lets what is queued leave, closes everything, exits 0. */
  drain(): void;
}

export interface DaemonEvents {
  /** A door accepts clients. */
  opened?(door: string, port: number): void;
  /** The reason for people, just before `host.exit`. */
  exiting?(code: number, reason: string): void;
  /** Restarts the Gateway by whatever the operator has configured; `done` is told why that failed, if it did. */
  restartGateway?(reason: string, done: (failure: string | undefined) => void): void;
}

/** Opens the journal, replays it, and runs. Failures end in `host.exit`. */
export function startDaemon(io: Io, config: EngineConfig, events: DaemonEvents = {}): Daemon {
  return new Loop(io, config, events);
}

interface Queued {
  readonly effect: Effect;
  /** The append it waits for, counted since the journal was opened; it holds all entries of the step. */
  readonly barrier: number;
}

class Loop implements Daemon {
  readonly #io: Io;
  readonly #events: DaemonEvents;
  readonly #engine: Engine;
  readonly #queue = new Fifo<Queued>();
  /** What the present step has recorded, and when. */
  readonly #entries: Entry[] = [];
  #entriesAt = 0 as WallMs;
  readonly #clients: ClientSockets;
  readonly #listeners: Listener[] = [];
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #journal: Journal;
  #appended = 0;
  #durable = 0;
  /** When each append that is not durable yet was made, oldest first. */
  readonly #waitingSince: Instant[] = [];
  #upstream: { readonly socket: Socket } | undefined;
  #nextQuery = 1;
  #wake: { readonly at: Instant; readonly forget: () => void } | undefined;
  /** A deadline that is over waits until the sockets have been read. */
  #isPutOff = false;
  /** The journal is being read: what comes meanwhile waits, for an engine that remembers nothing would answer wrongly. */
  #reading = true;
  #stepping = false;
  #ended = false;
  readonly #inputs: Input[] = [];
  readonly #relays = new Map<ConnId, Uint8Array[]>();

  constructor(io: Io, config: EngineConfig, events: DaemonEvents) {
    this.#io = io;
    this.#events = events;
    this.#engine = new Engine(config);
    this.#clients = new ClientSockets(io.clock, (input) => this.#step(input));
    this.#journal = new Journal(io, config.gateway.name, config.journal ?? USUAL_JOURNAL, {
      opened: (records) => this.#begin(records),
      durable: (appends) => this.#hardened(appends),
      room: (isFull) => this.#step({ kind: isFull ? "diskFull" : "diskFree" }),
      failed: (reason) => this.#exit(1, reason),
    });
    this.#journal.open();
  }

  query(what: QueryKind, answer: (result: unknown) => void): void {
    const query = this.#nextQuery++;
    this.#answers.set(query, answer);
    this.#step({ kind: "query", query, what });
  }

  operate(what: Operation, by: string, answer: (result: unknown) => void): void {
    const query = this.#nextQuery++;
    this.#answers.set(query, answer);
    this.#step({ kind: "operate", query, what, by });
  }

  loadCodes(rows: readonly CodeOverride[], digest: string): void {
    this.#step({ kind: "codesLoaded", rows, digest });
  }

  loadPairs(pairs: Pairs): void {
    this.#step({ kind: "pairsLoaded", pairs });
  }

  vaultIs(trouble: string | undefined): void {
    this.#step({ kind: "vaultHeard", trouble });
  }

  drain(): void {
    this.#step({ kind: "drain" });
  }

  #begin(records: readonly Recorded[]): void {
    this.#engine.restore(records);
    this.#reading = false;
    this.#inputs.unshift({ kind: "started", seed: this.#io.entropy.uint32() });
    this.#run();
  }

  #hardened(appends: number): void {
    const [oldest] = this.#waitingSince.splice(0, appends - this.#durable);
    if (oldest !== undefined) this.#engine.diskAnswered(oldest, this.#io.clock.now());
    this.#durable = appends;
    if (this.#engine.holdsBack) this.#inputs.push({ kind: "deadline" });
    this.#run();
  }

  #step(input: Input): void {
    this.#inputs.push(input);
    this.#run();
  }

  /** Inputs are taken one at a time, also those that performing an effect causes. */
  #run(): void {
    if (this.#stepping || this.#reading) return;
    this.#stepping = true;
    this.#perform();
    for (let next = this.#inputs.shift(); next !== undefined && !this.#ended; next = this.#inputs.shift())
      this.#one(next);
    this.#stepping = false;
    this.#sleep();
  }

  #one(input: Input): void {
    const { clock } = this.#io;
    const now = clock.now();
    for (const effect of this.#guarded(() => this.#engine.step(input, now, clock.wall(), this.#diskMs(now))))
      this.#enqueue(effect);
    this.#append(now);
    this.#flushRelays();
    this.#perform();
  }

  /** How long the oldest append has been waiting for the disk. */
  #diskMs(now: Instant): number {
    const [oldest] = this.#waitingSince;
    return oldest === undefined ? 0 : now - oldest;
  }

  /** A bug ends the process, loudly; the journal brings the state back. */
  #guarded(step: () => Effect[]): Effect[] {
    try {
      return step();
    } catch (error) {
      this.#io.host.log("error", "bug", {
        message: String(error),
        stack: error instanceof Error ? error.stack : undefined,
      });
      this.#exit(
        1,
        `holdfast found a bug of its own and stops: ${error instanceof Bug ? error.message : String(error)}`,
      );
      return [];
    }
  }

  #enqueue(effect: Effect): void {
    if (effect.kind === "append") this.#gather(effect.entries, effect.at);
    else if (effect.kind === "sendClient" && effect.relay) this.#gatherRelay(effect.conn, effect.bytes);
    else {
      this.#queue.push({ effect, barrier: this.#appended + (this.#entries.length > 0 ? 1 : 0) });
      if (effect.kind === "sendClient") this.#clients.hold(effect.conn, FRAME_BYTES + effect.bytes.length);
    }
  }

  #gather(entries: readonly Entry[], at: WallMs): void {
    this.#entries.push(...entries);
    this.#entriesAt = at;
  }

  /**
   * One step's entries are one append, so that an order's intent and its sending cost one wait for the disk. It waits since the
   * step began: what the step has let go waits with it.
   */
  #append(now: Instant): void {
    if (this.#entries.length > 0) {
      this.#appending(now);
      this.#journal.append(this.#entries.splice(0), this.#entriesAt);
    }
    if (!this.#journal.isDue(this.#entriesAt)) return;
    this.#appending(now);
    this.#journal.roll(this.#engine.carry(), this.#entriesAt);
  }

  #appending(now: Instant): void {
    this.#appended++;
    this.#waitingSince.push(now);
  }

  #gatherRelay(conn: ConnId, bytes: Uint8Array): void {
    const parts = this.#relays.get(conn);
    if (parts === undefined) this.#relays.set(conn, [bytes]);
    else parts.push(bytes);
  }

  /** One step's ticks leave in one write per client. */
  #flushRelays(): void {
    if (this.#relays.size === 0) return;
    for (const [conn, parts] of this.#relays) this.#do({ kind: "sendClient", conn, bytes: concat(parts), relay: true });
    this.#relays.clear();
  }

  #perform(): void {
    while (this.#queue.length > 0 && this.#queue.first!.barrier <= this.#durable && !this.#ended)
      this.#do(this.#merged(this.#taken()));
  }

  #taken(): Effect {
    const { effect } = this.#queue.shift()!;
    if (effect.kind === "sendClient") this.#clients.hold(effect.conn, -FRAME_BYTES - effect.bytes.length);
    return effect;
  }

  /** Frames for the same client that stand one behind the other leave in one write. */
  #merged(effect: Effect): Effect {
    if (effect.kind !== "sendClient") return effect;
    const parts = [effect.bytes];
    for (let next = this.#queue.first; next !== undefined && next.barrier <= this.#durable; next = this.#queue.first) {
      if (next.effect.kind !== "sendClient" || next.effect.conn !== effect.conn) break;
      parts.push(next.effect.bytes);
      this.#taken();
    }
    return parts.length === 1 ? effect : { ...effect, bytes: concat(parts) };
  }

  #do(effect: Effect): void {
    switch (effect.kind) {
      case "dial":
        return this.#dial(effect.host, effect.port);
      case "sendUpstream":
        return this.#upstream?.socket.write(effect.bytes);
      case "closeUpstream":
        return this.#closeUpstream(effect.how);
      case "command":
        return sendCommand(this.#io, effect, (heard) => this.#step({ kind: "commandAnswered", ...heard }));
      case "restartGateway":
        return this.#restartGateway(effect.reason);
      case "listen":
        return this.#listen(effect.door.id, effect.door.host, effect.door.port);
      case "closeDoors":
        for (const listener of this.#listeners.splice(0)) listener.close();
        return;
      case "sendClient":
        return this.#clients.send(effect.conn, effect.bytes);
      case "closeClient":
        return this.#clients.close(effect.conn, effect.how);
      case "answer":
        this.#answers.get(effect.query)?.(effect.result);
        this.#answers.delete(effect.query);
        return;
      case "log":
        return this.#io.host.log(effect.level, effect.event, effect.fields);
      case "exit":
        return this.#exit(effect.code, effect.reason);
      case "append":
        throw new Bug("an append was queued behind itself");
    }
  }

  /** Callbacks of a connection that was given up are not heard any more. */
  #dial(host: string, port: number): void {
    const mine: { socket: Socket } = { socket: undefined as never };
    const heard = (input: Input): void => {
      if (this.#upstream === mine) this.#step(input);
    };
    this.#upstream = mine;
    mine.socket = this.#io.network.dial(host, port, {
      opened: () => heard({ kind: "upstreamOpened" }),
      received: (bytes) => heard({ kind: "upstreamReceived", bytes }),
      drained: () => {},
      closed: (code) => heard({ kind: "upstreamClosed", code }),
    });
  }

  #closeUpstream(how: "end" | "reset"): void {
    const upstream = this.#upstream;
    this.#upstream = undefined;
    if (how === "reset") upstream?.socket.reset();
    else upstream?.socket.end();
  }

  /** Never answers from inside: an owner may call `done` at once. */
  #restartGateway(reason: string): void {
    const asked = (failure: string | undefined): void => this.#step({ kind: "restartAsked", failure });
    if (this.#events.restartGateway === undefined) asked("no command that restarts the Gateway is configured");
    else this.#events.restartGateway(reason, asked);
  }

  #listen(door: string, host: string, port: number): void {
    const listener = this.#io.network.listen(host, port, {
      listening: (opened) => {
        this.#step({ kind: "doorOpened", door, port: opened });
        this.#events.opened?.(door, opened);
      },
      failed: (code) => this.#step({ kind: "doorFailed", door: `${door} on ${host}:${port}`, code }),
      accepted: (socket, remote) => this.#clients.accepted(door, socket, remote),
    });
    this.#listeners.push(listener);
  }

  #sleep(): void {
    if (this.#ended) return;
    const now = this.#io.clock.now();
    const at = this.#engine.nextDeadline(now);
    if (at === undefined || at > now) this.#isPutOff = false;
    if (at === this.#wake?.at) return;
    this.#wake?.forget();
    this.#wake = at === undefined ? undefined : { at, forget: this.#io.clock.at(at, () => this.#woken(at)) };
  }

  /**
   * Timers fire before sockets are read. A host that slept would say that an answer has not come, although it has arrived:
   * what is judged so late is judged a turn later.
   */
  #woken(at: Instant): void {
    this.#wake = undefined;
    const isLate = this.#io.clock.now() - at > LATE_MS;
    if (isLate && !this.#isPutOff) {
      this.#isPutOff = true;
      return this.#sleep();
    }
    this.#isPutOff = false;
    this.#step({ kind: "deadline" });
  }

  #exit(code: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#clients.stop();
    this.#wake?.forget();
    this.#io.host.log(code === 0 ? "info" : "error", "exit", { code, reason });
    this.#events.exiting?.(code, reason);
    this.#io.host.exit(code);
  }
}
