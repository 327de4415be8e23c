/**
 * Positions that come and go without an order of the market: exercise, assignment and expiry.
 *
 * An option that is exercised disappears at price 0 and its underlying comes at the strike, as IB's statements book it;
 * one on an index is paid out at what it is worth. Executions carry the kind in optExerciseOrLapseType (its values are
 * those of the official clients: 1 exercise, 2 lapse, 100 assigned, 101 exercised by clearing, 102 expired). Whether a
 * client hears of what happens at expiry as executions is not established: a switch.
 */
import { type Decimal, decimal, isNegative, negate, times, toNumber, ZERO } from "../../../base/decimal.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Books } from "../books.ts";
import { hasEnded, intrinsicValue, isOption, multiplierOf, venueOf } from "./instrument.ts";
import type { Position } from "./position.ts";

export const EXERCISED = 1;
const ASSIGNED = 100;
const EXERCISED_BY_CLEARING = 101;
const EXPIRED = 102;

export interface Owner {
  readonly clientId: number;
  readonly orderId: number;
  readonly permId: number;
}

/** What nobody ordered belongs to no client: it has the numbers of an order placed by hand. */
const NOBODY: Owner = { clientId: 0, orderId: 0, permId: 0 };

interface Booking {
  readonly account: string;
  readonly listing: Listing;
  /** Signed. */
  readonly quantity: Decimal;
  readonly price: number;
  readonly kind: number;
  readonly owner: Owner;
  readonly told: boolean;
}

function book(books: Books, { account, listing, quantity, price, kind, owner, told }: Booking): void {
  const realizedPNL = books.ledger.book({ account, listing, quantity, price, commission: ZERO });
  const shares = isNegative(quantity) ? negate(quantity) : quantity;
  if (told) {
    const execution = {
      ...{ execId: books.takeExecId(), ...owner, account, listing, exchange: venueOf(listing) },
      ...{ side: isNegative(quantity) ? ("SLD" as const) : ("BOT" as const), shares, price },
      ...{ cumQty: shares, avgPrice: price, orderRef: "", wall: books.moment.wall, lastLiquidity: 2 as const },
      ...{ commission: ZERO, commissionCurrency: listing.currency, realizedPNL, optExerciseOrLapseType: kind },
    };
    books.executions.push(execution);
    books.say({ kind: "execution", execution });
    books.say({ kind: "commission", execution });
  }
  books.say({ kind: "position", account, conId: listing.conId });
}

export interface Exercising {
  readonly account: string;
  readonly listing: Listing;
  /** Contracts: positive when the account holds them, negative when it wrote them. */
  readonly contracts: Decimal;
  readonly kind: number;
  readonly owner: Owner;
  readonly told: boolean;
}

/** The option goes, its underlying comes: a call is bought at the strike, a put sold; assigned, the other way. */
export function settleExercise(books: Books, { contracts, ...exercising }: Exercising): void {
  const { listing } = exercising;
  const underlying = books.listing(listing.underConId);
  const gone = { ...exercising, quantity: negate(contracts) };
  if (underlying.secType === "IND") {
    const price = intrinsicValue(listing, books.appraiser.mark(underlying.conId));
    return book(books, { ...gone, price });
  }
  book(books, { ...gone, price: 0 });
  const units = times(contracts, decimal(multiplierOf(listing)) as Decimal);
  const quantity = listing.right === "C" ? units : negate(units);
  book(books, { ...exercising, listing: underlying, quantity, price: listing.strike });
}

/** Every position whose contract has traded for the last time: futures and index options in cash, others in shares. */
export function expirePositions(books: Books): void {
  for (const account of books.ledger.names())
    for (const position of [...books.ledger.account(account).positions.values()]) {
      const listing = books.listing(position.conId);
      if (position.quantity !== ZERO && hasEnded(listing, books.moment.wall)) expire(books, account, position, listing);
    }
}

function expire(books: Books, account: string, { quantity, conId }: Position, listing: Listing): void {
  const told = books.switches.expiryExecutions;
  const common = { account, listing, owner: NOBODY, told };
  if (!isOption(listing)) {
    const price = books.appraiser.mark(conId);
    return book(books, { ...common, quantity: negate(quantity), price, kind: EXPIRED });
  }
  const worth = intrinsicValue(listing, books.appraiser.mark(listing.underConId));
  const lapses = worth === 0 || books.exercises.lapsed(account, conId);
  if (lapses) return book(books, { ...common, quantity: negate(quantity), price: 0, kind: EXPIRED });
  const kind = toNumber(quantity) > 0 ? EXERCISED_BY_CLEARING : ASSIGNED;
  settleExercise(books, { ...common, contracts: quantity, kind });
}
