/**
 * reqAllOpenOrders: what the broker lists as open, one question at a time.
 *
 * The answer has no request id, so its end is all that says which question it belongs to. An end that does not come within
 * `ANSWER_MS_MAX` makes the list count for nothing; so does one that may be the late end of the question before. A list
 * is all open orders heard between the question and its end, less those that are heard to have ended meanwhile.
 */
import { after, type Instant } from "../base/time.ts";
import { keyIn } from "../model/orderKey.ts";
import type { Out } from "../model/out.ts";
import { endSaid } from "../model/statusWord.ts";
import type { IncomingBody } from "../wire/codec.ts";
import { ANSWER_MS_MAX, LISTED_MAX } from "./bounds.ts";
import type { ListEnd } from "./out.ts";

/** One open order as the list shows it. */
export interface Listed {
  /** 0 of one that bears a key and that nobody has given a permId yet. */
  readonly permId: number;
  readonly account: string;
  readonly orderRef: string;
  readonly conId: number;
  readonly status: string;
}

/** A complete list. */
export interface Snapshot {
  readonly askedAt: Instant;
  readonly orders: readonly Listed[];
}

export class OpenOrders {
  readonly #out: Pick<Out, "ask" | "log">;
  /** Those who wait for the present answer, and for the one after it. */
  #asked: readonly ListEnd[] = [];
  #next: readonly ListEnd[] = [];
  #askedAt: Instant | undefined;
  /** The present answer is waited for as long as the session lives. */
  #isPatient = false;
  /** By permId; by orderRef as long as there is none. */
  readonly #heard = new Map<number | string, Listed>();
  /** The end of a question that was given up may still come. */
  #mayBeLate = false;
  #passedOver = false;
  /** The newest complete one of this session. */
  newest: Snapshot | undefined;
  /** Who hears when a list is asked for and when it is complete. */
  listening: { readonly began: () => void; readonly complete: () => void } | undefined;

  constructor(out: Pick<Out, "ask" | "log">) {
    this.#out = out;
  }

  sessionLost(): void {
    this.#asked = [];
    this.#next = [];
    this.#askedAt = undefined;
    this.#mayBeLate = false;
    this.#passedOver = false;
    this.newest = undefined;
  }

  /** A list is being waited for. */
  get isAsked(): boolean {
    return this.#askedAt !== undefined;
  }

  /** The first list of a session: how long it may take is bounded elsewhere. One that is refused is not waited for. */
  first(done: ListEnd["done"], now: Instant): void {
    this.#begin([{ done, failed: () => {} }], now);
    this.#isPatient = true;
  }

  ask(end: ListEnd, now: Instant): void {
    if (this.#askedAt !== undefined) this.#next = [...this.#next, end];
    else this.#begin([end], now);
  }

  #begin(ends: readonly ListEnd[], now: Instant): void {
    this.#asked = ends;
    this.#askedAt = now;
    this.#isPatient = false;
    this.#passedOver = false;
    this.#heard.clear();
    this.listening?.began();
    this.#out.ask("account", "reqAllOpenOrders", {});
  }

  openOrder({ contract, order, orderState }: IncomingBody<"openOrder">): void {
    const { permId, account, orderRef } = order;
    if (this.#askedAt === undefined || order.whatIf || (permId === 0 && keyIn(orderRef) === undefined)) return;
    if (permId !== 0) this.#heard.delete(orderRef);
    this.#said(permId || orderRef, { permId, account, orderRef, conId: contract.conId, status: orderState.status });
  }

  orderStatus({ permId, status }: IncomingBody<"orderStatus">): void {
    const known = this.#heard.get(permId);
    if (known !== undefined) this.#said(permId, { ...known, status });
  }

  #said(id: number | string, listed: Listed): void {
    if (endSaid(listed.status) !== undefined) this.#heard.delete(id);
    else if (this.#heard.size < LISTED_MAX || this.#heard.has(id)) this.#heard.set(id, listed);
  }

  ended(now: Instant): void {
    if (this.#askedAt === undefined) return;
    if (this.#mayBeLate) {
      this.#mayBeLate = false;
      this.#passedOver = true;
      return;
    }
    const isWhole = this.#heard.size < LISTED_MAX;
    if (isWhole) this.newest = { askedAt: this.#askedAt, orders: [...this.#heard.values()] };
    if (isWhole) this.listening?.complete();
    this.#over(isWhole, now);
  }

  #over(isWhole: boolean, now: Instant): void {
    const [ends, next] = [this.#asked, this.#next];
    this.#askedAt = undefined;
    this.#asked = [];
    this.#next = [];
    for (const end of ends) (isWhole ? end.done : end.failed)(now);
    if (next.length > 0 && this.#askedAt === undefined) this.#begin(next, now);
    else this.#next = [...next, ...this.#next];
  }

  /** A read-only Gateway may withhold it (PROTOCOL 10): no end of it is to come. Answers whether one was asked for. */
  refused(now: Instant): boolean {
    if (this.#askedAt === undefined) return false;
    const [first] = this.#isPatient ? this.#asked : [];
    this.#over(false, now);
    first?.done(now);
    return true;
  }

  /** The link was lost or came back: what was asked before may never be answered, or with what was true then. */
  interrupted(now: Instant): void {
    if (this.#askedAt === undefined) return;
    this.#mayBeLate = !this.#passedOver;
    this.#asked = [...this.#asked, ...this.#next];
    this.#next = [];
    this.#over(false, now);
  }

  nextDeadline(): Instant | undefined {
    return this.#askedAt === undefined || this.#isPatient ? undefined : after(this.#askedAt, ANSWER_MS_MAX);
  }

  tick(now: Instant): void {
    const due = this.nextDeadline();
    if (due === undefined || now < due) return;
    this.#out.log("warn", "list-not-ended", { request: "reqAllOpenOrders" });
    // An end that was passed over was this question's own after all: nothing more of it is to come.
    this.#mayBeLate = !this.#passedOver;
    this.#over(false, now);
  }
}
