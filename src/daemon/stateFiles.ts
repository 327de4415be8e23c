/**
 * The files that other programs read: what the daemon knows, written every few seconds as whole JSON documents.
 *
 *     live_status.json  risk_state.json  analyst_metrics.json     written every cycle
 *     dynamic_pairs.json                                          read every cycle: whatever widens the universe writes it
 *     dynamic_pairs.merged.json                                   what of it has passed the locks, and what was scrubbed
 *
 * They are a view: nothing is ever decided by them, and nothing waits for them. The loop is asked one question in each cycle;
 * the disk is written by others while it goes on, one file after the other, and a disk that does not answer ends the
 * cycles and nothing else. What goes wrong with a file is said once in the log when it begins, and once when it is over.
 */
import { after, type Instant, isoTime, seconds } from "../base/time.ts";
import type { Clock, Host } from "../io/io.ts";
import type { WholeFiles, Written } from "../io/node/wholeFile.ts";
import type { Daemon } from "./loop.ts";
import { PairsWatch } from "./stateFilesPairs.ts";
import { type Trouble, troubleReading, troubleWriting } from "./stateFilesTrouble.ts";

/** The documents that are written, by the name that the engine's answer gives them. */
export const DOCUMENTS = {
  live: "live_status.json",
  risk: "risk_state.json",
  analyst: "analyst_metrics.json",
  pairs: "dynamic_pairs.merged.json",
} as const;
const PAIRS = "dynamic_pairs.json";
const ALL = [...Object.values(DOCUMENTS), PAIRS];

/** What a file says before there is anything to say: JSON all the same. */
const EMPTY = "{}\n";

/** Larger than any list of contracts. */
const PAIRS_BYTES_MAX = 2 ** 20;
/** A disk that has not answered for so long is said to hang. */
const HANGING_MS = seconds(10);

export interface StateFilesSettings {
  /** Absolute. */
  readonly directory: string;
  readonly everyMs: number;
  /** Whom `dynamic_pairs.json` may speak of. */
  readonly strategies: readonly string[];
}

interface Ports {
  readonly clock: Clock;
  readonly host: Host;
  readonly disk: WholeFiles;
}

type Asked = Pick<Daemon, "query" | "loadPairs">;

export class StateFiles {
  readonly #settings: StateFilesSettings;
  readonly #ports: Ports;
  readonly #troubles = new Map<string, Trouble & { readonly at: Instant }>();
  readonly #inPlace = new Set<string>();
  readonly #pairs: PairsWatch;
  #written: string | undefined;
  #isPrepared = false;
  #daemon: Asked | undefined;
  /** Since when the disk owes an answer. */
  #owed: Instant | undefined;

  constructor(settings: StateFilesSettings, ports: Ports) {
    this.#settings = settings;
    this.#ports = ports;
    this.#pairs = new PairsWatch(PAIRS, settings.strategies);
  }

  /** Makes what is absent, so that whoever looks finds JSON, and names what stands in the way. Nobody waits for it. */
  prepare(): void {
    this.#owed = this.#ports.clock.now();
    const each = (name: string, next: () => void): void => this.#prepare(name, next);
    this.#each(ALL, each, () => {
      this.#owed = undefined;
      this.#isPrepared = true;
      this.#turn();
    });
  }

  /** Cycles from now on, or from when all is prepared. */
  start(daemon: Asked): void {
    this.#daemon = daemon;
    this.#turn();
  }

  #turn(): void {
    const { clock } = this.#ports;
    const daemon = this.#daemon;
    if (daemon === undefined || !this.#isPrepared) return;
    const due = after(clock.now(), this.#settings.everyMs);
    this.#owed = clock.now();
    this.#cycle(daemon, () => {
      this.#owed = undefined;
      clock.at(due, () => this.#turn());
    });
  }

  /** For `holdfast status`. */
  get standing(): object {
    const { directory, everyMs } = this.#settings;
    return { directory, everySeconds: everyMs / 1_000, written: this.#written, troubles: this.#all() };
  }

  #all(): readonly object[] {
    const now = this.#ports.clock.now();
    const troubles: object[] = [...this.#troubles].map(([file, { says, fix, at }]) => ({
      ...{ file, says, sinceMs: Math.round(now - at), fix },
    }));
    const sinceMs = Math.round(now - (this.#owed ?? now));
    if (sinceMs < HANGING_MS) return troubles;
    const says = `its disk has not answered for ${Math.round(sinceMs / 1_000)} s, so no state file is written`;
    const fix = "look at the disk or the share that it is on";
    return [...troubles, { file: this.#settings.directory, says, sinceMs, fix }];
  }

  #prepare(name: string, done: () => void): void {
    const { disk } = this.#ports;
    disk.read(name, PAIRS_BYTES_MAX, (read) => {
      if (read.is === "absent") return disk.create(name, EMPTY, (written) => this.#wrote(name, written, done));
      const isOurs = read.is === "too-large" && name !== PAIRS;
      this.#judge(name, isOurs ? undefined : troubleReading(name, this.#settings.directory, read));
      done();
    });
  }

  #cycle(daemon: Asked, done: () => void): void {
    this.#look(daemon, () =>
      daemon.query("files", (answer) => {
        const contents = answer as Readonly<Record<keyof typeof DOCUMENTS, object>>;
        const kinds = Object.keys(DOCUMENTS) as (keyof typeof DOCUMENTS)[];
        this.#each(kinds, (kind, next) => this.#write(DOCUMENTS[kind], contents[kind], next), done);
      }),
    );
  }

  #write(name: string, content: object, done: () => void): void {
    const text = `${JSON.stringify(content, undefined, 1)}\n`;
    this.#ports.disk.write(name, text, (written) => this.#wrote(name, written, done));
  }

  #wrote(name: string, written: Written, done: () => void): void {
    const { directory } = this.#settings;
    if (written.how === "failed") this.#judge(name, troubleWriting(name, directory, written.code));
    else {
      this.#written = isoTime(this.#ports.clock.wall());
      this.#judge(name, undefined);
      if (written.how === "in-place") this.#saysInPlace(name, written.code);
    }
    done();
  }

  /** A reader must know that such a file is not always whole. */
  #saysInPlace(file: string, code: string): void {
    if (this.#inPlace.has(file)) return;
    this.#inPlace.add(file);
    const why = `it cannot be replaced as a whole (${code}), as a file that is a bind mount of its own cannot`;
    const fix = "a reader may find it half written: mount its directory in place of the file";
    this.#ports.host.log("warn", "state-file-in-place", { file, why, fix });
  }

  #look(daemon: Asked, done: () => void): void {
    this.#ports.disk.read(PAIRS, PAIRS_BYTES_MAX, (read) => {
      if (read.is === "file") this.#heard(read.text, daemon);
      else if (read.is === "absent") this.#heard(undefined, daemon);
      else this.#judge(PAIRS, troubleReading(PAIRS, this.#settings.directory, read));
      done();
    });
  }

  #heard(text: string | undefined, daemon: Asked): void {
    const look = this.#pairs.look(text);
    if (look.is === "new") daemon.loadPairs(look.pairs);
    if (look.is !== "waiting") this.#judge(PAIRS, look.is === "refused" ? look.trouble : undefined);
  }

  /** Said when it begins and when it is over. */
  #judge(file: string, trouble: Trouble | undefined): void {
    const known = this.#troubles.get(file);
    if (known?.says === trouble?.says) return;
    const { host, clock } = this.#ports;
    if (trouble === undefined) {
      this.#troubles.delete(file);
      return host.log("info", "state-file-well", { file });
    }
    this.#troubles.set(file, { ...trouble, at: clock.now() });
    host.log("warn", "state-file-trouble", { file, ...trouble });
  }

  #each<T>(all: readonly T[], one: (item: T, next: () => void) => void, done: () => void): void {
    const [first, ...rest] = all;
    if (first === undefined) done();
    else one(first, () => this.#each(rest, one, done));
  }
}
