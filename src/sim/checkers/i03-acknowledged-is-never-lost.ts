/**
 * I3: what a client was told of as accepted is durable at that moment, and in the book for ever.
 *
 * A client takes any openOrder or orderStatus about its number for an acceptance, but for the door's own refusal:
 * Cancelled without a permanent id, of an order of which nothing has left. Held legs are not acknowledged. An order is the
 * same as long as its client's number leads to the same key: a second key for one number is an order that was forgotten
 * and taken once more.
 */
import type { OpenOrder, OrderStatus } from "../sight/frame.ts";
import type { BookRow } from "./book.ts";
import type { CheckerRow, Guest } from "./checker.ts";
import type { Facts } from "./facts.ts";
import type { Line, PlacementLine } from "./line.ts";
import { machineOf, ms, named, orderTold } from "./told.ts";

export const acknowledgedIsNeverLost: CheckerRow = {
  id: "I3",
  says: "an order that its client was told of is durable at that moment and in the book of every later process",
  make: (facts, violated) => {
    const memory = new Acknowledged(facts, violated);
    return {
      told: (frame, guest) => {
        if (frame.name === "orderStatus" || (frame.name === "openOrder" && !frame.whatIf)) memory.told(frame, guest);
        if (frame.name === "nextValidId") memory.next(frame.orderId, guest);
      },
      journaled: (line, daemon) => memory.journaled(line, machineOf(daemon)),
      book: (rows, daemon) => memory.book(rows, machineOf(daemon)),
    };
  },
};

/** An order as its client knows it. Daemons on two machines do not share a memory. */
interface Place {
  readonly machine: string;
  readonly strategy: string;
  readonly clientId: number;
  readonly clientOrderId: number;
}

interface Acceptance extends Place {
  readonly key: string;
  readonly at: number;
}

class Acknowledged {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #told = new Map<string, Acceptance>();
  /** The first key that a durable line gave each number of a client. */
  readonly #keys = new Map<string, string>();
  /** The highest number that each client id was told of. */
  readonly #highest = new Map<string, number>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
  }

  told(frame: OpenOrder | OrderStatus, guest: Guest): void {
    const { strategy } = guest;
    if (strategy === undefined || frame.orderId <= 0 || (frame.status === "Cancelled" && frame.permId === 0)) return;
    const machine = machineOf(guest.daemon);
    const place: Place = { machine, strategy: strategy.name, clientId: frame.clientId, clientOrderId: frame.orderId };
    const id = idOf(place);
    if (this.#told.has(id)) return;
    const order = orderTold(this.#facts, frame, guest);
    if (order?.intended !== true)
      return this.#violated(
        `${named(guest)} was told ${frame.status} of ${words(place)} and its intent is not durable: it had to be first, now a crash would forget an order that was accepted`,
      );
    this.#told.set(id, { ...place, key: order.key, at: this.#facts.now });
    const client = clientOf(place);
    this.#highest.set(client, Math.max(this.#highest.get(client) ?? 0, frame.orderId));
  }

  next(orderId: number, guest: Guest): void {
    if (guest.strategy === undefined || guest.clientId === undefined) return;
    const highest = this.#highest.get(`${machineOf(guest.daemon)}/${guest.strategy.name}/${guest.clientId}`) ?? 0;
    if (orderId > highest) return;
    this.#violated(
      `${named(guest)} was told nextValidId ${orderId} although it had been told of its order ${highest}: ${highest + 1} is the lowest that is free`,
    );
  }

  journaled(line: Line, machine: string): void {
    if (line.kind === "orderHeld") this.#keyed(line as unknown as PlacementLine, machine);
    if (line.kind !== "orderIntended") return;
    for (const leg of line.legs as readonly PlacementLine[]) this.#keyed(leg, machine);
  }

  #keyed(leg: PlacementLine, machine: string): void {
    const placement = { ...leg, machine };
    const id = idOf(placement);
    const first = this.#keys.get(id) ?? placement.key;
    this.#keys.set(id, first);
    if (first !== placement.key)
      this.#violated(
        `${words(placement)} became ${placement.key} although it was ${first} already: the first one was forgotten, and the order was taken twice`,
      );
  }

  book(rows: readonly BookRow[], machine: string): void {
    const keys = new Map(rows.map((row) => [idOf({ ...row, machine, clientOrderId: row.orderId }), row.key]));
    for (const [id, { key, at, ...place }] of this.#told) {
      const listed = keys.get(id);
      if (listed === key || place.machine !== machine) continue;
      const instead = listed === undefined ? "nothing" : `${listed} in its place`;
      this.#violated(
        `${words(place)}, ${key}, was acknowledged at ${ms(at)}, and the book has ${instead}: it must stay there for ever`,
      );
    }
  }
}

const idOf = (place: Place): string => `${clientOf(place)}/${place.clientOrderId}`;
const clientOf = ({ machine, strategy, clientId }: Place): string => `${machine}/${strategy}/${clientId}`;
const words = ({ strategy, clientId, clientOrderId }: Place): string =>
  `order ${clientOrderId} of client ${clientId} of ${strategy}`;
