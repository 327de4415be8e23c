/**
 * The tape of every contract, made when somebody first asks for it, and what is dictated to it.
 *
 * A contract that the price file names follows its rows; an option follows its underlying; every other one follows the
 * seed, or stands still when there is a price file.
 */
import { assert } from "../../../base/assert.ts";
import type { WallMs } from "../../../base/time.ts";
import type { Directory } from "../directory/directory.ts";
import { indexOf } from "../directory/futures.ts";
import type { Listing } from "../directory/listing.ts";
import { DictatedTape } from "./dictatedTape.ts";
import { Dictation } from "./dictation.ts";
import { OptionTape } from "./optionTape.ts";
import { PathTape } from "./pathTape.ts";
import type { PathRow, PricePath } from "./pricePath.ts";
import { SeededTape } from "./seededTape.ts";
import type { Tape } from "./tape.ts";
import { Underlying } from "./underlying.ts";

export interface TapesOptions {
  readonly seed: number | string;
  readonly tickMs: number;
  readonly priceFile?: PricePath | undefined;
  readonly startWall: WallMs;
}

export class Tapes {
  readonly #directory: Directory;
  readonly #options: TapesOptions;
  readonly #rows: ReadonlyMap<number, readonly PathRow[]>;
  readonly #paths = new Map<number, PathTape>();
  readonly #tapes = new Map<number, Tape>();
  readonly #underlyings = new Map<number, Underlying>();
  readonly #dictations = new Map<number, Dictation>();

  constructor(directory: Directory, options: TapesOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#rows = rowsByConId(directory, options);
  }

  of(conId: number): Tape {
    const made = this.#tapes.get(conId);
    if (made !== undefined) return made;
    const listing = this.#directory.byConId(conId);
    assert(listing !== undefined, `no contract ${conId}`);
    const tape = new DictatedTape(this.#undictated(listing), this.#dictated(listing), listing);
    this.#tapes.set(conId, tape);
    return tape;
  }

  /** What is ordered of a contract from outside. */
  dictation(conId: number): Dictation {
    const known = this.#dictations.get(conId) ?? new Dictation();
    this.#dictations.set(conId, known);
    return known;
  }

  /** What tick 49 says: of the contract, or of what an option is on. */
  halted(listing: Listing, wall: WallMs): 0 | 1 | 2 {
    const own = this.#dictations.get(listing.conId)?.haltAt(wall)?.kind;
    if (own !== undefined) return own;
    const rows = this.#paths.get(listing.conId)?.halted(wall) ?? 0;
    const underlying = haltedBy(listing) && this.#directory.byConId(listing.underConId);
    return rows === 0 && underlying ? this.halted(underlying, wall) : rows;
  }

  /** Asking does not begin a dictation: most contracts never have one. */
  isDelisted(conId: number, wall: WallMs): boolean {
    return wall >= (this.#dictations.get(conId)?.endsAt ?? Number.POSITIVE_INFINITY);
  }

  /**
   * When its market opens again that closed early: never when it is listed no longer, `wall` when it is not closed so. An
   * option's market is closed while that of its underlying is.
   */
  closedUntil(listing: Listing, wall: WallMs): number {
    if (this.isDelisted(listing.conId, wall)) return Number.POSITIVE_INFINITY;
    const own = this.#closedUntil(listing.conId, wall);
    return haltedBy(listing) ? Math.max(own, this.#closedUntil(listing.underConId, wall)) : own;
  }

  #closedUntil(conId: number, wall: WallMs): number {
    return Math.max(wall, this.#dictations.get(conId)?.closingAt(wall)?.to ?? wall);
  }

  #underlying(conId: number): Underlying {
    const known = this.#underlyings.get(conId) ?? new Underlying(this.of(conId));
    this.#underlyings.set(conId, known);
    return known;
  }

  #undictated(listing: Listing): Tape {
    const { seed, tickMs, priceFile, startWall } = this.#options;
    const rows = this.#rows.get(listing.conId);
    if (listing.secType === "OPT" && rows === undefined)
      return new OptionTape(listing, this.#underlying(listing.underConId));
    if (priceFile === undefined) return new SeededTape(seed, listing, listing.calendar, tickMs);
    const path = new PathTape(rows ?? [], listing, startWall);
    this.#paths.set(listing.conId, path);
    return path;
  }

  #dictated(listing: Listing) {
    const index = indexOf(listing);
    const moving = index === undefined ? [] : [this.dictation(index)];
    return {
      own: this.dictation(listing.conId),
      halting: haltedBy(listing) ? [this.dictation(listing.underConId)] : [],
      moving,
    };
  }
}

/** An option does not trade while its underlying is halted. */
const haltedBy = ({ secType }: Listing): boolean => secType === "OPT";

/** Whether what happens to `other` shows in the prices of `listing`. */
export const follows = (listing: Listing, other: number): boolean =>
  listing.conId === other || listing.underConId === other || indexOf(listing) === other;

/** Two names of one contract make one path. */
function rowsByConId(
  directory: Directory,
  { priceFile, startWall }: TapesOptions,
): ReadonlyMap<number, readonly PathRow[]> {
  const rows = new Map<number, readonly PathRow[]>();
  for (const [name, named] of priceFile ?? []) {
    const conId = directory.named(name, startWall)?.conId;
    assert(conId !== undefined, `no contract ${name}`);
    const all = [...(rows.get(conId) ?? []), ...named];
    rows.set(
      conId,
      all.sort((a, b) => a.timeOffsetMs - b.timeOffsetMs),
    );
  }
  return rows;
}
