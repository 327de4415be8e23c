/**
 * I13 at the TWS door: what a client hears unasked of its orders and executions is in order, comes once, and has no gap.
 *
 * The TWS protocol numbers nothing and repeats nothing by itself, so this is as far as it goes: of one order, executions
 * come in the order of the journal, none is left out that became durable while the client was connected, and none comes
 * unasked on a later connection that was told on an earlier one (whoever was away asks). How much has filled never falls,
 * over all connections and daemons, unless an execution was taken back. A client that does not keep up is cut, and what it
 * was told until then obeys the same rules. That it is told at all is I10's, that an end stays an end I4's.
 */
import type { ExecDetails, Frame, OrderStatus } from "../sight/frame.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import type { ExecutedLine, Line } from "./line.ts";
import { ms, named, orderTold } from "./told.ts";

export const orderStream: CheckerRow = {
  id: "I13",
  says: "at the TWS door a client hears of each order's executions in order, once and without a gap, and its fills never fall",
  make: (facts, violated) => {
    const stream = new OrderStream(facts, violated);
    return {
      journaled: (line) => stream.journaled(line),
      told: (frame, guest) => stream.told(frame, guest),
      closed: ({ id }) => stream.closed(id),
      lost: ({ id }) => stream.closed(id),
      ended: (host) => stream.ended(host),
    };
  },
};

const UNASKED = -1;
/** The part of an execId that counts corrections. */
const CORRECTION = /\d+$/;
/** The number of one that corrects nothing. */
const FIRST = 1;

/** An execution as it became durable. */
interface Durable {
  readonly execId: string;
  readonly at: number;
}

/** One client's connection. */
interface Connection {
  readonly guest: Guest;
  readonly since: number;
  /** By order, the place in its list of the newest execution that was pushed here. */
  readonly places: Map<string, number>;
}

class OrderStream {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  /** By order, in the order of the journal. */
  readonly #executions = new Map<string, Durable[]>();
  readonly #keys = new Map<string, string>();
  /** Orders of which an execution was corrected or taken back. */
  readonly #corrected = new Set<string>();
  readonly #connections = new Map<number, Connection>();
  /** `client/execId`, and on which connection it was pushed first. */
  readonly #pushed = new Map<string, number>();
  /** `client/order`: the most that was told as filled. */
  readonly #filled = new Map<string, number>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  journaled(line: Line): void {
    if (line.kind !== "executed") return;
    const { execId } = (line as unknown as ExecutedLine).execution.execution;
    const key = line.key as string;
    const known = this.#executions.get(key) ?? [];
    const isKnown = known.some((other) => stemOf(other.execId) === stemOf(execId));
    if (isKnown || correctionOf(execId) > FIRST) this.#corrected.add(key);
    this.#executions.set(key, known);
    this.#keys.set(execId, key);
    known.push({ execId, at: this.#facts.now });
  }

  told(frame: Frame, guest: Guest): void {
    if (guest.strategy === undefined) return;
    if (frame.name === "nextValidId" && !this.#connections.has(guest.wire.id))
      this.#connections.set(guest.wire.id, { guest, since: this.#facts.now, places: new Map() });
    if (frame.name === "execDetails" && frame.reqId === UNASKED) this.#executed(frame, guest);
    if (frame.name === "orderStatus") this.#status(frame, guest);
  }

  #executed({ execId }: ExecDetails, guest: Guest): void {
    const key = this.#keys.get(execId);
    const connection = this.#connections.get(guest.wire.id);
    if (key === undefined || connection === undefined) return;
    this.#once(execId, key, guest);
    this.#inOrder(execId, key, connection);
  }

  #once(execId: string, key: string, guest: Guest): void {
    const name = `${clientOf(guest)}/${execId}`;
    const first = this.#pushed.get(name);
    if (first === undefined) this.#pushed.set(name, guest.wire.id);
    else if (first !== guest.wire.id)
      this.#violated(`${named(guest)} was told of execution ${execId} of ${key} again, unasked, on a later connection`);
  }

  #inOrder(execId: string, key: string, { guest, since, places }: Connection): void {
    const all = this.#executions.get(key)!;
    const place = all.findIndex((one) => one.execId === execId);
    const last = places.get(key) ?? -1;
    if (place < last)
      this.#violated(
        `${named(guest)} was told of execution ${execId} of ${key} behind ${all[last]!.execId}, which is newer`,
      );
    const gap = all.slice(last + 1, Math.max(place, 0)).find(({ at }) => at > since);
    if (gap !== undefined)
      this.#violated(
        `${named(guest)} was told of execution ${execId} of ${key} and not of ${gap.execId}, durable at ${ms(gap.at)}: a gap`,
      );
    places.set(key, Math.max(place, last));
  }

  #status(frame: OrderStatus, guest: Guest): void {
    const order = orderTold(this.#facts, frame, guest);
    if (order === undefined || this.#corrected.has(order.key)) return;
    const name = `${clientOf(guest)}/${order.key}`;
    const [most, filled] = [this.#filled.get(name) ?? 0, Number(frame.filled)];
    this.#filled.set(name, Math.max(most, filled));
    if (filled < most)
      this.#violated(
        `${named(guest)} was told ${frame.status} with ${filled} filled of ${order.key}, after it was told ${most}`,
      );
  }

  closed(wireId: number): void {
    this.#connections.delete(wireId);
  }

  ended(host: string): void {
    for (const [id, { guest }] of this.#connections)
      if (guest.host === host || guest.daemon === host) this.#connections.delete(id);
  }
}

const clientOf = ({ strategy, clientId }: Guest): string => `${strategy?.name}/${clientId}`;
const correctionOf = (execId: string): number => Number(CORRECTION.exec(execId)?.[0] ?? FIRST);
const stemOf = (execId: string): string => execId.replace(CORRECTION, "");
