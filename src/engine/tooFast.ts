/**
 * What a 100 costs is made good: the Gateway was sent more than fifty messages in a second and may have dropped some of them.
 *
 * It happens although our pace is kept, for a starved host or a slow network brings together what left apart. Which messages
 * it dropped the Gateway does not say, nor whether it did (PROTOCOL 14: dropped or delayed, unverified; after several 100 it
 * disconnects), so only evidence decides. From then on less leaves, also in the next session (`upstream/pacing.ts`). What
 * left shortly before and has not been answered `PATIENCE_MS` later is asked for anew, under a fresh request id and behind a
 * cancel of the old one; history only behind the Gateway's own rule that the same question may come once in fifteen
 * seconds. Cancels are said again, of orders too: they never create. No order and no change is ever sent again: the lists are
 * asked for, and what became of a silent order is found as always (`orders/watch.ts`, `orders/resolver.ts`).
 */
import { after, earliest, type Instant, seconds } from "../base/time.ts";
import type { OrderId } from "../model/ids.ts";
import type { Request } from "../model/out.ts";
import { isAtBroker } from "../model/status.ts";
import type { Span } from "../model/stream.ts";
import type { Machines } from "./machines.ts";

/** What left so long before a 100, whenever it was let go, may have been bunched with what was too much. */
export const SUSPECT_MS = seconds(10);
/** What is still on its way when the Gateway says it. */
const UNDER_WAY_MS = seconds(1);
/** So long an answer may be on its way. */
export const PATIENCE_MS = seconds(5);
/** The same question about history within fifteen seconds is refused (PROTOCOL 14). */
export const HISTORY_PATIENCE_MS = seconds(16);

export class TooFast {
  readonly #m: Machines;
  /** How often it was said since the process began. */
  #count = 0;
  #span: Span | undefined;
  #historySpan: Span | undefined;

  constructor(machines: Machines) {
    this.#m = machines;
  }

  /** The next session asks for everything by itself. */
  sessionOver(): void {
    this.#span = undefined;
    this.#historySpan = undefined;
  }

  /** 100, on no request. */
  said(errorMsg: string, now: Instant): void {
    const { out, lines } = this.#m;
    this.#count++;
    out.tooFast(now);
    lines.tooFast();
    const from = out.letGoSince(after(now, -SUSPECT_MS));
    this.#span = spanTo(this.#span, from, now);
    this.#historySpan = spanTo(this.#historySpan, from, now);
    out.log("warn", "sent-too-fast", { errorMsg, count: this.#count, perSecond: out.perSecond });
  }

  nextDeadline(): Instant | undefined {
    return earliest(dueAt(this.#span, PATIENCE_MS), dueAt(this.#historySpan, HISTORY_PATIENCE_MS));
  }

  tick(now: Instant): void {
    const [span, historySpan] = [this.#span, this.#historySpan];
    if (span !== undefined && now >= dueAt(span, PATIENCE_MS)!) {
      this.#span = undefined;
      this.#mend(span, now);
    }
    if (historySpan !== undefined && now >= dueAt(historySpan, HISTORY_PATIENCE_MS)!) {
      this.#historySpan = undefined;
      this.#log({ history: this.#m.shared.askUnanswered(historySpan, true, now) });
      this.#tellOfChanges(historySpan);
    }
  }

  /** Changes of orders that no list has shown by then: the order may rest as it was, and only its client can say it again. */
  #tellOfChanges(span: Span): void {
    const { out, blotter } = this.#m;
    const ids = out.leftWithin(span).flatMap((r) => (r.name === "placeOrder" ? [r.body.orderId as OrderId] : []));
    for (const id of new Set(ids)) {
      const order = blotter.byOrderId(id);
      if (order === undefined || order.status === "sent" || order.inFlight.length === 0) continue;
      const { key, strategy, clientOrderId } = order;
      out.log("warn", "change-unanswered", { key, strategy, clientOrderId });
    }
  }

  /** Cancels first, so that nothing is doubled. */
  #mend(span: Span, now: Instant): void {
    const { out, lines, shared, account } = this.#m;
    const left = out.leftWithin(span);
    this.#log({
      cancels: this.#cancelAgain(left),
      lines: lines.askUnanswered(span),
      requests: shared.askUnanswered(span, false, now),
      account: account.askUnanswered(span, now),
    });
    if (out.ready && left.some(({ name }) => name === "placeOrder" || name === "cancelOrder"))
      this.#m.recovery.catchUp(now);
  }

  /** Answers how many. Those without an id are followed by what they cancel, and would end it. */
  #cancelAgain(left: readonly Request[]): number {
    let count = 0;
    // One that was said again already has left twice.
    const ids = new Set<number | undefined>();
    for (const request of left) {
      if (request.name === "cancelOrder") count += Number(this.#cancelOrderAgain(request.body.orderId as OrderId));
      else if (request.name.startsWith("cancel") && "reqId" in request.body && !ids.has(request.body.reqId)) {
        ids.add(request.body.reqId);
        this.#m.out.askTogether("subscription", [request]);
        count++;
      }
    }
    return count;
  }

  /** Unless the order is over, or the Gateway has shown that it knows of the cancel. */
  #cancelOrderAgain(orderId: OrderId): boolean {
    const { blotter, cancels, out } = this.#m;
    const order = blotter.byOrderId(orderId);
    if (!out.ready || order?.cancelWanted !== true || !isAtBroker(order.status)) return false;
    if (order.report?.status === "PendingCancel") return false;
    cancels.cancelOrder(order);
    return true;
  }

  #log(anew: Readonly<Record<string, number>>): void {
    if (Object.values(anew).some((count) => count > 0)) this.#m.out.log("warn", "asked-anew", anew);
  }
}

/** Said again before the look, it is one trouble. */
const spanTo = (former: Span | undefined, from: Instant, now: Instant): Span => ({
  from: earliest(former?.from, from)!,
  until: after(now, UNDER_WAY_MS),
});

/** So long after it was said last. */
const dueAt = (span: Span | undefined, patienceMs: number): Instant | undefined =>
  span === undefined ? undefined : after(span.until, patienceMs - UNDER_WAY_MS);
