/**
 * The daemon's journal as another process sees it: the whole lines of its files, read as they grow.
 *
 * It knows the line format and nothing else of the daemon, so that what it says of "durable" is independent. After a
 * kill everything that was written is still there, because it is the machine that keeps a file, not the process.
 */
import { appendFileSync, readdirSync, rmSync, watch } from "node:fs";
import { join } from "node:path";
import type { Entry, Placement } from "../../../src/model/entry.ts";
import { started } from "../../rig/tearDown.ts";
import { journalFiles, Segment } from "./segment.ts";

/** What the Gateway says of one order. */
const ANSWERS: ReadonlySet<Entry["kind"]> = new Set([
  "orderEchoed",
  "statusReported",
  "executed",
  "orderRejected",
  "orderCompleted",
]);

type Wants = { readonly matches: (entry: Entry) => boolean; readonly found: (entry: Entry) => void };

export class Journal {
  readonly #directory: string;
  /** By path, the oldest first. One that was removed is still known. */
  readonly #segments = new Map<string, Segment>();
  readonly #entries: Entry[] = [];
  readonly #wants = new Set<Wants>();

  /** `directory` is the daemon's state directory. */
  constructor(directory: string) {
    this.#directory = directory;
    const watcher = watch(directory, () => void this.entries);
    started(() => {
      watcher.close();
      for (const segment of this.#segments.values()) segment.close();
    });
  }

  /** The files it is in now, the oldest first. */
  get files(): readonly string[] {
    return journalFiles(this.#directory);
  }

  /** All entries in the files, now. */
  get entries(): readonly Entry[] {
    for (const path of this.files) if (!this.#segments.has(path)) this.#segments.set(path, new Segment(path));
    const fresh = [...this.#segments.values()].flatMap((segment) => segment.unread());
    this.#entries.push(...fresh);
    if (fresh.length > 0) this.#look(fresh);
    return this.#entries;
  }

  has(matches: (entry: Entry) => boolean): boolean {
    return this.entries.some(matches);
  }

  /** `found` is called in the instant in which an entry that matches is seen, from now on. */
  next(matches: (entry: Entry) => boolean, found: (entry: Entry) => void): void {
    void this.entries;
    this.#wants.add({ matches, found });
  }

  /** The same, but for an entry that may be there already. */
  once(matches: (entry: Entry) => boolean, found: (entry: Entry) => void): void {
    const known = this.entries.find(matches);
    if (known === undefined) this.next(matches, found);
    else found(known);
  }

  /** The key of the order that was sent last under this id. */
  keySentAs(orderId: number): string | undefined {
    const sending = this.entries.findLast((entry) => entry.kind === "orderSending" && entry.orderId === orderId);
    return sending?.kind === "orderSending" ? sending.key : undefined;
  }

  /** The key of a client's order. */
  keyOf(clientId: number, orderId: number): string | undefined {
    return this.#legs.find((leg) => leg.clientId === clientId && leg.clientOrderId === orderId)?.key;
  }

  /** The order ids of a client that are in the file. */
  idsOf(clientId: number): readonly number[] {
    return this.#legs.filter((leg) => leg.clientId === clientId).map((leg) => leg.clientOrderId);
  }

  /** The price that its client wants for an order, after a change. */
  priceOf(key: string): number | undefined {
    const change = this.entries.findLast((entry) => entry.kind === "modifyIntended" && entry.key === key);
    return change?.kind === "modifyIntended" ? change.order.lmtPrice : undefined;
  }

  /** How many answers of the Gateway about an order are in the file. */
  answersTo(key: string): number {
    return this.entries.filter((entry) => ANSWERS.has(entry.kind) && "key" in entry && entry.key === key).length;
  }

  get #legs(): readonly Placement[] {
    return this.entries.flatMap((entry) =>
      entry.kind === "orderIntended" ? entry.legs : entry.kind === "orderHeld" ? [entry] : [],
    );
  }

  /** Leaves what a power cut leaves: the beginning of a line. */
  tear(): void {
    appendFileSync(this.files.at(-1)!, '8c3f01aa 00ff00ff00ff00ff {"n":1,"at":"2026-');
  }

  /** It ends in the middle of a line. */
  get isTorn(): boolean {
    void this.entries;
    return this.#segments.get(this.files.at(-1)!)!.isTorn;
  }

  /** Loses everything, as no crash does. */
  wipe(): void {
    for (const name of readdirSync(this.#directory)) rmSync(join(this.#directory, name), { recursive: true });
  }

  forgetWants(): void {
    this.#wants.clear();
  }

  #look(fresh: readonly Entry[]): void {
    for (const wants of [...this.#wants]) {
      const entry = fresh.find(wants.matches);
      if (entry !== undefined && this.#wants.delete(wants)) wants.found(entry);
    }
  }
}
