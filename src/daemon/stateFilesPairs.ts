/**
 * What `dynamic_pairs.json` says from look to look, and what of it is taken: a text that can be read, once for each change.
 *
 * Who writes it may not replace it as a whole, so a text that cannot be read is refused only when it is still there at the next
 * look, and a file that is gone adds nothing, as at a start, only when it is gone then, too.
 */
import type { Pairs } from "../model/input.ts";
import { PairsError, pairsIn } from "../risk/pairsFile.ts";
import type { Trouble } from "./stateFilesTrouble.ts";

/** What a look came to: nothing to say yet, all is well, pairs that are new, or what is wrong. */
export type PairsLook =
  | { readonly is: "waiting" | "well" }
  | { readonly is: "new"; readonly pairs: Pairs }
  | { readonly is: "refused"; readonly trouble: Trouble };

export class PairsWatch {
  readonly #name: string;
  /** Whom it may speak of. */
  readonly #strategies: readonly string[];
  #seen: string | undefined;
  #taken: string | undefined;

  constructor(name: string, strategies: readonly string[]) {
    this.#name = name;
    this.#strategies = strategies;
  }

  /** `text` is undefined when there is no file. */
  look(text: string | undefined): PairsLook {
    const still = text === this.#seen;
    this.#seen = text;
    if (text === undefined && !still) return { is: "waiting" };
    // Somebody made it with `touch`, so that a container finds a file to mount.
    const said = text?.trim() ? text : "{}";
    if (said === this.#taken) return { is: "well" };
    const pairs = pairsIn(said, this.#strategies);
    if (pairs instanceof PairsError) return still ? this.#refused(pairs) : { is: "waiting" };
    this.#taken = said;
    return { is: "new", pairs };
  }

  #refused({ message }: PairsError): PairsLook {
    const kept = this.#taken === undefined ? "no pairs are added" : "the pairs read before stay";
    const fix = `correct it; ${kept} (docs/files.md has its form)`;
    return { is: "refused", trouble: { says: `${this.#name} is refused: ${message}`, fix } };
  }
}
