/**
 * reqAccountSummary of every client over one upstream request.
 *
 * The upstream request opens with the first rider, carries the standard tags and all others asked for, and stays for
 * the session: Gateways are reported to count a cancelled summary against the two they allow, so cancelling with the
 * last rider and opening again would use the allowance up. A wider wish opens the wider request first and cancels the old
 * one when the new image is complete, so at most two exist (PROTOCOL section 14), and a wish that the Gateway refuses
 * costs only those who made it. A client gets the rows of its own account and tags, accountSummaryEnd once, then changes.
 */
import { after, type Instant, seconds } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import { NOT_PROCESSED, NOT_VALID, quoting } from "../model/complaint.ts";
import type { ClientReqId, ConnId, UpstreamReqId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { IncomingBody, OutgoingBody } from "../wire/codec.ts";
import { isRemark } from "../wire/codes.ts";
import { Image } from "./image.ts";
import { duplicate, foreign, isOwn, refuse } from "./refusal.ts";
import type { RequestIds } from "./requestIds.ts";
import {
  answers,
  baseOf,
  covers,
  isEmpty,
  NO_TAGS,
  parseTags,
  printTags,
  STANDARD_TAGS,
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
  /** Its stream went through an outage: asking again under the same id replaces it, and so does a further one for which no room is left. */
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

const nobody = (): boolean => false;

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
  /** The tags of the last complete image; with riders the image outlives the session. */
  #known = NO_TAGS;
  /** Asked for although nobody wished it; nothing once the Gateway refused that. */
  #standard = STANDARD_TAGS;
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
    const held = this.#riders.filter((rider) => rider !== active && rider.client.conn === client.conn);
    const isFull = held.length >= SUMMARIES_PER_CLIENT_MAX;
    const former = isFull ? held.find(({ replaceable }) => replaceable) : active;
    if (isFull && former === undefined) {
      return this.#refuse(client, reqId, "Maximum number of account summary requests exceeded");
    }
    const rider = { client, reqId, tags, served: false, replaceable: false };
    this.#riders = [...this.#riders.filter((other) => other !== former), rider];
    if (covers(this.#known, tags)) this.#serve(rider);
    this.#widen(now);
  }

  #invalid(client: Client, body: OutgoingBody<"reqAccountSummary">, tags: Tags): string | undefined {
    if (!isOwn(client, body.groupName)) return `group ${foreign(client, body.groupName)}; use All`;
    if (body.tags.length > TAGS_LENGTH_MAX || sizeOf(tags) > TAGS_MAX) return "too many tags";
    if (isEmpty(tags)) return "no tags";
    return sizeOf(union(union(this.#standard, this.#wished()), tags)) > TAGS_MAX
      ? "too many different tags of all clients"
      : undefined;
  }

  #refuse(client: Client, reqId: ClientReqId, because: string): void {
    refuse(this.#out, client.conn, reqId, NOT_PROCESSED, because);
  }

  #wished(): Tags {
    return this.#riders.reduce((tags, rider) => union(tags, rider.tags), NO_TAGS);
  }

  /** What to ask for: the wishes, the standard tags and, while there is room, what earlier riders wished. */
  #wanted(): Tags {
    const wanted = union(this.#standard, this.#wished());
    const withEarlier = union(this.#current?.tags ?? NO_TAGS, wanted);
    return sizeOf(withEarlier) <= TAGS_MAX ? withEarlier : wanted;
  }

  /** Opens a request for what is wished and not carried. While one is being opened the wish waits: two is the limit. */
  #widen(now: Instant): void {
    if (!this.#isUp || this.#next !== undefined || this.#riders.length === 0) return;
    if (this.#current !== undefined && covers(this.#current.tags, this.#wished())) return;
    const tags = this.#wanted();
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

  /** Without riders the image is kept only while a request keeps it true, or brings it. */
  #drop(goes: (rider: Rider) => boolean): void {
    this.#riders = this.#riders.filter((rider) => !goes(rider));
    if (this.#riders.length > 0 || this.#current !== undefined || this.#next !== undefined) return;
    this.#known = NO_TAGS;
    this.#bases.clear();
    for (const image of this.#images.values()) image.clear();
  }

  /** An error under an id of ours: those hear it whose wish only that request carried. False when the id is not ours. */
  failed(error: IncomingBody<"error">, now: Instant): boolean {
    const upstream = [this.#next, this.#current].find((one) => one?.id === error.id);
    if (upstream === undefined) return false;
    if (isRemark(error.errorCode)) this.#tellFailed(error, this.#concerned(upstream));
    else this.#refused(upstream, error, now);
    return true;
  }

  /** The riders that only this request serves. */
  #concerned(upstream: Upstream): readonly Rider[] {
    const other = upstream === this.#next ? this.#current : this.#next;
    return this.#riders.filter(
      ({ tags }) => covers(upstream.tags, tags) && !(other !== undefined && covers(other.tags, tags)),
    );
  }

  #tellFailed(error: IncomingBody<"error">, riders: readonly Rider[]): void {
    for (const { client, reqId } of riders) {
      const errorMsg = quoting(error.errorMsg, error.id, reqId);
      this.#out.tell(client.conn, "error", { ...error, id: reqId, errorMsg });
    }
  }

  /** Suspected in this order: wishes that no Gateway has granted yet, the standard tags, everything. */
  #refused(upstream: Upstream, error: IncomingBody<"error">, now: Instant): void {
    const concerned = this.#concerned(upstream);
    const granted = union(this.#known, this.#standard);
    const suspects = concerned.filter(({ tags }) => !covers(granted, tags));
    this.#out.log("warn", "account-summary-refused", { errorCode: error.errorCode, errorMsg: error.errorMsg });
    this.#ids.retire(upstream.id);
    if (upstream === this.#next) this.#next = undefined;
    else this.#current = undefined;
    if (suspects.length === 0 && covers(upstream.tags, STANDARD_TAGS) && !isEmpty(this.#standard)) {
      this.#standard = NO_TAGS;
    } else this.#end(suspects.length > 0 ? suspects : concerned, error);
    this.#widen(now);
  }

  #end(riders: readonly Rider[], error: IncomingBody<"error">): void {
    this.#tellFailed(error, riders);
    this.#drop((rider) => riders.includes(rider));
  }

  sessionStarted(now: Instant): void {
    this.#isUp = true;
    this.#standard = STANDARD_TAGS;
    this.#widen(now);
  }

  sessionLost(): void {
    this.#isUp = false;
    this.#current = undefined;
    this.#next = undefined;
    this.lossTold();
    this.#drop(nobody);
  }

  /** The same session lost its subscriptions, and with them what is open. What nobody rides is not asked for again. */
  again(now: Instant): void {
    this.lossTold();
    for (const upstream of [this.#current, this.#next]) this.#close(upstream);
    this.#current = undefined;
    this.#next = undefined;
    this.#drop(nobody);
    this.#widen(now);
  }

  /** Clients hear that their data was lost. */
  lossTold(): void {
    for (const rider of this.#riders) rider.replaceable = true;
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
    this.#drop(nobody);
    this.#widen(now);
  }
}
