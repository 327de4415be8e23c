/**
 * The terms half of I11: what a daemon believes that an order of its asks for, against what the broker works.
 *
 * `holdfast orders` shows what the client wants now. That is not what rests while a change waits for its turn, or has left
 * and is neither shown nor refused: its fate is open for as long as the session lasts, and the next one's list settles it.
 * Prices count by the order's type, for those of a trailing stop move by themselves; and less may rest than was placed,
 * where orders end together.
 */
import type { Order as TruthOrder } from "../broker/order.ts";
import type { Frame, OpenOrder } from "../sight/frame.ts";
import type { BookRow } from "./book.ts";
import { type Facts, keyOf } from "./facts.ts";
import { foldType } from "./limits/forms.ts";
import type { Line } from "./line.ts";

/** What can be compared; what is undefined is left open. */
interface Terms {
  readonly orderType: string | undefined;
  readonly totalQuantity: number | undefined;
  readonly lmtPrice: number | undefined;
  readonly auxPrice: number | undefined;
  readonly tif: string | undefined;
}

type Said = { readonly [name in keyof Terms]?: unknown };

const numberOf = (value: unknown): number | undefined =>
  value === undefined || value === "" ? undefined : Number(value);

function termsOf({ orderType, totalQuantity, lmtPrice, auxPrice, tif }: Said): Terms {
  const type = orderType === undefined ? undefined : foldType(String(orderType));
  return {
    orderType: type,
    totalQuantity: numberOf(totalQuantity),
    lmtPrice: type === "LMT" || type === "STPLMT" ? numberOf(lmtPrice) : undefined,
    auxPrice: type === "STP" || type === "STPLMT" ? numberOf(auxPrice) : undefined,
    tif: tif === undefined ? undefined : String(tif).toUpperCase() || "DAY",
  };
}

const FIELDS = ["orderType", "totalQuantity", "lmtPrice", "auxPrice", "tif"] as const satisfies (keyof Terms)[];

const isSame = (one: unknown, other: unknown): boolean => one === undefined || other === undefined || one === other;

const differing = (one: Terms, other: Terms): readonly (keyof Terms)[] =>
  FIELDS.filter((field) => !isSame(one[field], other[field]));

/** Refusals of a change that leave the order as it was. */
const REFUSES_CHANGE: ReadonlySet<number> = new Set([105, 110, 329, 440, 10326, 10327, 10341]);

/** One that has left, and on which connection. */
interface InFlight {
  readonly terms: Terms;
  readonly wireId: number | undefined;
}

/** Changes whose fate is open. */
export class Changes {
  readonly #facts: Facts;
  readonly #waiting = new Set<string>();
  /** By order, oldest first. */
  readonly #inFlight = new Map<string, readonly InFlight[]>();
  #wireId: number | undefined;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  isOpen(key: string): boolean {
    return this.#waiting.has(key) || this.#inFlight.has(key);
  }

  journaled(line: Line): void {
    const key = line.key as string;
    if (line.kind === "modifyIntended") this.#waiting.add(key);
    if (line.kind === "changeDropped") this.#waiting.delete(key);
    if (line.kind === "changeRefused") this.#refused(key);
    if (line.kind !== "orderSending" || line.frame === "cancel") return;
    this.#waiting.delete(key);
    const placement = this.#facts.order(key)?.placement;
    if (line.frame === "modify" && placement !== undefined)
      this.#keep(key, [...this.#flying(key), { terms: termsOf(placement.order), wireId: this.#wireId }]);
  }

  heard(frame: Frame, wireId: number): void {
    if (frame.name === "nextValidId") this.#wireId = wireId;
    if (frame.name === "openOrder" && !frame.whatIf) this.#shown(keyOf(frame.orderRef), frame, wireId);
    if (frame.name === "error" && REFUSES_CHANGE.has(frame.code))
      this.#refused(this.#facts.byOrderId(frame.id)?.key ?? "");
  }

  /** What is shown has arrived, and older ones are settled with it; a list of a later session settles all. */
  #shown(key: string, order: OpenOrder, wireId: number): void {
    const shown = termsOf(order);
    const flying = this.#flying(key);
    const arrived = flying.findLastIndex(({ terms }) => differing(terms, shown).length === 0);
    const left = flying.slice(arrived + 1);
    this.#keep(
      key,
      left.filter((change) => change.wireId === wireId),
    );
  }

  /** Which one is not said. */
  #refused(key: string): void {
    const flying = this.#flying(key);
    if (flying.length === 1) this.#keep(key, []);
  }

  #flying(key: string): readonly InFlight[] {
    return this.#inFlight.get(key) ?? [];
  }

  #keep(key: string, flying: readonly InFlight[]): void {
    if (flying.length > 0) this.#inFlight.set(key, flying);
    else this.#inFlight.delete(key);
  }
}

/** In which field a row says something else than the broker works, in words. */
export function otherTerms(row: BookRow, { terms, parent }: TruthOrder): string | undefined {
  const [ours, brokers] = [termsOf({ ...row, orderType: row.orderType ?? terms.orderType }), termsOf(terms)];
  const endsWithOthers = parent !== undefined || terms.ocaGroup !== "";
  const isReduced = endsWithOthers && (brokers.totalQuantity ?? 0) < (ours.totalQuantity ?? 0);
  const field = differing(ours, brokers).find((name) => name !== "totalQuantity" || !isReduced);
  return field === undefined
    ? undefined
    : `has ${field} ${shownAs(brokers[field])} at the broker, and ${shownAs(ours[field])} for the daemon`;
}

const shownAs = (value: Terms[keyof Terms]): string => String(value ?? "none");
