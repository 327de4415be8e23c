/** A mux without an engine, for the tests beside: clients that decode what they are told, and a Gateway that is a list. */
import assert from "node:assert/strict";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ClientId, ConnId, StrategyName, UpstreamReqId } from "../model/ids.ts";
import type { Priority, ReqOwner, Request } from "../model/out.ts";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  decodeOutgoing,
  encodeIncoming,
  encodeOutgoing,
  type Incoming,
  type IncomingBody,
  type IncomingName,
  NotCarried,
  type Outgoing,
  type OutgoingBody,
  type OutgoingName,
  sameShape,
  withCorrelator,
} from "../wire/codec.ts";
import type { QueueOut } from "./sharedQueue.ts";

export const clientOf = (conn: number, serverVersion = 178): Client => ({
  conn: conn as ConnId,
  strategy: `strategy ${conn}` as StrategyName,
  clientId: 1 as ClientId,
  account: "DU1000001",
  serverVersion,
});

/** A client's request as the door hands it on: through the wire, so that every field has its value. */
export function request<N extends OutgoingName>(name: N, draft: Draft<OutgoingBody<N>>, serverVersion = 200): Outgoing {
  const frame = encodeOutgoing(name, draft, serverVersion);
  assert(!(frame instanceof NotCarried), String(frame));
  const read = decodeOutgoing(frame.subarray(4), serverVersion);
  assert(!(read instanceof DecodeError), String(read));
  return read;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of every message
type Heard = { name: string; body: any };

export class Bench implements QueueOut {
  upstreamVersion = 200;
  /** Requests that have left for the Gateway. */
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every message
  sent: { name: string; body: any }[] = [];
  readonly released = new Set<number>();
  /** While true, what is queued stays queued. */
  holding = false;
  now = 1_000 as Instant;
  #queue: (() => readonly Request[])[] = [];
  #nextId = 2_000_000_000;
  readonly #versions = new Map<ConnId, number>();
  readonly #heard = new Map<ConnId, Heard[]>();

  client(conn: number, serverVersion = 178): Client {
    const client = clientOf(conn, serverVersion);
    this.#versions.set(client.conn, serverVersion);
    this.#heard.set(client.conn, []);
    return client;
  }

  /** What a client heard since it was last looked at. */
  heardBy({ conn }: Client): Heard[] {
    const heard = this.#heard.get(conn)!;
    this.#heard.set(conn, []);
    return heard;
  }

  /** The requests that left since last looked at. */
  takeSent(): Heard[] {
    const { sent } = this;
    this.sent = [];
    return sent;
  }

  /** A frame of the Gateway: its payload, to be overwritten after use, and what it says. */
  frame<N extends IncomingName>(name: N, draft: Draft<IncomingBody<N>>): { payload: Uint8Array; message: Incoming } {
    const payload = encodeIncoming(name, draft, this.upstreamVersion).slice(4);
    const message = decodeIncoming(payload, this.upstreamVersion);
    assert(!(message instanceof DecodeError), String(message));
    return { payload, message };
  }

  tell<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void {
    this.#deliver(conn, encodeIncoming(name, body, this.#versions.get(conn)!));
  }

  tellData<N extends IncomingName>(conn: ConnId, name: N, body: Draft<IncomingBody<N>>): void {
    this.tell(conn, name, body);
  }

  relay(conn: ConnId, payload: Uint8Array, reqId: number): void {
    const version = this.#versions.get(conn)!;
    if (sameShape("in", payload, this.upstreamVersion, version)) {
      return this.#deliver(conn, withCorrelator("in", payload, this.upstreamVersion, reqId));
    }
    const message = decodeIncoming(payload, this.upstreamVersion);
    assert(!(message instanceof DecodeError), String(message));
    this.#deliver(conn, encodeIncoming(message.name, { ...message.body, reqId } as never, version));
  }

  #deliver(conn: ConnId, frame: Uint8Array): void {
    if (frame.length === 0) return;
    const message = decodeIncoming(frame.subarray(4), this.#versions.get(conn)!);
    assert(!(message instanceof DecodeError), String(message));
    endsItsRequest(message);
    this.#heard.get(conn)!.push(message);
  }

  ask<N extends OutgoingName>(priority: Priority, name: N, body: Draft<OutgoingBody<N>>): void {
    this.askTogether(priority, [{ name, body } as unknown as Request]);
  }

  askTogether(priority: Priority, requests: readonly Request[]): void {
    this.queue(priority, requests.length, () => requests);
  }

  queue(_priority: Priority, messages: number, leave: (now: Instant) => readonly Request[]): void {
    this.#queue.push(() => {
      const requests = leave(this.now);
      assert(requests.length <= messages, "more frames left than were queued");
      return requests;
    });
    if (!this.holding) this.letLeave();
  }

  /** Lets go what is queued; `last` first when askers take turns badly. */
  letLeave(order: "as asked" | "reversed" = "as asked"): void {
    while (this.#queue.length > 0) {
      const leave = order === "reversed" ? this.#queue.pop()! : this.#queue.shift()!;
      for (const { name, body } of leave()) this.sent.push({ name, body });
    }
  }

  /** The session is gone and the queue with it. */
  loseQueue(): void {
    this.#queue = [];
  }

  takeReqId(_owner: ReqOwner): UpstreamReqId {
    return this.#nextId++ as UpstreamReqId;
  }

  releaseReqId(id: UpstreamReqId): void {
    this.released.add(id);
  }

  log(): void {}
}

/** No refusal of ours on a request id is 321, which ib_async takes for a warning: the request would hang (decision 0010). */
function endsItsRequest({ name, body }: Incoming): void {
  if (name !== "error" || !body.errorMsg.startsWith("holdfast")) return;
  assert(body.id === -1 || body.errorCode !== 321, `321 on request ${body.id}: ${body.errorMsg}`);
}

export const names = (heard: readonly { name: string }[]): string => heard.map(({ name }) => name).join(" ");
