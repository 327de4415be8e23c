/**
 * Who looks at a daemon from outside while it runs: compares it with its journal (I15), asks for its book (I3), counts
 * what it holds (I22), asks again and again whether it is ready (I20), and whose quotes have moved (I8).
 *
 * A comparison needs a daemon that has read its journal and stands in no pause; one that waits for its disk says nothing,
 * and is left alone. Comparisons happen at drawn moments, before a planned kill and after each recovery, as long as the
 * lines of the journal that were read for them stay under a bound; the last one of a run is made in any case.
 */
import { concat } from "../../base/bytes.ts";
import type { Prng } from "../../base/prng.ts";
import { seconds } from "../../base/time.ts";
import type { Daemon } from "../../daemon/loop.ts";
import { readJournal } from "../../journal/journal.ts";
import { segmentsAmong } from "../../journal/segments.ts";
import type { EngineConfig } from "../../model/config.ts";
import type { Oracle } from "../checkers/oracle.ts";
import type { LogLine, Tap } from "../world/tap.ts";
import type { World } from "../world/world.ts";
import { divergence, Rereader } from "./replica.ts";

/** What it can see. */
export interface Sights {
  readonly world: World;
  readonly oracle: Oracle;
  readonly config: EngineConfig;
  /** The machine of the daemon that it looks at. */
  readonly host: string;
  daemon(): Daemon | undefined;
  /** The journal as the build that runs reads it. */
  given(journal: Uint8Array): Uint8Array;
  askBook(): void;
  askReady(): void;
  /** Symbols whose quotes have changed since it was last asked. */
  moved(): ReadonlySet<string>;
  /** Symbols in which trading is halted. */
  halted(): ReadonlySet<string>;
  /** A comparison was made. */
  compared(): void;
}

const SAMPLE_MS = seconds(30);
/** As often as whoever watches over a service asks for its health. */
const LOOK_EVERY_MS = seconds(5);
const LOOKS = 5;
/** Runs of a few minutes are looked at less often. */
const LOOK_MS_MIN = seconds(30);
/** A line of a journal has some 250 bytes, and costs up to 30 microseconds to be read back and folded twice. */
const COMPARED_BYTES_MAX = 1_000_000;

export class Lookout implements Tap {
  readonly #sights: Sights;
  readonly #rereader = new Rereader();
  #lives = 0;
  /** It has read its journal; it was ready. */
  #begun = false;
  #ready = false;
  #bytes = 0;

  constructor(sights: Sights) {
    this.#sights = sights;
    this.#sample();
    this.#sights.world.in(LOOK_EVERY_MS, () => this.#look());
  }

  /** Compares at drawn moments of so many milliseconds. */
  plan(prng: Prng, lastsMs: number): void {
    const looks = Math.min(LOOKS, Math.ceil(lastsMs / LOOK_MS_MIN));
    for (let i = 0; i < looks; i++) this.#sights.world.in(prng.float() * lastsMs, () => this.compare());
  }

  /** Unless that has cost enough already. */
  compare(): void {
    if (this.#bytes < COMPARED_BYTES_MAX) this.compareAnyway();
  }

  compareAnyway(): void {
    const { oracle, config, given, compared } = this.#sights;
    const daemon = this.#answering;
    if (daemon === undefined) return;
    const journal = concat(begun(this.#files(), config.gateway.name));
    this.#bytes += journal.length;
    compared();
    oracle.compared(divergence(daemon, given(journal), config, this.#rereader));
  }

  started(host: string): void {
    if (host === this.#sights.host) this.#lives++;
  }

  ended(host: string): void {
    if (host !== this.#sights.host) return;
    this.#begun = false;
    this.#ready = false;
  }

  logged({ host, event }: LogLine): void {
    if (host !== this.#sights.host) return;
    if (event === "started") this.#begun = true;
    if (event !== "ready" || this.#ready) return;
    this.#ready = true;
    // In the middle of its step it cannot be asked.
    if (this.#lives > 1) this.#sights.world.in(0, () => this.#recovered());
  }

  #recovered(): void {
    if (this.#answering !== undefined) this.#sights.askBook();
    this.compare();
  }

  /** Of the journal, oldest first. */
  #files(): readonly Uint8Array[] {
    const { world, config, host } = this.#sights;
    const disk = world.disk(host);
    return segmentsAmong(disk.names, config.gateway.name).map(({ name }) => disk.durable(name));
  }

  get #answering(): Daemon | undefined {
    const { world, host, daemon } = this.#sights;
    return this.#begun && world.sample(host)?.frozen === false ? daemon() : undefined;
  }

  #look(): void {
    const { world, oracle, askReady, moved, halted } = this.#sights;
    if (this.#answering !== undefined) askReady();
    oracle.quoted(moved(), halted());
    world.in(LOOK_EVERY_MS, () => this.#look());
  }

  #sample(): void {
    const { world, oracle, host } = this.#sights;
    const sample = world.sample(host);
    if (sample !== undefined) oracle.sampled(sample);
    world.in(SAMPLE_MS, () => this.#sample());
  }
}

/** All but a newest one that a crash has left unfinished and that could not be deleted: a start goes on in the one before it. */
function begun(files: readonly Uint8Array[], gateway: string): readonly Uint8Array[] {
  if (files.length < 2) return files;
  const newest = readJournal(files.at(-1)!, gateway);
  return "length" in newest && newest.length === 0 ? files.slice(0, -1) : files;
}
