/**
 * Follows the journal into a vault: reads what is new, projects it, and writes it with its place in one transaction.
 *
 * A writer that begins on a vault that is not empty first remembers: it folds the file in which the vault's place is, from its
 * snapshot on, into a blotter, and looks whether the chain at the place is the vault's. Whatever breaks a transaction makes
 * what is in memory worthless: then it is thrown away, and remembered again. So a writer may be killed at any moment.
 */
import { isoTime } from "../base/time.ts";
import type { Recorded } from "../model/entry.ts";
import { filledOf } from "../model/filled.ts";
import { Blotter } from "../orders/blotter.ts";
import type { Order } from "../orders/order.ts";
import { Families } from "../sentinel/families.ts";
import { type OrderBook, Vault } from "../vault/vault.ts";
import { type Piece, VaultJournal, type VaultPlace } from "./vaultJournal.ts";
import { type StoreOptions, VaultStore } from "./vaultStore.ts";
import { VaultTrouble } from "./vaultTrouble.ts";

export interface VaultFiles {
  /** The state directory, where the journal is. */
  readonly dir: string;
  readonly gateway: string;
  /** Of the database. */
  readonly path: string;
  /** What writes. */
  readonly build: string;
}

export interface WriterOptions extends StoreOptions {
  /** Rows of the entries up to this one stand in the vault already, although it has no place yet. */
  readonly kept?: number;
  /** The oldest entry that the journal had when they were taken over: what is deleted since was not. */
  readonly journalFrom?: number;
}

export class VaultWriter {
  readonly #files: VaultFiles;
  readonly #options: WriterOptions;
  readonly #journal: VaultJournal;
  readonly store: VaultStore;
  readonly #vault: Vault;
  readonly #book = orderBook();
  #place: VaultPlace | undefined;
  /** The first of the entries that are gone, while a gap is before us. */
  #gapFrom: number | undefined;
  /** What was in memory is not what stands in the file. */
  #worthless = false;

  constructor(files: VaultFiles, options: WriterOptions = {}) {
    this.#files = files;
    this.#options = options;
    this.#journal = new VaultJournal(files.dir, files.gateway);
    this.store = new VaultStore(files.path, options);
    this.#vault = new Vault(this.#book, this.store.past, this.store.changes);
    try {
      if (this.store.complete !== undefined) this.#place = this.#remembered(this.store.complete);
    } catch (error) {
      this.store.close();
      throw error;
    }
  }

  /** A transaction was given up: this writer must be thrown away. */
  get isWorthless(): boolean {
    return this.#worthless;
  }

  /** Up to where everything is written. */
  get place(): VaultPlace | undefined {
    return this.#place;
  }

  close(): void {
    this.store.close();
  }

  /** Writes the next piece of the journal, not beyond `until`; answers how many entries that were. */
  step(until?: VaultPlace): number {
    const piece = this.#piece(until);
    if (piece === undefined) return 0;
    this.store.write(this.#files.build, this.#files.gateway, () => {
      this.#worthless = true;
      this.#take(piece);
      return { ...piece.place, epoch: this.#vault.flush() ?? null, at: isoTime(piece.records.at(-1)!.at) };
    });
    this.#worthless = false;
    this.#place = piece.place;
    return piece.records.length;
  }

  #take({ records, place }: Piece): void {
    const { kept = 0, journalFrom } = this.#options;
    let entry = place.count - records.length;
    if (this.#place === undefined && journalFrom !== undefined && entry + 1 !== journalFrom)
      throw new VaultTrouble(
        "later",
        `the journal's files from entry ${journalFrom} on were deleted meanwhile: try again`,
      );
    const isUnknown = this.#place === undefined && entry !== kept;
    for (const [i, record] of records.entries()) {
      entry++;
      if (i === 0 && isUnknown) this.#vault.begin(entry, record, kept + 1);
      else if (i === 0 && this.#gapFrom !== undefined) this.#vault.begin(entry, record, this.#gapFrom);
      else this.#vault.take(entry, record);
    }
    this.#gapFrom = undefined;
  }

  /** A file that another one follows has got all it will ever get before the next was begun. */
  #piece(until: VaultPlace | undefined): Piece | undefined {
    const place = this.#place ?? this.#beginning();
    if (place === undefined) return undefined;
    const next = this.#journal.next(place);
    const here = this.#journal.behind(place, endIn(place, until));
    if (here !== undefined || next === undefined || until?.file === place.file) return here;
    return this.#journal.behind(next, endIn(next, until));
  }

  #beginning(): VaultPlace | undefined {
    const [oldest] = this.#journal.files();
    return oldest && this.#journal.beginningOf(oldest);
  }

  // ---------------------------------------------------------------- remembering

  /** Where to go on: the vault's own place, or what is left of the journal behind it. */
  #remembered(complete: NonNullable<VaultStore["complete"]>): VaultPlace {
    const file = this.#journal.files().find(({ name }) => name === complete.file);
    if (file === undefined) return this.#behindWhatIsGone(complete);
    let place = this.#journal.beginningOf(file);
    while (place.byte < complete.byte) {
      const piece = this.#journal.behind(place, complete.byte);
      if (piece === undefined) break;
      for (const record of piece.records) this.#vault.remember(record);
      place = piece.place;
    }
    if (place.count !== complete.count || place.chain !== complete.chain) throw this.#strange(complete.epoch);
    return place;
  }

  #behindWhatIsGone(complete: NonNullable<VaultStore["complete"]>): VaultPlace {
    const { count, chain, epoch } = complete;
    const beginning = this.#beginning();
    if (beginning === undefined) return complete;
    const first = this.#journal.behind(beginning);
    // A file that nothing was written to yet is looked at again.
    if (first === undefined) return complete;
    const { records, place } = first;
    const before = place.count - records.length;
    if (before < count || epochAmong(records) !== epoch) throw this.#strange(epoch, records);
    if (before === count) return { ...beginning, count, chain };
    this.#gapFrom = count + 1;
    return beginning;
  }

  /** The journal is another one; or it is the same, and has lost entries that the vault has seen. */
  #strange(epoch: string | null, records?: readonly Recorded[]): VaultTrouble {
    const { path } = this.#files;
    const found = records === undefined ? this.#book.epoch : epochAmong(records);
    return found === epoch
      ? new VaultTrouble("rebuild", `${path} has entries that the journal has not: it lost its tail, or was restored`)
      : new VaultTrouble("set-aside", `${path} is of another journal, begun as ${epoch}, and this one as ${found}`);
  }
}

/** Which journal these are the first entries of. */
export function epochAmong(records: readonly Recorded[]): string | undefined {
  for (const { entry } of records) {
    if (entry.kind === "daemonStarted") return entry.epoch;
    if (entry.kind === "bookCarried") return (entry.folds.orders as { epoch?: string } | undefined)?.epoch;
  }
  return undefined;
}

const endIn = ({ file }: VaultPlace, until: VaultPlace | undefined): number | undefined =>
  until?.file === file ? until.byte : undefined;

/** It forgets the finished orders that the engine forgets, and no others: those that a family still needs are remembered. */
function orderBook(): OrderBook {
  const blotter = new Blotter();
  const families = new Families(blotter);
  blotter.isNeeded = (key) => families.isActive(key);
  blotter.forgot = (key) => families.forget(key);
  return {
    get epoch() {
      return blotter.epoch;
    },
    get orders() {
      return blotter.orders;
    },
    evolve(entry, at) {
      blotter.evolve(entry, at);
      families.evolve(entry, at);
      // Nobody looks at them here.
      families.takeTouched();
    },
    resume(folds) {
      blotter.resume(folds.orders);
      if (folds.families !== undefined) families.resume(folds.families);
    },
    byKey: (key) => blotter.byKey(key),
    // Whatever comes back here came from the blotter.
    filled: (order) => filledOf(order as Order),
  };
}
