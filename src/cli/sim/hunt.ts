/**
 * The hunt for planted bugs: what `holdfast sim mutants` does.
 *
 * Each bug is planted alone and seeds are run until an invariant breaks. A bug counts as caught only if the seed that
 * betrayed it passes without it: what fails anyhow shows nothing. Last comes the canary, which must fail.
 */
import { complain, fail, INTERRUPTED, say } from "../say.ts";
import { build } from "./build.ts";
import { BROKEN } from "./failure.ts";
import { examine, NoVerdict, type Verdict } from "./patient.ts";
import { type PlantedBug, plantedBugs, type Rows } from "./planted.ts";
import { Progress } from "./progress.ts";
import { type Canary, type Trophy, trophies } from "./trophies.ts";

export interface HuntFlags {
  /** In place of what each row allows. */
  readonly seeds?: number;
  readonly from: number;
  readonly workers: number;
  readonly json?: boolean;
}

const NO_CHECKOUT = "planted bugs come with the repository, not with the published package: run it in a checkout";

/** The exit code. */
export async function hunt(ids: readonly string[], flags: HuntFlags): Promise<number> {
  const rows = (await plantedBugs()) ?? fail(NO_CHECKOUT, 2);
  return new Hunt(rows, chosen(rows, ids), flags).run();
}

function chosen({ MUTANTS, WAITING }: Rows, ids: readonly string[]): readonly PlantedBug[] {
  for (const id of ids) {
    const waiting = WAITING.find((bug) => bug.id === id);
    if (waiting !== undefined)
      fail(`${id} (${waiting.says}) waits for ${waiting.waitsFor}, which does not exist yet`, 2);
    if (!MUTANTS.some((bug) => bug.id === id))
      fail(`there is no planted bug "${id}"; there are ${MUTANTS.map((bug) => bug.id).join(", ")}`, 2);
  }
  return ids.length === 0 ? MUTANTS : MUTANTS.filter(({ id }) => ids.includes(id));
}

class Hunt {
  readonly #rows: Rows;
  readonly #bugs: readonly PlantedBug[];
  readonly #flags: HuntFlags;
  readonly #begun = performance.now();
  readonly #trophies = new Map<string, Trophy>();
  /** Under way. */
  readonly #open = new Set<string>();
  /** By seed, its run without any bug. */
  readonly #sound = new Map<number, Promise<Verdict | NoVerdict>>();
  #interrupted = false;

  constructor(rows: Rows, bugs: readonly PlantedBug[], flags: HuntFlags) {
    this.#rows = rows;
    this.#bugs = bugs;
    this.#flags = flags;
  }

  async run(): Promise<number> {
    const progress = new Progress(() => this.#howFar(), this.#flags.json !== true);
    // Its children hear of it as well, and come to their ends.
    process.once("SIGINT", () => {
      this.#interrupted = true;
    });
    const queue = this.#bugs.values();
    await Promise.all(Array.from({ length: this.#abreast }, () => this.#work(queue)));
    const canary = this.#interrupted ? undefined : await this.#canary();
    progress.end();
    return this.#conclude(canary);
  }

  /** So many bugs at a time. */
  get #abreast(): number {
    return Math.min(this.#flags.workers, this.#bugs.length);
  }

  get #seconds(): number {
    return Math.round(performance.now() - this.#begun) / 1_000;
  }

  async #work(queue: Iterator<PlantedBug>): Promise<void> {
    while (!this.#interrupted) {
      const { done, value: bug } = queue.next();
      if (done) return;
      this.#open.add(bug.id);
      const trophy = await this.#hunted(bug);
      this.#open.delete(bug.id);
      if (!this.#interrupted) this.#trophies.set(bug.id, trophy);
    }
  }

  /** A seed that fails without the bug as well shows nothing, and the next ones are run. */
  async #hunted({ id, says, seeds: allowed, invariants: expected }: PlantedBug): Promise<Trophy> {
    const { from, seeds = allowed, workers } = this.#flags;
    const free = { id, says, expected, caught: false, seeds, seed: null, invariant: null };
    const spent = { hours: 0, seconds: 0 };
    for (let next = from; next < from + seeds; ) {
      const left = from + seeds - next;
      const course = { mutant: id, from: next, seeds: left, workers: Math.floor(workers / this.#abreast) };
      const verdict = await examine(course);
      if (verdict instanceof NoVerdict) return { ...free, ...spent, sentence: verdict.reason };
      spent.hours += verdict.hours;
      spent.seconds += verdict.seconds;
      if (verdict.failure === undefined) break;
      const { seed, invariant, sentence } = verdict.failure;
      if (invariant === BROKEN) return { ...free, ...spent, sentence: `it breaks the simulation itself: ${sentence}` };
      if (await this.#passes(seed))
        return { ...free, ...spent, caught: true, seeds: seed - from + 1, seed, invariant, sentence };
      next = seed + 1;
    }
    return { ...free, ...spent, sentence: "nothing objected that does not object without it" };
  }

  /** Without any bug. */
  async #passes(seed: number): Promise<boolean> {
    const sound = this.#sound.get(seed) ?? examine({ from: seed, seeds: 1, workers: 1 });
    this.#sound.set(seed, sound);
    const verdict = await sound;
    return !(verdict instanceof NoVerdict) && verdict.failure === undefined;
  }

  async #canary(): Promise<Canary> {
    const { mutant, seed } = this.#rows.CANARY;
    this.#open.add("the canary");
    const verdict = await examine({ mutant, from: seed, seeds: 1, workers: 1 });
    const invariant = verdict instanceof NoVerdict ? undefined : verdict.failure?.invariant;
    return { mutant, seed, failed: invariant !== undefined && invariant !== BROKEN, invariant: invariant ?? null };
  }

  #howFar(): string {
    const caught = [...this.#trophies.values()].filter((trophy) => trophy.caught).length;
    const words = [`${this.#trophies.size} of ${this.#bugs.length} planted bugs, ${caught} caught`];
    return [...words, `${[...this.#open].join(", ")} under way`, `${this.#seconds.toFixed(0)} s`].join("; ");
  }

  /** Tells the end of it and answers the exit code. */
  #conclude(canary: Canary | undefined): number {
    const mutants = this.#bugs.flatMap(({ id }) => this.#trophies.get(id) ?? []);
    const waiting = this.#rows.WAITING;
    const seconds = this.#seconds;
    if (this.#flags.json) {
      const { from } = this.#flags;
      say(JSON.stringify({ commit: build(), from, seconds, mutants, waiting, canary: canary ?? null }));
    } else say(trophies(mutants, waiting, canary));
    for (const { id, sentence } of mutants.filter(({ caught }) => !caught))
      complain(`${id} is not caught: ${sentence}`);
    if (canary?.failed === false) complain(`the canary lives: seed ${canary.seed} passes with ${canary.mutant} in it`);
    if (mutants.some(({ caught }) => !caught) || canary?.failed === false) return 1;
    return this.#interrupted ? INTERRUPTED : 0;
  }
}
