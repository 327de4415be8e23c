import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../base/prng.ts";
import { Books, type Past } from "./books.ts";
import type { Row } from "./tables.ts";
import { type Book, FLAT, type Trade, tripRow, withTrade } from "./trips.ts";

const BOOK: Book = { strategy: "alpha", account: "DU1", conId: 1 };

interface Version {
  readonly trade: string;
  readonly version: number;
  readonly entry: number;
  readonly shares: number;
  readonly side: string;
  readonly price: number;
}

/** What a vault would hold, the plain way. */
class Held implements Past {
  readonly versions: Version[] = [];
  readonly costs = new Map<string, number>();

  strategyOf = (): undefined => undefined;
  limitsSet = (): readonly [] => [];
  bookOf = (execId: string): Book | undefined =>
    this.versions.some((each) => idOf(each) === execId) ? BOOK : undefined;
  commission = (execId: string): ReturnType<Past["commission"]> => {
    const cost = this.costs.get(execId);
    return cost === undefined ? undefined : { commission: cost, currency: "USD" };
  };
  newest = (trade: string): ReturnType<Past["newest"]> => {
    const all = this.versions.filter((each) => each.trade === trade);
    const newest = all.toSorted((a, b) => b.version - a.version)[0];
    return newest && { execId: idOf(newest), firstEntry: Math.min(...all.map(({ entry }) => entry)) };
  };
  trades = (): readonly Trade[] =>
    [...new Set(this.versions.map(({ trade }) => trade))]
      .map((trade) => {
        const { execId, firstEntry } = this.newest(trade)!;
        return this.trade(this.versions.find((each) => idOf(each) === execId)!, firstEntry);
      })
      .toSorted((a, b) => a.entry - b.entry);

  trade(version: Version, entry = version.entry): Trade {
    const { side, shares, price } = version;
    const commission = this.#cost(version.trade);
    return {
      ...{ execId: idOf(version), entry, at: `t${entry}`, symbol: "A", secType: "STK", currency: "USD" },
      ...{ side, shares, price, perPoint: 1, commission, commissionCurrency: commission === null ? null : "USD" },
    };
  }

  /** Of the newest version of which one was told. */
  #cost(trade: string): number | null {
    const all = this.versions.filter((each) => each.trade === trade && this.costs.has(idOf(each)));
    const newest = all.toSorted((a, b) => b.version - a.version)[0];
    return newest === undefined ? null : this.costs.get(idOf(newest))!;
  }
}

const idOf = ({ trade, version }: Version): string => `${trade}.${version}`;

/** The trips of everything that is held, folded from the beginning. */
function folded(held: Held): readonly Row[] {
  const rows = new Map<number, Row>();
  let standing = FLAT;
  for (const trade of held.trades()) {
    const next = withTrade(standing, trade);
    for (const trip of next.trips) rows.set(trip.number, tripRow(BOOK, trip));
    standing = next.standing;
  }
  return [...rows.values()];
}

/** More than a book keeps: what is older is folded away. */
const EVENTS = 600;

for (const seed of [1, 2, 3])
  test(`seed ${seed}: whatever comes late, corrected or taken back, the trips are those of all trades folded from the beginning`, () => {
    const [prng, held] = [new Prng(seed, "books"), new Held()];
    let books = new Books(held);
    const rows = new Map<number, Row>();
    const executed = (version: Version): void => {
      held.versions.push(version);
      books.executed(BOOK, version.trade, { ...held.trade(version), commission: null, commissionCurrency: null });
    };
    const corrected = (entry: number): void => {
      const of = held.versions[prng.between(0, held.versions.length - 1)]!;
      const version = prng.between(0, 9);
      if (held.versions.some((each) => each.trade === of.trade && each.version === version)) return;
      // It may be told of its cost before it is told itself.
      if (prng.chance(0.3)) held.costs.set(idOf({ ...of, version }), prng.between(1, 9));
      executed({ ...of, version, entry, shares: prng.chance(0.4) ? 0 : prng.between(1, 5) });
    };
    const charged = (): void => {
      const lately = Math.max(0, held.versions.length - (prng.chance(0.95) ? 3 : EVENTS));
      const execId = idOf(held.versions[prng.between(lately, held.versions.length - 1)]!);
      const cost = prng.between(1, 9);
      held.costs.set(execId, cost);
      books.charged(execId, cost, "USD");
    };
    for (let entry = 1; entry <= EVENTS; entry++) {
      // Rather back to flat than away from it.
      const { side: lately = "SHORT" } = [...rows.values()].at(-1) ?? {};
      const side = prng.chance(lately === "SHORT" ? 0.65 : 0.35) ? "BOT" : "SLD";
      if (held.versions.length > 0 && prng.chance(0.4)) charged();
      else if (held.versions.length > 0 && prng.chance(0.03)) corrected(entry);
      else
        executed({
          trade: `x${entry}`,
          version: 1,
          entry,
          side,
          shares: prng.between(1, 5),
          price: prng.between(90, 110),
        });
      if (!prng.chance(0.1)) continue;
      books.flush((_, from, put) => {
        for (const number of [...rows.keys()]) if (number >= from) rows.delete(number);
        for (const row of put) rows.set(row.number as number, row);
      });
      assert.deepEqual([...rows.values()], folded(held), `at event ${entry}`);
      // Another process goes on.
      if (prng.chance(0.05)) books = new Books(held);
    }
    assert.ok(rows.size > 10, "next to no trips");
  });
