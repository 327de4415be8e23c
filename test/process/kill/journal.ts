/**
 * The daemon's journal as another process sees it: the file's whole lines, read as it grows.
 *
 * It knows the line format and nothing else of the daemon, so that what it says of "durable" is independent. After a
 * kill everything that was written is still there, because it is the machine that keeps a file, not the process.
 */
import { appendFileSync, closeSync, fstatSync, openSync, readSync, truncateSync, watch } from "node:fs";
import type { Entry, Placement } from "../../../src/model/entry.ts";
import { started } from "../../rig/tearDown.ts";

/** Behind checksum and chain. */
const JSON_AT = 26;
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
  readonly #path: string;
  readonly #fd: number;
  readonly #entries: Entry[] = [];
  readonly #wants = new Set<Wants>();
  /** Behind the last whole line. */
  #at = 0;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, "r");
    const watcher = watch(path, () => void this.entries);
    started(() => {
      watcher.close();
      closeSync(this.#fd);
    });
  }

  /** All entries in the file, now. */
  get entries(): readonly Entry[] {
    const unread = this.#unread();
    const end = unread.lastIndexOf("\n") + 1;
    this.#at += end;
    const lines = unread.subarray(0, end).toString().split("\n").slice(0, -1);
    for (const line of lines) this.#entries.push(JSON.parse(line.slice(JSON_AT)).entry as Entry);
    if (lines.length > 0) this.#look(this.#entries.slice(-lines.length));
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
    appendFileSync(this.#path, '8c3f01aa 00ff00ff00ff00ff {"n":1,"at":"2026-');
  }

  /** The file ends in the middle of a line. */
  get isTorn(): boolean {
    void this.entries;
    return fstatSync(this.#fd).size > this.#at;
  }

  /** Loses everything, as no crash does. */
  wipe(): void {
    truncateSync(this.#path);
  }

  forgetWants(): void {
    this.#wants.clear();
  }

  #unread(): Buffer {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#fd).size - this.#at));
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, this.#at));
  }

  #look(fresh: readonly Entry[]): void {
    for (const wants of [...this.#wants]) {
      const entry = fresh.find(wants.matches);
      if (entry !== undefined && this.#wants.delete(wants)) wants.found(entry);
    }
  }
}
