/**
 * Whether the image of a line that was asked for anew shows another quote than was told last: then something was missed.
 *
 * Times, texts and attributes say nothing, nor do the day's volume and its four prices, which change overnight without a
 * tick, nor a price of -1, "no data", with which closed markets answer (IB's documentation; ib_insync #471). A price brings
 * its size with it, and a size that changes alone comes alone: what was told last of a size is the newer one of the two.
 */
import type { Decimal } from "../base/decimal.ts";
import { DecodeError, decodeIncoming, incomingId } from "../wire/codec.ts";
import type { KeptFrame, Kind, LastTicks } from "./linesTick.ts";

const TICK_PRICE = incomingId("tickPrice");
const TICK_SIZE = incomingId("tickSize");

/** How a price and its size are told: bid, ask and last, and the delayed ones (IB's list of tick types). */
const QUOTES: readonly { readonly price: Kind; readonly size: Kind }[] = [
  [1, 0],
  [2, 3],
  [4, 5],
  [66, 69],
  [67, 70],
  [68, 71],
].map(([price, size]) => ({ price: [TICK_PRICE, price!], size: [TICK_SIZE, size!] }));

const isSame = (a: Kind, b: Kind): boolean => a[0] === b[0] && a[1] === b[1];

interface Quote {
  readonly price: number | undefined;
  readonly size: number | undefined;
}

/** What comes of a kind for the second time, or later, is no image, and differs from nothing. */
export function isOtherQuote(last: LastTicks, kind: Kind, payload: Uint8Array, serverVersion: number): boolean {
  const kinds = QUOTES.find(({ price, size }) => isSame(kind, price) || isSame(kind, size));
  const now = kinds === undefined ? undefined : quoteIn(payload, serverVersion);
  // 0 is the price of combinations only.
  if (kinds === undefined || now === undefined || now.price === -1 || now.price === 0) return false;
  const kept = last.newest(kinds.price, kinds.size);
  return (["price", "size"] as const).some((field) => isOther(told(kept, field, serverVersion), now[field]));
}

/** What was told of it before the line was asked for anew; undefined once it has come again. */
function told(kept: readonly KeptFrame[], field: keyof Quote, serverVersion: number): number | undefined {
  for (const { frame, isFormer } of kept) {
    const value = quoteIn(frame, serverVersion)?.[field];
    if (value !== undefined) return isFormer ? value : undefined;
  }
  return undefined;
}

const isOther = (was: number | undefined, is: number | undefined): boolean =>
  was !== undefined && is !== undefined && was !== is;

function quoteIn(frame: Uint8Array, serverVersion: number): Quote | undefined {
  const message = decodeIncoming(frame, serverVersion);
  if (message instanceof DecodeError) return undefined;
  if (message.name === "tickPrice") return { price: message.body.price, size: sizeOf(message.body.size) };
  return message.name === "tickSize" ? { price: undefined, size: sizeOf(message.body.size) } : undefined;
}

/** A size of nothing says nothing: a price may come without one. */
const sizeOf = (size: Decimal | undefined): number | undefined => (Number(size ?? 0) > 0 ? Number(size) : undefined);
