/** What the oracle's reader could not read, in words; a value, never thrown. */
export class Fault {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
