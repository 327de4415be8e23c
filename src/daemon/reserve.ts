/**
 * Room on the disk that is kept for the journal: a file that is removed when an append finds none.
 *
 * It stands, or it is gone; while it is gone its owner knows, and it is made anew as soon as that works. An append that finds
 * no room while it is gone has failed: then nothing is durable any more.
 */
import { after, seconds } from "../base/time.ts";
import type { Io } from "../io/io.ts";

const AGAIN_MS = seconds(10);

export class Reserve {
  readonly #io: Io;
  readonly #name: string;
  readonly #bytes: number;
  readonly #told: (isFull: boolean) => void;
  #state: "absent" | "stands" | "being made" | "being removed" = "absent";
  /** An append that found no room while the reserve was being made. */
  #waits: (() => void) | undefined;

  /** `told` hears whether there is no room: at first, and when that changes. */
  constructor(io: Io, name: string, bytes: number, told: (isFull: boolean) => void) {
    this.#io = io;
    this.#name = name;
    this.#bytes = bytes;
    this.#told = told;
  }

  get stands(): boolean {
    return this.#state === "stands";
  }

  /** Makes it before anything is appended. */
  make(then: () => void): void {
    this.#make((failed) => {
      then();
      if (failed === "") this.#told(false);
      else this.#missing();
    });
  }

  /** Gives it up for an append that found no room, and calls `again` then; false when there is nothing to give up. */
  giveUp(again: () => void): boolean {
    if (this.#bytes === 0 || this.#state === "absent" || this.#state === "being removed") return false;
    if (this.#state === "being made") this.#waits = again;
    else this.#remove(again);
    return true;
  }

  #make(done: (failed: string) => void): void {
    if (this.#bytes === 0) return this.#made("", done);
    this.#state = "being made";
    this.#io.disk.reserve(this.#name, this.#bytes, (failed) => this.#made(failed, done));
  }

  #made(failed: string, done: (failed: string) => void): void {
    this.#state = failed === "" ? "stands" : "absent";
    if (failed !== "") this.#io.host.log("warn", "journal-reserve-not-made", { bytes: this.#bytes, failed });
    done(failed);
    const waits = this.#waits;
    this.#waits = undefined;
    if (waits !== undefined && !this.giveUp(waits)) waits();
  }

  #remove(again: () => void): void {
    this.#state = "being removed";
    this.#io.host.log("error", "journal-reserve-given-up", { bytes: this.#bytes });
    this.#io.disk.remove(this.#name, (failed) => {
      // It may be gone all the same, and only that is not durable: the append is tried either way.
      if (failed !== "") this.#io.host.log("error", "journal-reserve-not-deleted", { bytes: this.#bytes, failed });
      this.#state = "absent";
      again();
      this.#missing();
    });
  }

  #missing(): void {
    this.#told(true);
    this.#io.clock.at(after(this.#io.clock.now(), AGAIN_MS), () =>
      this.#make((failed) => (failed === "" ? this.#told(false) : this.#missing())),
    );
  }
}
