/**
 * I26, the part that every frame has a cause: what leaves for the Gateway is an order that a durable line intends (I2),
 * a question of holdfast's own (`OWN`), or a question that a client has open (`RELAYED`); a cancel ends something that
 * was asked on the same connection, once; what the Gateway may have dropped because too much came at once (100) may be said
 * once more, for each time that happens. Everything else is of nobody's making.
 */
import { minutes, seconds } from "../../base/time.ts";
import type { Frame } from "../sight/frame.ts";
import type { CheckerRow, Guest, Upstream } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { ms } from "./told.ts";

type Request = Extract<Frame, { readonly name: "request" }>;

/**
 * What holdfast asks by itself: account updates, executions, the next order id (what became of an order of unknown fate),
 * contract details (which contract an order by symbol means), open orders, the time (whether its Gateway lives), positions,
 * summaries, completed orders.
 */
const OWN: ReadonlySet<number> = new Set([6, 7, 8, 9, 16, 49, 61, 62, 99]);
/** What it asks because a client asked, and in front of it what makes the question complete: the kind of market data. */
const RELAYED: ReadonlyMap<number, readonly number[]> = new Map([
  ...[1, 20, 74, 76, 81, 87, 91, 92, 94, 104].map((id): [number, number[]] => [id, [id]]),
  [59, [1, 59]],
]);
/** What ends which. */
const CANCELS: ReadonlyMap<number, number> = new Map([
  ...([
    [2, 1],
    [25, 20],
    [63, 62],
    [75, 74],
    [77, 76],
    [90, 87],
    [93, 92],
    [95, 94],
  ] as const),
]);
/** cancelPositions ends a stream that has no number. */
const CANCEL_POSITIONS = 64;
/** Said so long before a 100, or so shortly behind it, a cancel may be among what was dropped. */
const DROPPED_BEFORE_MS = seconds(10);
const DROPPED_BEHIND_MS = seconds(1);
/** What is said again so shortly behind is the same trouble: what was dropped is made good behind the last of them. */
const TOGETHER_MS = seconds(6);
const TOO_FAST = 100;
/** How long the question of a client that has left since may still be on its way to the Gateway. */
const QUEUED_MS_MAX = minutes(3);

export const everyFrameHasACause: CheckerRow = {
  id: "I26",
  says: "every frame upstream has a cause: a durable intent, a client's open question, or one of holdfast's own",
  make: (facts, violated) => {
    const causes = new Causes(facts, violated);
    return {
      asked: (frame, guest) => causes.asked(frame, guest),
      // A client that left may be there for the daemon for long: its connection may be half open.
      closed: (wire, side) => {
        if (side === "server") causes.left(wire.id);
      },
      ended: (host) => causes.ended(host),
      sent: (frame, on) => causes.sent(frame, on),
      heard: (frame, { wire }) => {
        if (frame.name === "error" && frame.code === TOO_FAST) causes.tooFast(wire.id);
      },
    };
  },
};

class Causes {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By message id, the connections of clients that asked it and are there. */
  readonly #asked = new Map<number, Set<number>>();
  /** By message id, when the last client that asked it left. */
  readonly #askedUntil = new Map<number, number>();
  /** By client connection, what it asked. */
  readonly #ofWire = new Map<number, Set<number>>();
  /** `wire/message/number` of what was asked upstream. */
  readonly #open = new Set<string>();
  /** The same of what was cancelled, and when. */
  readonly #cancelled = new Map<string, number>();
  /** By connection, when it heard that it sends too fast: of the newest trouble, first and last. */
  readonly #tooFastAt = new Map<number, { readonly first: number; readonly last: number }>();
  /** By daemon, the connections of its clients. */
  readonly #ofDaemon = new Map<string, Set<number>>();
  /** What-ifs asked and not sent. */
  #previews = 0;

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  asked(frame: Frame, { wire, daemon }: Guest): void {
    setOf(this.#ofDaemon, daemon).add(wire.id);
    if (frame.name === "placeOrder" && frame.whatIf) this.#previews++;
    if (frame.name !== "request") return;
    setOf(this.#asked, frame.id).add(wire.id);
    setOf(this.#ofWire, wire.id).add(frame.id);
  }

  left(wireId: number): void {
    for (const id of this.#ofWire.get(wireId) ?? []) {
      this.#asked.get(id)?.delete(wireId);
      this.#askedUntil.set(id, this.#facts.now);
    }
    this.#ofWire.delete(wireId);
  }

  /** Clients of the process lose it; one that only started beside it has none. */
  ended(host: string): void {
    const wires = this.#ofDaemon.get(host);
    if (wires === undefined) return;
    for (const wireId of wires) this.left(wireId);
    this.#ofDaemon.delete(host);
    this.#previews = 0;
  }

  sent(frame: Frame, { wire }: Upstream): void {
    if (frame.name === "placeOrder" && frame.whatIf && --this.#previews < 0)
      this.#violated(`what-if ${frame.orderId} left, and no client's question is open that it could answer`);
    else if (frame.name === "exerciseOptions" || frame.name === "other")
      this.#violated(`${frame.name === "other" ? `message ${frame.id}` : frame.name} left, and nothing intends it`);
    else if (frame.name === "request") this.#requested(frame, wire.id);
  }

  tooFast(wireId: number): void {
    const { now } = this.#facts;
    const known = this.#tooFastAt.get(wireId);
    const isSame = known !== undefined && now - known.last <= TOGETHER_MS;
    this.#tooFastAt.set(wireId, { first: isSame ? known.first : now, last: now });
  }

  #requested(frame: Request, wireId: number): void {
    const { id, reqId } = frame;
    const ends = CANCELS.get(id);
    if (ends !== undefined) {
      const ended = `${wireId}/${ends}/${reqId}`;
      if (this.#open.delete(ended)) this.#cancelled.set(ended, this.#facts.now);
      else if (!this.#mayBeDropped(ended, wireId))
        this.#violated(`a cancel (message ${id}) of request ${reqId} left, and no message ${ends} of that number had`);
      return;
    }
    if (reqId !== undefined) this.#open.add(`${wireId}/${id}/${reqId}`);
    if (OWN.has(id) || id === CANCEL_POSITIONS) return;
    const causes = RELAYED.get(id);
    if (causes === undefined) this.#violated(`message ${id} left, which nobody may ask of the Gateway`);
    else if (!causes.some((cause) => this.#isAsked(cause)))
      this.#violated(`message ${id} left at ${ms(this.#facts.now)}, and no client has asked that`);
  }

  /** Said once more, it may be dropped when too much comes at once again. */
  #mayBeDropped(ended: string, wireId: number): boolean {
    const [at, tooFast] = [this.#cancelled.get(ended), this.#tooFastAt.get(wireId)];
    if (at === undefined || tooFast === undefined) return false;
    this.#cancelled.set(ended, this.#facts.now);
    return at >= tooFast.first - DROPPED_BEFORE_MS && at <= tooFast.last + DROPPED_BEHIND_MS;
  }

  #isAsked(id: number): boolean {
    if ((this.#asked.get(id)?.size ?? 0) > 0) return true;
    const until = this.#askedUntil.get(id);
    return until !== undefined && this.#facts.now - until <= QUEUED_MS_MAX;
  }
}

function setOf<K>(sets: Map<K, Set<number>>, id: K): Set<number> {
  const known = sets.get(id) ?? new Set<number>();
  sets.set(id, known);
  return known;
}
