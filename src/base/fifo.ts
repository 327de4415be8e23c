/** First in, first out, at a cost that does not grow with what waits: `Array.shift` moves everything behind the first. */
const TAKEN_MAX = 1_024;

export class Fifo<T> {
  #items: T[] = [];
  /** Those before it were taken. */
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.first;
    if (this.length > 0) this.#items[this.#head++] = undefined as never;
    if (this.#head > TAKEN_MAX && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
