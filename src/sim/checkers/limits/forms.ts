/**
 * How an order stands towards the market, and what brings it nearer: another type, another life, another price.
 *
 * Prices count by the type, for an echo repeats some that nobody set. Of what a type that waits in another way makes of its
 * numbers nothing is said here.
 */

export interface Form {
  readonly quantity: number;
  readonly orderType: string;
  readonly lmtPrice: number | undefined;
  readonly auxPrice: number | undefined;
  /** Undefined where nobody has said it. */
  readonly tif: string | undefined;
  readonly outsideRth: boolean;
}

export const formOf = ({ quantity, orderType, lmtPrice, auxPrice, tif, outsideRth }: Form): Form => ({
  ...{ quantity, orderType, lmtPrice, auxPrice, tif, outsideRth },
});

/** However it is spelled. */
export const foldType = (type: string): string => type.toUpperCase().replaceAll(/[\s_]+/g, "");

const LIMITS: ReadonlySet<string> = new Set(["LMT", "STPLMT"]);
const TRIGGERS: ReadonlySet<string> = new Set(["STP", "STPLMT"]);

const priceOf = (price: number | undefined, { orderType }: Form, types: ReadonlySet<string>): number | undefined =>
  types.has(foldType(orderType)) ? price : undefined;
const limitOf = (form: Form): number | undefined => priceOf(form.lmtPrice, form, LIMITS);
const triggerOf = (form: Form): number | undefined => priceOf(form.auxPrice, form, TRIGGERS);

const isAbove = (one: number | undefined, other: number | undefined): boolean =>
  one !== undefined && other !== undefined && one > other;

/** An order that names none lives for the day. */
const lifeOf = (tif: string): string => (tif === "" ? "DAY" : tif.toUpperCase());
const livesOtherwise = ({ tif }: Form, before: Form): boolean =>
  tif !== undefined && before.tif !== undefined && lifeOf(tif) !== lifeOf(before.tif);

type Test = (asked: Form, before: Form, buys: boolean) => boolean;

/** Each way in which one form asks for more than another one, and its name. */
const WAYS: readonly (readonly [what: string, isMore: Test])[] = [
  ["for more", (asked, before) => asked.quantity > before.quantity],
  ["of another type", (asked, before) => foldType(asked.orderType) !== foldType(before.orderType)],
  ["of another tif", livesOtherwise],
  ["for other hours", (asked, before) => asked.outsideRth !== before.outsideRth],
  [
    "at a nearer limit",
    (asked, before, buys) => {
      const [limit, other] = [limitOf(asked), limitOf(before)];
      return buys ? isAbove(limit, other) : isAbove(other, limit);
    },
  ],
  [
    "at a nearer trigger",
    (asked, before, buys) => {
      const [trigger, other] = [triggerOf(asked), triggerOf(before)];
      return buys ? isAbove(other, trigger) : isAbove(trigger, other);
    },
  ],
];

/** How this asks for more, or comes nearer to the market, than each of these; undefined where it does not. */
export function moreThan(asked: Form, stood: readonly Form[], buys: boolean): string | undefined {
  return WAYS.find(([, isMore]) => stood.every((before) => isMore(asked, before, buys)))?.[0];
}

/** Whether what was shown can be this one: what it leaves open cannot disagree. */
export const canBe = (shown: Form, form: Form): boolean =>
  shown.quantity === form.quantity &&
  foldType(shown.orderType) === foldType(form.orderType) &&
  isSame(limitOf(shown), limitOf(form)) &&
  isSame(triggerOf(shown), triggerOf(form));

const isSame = (one: number | undefined, other: number | undefined): boolean =>
  one === undefined || other === undefined || one === other;
