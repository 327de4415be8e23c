/** Names in bytes: which of a few texts a frame contains, in text and in protobuf alike, found without decoding it. */
import { utf8 } from "../../base/bytes.ts";

export class Names {
  readonly #names: readonly (readonly [name: string, bytes: Uint8Array])[];

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => [name, utf8(name)]);
  }

  /** Those that these bytes contain, but for one. */
  in(bytes: Uint8Array, but?: string): readonly string[] {
    let found: string[] | undefined;
    for (const [name, wanted] of this.#names) {
      if (name === but || !contains(bytes, wanted, true)) continue;
      if (found === undefined) found = [name];
      else found.push(name);
    }
    return found ?? NONE;
  }
}

const NONE: readonly string[] = [];

/** Whether bytes contain others; with `whole`, only where no digit follows: `DU11` is not in `DU112`. */
export function contains(bytes: Uint8Array, wanted: Uint8Array, whole = false): boolean {
  const last = bytes.length - wanted.length;
  for (let at = bytes.indexOf(wanted[0]!); at >= 0 && at <= last; at = bytes.indexOf(wanted[0]!, at + 1)) {
    let i = 1;
    while (i < wanted.length && bytes[at + i] === wanted[i]) i++;
    if (i === wanted.length && !(whole && isDigit(bytes[at + i]))) return true;
  }
  return false;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
