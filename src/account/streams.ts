/**
 * One kind of request with an id, shared: identical wishes ride on one upstream request.
 *
 * The first rider opens the stream and the last one cancels it. A rider that joins late gets the current image and, as
 * soon as the image is complete, one end. After an outage the streams are opened again without a word: only what changed is
 * told, and no second end. A rider whose stream went through an outage may ask again under its id and replaces it
 * (it does what 1101 told it to); otherwise an id that is still active is a duplicate.
 */
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { NOT_PROCESSED, NOT_VALID, quoting } from "../model/complaint.ts";
import type { ClientReqId, ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Span } from "../model/stream.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { isRemark } from "../wire/codes.ts";
import { Image } from "./image.ts";
import { duplicate, foreign, isOwn, refuse } from "./refusal.ts";
import type { RequestIds } from "./requestIds.ts";

/** What can be asked for; fields that a kind does not know are absent, so that equal wishes are shared. */
export interface Wish {
  readonly account: string;
  readonly modelCode: string;
  readonly ledgerAndNLV?: boolean;
  readonly conId?: number;
}

/** One kind of request: how it is asked, told and ended. */
export interface Kind<Row> {
  readonly name: string;
  readonly ask: (out: Out, reqId: UpstreamReqId, wish: Wish) => void;
  readonly cancel: (out: Out, reqId: UpstreamReqId) => void;
  readonly tell: (out: Out, conn: ConnId, reqId: ClientReqId, row: Row) => void;
  /** Absent for kinds whose image has no end. */
  readonly end?: (out: Out, conn: ConnId, reqId: ClientReqId) => void;
  /** Rows with one key replace each other. */
  readonly key: (row: Row) => string;
  /** The account that a row names; rows of any other account than the wished one are dropped. */
  readonly account?: (row: Row) => string;
  /** What is said of a row that is gone, and how such a row is recognised: it is said once and not kept. */
  readonly gone?: { readonly is: (row: Row) => boolean; readonly of: (row: Row) => Row };
  /** A row that repeats the last one is passed on too. */
  readonly repeats?: boolean;
}

interface Rider {
  readonly conn: ConnId;
  readonly reqId: ClientReqId;
  ended: boolean;
  replaceable: boolean;
}

interface Stream<Row> {
  readonly wish: Wish;
  readonly riders: Map<string, Rider>;
  readonly image: Image<Row>;
  id: UpstreamReqId | undefined;
  /** Of the present id. */
  askedAt: Instant;
  hasAnswered: boolean;
  ended: boolean;
}

/** Live requests of one client and kind; more are refused with 322. */
export const REQUESTS_PER_CLIENT_MAX = 500;
const ROWS_PER_STREAM_MAX = 10_000;
const MODEL_CODE_LENGTH_MAX = 100;
/** How long the end of an image may take before it is asked for again. */
const IMAGE_MS_MAX = seconds(15);
/** When to look again after an image left out what was there. */
const DOUBT_MS = seconds(5);

export class Streams<Row extends { readonly reqId: number }> {
  readonly #out: Out;
  readonly #ids: RequestIds;
  readonly #kind: Kind<Row>;
  readonly #byWish = new Map<string, Stream<Row>>();
  readonly #byId = new Map<number, Stream<Row>>();
  /** Live request ids of each client, with their streams. */
  readonly #riding = new Map<ConnId, Map<ClientReqId, Stream<Row>>>();
  /** Streams to be asked for again, and when. */
  readonly #again = new Map<Stream<Row>, Instant>();
  #isUp = false;

  constructor(out: Out, ids: RequestIds, kind: Kind<Row>) {
    this.#out = out;
    this.#ids = ids;
    this.#kind = kind;
  }

  asked(client: Client, body: Wish & { readonly reqId: number }, now: Instant): void {
    const { reqId, ...wish } = body;
    const refusal = notOwn(client, wish);
    if (refusal !== undefined) return refuse(this.#out, client.conn, reqId, NOT_VALID, refusal);
    this.#ride(client, reqId as ClientReqId, { ...wish, account: client.account }, now);
  }

  #ride(client: Client, reqId: ClientReqId, wish: Wish, now: Instant): void {
    const riding = this.#riding.get(client.conn);
    const active = riding?.get(reqId)?.riders.get(riderKey(client.conn, reqId));
    if (active !== undefined && !active.replaceable) return this.#refuse(client, reqId, duplicate);
    if (active === undefined && (riding?.size ?? 0) >= REQUESTS_PER_CLIENT_MAX) {
      return this.#refuse(client, reqId, `more than ${REQUESTS_PER_CLIENT_MAX} ${this.#kind.name} requests`);
    }
    if (active !== undefined) this.cancelled(client.conn, reqId);
    this.#join(this.#stream(wish, now), { conn: client.conn, reqId, ended: false, replaceable: false });
  }

  #refuse(client: Client, reqId: ClientReqId, because: string): void {
    refuse(this.#out, client.conn, reqId, NOT_PROCESSED, because);
  }

  #stream(wish: Wish, now: Instant): Stream<Row> {
    const known = this.#byWish.get(wishKey(wish));
    if (known !== undefined) return known;
    const full = () => this.#out.log("error", "account-stream-full", { kind: this.#kind.name, account: wish.account });
    const image = new Image<Row>(ROWS_PER_STREAM_MAX, full);
    const stream = { wish, riders: new Map(), image, id: undefined, askedAt: now, hasAnswered: false, ended: false };
    this.#byWish.set(wishKey(wish), stream);
    if (this.#isUp) this.#open(stream, now);
    return stream;
  }

  #join(stream: Stream<Row>, rider: Rider): void {
    stream.riders.set(riderKey(rider.conn, rider.reqId), rider);
    const riding = this.#riding.get(rider.conn) ?? new Map<ClientReqId, Stream<Row>>();
    this.#riding.set(rider.conn, riding.set(rider.reqId, stream));
    for (const row of stream.image.rows()) this.#kind.tell(this.#out, rider.conn, rider.reqId, row);
    if (stream.ended) this.#end(rider);
  }

  #end(rider: Rider): void {
    if (rider.ended) return;
    rider.ended = true;
    this.#kind.end?.(this.#out, rider.conn, rider.reqId);
  }

  /** A cancel of an id that is not active is met with silence, as a Gateway does for these kinds. */
  cancelled(conn: ConnId, id: number): void {
    const reqId = id as ClientReqId;
    const riding = this.#riding.get(conn);
    const stream = riding?.get(reqId);
    if (riding === undefined || stream === undefined) return;
    riding.delete(reqId);
    if (riding.size === 0) this.#riding.delete(conn);
    stream.riders.delete(riderKey(conn, reqId));
    if (stream.riders.size > 0) return;
    this.#close(stream);
    this.#byWish.delete(wishKey(stream.wish));
  }

  left(conn: ConnId): void {
    for (const reqId of [...(this.#riding.get(conn)?.keys() ?? [])]) this.cancelled(conn, reqId);
  }

  #open(stream: Stream<Row>, now: Instant): void {
    stream.id = this.#ids.take();
    stream.askedAt = now;
    stream.hasAnswered = false;
    this.#byId.set(stream.id, stream);
    // A stream without an end has no image to hold against the old one: a late joiner would take that for now.
    if (this.#kind.end === undefined) stream.image.clear();
    else this.#again.set(stream, after(now, IMAGE_MS_MAX));
    stream.image.loading();
    this.#kind.ask(this.#out, stream.id, stream.wish);
  }

  #close(stream: Stream<Row>): void {
    this.#again.delete(stream);
    if (stream.id === undefined) return;
    this.#kind.cancel(this.#out, stream.id);
    this.#forgetId(stream);
  }

  #forgetId(stream: Stream<Row>): void {
    this.#byId.delete(stream.id!);
    this.#ids.retire(stream.id!);
    stream.id = undefined;
  }

  /** A row of the Gateway under an id of ours, or of a stream that is no more. It is kept without the id, which changes. */
  row(body: Row): void {
    const { account, gone, repeats, key } = this.#kind;
    const stream = this.#byId.get(body.reqId);
    const row = { ...body, reqId: 0 };
    if (stream !== undefined) stream.hasAnswered = true;
    if (stream === undefined || (account !== undefined && account(row) !== stream.wish.account)) return;
    const isNews = gone?.is(row) ? stream.image.remove(key(row)) : stream.image.put(key(row), row);
    if (isNews || repeats) this.#tellAll(stream, row);
  }

  #tellAll(stream: Stream<Row>, row: Row): void {
    for (const rider of stream.riders.values()) this.#kind.tell(this.#out, rider.conn, rider.reqId, row);
  }

  ended(id: number, now: Instant): void {
    const stream = this.#byId.get(id);
    if (stream === undefined) return;
    const gone = stream.image.loaded();
    for (const row of gone) if (this.#kind.gone !== undefined) this.#tellAll(stream, this.#kind.gone.of(row));
    if (this.#kind.gone !== undefined && stream.image.doubtful) this.#again.set(stream, after(now, DOUBT_MS));
    else this.#again.delete(stream);
    stream.ended = true;
    for (const rider of stream.riders.values()) this.#end(rider);
  }

  /** An error under an id of ours: every rider hears it, and unless it is a warning the stream is over. */
  failed(error: IncomingBody<"error">): boolean {
    const stream = this.#byId.get(error.id);
    if (stream === undefined) return false;
    const riders = [...stream.riders.values()];
    for (const { conn, reqId } of riders) {
      const errorMsg = quoting(error.errorMsg, error.id, reqId);
      this.#out.tell(conn, "error", { ...error, id: reqId, errorMsg });
    }
    if (isRemark(error.errorCode)) return true;
    this.#again.delete(stream);
    this.#forgetId(stream);
    for (const { conn, reqId } of riders) this.cancelled(conn, reqId);
    return true;
  }

  sessionStarted(now: Instant): void {
    this.#isUp = true;
    for (const stream of this.#byWish.values()) this.#open(stream, now);
  }

  sessionLost(): void {
    this.#isUp = false;
    this.#byId.clear();
    this.#again.clear();
    for (const stream of this.#byWish.values()) {
      stream.id = undefined;
      stream.image.abandoned();
      this.#replaceable(stream);
    }
  }

  /** The same session lost its subscriptions: every stream is opened anew. */
  again(now: Instant): void {
    for (const stream of this.#byWish.values()) {
      this.#replaceable(stream);
      this.#reopen(stream, now);
    }
  }

  /** Clients hear that their data was lost. */
  lossTold(): void {
    for (const stream of this.#byWish.values()) this.#replaceable(stream);
  }

  /** Opens anew what was opened in that time and was never answered; an image with an end has a bound of its own. Answers how many. */
  askUnanswered({ from, until }: Span, now: Instant): number {
    const suspects = [...this.#byId.values()].filter(
      ({ askedAt, hasAnswered }) => !hasAnswered && askedAt >= from && askedAt <= until && !this.#kind.end,
    );
    for (const stream of suspects) this.#reopen(stream, now);
    return suspects.length;
  }

  #replaceable(stream: Stream<Row>): void {
    for (const rider of stream.riders.values()) rider.replaceable = true;
  }

  #reopen(stream: Stream<Row>, now: Instant): void {
    this.#close(stream);
    this.#open(stream, now);
  }

  nextDeadline(): Instant | undefined {
    return this.#again.size === 0 ? undefined : earliest(...this.#again.values());
  }

  tick(now: Instant): void {
    const due = [...this.#again].filter(([, at]) => at <= now).map(([stream]) => stream);
    for (const stream of due) {
      const fields = { kind: this.#kind.name, account: stream.wish.account, ended: stream.ended };
      this.#out.log("warn", "account-stream-asked-again", fields);
      this.#reopen(stream, now);
    }
  }
}

/** The reason why a wish reaches beyond its client, or undefined. */
function notOwn(client: Client, wish: Wish): string | undefined {
  if (!isOwn(client, wish.account)) return foreign(client, wish.account);
  return wish.modelCode.length > MODEL_CODE_LENGTH_MAX ? "the model code is too long" : undefined;
}

const riderKey = (conn: ConnId, reqId: ClientReqId): string => `${conn}/${reqId}`;

const wishKey = ({ account, modelCode, ledgerAndNLV, conId }: Wish): string =>
  [account, modelCode, ledgerAndNLV, conId].join("\n");
