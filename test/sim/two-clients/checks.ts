/**
 * Independent checks on what the daemon does with orders, fed by taps on its wires and its disk, at the instant.
 *
 * They know the wire and the journal's line format, and nothing else of holdfast: own classification of frames, own
 * reading of durable bytes. A violation is a sentence; a run without sentences kept the promises.
 */
import { fromUtf8 } from "../../../src/base/bytes.ts";
import type { LogLine, Tap, Wire } from "../../../src/sim/world/tap.ts";
import type { IncomingBody, OutgoingBody } from "../../../src/wire/codec.ts";
import { type Spoken, WireReader } from "./wireReader.ts";

type PlaceOrder = OutgoingBody<"placeOrder">;

/** An order as the wire to the Gateway showed it. */
interface Sent {
  readonly orderId: number;
  /** The decisive fields of its first frame. */
  readonly first: string;
  /** The Gateway has spoken of it. */
  evident: boolean;
}

/** Errors that a crash may honestly lead to: the reason for an exit, and an order whose frame may have left. */
const EXPECTED = new Set(["exit", "order-unknown"]);

export interface CheckedNames {
  readonly daemon: string;
  readonly gateway: string;
  /** The one account whose name may appear on the wire to each client. */
  readonly accounts: ReadonlyMap<string, string>;
}

export class Checks implements Tap {
  readonly violations: string[] = [];
  /** Frames seen on the wire to the Gateway, for guards against empty runs. */
  readonly counts = { new: 0, modify: 0, cancel: 0 };
  readonly #names: CheckedNames;
  /** The daemon's durable journal, as bytes, read when asked. */
  readonly #journal: () => Uint8Array;
  readonly #wires = new Map<number, WireReader>();
  readonly #byRef = new Map<string, Sent>();
  readonly #refOfId = new Map<number, string>();
  readonly #refOfText = new Map<string, string>();

  constructor(names: CheckedNames, journal: () => Uint8Array) {
    this.#names = names;
    this.#journal = journal;
  }

  /** The versions agreed on with the Gateway, one for each session. */
  get upstreamVersions(): readonly number[] {
    return [...this.#wires.values()].map(({ serverVersion }) => serverVersion);
  }

  wrote(wire: Wire, from: "client" | "server", bytes: Uint8Array): void {
    if (wire.client === this.#names.daemon && wire.server === this.#names.gateway) this.#upstream(wire, from, bytes);
    if (wire.server === this.#names.daemon && from === "server") this.#isolation(wire.client, bytes);
  }

  logged(line: LogLine): void {
    if (line.level === "error" && !EXPECTED.has(line.event))
      this.#violation(`${line.host} logged ${JSON.stringify(line)}`);
  }

  ended(host: string, code: number | "killed"): void {
    if (code !== "killed") this.#violation(`${host} ended by itself with ${code}`);
  }

  #violation(sentence: string): void {
    this.violations.push(sentence);
  }

  /** No byte that goes to a client names another client's account. */
  #isolation(client: string, bytes: Uint8Array): void {
    const text = fromUtf8(bytes);
    for (const [other, account] of this.#names.accounts) {
      const own = this.#names.accounts.get(client);
      if (other !== client && account !== own && text.includes(account))
        this.#violation(`${client} was shown ${account}`);
    }
  }

  #upstream(wire: Wire, from: "client" | "server", bytes: Uint8Array): void {
    const reader = this.#wires.get(wire.id) ?? new WireReader();
    this.#wires.set(wire.id, reader);
    for (const spoken of reader.read(from, bytes, this.#journal)) this.#spoken(spoken);
  }

  #spoken({ message, durable, fault }: Spoken): void {
    if (fault !== undefined) return this.#violation(`on the wire to the Gateway: ${fault}`);
    if (message?.name === "placeOrder") this.#placed(message.body, durable);
    if (message?.name === "cancelOrder") this.#cancelled(message.body.orderId, durable);
    if (message?.name === "reqGlobalCancel") this.#violation("reqGlobalCancel reached the Gateway");
    if (message?.name === "openOrder") this.#evidence(message.body.order.orderId);
    if (message?.name === "orderStatus") this.#evidence(message.body.orderId);
    if (message?.name === "execDetails")
      this.#evidence((message.body as IncomingBody<"execDetails">).execution.orderId);
  }

  #evidence(orderId: number): void {
    const sent = this.#byRef.get(this.#refOfId.get(orderId) ?? "");
    if (sent !== undefined) sent.evident = true;
  }

  #placed(body: PlaceOrder, durable: Uint8Array): void {
    if (body.order.whatIf) return;
    const { orderRef } = body.order;
    const sent = this.#byRef.get(orderRef);
    if (sent === undefined) this.#placedNew(body, durable);
    else this.#placedAgain(body, sent, durable);
  }

  /** I2 and I5: intent and id durable first, and no id for two orders. */
  #placedNew({ orderId, order }: PlaceOrder, durable: Uint8Array): void {
    this.counts.new++;
    const { orderRef } = order;
    const other = this.#refOfId.get(orderId);
    if (other !== undefined) this.#violation(`order id ${orderId} was used for ${other} and for ${orderRef}`);
    this.#refOfId.set(orderId, orderRef);
    this.#byRef.set(orderRef, { orderId, first: decisive(order), evident: false });
    this.#onlyOne(orderRef);
    const key = keyOf(orderRef);
    const entries = entriesIn(durable);
    const intended = entries.some(
      (entry) => entry.kind === "orderIntended" && entry.legs?.some((leg) => leg.key === key),
    );
    if (!intended) this.#violation(`${orderRef} left before its intent was durable`);
    const reserved = entries.some(
      (entry) => entry.kind === "orderSending" && entry.key === key && entry.orderId === orderId,
    );
    if (!reserved) this.#violation(`${orderRef} left before its order id ${orderId} was durable`);
  }

  /** I1 once more, by the client's own reference: two keys for one order of a client are two orders. */
  #onlyOne(orderRef: string): void {
    const text = orderRef.split("|", 2)[1];
    if (text === undefined) return;
    const other = this.#refOfText.get(text);
    if (other !== undefined) this.#violation(`the client's order ${text} left as ${other} and as ${orderRef}`);
    this.#refOfText.set(text, orderRef);
  }

  /** I1: a second frame is a modify only when it says something new of an order that is known to exist. */
  #placedAgain({ orderId, order }: PlaceOrder, sent: Sent, durable: Uint8Array): void {
    this.counts.modify++;
    const { orderRef, lmtPrice } = order;
    if (orderId !== sent.orderId) this.#violation(`${orderRef} was sent again under another id, ${orderId}`);
    if (decisive(order) === sent.first) this.#violation(`${orderRef} was sent twice as a new order`);
    if (!sent.evident) this.#violation(`${orderRef} was modified before the Gateway spoke of it`);
    const intended = entriesIn(durable).some(
      (entry) => entry.kind === "modifyIntended" && entry.key === keyOf(orderRef) && entry.order?.lmtPrice === lmtPrice,
    );
    if (!intended) this.#violation(`a modify of ${orderRef} to ${lmtPrice} left before its intent was durable`);
  }

  /** I2 for cancels. An order whose frame may never have left may be cancelled: a cancel creates nothing. */
  #cancelled(orderId: number, durable: Uint8Array): void {
    this.counts.cancel++;
    const entries = entriesIn(durable);
    const sending = entries.find((entry) => entry.kind === "orderSending" && entry.orderId === orderId);
    if (sending === undefined) return this.#violation(`a cancel left for order id ${orderId}, which is nobody's`);
    const intended = entries.some((entry) => entry.kind === "cancelIntended" && entry.key === sending.key);
    if (!intended) this.#violation(`a cancel of ${sending.key} left before its intent was durable`);
  }
}

const keyOf = (orderRef: string): string => orderRef.split("|", 1)[0]!;

/** What makes a modify differ from the order as first sent. */
const decisive = ({ totalQuantity, orderType, lmtPrice, auxPrice, tif }: PlaceOrder["order"]): string =>
  JSON.stringify([totalQuantity, orderType, lmtPrice, auxPrice, tif]);

interface JournalEntry {
  readonly kind: string;
  readonly key?: string;
  readonly orderId?: number;
  readonly legs?: readonly { readonly key: string }[];
  readonly order?: { readonly lmtPrice?: number };
}

/** Behind checksum and chain. */
const JSON_AT = 26;

/** The whole lines of a journal; a torn last line has no newline yet. */
function entriesIn(journal: Uint8Array): readonly JournalEntry[] {
  const lines = fromUtf8(journal).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line.slice(JSON_AT)).entry as JournalEntry);
}
