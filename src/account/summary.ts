/**
 * reqAccountSummary of every client over one upstream request.
 *
 * The upstream request carries the union of all tags asked for since somebody began to ride. A wider wish opens the
 * wider request first and cancels the old one when the new image is complete, so at most the two exist that a Gateway
 * allows (PROTOCOL section 14), and a wish that the Gateway refuses costs only those who made it. A client gets the rows of
 * its own account and tags, accountSummaryEnd once, then changes.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ClientReqId, ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { IncomingBody, OutgoingBody } from "../wire/codec.ts";
import { Image } from "./image.ts";
import { duplicate, foreign, isOwn, isWarning, NOT_PROCESSED, NOT_VALID, refuse } from "./refusal.ts";
import type { RequestIds } from "./requestIds.ts";
import {
  answers,
  baseOf,
  covers,
  isEmpty,
  NO_TAGS,
  parseTags,
  printTags,
  sizeOf,
  TAGS_MAX,
  type Tags,
  union,
} from "./tags.ts";

type Row = IncomingBody<"accountSummary">;

interface Rider {
  readonly client: Client;
  readonly reqId: ClientReqId;
  readonly tags: Tags;
  /** Has had its image and its end. */
  served: boolean;
  /** Its stream went through an outage: asking again under the same id replaces it. */
  replaceable: boolean;
}

interface Upstream {
  readonly id: UpstreamReqId;
  readonly tags: Tags;
}

/** As a Gateway allows each of its clients. */
const SUMMARIES_PER_CLIENT_MAX = 2;
const ROWS_PER_ACCOUNT_MAX = 5_000;
const TAGS_LENGTH_MAX = 10_000;
/** How long accountSummaryEnd may take before the question is asked again. */
const IMAGE_MS_MAX = seconds(15);

export class Summary {
  readonly #out: Out;
  readonly #ids: RequestIds;
  readonly #images = new Map<string, Image<Row>>();
  readonly #bases = new Map<string, string>();
  #riders: Rider[] = [];
  /** Its image is complete. */
  #current: Upstream | undefined;
  /** Opened, its image not complete yet. */
  #next: Upstream | undefined;
  #openedAt = 0 as Instant;
  /** The tags of the last complete image; the image outlives the session. */
  #known = NO_TAGS;
  #isUp = false;

  constructor(out: Out, ids: RequestIds, accounts: readonly string[]) {
    this.#out = out;
    this.#ids = ids;
    for (const account of accounts) {
      const full = () => out.log("error", "account-summary-full", { account, limit: ROWS_PER_ACCOUNT_MAX });
      this.#images.set(account, new Image(ROWS_PER_ACCOUNT_MAX, full));
    }
  }

  asked(client: Client, body: OutgoingBody<"reqAccountSummary">, now: Instant): void {
    const reqId = body.reqId as ClientReqId;
    const tags = parseTags(body.tags.slice(0, TAGS_LENGTH_MAX));
    const invalid = this.#invalid(client, body, tags);
    if (invalid !== undefined) return refuse(this.#out, client.conn, reqId, NOT_VALID, invalid);
    const active = this.#riders.find((rider) => rider.client.conn === client.conn && rider.reqId === reqId);
    if (active !== undefined && !active.replaceable) return this.#refuse(client, reqId, duplicate);
    const held = this.#riders.filter((rider) => rider !== active && rider.client.conn === client.conn).length;
    if (held >= SUMMARIES_PER_CLIENT_MAX) {
      return this.#refuse(client, reqId, "Maximum number of account summary requests exceeded");
    }
    const rider = { client, reqId, tags, served: false, replaceable: false };
    this.#riders = [...this.#riders.filter((other) => other !== active), rider];
    if (covers(this.#known, tags)) this.#serve(rider);
    this.#widen(now);
  }

  #invalid(client: Client, body: OutgoingBody<"reqAccountSummary">, tags: Tags): string | undefined {
    if (!isOwn(client, body.groupName)) return `group ${foreign(client, body.groupName)}; use All`;
    if (body.tags.length > TAGS_LENGTH_MAX || sizeOf(tags) > TAGS_MAX) return "too many tags";
    if (isEmpty(tags)) return "no tags";
    return sizeOf(union(this.#wanted(), tags)) > TAGS_MAX ? "too many different tags of all clients" : undefined;
  }

  #refuse(client: Client, reqId: ClientReqId, because: string): void {
    refuse(this.#out, client.conn, reqId, NOT_PROCESSED, because);
  }

  /** All tags that riders wish or a request of now already carries. */
  #wanted(): Tags {
    return this.#riders.reduce((tags, rider) => union(tags, rider.tags), this.#current?.tags ?? NO_TAGS);
  }

  /** Opens a request for what is wished and not carried. While one is being opened the wish waits: two is the limit. */
  #widen(now: Instant): void {
    if (!this.#isUp || this.#next !== undefined || this.#riders.length === 0) return;
    const tags = this.#wanted();
    if (this.#current !== undefined && covers(this.#current.tags, tags)) return;
    this.#next = { id: this.#ids.take(), tags };
    this.#openedAt = now;
    const body = { reqId: this.#next.id, groupName: "All", tags: printTags(tags) };
    this.#out.ask("account", "reqAccountSummary", body);
  }

  #close(upstream: Upstream | undefined): void {
    if (upstream === undefined) return;
    this.#out.ask("account", "cancelAccountSummary", { reqId: upstream.id });
    this.#ids.retire(upstream.id);
  }

  #serve(rider: Rider): void {
    if (rider.served) return;
    rider.served = true;
    const { conn, account } = rider.client;
    const rows = [...(this.#images.get(account)?.rows() ?? [])].filter((row) => this.#answers(row, rider));
    rows.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
    for (const row of rows) this.#out.tell(conn, "accountSummary", { ...row, reqId: rider.reqId });
    this.#out.tell(conn, "accountSummaryEnd", { reqId: rider.reqId });
  }

  #answers(row: Row, rider: Rider): boolean {
    return (
      row.account === rider.client.account && answers(row, rider.tags, this.#asked(), this.#bases.get(row.account))
    );
  }

  /** What the rows that are kept or arriving were asked for with. */
  #asked(): Tags {
    return union(this.#known, this.#next?.tags ?? NO_TAGS);
  }

  heard(body: Row): void {
    const image = this.#images.get(body.account);
    if (image === undefined || (body.reqId !== this.#current?.id && body.reqId !== this.#next?.id)) return;
    const row = { ...body, reqId: 0 };
    const base = baseOf(row, this.#asked());
    if (base !== undefined) this.#bases.set(row.account, base);
    if (!image.put([row.tag, row.currency].join("\n"), row)) return;
    for (const rider of this.#riders) {
      if (!rider.served || !this.#answers(row, rider)) continue;
      this.#out.tell(rider.client.conn, "accountSummary", { ...row, reqId: rider.reqId });
    }
  }

  ended(id: number, now: Instant): void {
    if (this.#next === undefined || id !== this.#next.id) return;
    this.#close(this.#current);
    this.#current = this.#next;
    this.#next = undefined;
    this.#known = this.#current.tags;
    for (const rider of this.#riders) if (covers(this.#known, rider.tags)) this.#serve(rider);
    this.#widen(now);
  }

  cancelled(conn: ConnId, reqId: number): void {
    this.#drop((rider) => rider.client.conn === conn && rider.reqId === reqId);
  }

  left(conn: ConnId): void {
    this.#drop((rider) => rider.client.conn === conn);
  }

  /** With the last rider the request ends upstream, and its image with it: nobody keeps it true. */
  #drop(goes: (rider: Rider) => boolean): void {
    const stay = this.#riders.filter((rider) => !goes(rider));
    if (stay.length === this.#riders.length) return;
    this.#riders = stay;
    if (stay.length > 0) return;
    this.#closeAll();
    this.#known = NO_TAGS;
    this.#bases.clear();
    for (const image of this.#images.values()) image.clear();
  }

  #closeAll(): void {
    this.#close(this.#current);
    this.#close(this.#next);
    this.#current = undefined;
    this.#next = undefined;
  }

  /** An error under an id of ours: those hear it whose wish only that request carried. False when the id is not ours. */
  failed(error: IncomingBody<"error">, now: Instant): boolean {
    const upstream = [this.#next, this.#current].find((one) => one?.id === error.id);
    if (upstream === undefined) return false;
    const other = upstream === this.#next ? this.#current : this.#next;
    const concerns = (rider: Rider): boolean =>
      covers(upstream.tags, rider.tags) && !(other !== undefined && covers(other.tags, rider.tags));
    for (const { client, reqId } of this.#riders.filter(concerns)) {
      this.#out.tell(client.conn, "error", { ...error, id: reqId });
    }
    if (isWarning(error.errorCode)) return true;
    this.#ids.retire(upstream.id);
    if (upstream === this.#next) this.#next = undefined;
    else this.#current = undefined;
    this.#drop(concerns);
    this.#widen(now);
    return true;
  }

  sessionStarted(now: Instant): void {
    this.#isUp = true;
    this.#widen(now);
  }

  sessionLost(): void {
    this.#isUp = false;
    this.#current = undefined;
    this.#next = undefined;
    for (const rider of this.#riders) rider.replaceable = true;
  }

  /** The same session lost its subscriptions. */
  again(now: Instant): void {
    this.#closeAll();
    for (const rider of this.#riders) rider.replaceable = true;
    this.#widen(now);
  }

  nextDeadline(): Instant | undefined {
    return this.#next === undefined ? undefined : after(this.#openedAt, IMAGE_MS_MAX);
  }

  tick(now: Instant): void {
    const deadline = this.nextDeadline();
    if (deadline === undefined || now < deadline) return;
    this.#out.log("warn", "account-summary-not-ended", { waitedMs: IMAGE_MS_MAX });
    this.#close(this.#next);
    this.#next = undefined;
    this.#widen(now);
  }
}
