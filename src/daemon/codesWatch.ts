/**
 * Looks at the operator's file of codes every two seconds and hands on what has changed.
 *
 * A file that is being written changes from look to look; it is read when it has been still for one. What cannot be used is
 * said once in the log, with the sentence a start would have refused it with, and the rows that were read before stay. Nobody
 * waits for a look: a disk that does not answer ends the looks and nothing else.
 */
import { after, seconds } from "../base/time.ts";
import type { Clock, Host } from "../io/io.ts";
import type { CodesFile } from "./codesFile.ts";
import { ConfigError } from "./explain.ts";

export const LOOK_MS = seconds(2);

/** The file as the host has it. */
export interface CodesSource {
  readonly file: string;
  /** Differs whenever the content may; says so too when there is no file. */
  stamp(): string;
  read(): CodesFile | ConfigError;
  /** The same of a process that has more to do. */
  stampLater(done: (stamp: string) => void): void;
  readLater(done: (read: CodesFile | ConfigError) => void): void;
}

interface Ports {
  readonly clock: Clock;
  readonly host: Host;
}

/** What was read before anything ran. */
export interface CodesAtStart {
  readonly source: CodesSource;
  readonly inForce: CodesFile;
  /** Of the file, just before it was read. */
  readonly stamp: string;
}

export function codesAtStart(source: CodesSource): CodesAtStart | ConfigError {
  const stamp = source.stamp();
  const inForce = source.read();
  return inForce instanceof ConfigError ? inForce : { source, inForce, stamp };
}

export class CodesWatch {
  readonly #source: CodesSource;
  readonly #ports: Ports;
  readonly #changed: (file: CodesFile) => void;
  /** The digest in force, the stamp of what was read last, and the stamp at the last look. */
  #digest: string;
  #read: string;
  #seen: string;

  constructor({ source, inForce, stamp }: CodesAtStart, ports: Ports, changed: (file: CodesFile) => void) {
    this.#source = source;
    this.#ports = ports;
    this.#changed = changed;
    this.#digest = inForce.digest;
    this.#read = stamp;
    this.#seen = stamp;
    this.#wait();
  }

  #wait(): void {
    const { clock } = this.#ports;
    clock.at(after(clock.now(), LOOK_MS), () => this.#source.stampLater((stamp) => this.#look(stamp)));
  }

  #look(stamp: string): void {
    const still = stamp === this.#seen;
    this.#seen = stamp;
    if (!still || stamp === this.#read) return this.#wait();
    this.#read = stamp;
    this.#source.readLater((file) => {
      this.#take(file);
      this.#wait();
    });
  }

  #take(file: CodesFile | ConfigError): void {
    if (file instanceof ConfigError) {
      const kept = `the codes read before stay in force (${this.#digest})`;
      return this.#ports.host.log("warn", "codes-file-refused", { why: file.message, kept });
    }
    if (file.digest === this.#digest) return;
    this.#digest = file.digest;
    this.#changed(file);
  }
}
