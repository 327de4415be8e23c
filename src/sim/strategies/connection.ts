/**
 * A client's connection to a TWS API port: dial, handshake, startApi, then typed messages both ways.
 *
 * The other side may be a Gateway or holdfast; a client cannot tell. Bytes that do not decode end the connection with
 * a reason, for a client has nothing better to do.
 */
import { Bug } from "../../base/assert.ts";
import type { Io, Socket } from "../../io/io.ts";
import {
  DecodeError,
  type Draft,
  encodeOutgoing,
  type Incoming,
  NotCarried,
  nextIncoming,
  type OutgoingBody,
  type OutgoingName,
} from "../../wire/codec.ts";
import { FrameError, Frames } from "../../wire/framing.ts";
import { clientHello, HelloError, parseServerReply } from "../../wire/handshake.ts";
import { FLOOR } from "../../wire/versions.ts";

/** The newest version that ib_async offers. */
const IB_ASYNC_MAX = 178;

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
  /** The newest server version it offers; ib_async's unless said otherwise. */
  readonly serverVersionMax?: number | undefined;
}

export interface ConnectionOwner {
  /** The session has begun: the accounts it may use and its next order id. */
  ready(accounts: readonly string[], nextOrderId: number): void;
  /** Every message, those before `ready` included. */
  heard(message: Incoming): void;
  /** Once; nothing is heard afterwards. `reason` is "" for an orderly end. */
  closed(reason: string): void;
}

export class Connection {
  readonly #socket: Socket;
  readonly #address: Address;
  readonly #owner: ConnectionOwner;
  readonly #frames = new Frames();
  #serverVersion = 0;
  #accounts: readonly string[] | undefined;
  #nextOrderId: number | undefined;
  #state: "opening" | "ready" | "closed" = "opening";

  constructor(io: Io, address: Address, owner: ConnectionOwner) {
    this.#address = address;
    this.#owner = owner;
    this.#socket = io.network.dial(address.host, address.port, {
      opened: () => this.#socket.write(clientHello(FLOOR, address.serverVersionMax ?? IB_ASYNC_MAX)),
      received: (bytes) => this.#received(bytes),
      drained: () => {},
      closed: (code) => this.#closed(code),
    });
  }

  /** The version that was agreed on; 0 before. */
  get serverVersion(): number {
    return this.#serverVersion;
  }

  get ready(): boolean {
    return this.#state === "ready";
  }

  /** Sends a request; false when there is no session to send it on. */
  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): boolean {
    if (this.#serverVersion === 0 || this.#state === "closed") return false;
    const frame = encodeOutgoing(name, body, this.#serverVersion);
    if (frame instanceof NotCarried) throw new Bug(frame.toString());
    this.#socket.write(frame);
    return true;
  }

  /** Stops (true) or resumes (false) reading: what the other side says piles up there. */
  pause(paused: boolean): void {
    this.#socket.pause(paused);
  }

  /** Sends bytes that need not be a message. */
  sendRaw(bytes: Uint8Array): void {
    if (this.#state !== "closed") this.#socket.write(bytes);
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#socket.end();
  }

  /** Leaves as a program that is cut off does; its owner is told why. */
  drop(reason: string): void {
    if (this.#state !== "closed") this.#giveUp(reason);
  }

  #received(bytes: Uint8Array): void {
    this.#frames.push(bytes);
    while (this.#state !== "closed" && (this.#serverVersion === 0 ? this.#greeting() : this.#next()));
  }

  /** Takes the server's first frame; false when it is not there yet. */
  #greeting(): boolean {
    const payload = this.#frames.next();
    if (payload instanceof FrameError) this.#giveUp(payload.reason);
    else if (payload !== undefined) this.#greeted(payload);
    return payload !== undefined;
  }

  /** Takes the next message; false when it is not there yet. */
  #next(): boolean {
    const message = nextIncoming(this.#frames, this.#serverVersion);
    if (message instanceof FrameError || message instanceof DecodeError) this.#giveUp(message.toString());
    else if (message !== undefined) this.#message(message);
    return message !== undefined;
  }

  #greeted(payload: Uint8Array): void {
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError) return this.#giveUp(reply.reason);
    this.#serverVersion = reply.serverVersion;
    this.send("startApi", { clientId: this.#address.clientId });
  }

  #message(message: Incoming): void {
    this.#owner.heard(message);
    if (message.name === "managedAccounts") this.#accounts = accountsIn(message.body.accountsList);
    if (message.name === "nextValidId") this.#nextOrderId = message.body.orderId;
    this.#begin();
  }

  #begin(): void {
    if (this.#state !== "opening" || this.#accounts === undefined || this.#nextOrderId === undefined) return;
    this.#state = "ready";
    this.#owner.ready(this.#accounts, this.#nextOrderId);
  }

  #giveUp(reason: string): void {
    this.#socket.reset();
    this.#closed(reason);
  }

  #closed(reason: string): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#owner.closed(reason);
  }
}

const accountsIn = (list: string): readonly string[] => list.split(",").filter((account) => account !== "");
