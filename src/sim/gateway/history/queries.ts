/**
 * Requests to the history service, from the question to its end.
 *
 * The login has so many places (PROTOCOL 14: 50). A request takes one while it is under way; a stream of bars that was
 * begun by a request takes none. What becomes of one more is not established: it waits for a place, as people saw who
 * asked for the 51st head timestamp (ib-api-reloaded/ib_async #149), or is refused. Whoever leaves takes all of his
 * along, and then those who wait are served.
 */
import type { Listing } from "../../exchange/directory/listing.ts";
import type { Past } from "../../exchange/history.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import { HISTORY_SERVICE } from "../texts.ts";
import type { Query, QueryKind } from "./underWay.ts";

/** Why a request is turned down. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

/** The login has no place left; what is said then is not established. */
export const NO_PLACE = `${HISTORY_SERVICE}Too many historical data requests are open`;

/** The past of a contract as it was asked for, under its name and at its exchange. */
export const pastOf = ({ exchange }: Context, listing: Listing): Past => ({ ...exchange.past(listing.conId), listing });

const idle = (): void => {};

/** What a request becomes; the answer comes when the service has worked on it. */
export interface Question {
  readonly kind: QueryKind;
  readonly reqId: number;
  readonly answer: () => void;
  /** After its answer the request keeps its place until it is cancelled. */
  readonly holds?: boolean;
}

/** Asks the service; `false` when there is no place and one more is refused. */
export function ask(context: Context, session: Session, question: Question): boolean {
  const full = placesTaken(context) >= context.limits.historiesMax;
  if (full && context.switches.historyBeyondPlaces === "refused") return false;
  const { kind, reqId } = question;
  const answer = (): void => {
    if (question.holds === true) session.queries.put({ ...query, state: "held", stop: idle });
    else session.queries.take(kind, reqId);
    question.answer();
    serveWaiting(context);
  };
  const query: Query = { kind, reqId, asked: context.moment().now, answer, state: "waiting", stop: idle };
  session.queries.put(query);
  if (!full) open(context, query);
  return true;
}

/** A request that the service swallows: only a cancel ends it. */
export function lose(context: Context, session: Session, kind: QueryKind, reqId: number): void {
  session.queries.put({ kind, reqId, asked: context.moment().now, answer: idle, state: "lost", stop: idle });
}

/** What goes on until it is cancelled. */
export interface Stream {
  readonly kind: QueryKind;
  readonly reqId: number;
  /** It speaks whenever so many milliseconds of the wall clock are full. */
  readonly everyMs: number;
  readonly tell: () => void;
}

/** Begins a stream of bars. */
export function stream(context: Context, session: Session, { everyMs, tell, ...named }: Stream): void {
  const query: Query = { ...named, asked: context.moment().now, answer: idle, state: "stream", stop: idle };
  const next = (): void => {
    query.stop = context.later(everyMs - (context.wall() % everyMs), () => {
      next();
      tell();
    });
  };
  session.queries.put(query);
  next();
}

/** The rest of an answer comes later, unless it is cancelled before. */
export function goOn(context: Context, session: Session, kind: QueryKind, reqId: number, ms: number, rest: () => void) {
  const stop = context.later(ms, rest);
  session.queries.put({ kind, reqId, asked: context.moment().now, answer: idle, state: "stream", stop });
}

/** Ends a request that the client gives up; `false` when there is none. */
export function cancel(context: Context, session: Session, kind: QueryKind, reqId: number): boolean {
  const found = session.queries.take(kind, reqId);
  if (found) serveWaiting(context);
  return found;
}

/** A connection ended. */
export function leave(context: Context, session: Session): void {
  session.queries.stopAll();
  serveWaiting(context);
}

const open = (context: Context, query: Query): void => {
  query.state = "open";
  query.stop = context.later(context.limits.historyMs, query.answer);
};

const everything = (context: Context): readonly Query[] =>
  context.sessions().flatMap(({ queries }) => [...queries.all()]);

const placesTaken = (context: Context): number =>
  everything(context).filter(({ state }) => state === "open" || state === "held").length;

/** Those who waited longest come first. */
function serveWaiting(context: Context): void {
  const free = context.limits.historiesMax - placesTaken(context);
  const waiting = everything(context).filter(({ state }) => state === "waiting");
  for (const query of waiting.sort((a, b) => a.asked - b.asked).slice(0, Math.max(0, free))) open(context, query);
}
