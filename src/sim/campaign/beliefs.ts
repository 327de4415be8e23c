/**
 * Asks a daemon again and again what it believes, and looks whether anything goes wrong meanwhile: for I6, I11 and I27.
 *
 * Answers that wait for the daemon's disk are not shown: what they say would be of another moment than the broker's books
 * that they are held against.
 */
import { seconds } from "../../base/time.ts";
import type { Daemon } from "../../daemon/loop.ts";
import type { AlertRow, BookRow, PositionRow } from "../checkers/book.ts";
import type { Oracle } from "../checkers/oracle.ts";
import type { LogLine, Tap } from "../world/tap.ts";
import type { World } from "../world/world.ts";

/** How a fault of the Gateway or of the world stands. */
interface Standing {
  readonly name: string;
  readonly setting: unknown;
  readonly struck: number;
}

/** What it can see. */
export interface Sources {
  readonly world: World;
  readonly oracle: Oracle;
  readonly host: string;
  daemon(): Daemon | undefined;
  /** Those that were ever set or injected. */
  faults(): readonly Standing[];
  /** Faults that hold as long as they are set, whether anybody meets them or not. */
  isCondition(name: string): boolean;
}

const LOOK_MS = seconds(5);
/** The book is long. */
const BELIEF_TURNS = 6;

export class Beliefs implements Tap {
  readonly #sources: Sources;
  readonly #struck = new Map<string, number>();
  #turn = 0;
  /** It has read its journal. */
  #begun = false;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#next();
  }

  logged({ host, event }: LogLine): void {
    if (host === this.#sources.host && event === "started") this.#begun = true;
  }

  ended(host: string): void {
    if (host === this.#sources.host) this.#begun = false;
  }

  #next(): void {
    this.#sources.world.in(LOOK_MS, () => {
      this.trouble();
      if (++this.#turn % BELIEF_TURNS === 0) this.ask();
      this.#next();
    });
  }

  /** Looks whether anything goes wrong: again and again, and when that begins, for what it does at once is judged at once. */
  trouble(): void {
    const { faults, isCondition, oracle } = this.#sources;
    const troubles = faults().filter(
      (fault) => this.#strikes(fault) || (fault.setting !== undefined && isCondition(fault.name)),
    );
    if (troubles.length > 0) oracle.troubled(troubles.map(({ name }) => name));
  }

  /** Since the last look. */
  #strikes({ name, struck }: Standing): boolean {
    const before = this.#struck.get(name) ?? 0;
    this.#struck.set(name, struck);
    return struck > before;
  }

  /** Shows the oracle what the daemon believes now. */
  ask(): void {
    const { world, oracle, host, daemon } = this.#sources;
    if (!this.#begun || world.sample(host)?.frozen !== false) return;
    const [asked, now] = [daemon(), world.now];
    let orders: readonly BookRow[] | undefined;
    const isNow = (): boolean => world.now === now && daemon() === asked;
    asked?.query("orders", (rows) => {
      if (isNow()) orders = rows as readonly BookRow[];
    });
    asked?.query("positions", (rows) => {
      const positions = (rows ?? []) as readonly PositionRow[];
      if (isNow() && orders !== undefined) oracle.believes({ orders, positions }, host);
    });
    asked?.query("alerts", (rows) => {
      if (isNow()) oracle.alerts(rows as readonly AlertRow[], host);
    });
  }
}
