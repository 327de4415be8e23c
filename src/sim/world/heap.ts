/**
 * What is going to happen, ordered by (time, tie): a binary heap of events.
 *
 * Ties are drawn by the caller, so that events of one instant run in any order; the order of pushing decides only
 * between equal draws. A forgotten event stays in the heap without its action until it surfaces or until forgotten
 * events are the majority, when the heap is built anew: its size stays within twice that of the living.
 */
export interface HeapEvent {
  /** Milliseconds of virtual time. */
  readonly at: number;
  readonly tie: number;
  readonly sequence: number;
  /** `undefined` once it was forgotten or has run. */
  run: (() => void) | undefined;
}

const FORGOTTEN_MIN = 64;

export class Heap {
  #events: HeapEvent[] = [];
  #sequence = 0;
  #forgotten = 0;

  /** How many events are still going to happen. */
  get size(): number {
    return this.#events.length - this.#forgotten;
  }

  push(at: number, tie: number, run: () => void): HeapEvent {
    const event: HeapEvent = { at, tie, sequence: this.#sequence++, run };
    this.#events.push(event);
    this.#rise(this.#events.length - 1);
    return event;
  }

  /** Takes back an event; one that has run or was forgotten already is left alone. */
  forget(event: HeapEvent): void {
    if (event.run === undefined) return;
    event.run = undefined;
    this.#forgotten++;
    if (this.#forgotten > FORGOTTEN_MIN && this.#forgotten * 2 > this.#events.length) this.#rebuild();
  }

  /** The next event that was not forgotten, left in place. */
  peek(): HeapEvent | undefined {
    while (this.#events.length > 0 && this.#events[0]!.run === undefined) {
      this.#removeFirst();
      this.#forgotten--;
    }
    return this.#events[0];
  }

  /** Takes the next event; the caller runs its `run`. */
  pop(): { readonly at: number; readonly run: () => void } | undefined {
    const event = this.peek();
    if (event === undefined) return undefined;
    const run = event.run!;
    event.run = undefined;
    this.#removeFirst();
    return { at: event.at, run };
  }

  #removeFirst(): void {
    const last = this.#events.pop()!;
    if (this.#events.length === 0) return;
    this.#events[0] = last;
    this.#sink(0);
  }

  #rebuild(): void {
    const living = this.#events.filter((event) => event.run !== undefined);
    this.#events = [];
    this.#forgotten = 0;
    for (const event of living) {
      this.#events.push(event);
      this.#rise(this.#events.length - 1);
    }
  }

  #rise(start: number): void {
    const rising = this.#events[start]!;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.#events[parent]!;
      if (!earlier(rising, above)) break;
      this.#events[i] = above;
      i = parent;
    }
    this.#events[i] = rising;
  }

  #sink(start: number): void {
    const events = this.#events;
    const sinking = events[start]!;
    let i = start;
    for (let child = 2 * i + 1; child < events.length; child = 2 * i + 1) {
      if (child + 1 < events.length && earlier(events[child + 1]!, events[child]!)) child++;
      if (!earlier(events[child]!, sinking)) break;
      events[i] = events[child]!;
      i = child;
    }
    events[i] = sinking;
  }
}

function earlier(a: HeapEvent, b: HeapEvent): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.tie !== b.tie) return a.tie < b.tie;
  return a.sequence < b.sequence;
}
