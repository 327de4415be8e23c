/**
 * A digest of all wire bytes so far: two streams for each connection, what came and what went.
 *
 * How the bytes were cut into chunks does not show, nor how the streams of different connections interleaved; the order in
 * which connections were accepted does. What is closed is folded into one value, so memory follows open connections only.
 */
import { createHash, type Hash } from "node:crypto";

const fresh = (): Hash => createHash("sha256");
const sum = (hash: Hash): string => hash.copy().digest("hex");

export class WireDigest {
  /** Of all connections up to the first that is still open. */
  #folded = "";
  #strands: Strand[] = [];

  strand(): Strand {
    const strand = new Strand(() => this.#fold());
    this.#strands.push(strand);
    return strand;
  }

  hex(): string {
    const whole = this.#strands.reduce((before, strand) => linked(before, strand.hex()), this.#folded);
    return fresh().update(whole).digest("hex");
  }

  #fold(): void {
    const open = this.#strands.findIndex((strand) => !strand.closed);
    const done = this.#strands.splice(0, open < 0 ? this.#strands.length : open);
    this.#folded = done.reduce((before, strand) => linked(before, strand.hex()), this.#folded);
  }
}

const linked = (before: string, hex: string): string => fresh().update(`${before}/${hex}`).digest("hex");

/** The two streams of one connection. */
export class Strand {
  readonly #in = fresh();
  readonly #out = fresh();
  readonly #ended: () => void;
  closed = false;

  constructor(ended: () => void) {
    this.#ended = ended;
  }

  received(bytes: Uint8Array): void {
    this.#in.update(bytes);
  }

  wrote(bytes: Uint8Array): void {
    this.#out.update(bytes);
  }

  close(): void {
    this.closed = true;
    this.#ended();
  }

  hex(): string {
    return `${sum(this.#in)}${sum(this.#out)}`;
  }
}
