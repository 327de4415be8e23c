/**
 * A TCP connection between two processes: two ends joined by two pipes.
 *
 * An end keeps what it was given until the network takes it, a drawn moment later and as far as the window allows;
 * what is taken together travels together (coalescing), and may be cut into pieces on the way. FIN follows queued bytes, a reset
 * throws away what has not arrived. An owner hears `closed` exactly once, and no bytes after its own `end` or `reset`.
 */
import { concat } from "../../base/bytes.ts";
import type { Prng } from "../../base/prng.ts";
import type { Socket, SocketOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import { type Fate, survivors } from "./fate.ts";
import type { Incarnation } from "./incarnation.ts";
import { HOLD, type Pipe, type Segment } from "./pipe.ts";

/** The longest time that written bytes wait for the network to take them, in milliseconds. */
const TAKE_MS_MAX = 0.05;
/** What delivered bytes are overwritten with, so that an owner who keeps them is found out. */
const STALE = 0xdd;

export interface EndParts {
  readonly life: Incarnation;
  readonly timeline: Timeline;
  readonly prng: Prng;
  /** Towards the peer, and from it. */
  readonly outgoing: Pipe;
  readonly incoming: Pipe;
  /** Hears every write, every read, and how the owner ended it. */
  readonly wrote: (bytes: Uint8Array) => void;
  readonly delivered: (bytes: Uint8Array) => void;
  readonly closed: (how: "end" | "reset") => void;
  /** Hears that it is over by somebody else's doing. */
  readonly lost: () => void;
}

export class End implements Socket {
  readonly life: Incarnation;
  readonly #parts: EndParts;
  #owner: SocketOwner | undefined;
  #state: "opening" | "open" | "ending" | "ended" | "closed";
  #queued: Uint8Array[] = [];
  #unsent = 0;
  #taking = false;
  #endAsked = false;

  /** A dialling end has its owner from the start and is opening; an accepting one is open and gets its owner next. */
  constructor(parts: EndParts, owner?: SocketOwner) {
    this.life = parts.life;
    this.#parts = parts;
    this.#owner = owner;
    this.#state = owner === undefined ? "open" : "opening";
  }

  adopt(owner: SocketOwner): void {
    this.#owner = owner;
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  get unsent(): number {
    return this.#unsent;
  }

  write(bytes: Uint8Array): void {
    if (!this.#writable || bytes.length === 0) return;
    this.life.perform("write", () => {
      this.#parts.wrote(bytes);
      this.#queued.push(bytes.slice());
      this.#unsent += bytes.length;
      this.planTake();
    });
  }

  end(): void {
    if (!this.#writable) return;
    this.life.perform("end", () => {
      this.#parts.closed("end");
      this.#endAsked = true;
      this.#parts.incoming.hold(HOLD.paused, false);
      if (this.#state === "open") this.#state = "ending";
      this.planTake();
    });
  }

  reset(): void {
    if (this.#state === "closed") return;
    this.life.perform("reset", () => {
      this.#parts.closed("reset");
      this.#forget();
      this.#parts.outgoing.clear();
      this.#parts.incoming.clear();
      this.#parts.outgoing.send({ kind: "reset" });
      this.#parts.timeline.scheduleFor(this.life, 0, () => this.#owner?.closed(""));
    });
  }

  pause(paused: boolean): void {
    if (this.life.alive && !this.#endAsked && this.#state !== "closed") this.#parts.incoming.hold(HOLD.paused, paused);
  }

  /** The network takes what is queued a moment later. */
  planTake(): void {
    const due = this.#state === "ending" || (this.#state === "open" && this.#queued.length > 0);
    if (!due || this.#taking) return;
    this.#taking = true;
    this.#parts.timeline.schedule(this.#parts.prng.float() * TAKE_MS_MAX, () => this.#take());
  }

  /** A segment from the peer arrived. */
  hear(segment: Segment): void {
    if (this.#state === "closed") return;
    if (segment.kind === "bytes") this.#received(segment.bytes);
    else if (segment.kind === "opened") this.#opened();
    else if (segment.kind === "refused") this.#close("ECONNREFUSED");
    else if (segment.kind === "fin") this.#finished();
    else this.#close("ECONNRESET");
  }

  /** The network gives the connection up: nothing more passes in either direction. */
  lose(code: string): void {
    if (this.#state === "closed") return;
    this.#parts.outgoing.clear();
    this.#parts.incoming.clear();
    this.#close(code);
  }

  /** The process died: what survives of its bytes still arrives, then the peer hears of it by FIN or reset. */
  die(fate: Fate): void {
    if (this.#state === "closed") return;
    const { outgoing, incoming, prng } = this.#parts;
    if (fate.bytes !== "sent") {
      this.#send(this.#unsent);
      outgoing.keepBytes(survivors(fate.bytes, outgoing.bytes, prng));
    }
    const orderly = fate.bytes === "all" || (fate.bytes === "drawn" && prng.chance(0.5));
    outgoing.send({ kind: orderly ? "fin" : "reset" });
    this.#forget();
    incoming.hold(HOLD.paused | HOLD.frozen, false);
  }

  #take(): void {
    this.#taking = false;
    if (this.#state !== "open" && this.#state !== "ending") return;
    const had = this.#unsent;
    const count = Math.min(had, this.#parts.outgoing.room);
    if (count > 0 && this.life.trapped("firstByte") && !this.#leavesAlive()) return;
    this.#send(Math.min(count, this.#unsent));
    if (this.#unsent > 0) return;
    if (this.#state === "ending") this.#sendFin();
    else if (had > 0) this.life.call(() => this.#owner?.drained());
  }

  /** The first byte leaves alone, so that a crash can fall behind it; false when one did. */
  #leavesAlive(): boolean {
    if (!this.life.passes("firstByte", "before")) return false;
    this.#send(1);
    return this.life.passes("firstByte", "after");
  }

  #send(count: number): void {
    if (count === 0) return;
    const all = concat(this.#queued);
    // Nearly always all of it leaves, and a view of a short piece costs more than the piece.
    this.#parts.outgoing.sendBytes(count === all.length ? all : all.subarray(0, count));
    this.#unsent -= count;
    this.#queued = this.#unsent === 0 ? [] : [all.subarray(count)];
  }

  #sendFin(): void {
    this.#state = "ended";
    this.#parts.outgoing.send({ kind: "fin" });
  }

  get #writable(): boolean {
    return !this.#endAsked && (this.#state === "opening" || this.#state === "open");
  }

  #received(bytes: Uint8Array): void {
    if (!this.#endAsked && this.life.alive) this.#read(bytes);
    bytes.fill(STALE);
  }

  #read(bytes: Uint8Array): void {
    this.#parts.delivered(bytes);
    this.#owner?.received(bytes);
  }

  #opened(): void {
    this.#state = this.#endAsked ? "ending" : "open";
    this.planTake();
    this.life.call(() => this.#owner?.opened());
  }

  /** The peer has said all it had to say: say the rest, then FIN back unless it is on its way already. */
  #finished(): void {
    this.#send(this.#unsent);
    if (this.#state !== "ended") this.#sendFin();
    this.#close("");
  }

  #close(code: string): void {
    if (code === "ECONNRESET") this.#parts.outgoing.clear();
    this.#forget();
    if (this.life.alive) this.#parts.lost();
    this.life.call(() => this.#owner?.closed(code));
  }

  #forget(): void {
    this.#state = "closed";
    this.#queued = [];
    this.#unsent = 0;
  }
}
