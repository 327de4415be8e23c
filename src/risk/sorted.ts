/** Numbers in their order, of which many come and go: the least and the greatest are told at once. */
export class Sorted {
  readonly #numbers: number[] = [];

  add(number: number): void {
    this.#numbers.splice(this.#placeOf(number), 0, number);
  }

  /** One that was added. */
  remove(number: number): void {
    this.#numbers.splice(this.#placeOf(number), 1);
  }

  /** Infinity when there is none. */
  get least(): number {
    return this.#numbers.length === 0 ? Number.POSITIVE_INFINITY : this.#numbers[0]!;
  }

  /** -Infinity when there is none. */
  get greatest(): number {
    const { length } = this.#numbers;
    return length === 0 ? Number.NEGATIVE_INFINITY : this.#numbers[length - 1]!;
  }

  get size(): number {
    return this.#numbers.length;
  }

  /** Where the first one stands that is not below it. */
  #placeOf(number: number): number {
    let [from, to] = [0, this.#numbers.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#numbers[middle]! < number) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
