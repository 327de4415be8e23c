/**
 * What clients ask of IB's servers, from the question to its end.
 *
 * While the link is lost nothing of it is answered (PROTOCOL 13.1: "requests unanswered"). What was asked waits until the
 * link is back, or is lost: a switch. What the Gateway has known since its login (providers of news, exchanges, rules of
 * prices, its own settings and display groups) it answers all the time.
 *
 * At the history service the login has so many places (PROTOCOL 14: 50). A request takes one while it is under way; a
 * stream of bars that was begun by a request takes none. What becomes of one more is not established: it waits for a
 * place, as people saw who asked for the 51st head timestamp (ib-api-reloaded/ib_async #149), or is refused. Whoever
 * leaves takes all of his along, and then those who wait are served.
 */
import type { Listing } from "../exchange/directory/listing.ts";
import type { Past } from "../exchange/history/history.ts";
import type { Context } from "./context.ts";
import type { Session } from "./door/session.ts";
import type { Refusal } from "./refusal.ts";
import { HISTORY_SERVICE } from "./texts.ts";
import type { Query, QueryKind } from "./underWay.ts";

/** The login has no place left; what is said then is not established. */
export const NO_PLACE: Refusal = { code: 162, text: `${HISTORY_SERVICE}Too many historical data requests are open` };

/** Long answers are worked on in turns, with a pause after each: meanwhile everybody else is served. */
const TURN_MS = 5;

/** The past of a contract as it was asked for, under its name and at its exchange. */
export const pastOf = ({ exchange }: Context, listing: Listing): Past => ({ ...exchange.past(listing.conId), listing });

const idle = (): void => {};

export interface Question {
  readonly kind: QueryKind;
  readonly reqId: number;
  readonly answer: () => void;
  /** How long IB takes; it answers at once when absent. */
  readonly afterMs?: number;
  /** It takes a place at the history service. */
  readonly place?: boolean;
  /** After its answer the request keeps its place until it is cancelled. */
  readonly holds?: boolean;
  /** What has to be worked out before the answer, in turns of bounded work. */
  readonly work?: Iterator<undefined, void>;
}

/** Asks the history service; `false` when there is no place and one more is refused. */
export function askHistory(context: Context, session: Session, question: Question): boolean {
  const refused = context.switches.historyBeyondPlaces === "refused" && freePlaces(context) <= 0;
  if (!refused) ask(context, session, { ...question, afterMs: context.limits.historyMs, place: true });
  return !refused;
}

export function ask(context: Context, session: Session, question: Question): void {
  const { kind, reqId, place = false, afterMs } = question;
  const begin = (): void => {
    if (query.state !== "waiting" || !context.link.up || (place && freePlaces(context) <= 0)) return;
    query.state = "open";
    if (afterMs === undefined) work(context, session, query, question);
    else query.stop = context.later(afterMs, () => work(context, session, query, question));
  };
  const state = context.link.up ? "waiting" : unanswered(context);
  const query: Query = { kind, reqId, asked: context.moment().now, place, begin, state, stop: idle };
  session.queries.put(query);
  if (state === "waiting") begin();
}

/** What becomes of a question that meets an outage. */
const unanswered = ({ switches }: Context): "waiting" | "lost" =>
  switches.askedInOutage === "answered-later" ? "waiting" : "lost";

/** A turn of work on it, and at its end the answer. */
function work(context: Context, session: Session, query: Query, question: Question): void {
  if (!context.link.up) {
    query.state = unanswered(context);
  } else if (question.work !== undefined && question.work.next().done !== true) {
    query.stop = context.later(TURN_MS, () => work(context, session, query, question));
  } else {
    query.stop = idle;
    if (question.holds === true) query.state = "held";
    else session.queries.take(query.kind, query.reqId);
    question.answer();
    serveWaiting(context);
  }
}

/** A request that the service swallows: only a cancel ends it. */
export function lose(context: Context, session: Session, kind: QueryKind, reqId: number): void {
  const { now: asked } = context.moment();
  session.queries.put({ kind, reqId, asked, place: false, begin: idle, state: "lost", stop: idle });
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
  const { now: asked } = context.moment();
  const query: Query = { ...named, asked, place: false, begin: idle, state: "stream", stop: idle };
  const next = (): void => {
    query.stop = context.later(everyMs - (context.wall() % everyMs), () => {
      next();
      tell();
    });
  };
  session.queries.put(query);
  next();
}

/** The rest of an answer, or the next one, comes later, unless it is cancelled before. */
export function goOn(context: Context, session: Session, kind: QueryKind, reqId: number, ms: number, rest: () => void) {
  const { now: asked } = context.moment();
  const query: Query = { kind, reqId, asked, place: false, begin: idle, state: "open", stop: idle };
  session.queries.put(query);
  query.stop = context.later(ms, () => {
    session.queries.take(kind, reqId);
    rest();
  });
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

/** How many requests of a kind are under way in the login. */
export const countOf = (context: Context, kind: QueryKind): number =>
  context.sessions().reduce((sum, { queries }) => sum + queries.count(kind), 0);

const everything = (context: Context): readonly Query[] => context.sessions().flatMap(({ queries }) => queries.all());

function freePlaces(context: Context): number {
  const taken = everything(context).filter(({ place, state }) => place && (state === "open" || state === "held"));
  return context.limits.historiesMax - taken.length;
}

/** Those who waited longest come first. */
export function serveWaiting(context: Context): void {
  const waiting = everything(context).filter(({ state }) => state === "waiting");
  for (const { begin } of waiting.sort((a, b) => a.asked - b.asked)) begin();
}
