/**
 * One TCP connection of a client: version exchange, frames in and out, rate limit, backlog limit.
 *
 * Until startApi the Gateway is silent but for its version reply (PROTOCOL 3.4). What a peer does wrong ends its own
 * connection and no other. Frames said in one instant leave in one write.
 */
import { concat } from "../../../base/bytes.ts";
import { after, wireTime } from "../../../base/time.ts";
import type { Io, Socket, SocketOwner } from "../../../io/io.ts";
import { FrameError, Frames } from "../../../wire/framing.ts";
import { HelloError, HelloReader, negotiate, serverReply } from "../../../wire/handshake.ts";
import type { Limits } from "../limits.ts";
import { Rate, type Verdict } from "./rate.ts";

export type GatewayIo = Pick<Io, "clock" | "network" | "host">;

export interface ConnectionOwner {
  /** A complete frame arrived. */
  frame(connection: Connection, payload: Uint8Array): void;
  /** The client sends too fast; answers whether the message is still to be handled. */
  tooFast(connection: Connection, verdict: Verdict): boolean;
  /** All frames of a chunk are handled: what they led to may leave. */
  handled(): void;
  /** It is over, whoever ended it; may be said twice. */
  gone(connection: Connection): void;
}

export interface ConnectionOptions {
  readonly serverVersionMin: number;
  readonly serverVersionMax: number;
  readonly limits: Limits;
}

export class Connection implements SocketOwner {
  readonly remote: string;
  readonly #io: GatewayIo;
  readonly #options: ConnectionOptions;
  readonly #owner: ConnectionOwner;
  readonly #socket: Socket;
  readonly #hello = new HelloReader();
  readonly #frames = new Frames();
  readonly #rate: Rate;
  #serverVersion: number | undefined;
  #out: Uint8Array[] = [];
  #ending = false;
  #cancelHello: () => void;

  constructor(io: GatewayIo, socket: Socket, remote: string, options: ConnectionOptions, owner: ConnectionOwner) {
    this.#io = io;
    this.#socket = socket;
    this.remote = remote;
    this.#options = options;
    this.#owner = owner;
    this.#rate = new Rate(options.limits.messagesPerSecond);
    const late = (): void => this.#refuse("no version range was sent in time");
    this.#cancelHello = io.clock.at(after(io.clock.now(), options.limits.helloMs), late);
  }

  /** The version negotiated with this client; 0 before. */
  get serverVersion(): number {
    return this.#serverVersion ?? 0;
  }

  get open(): boolean {
    return !this.#ending;
  }

  opened(): void {}
  drained(): void {}

  received(bytes: Uint8Array): void {
    if (this.#ending) return;
    if (this.#serverVersion === undefined) this.#greeted(bytes);
    else this.#frames.push(bytes);
    this.#handleFrames();
    this.#owner.handled();
  }

  closed(_code: string): void {
    this.#ending = true;
    this.#cancelHello();
    this.#owner.gone(this);
  }

  #greeted(bytes: Uint8Array): void {
    this.#hello.push(bytes);
    const hello = this.#hello.result();
    if (hello === undefined) return;
    if (hello instanceof HelloError) return this.#refuse(hello.reason);
    const { serverVersionMin, serverVersionMax } = this.#options;
    const version = negotiate(serverVersionMin, serverVersionMax, hello);
    // What a real Gateway does with a range below its own is not established; old clients report a closed socket (3.3).
    if (version === undefined) return this.#refuse(`version range ${hello.min}..${hello.max} is not served`);
    this.#cancelHello();
    this.#serverVersion = version;
    this.#socket.write(serverReply(version, wireTime(this.#io.clock.wall())));
    this.#frames.push(this.#hello.rest());
  }

  #handleFrames(): void {
    while (!this.#ending && this.#serverVersion !== undefined) {
      const payload = this.#frames.next();
      if (payload === undefined) return;
      if (payload instanceof FrameError) return this.#refuse(payload.reason);
      const verdict = this.#rate.message(this.#io.clock.now());
      if (verdict.kind === "fine" || this.#owner.tooFast(this, verdict)) this.#owner.frame(this, payload);
    }
  }

  /** Queues a frame; it leaves with the next flush. */
  write(frame: Uint8Array): void {
    if (!this.#ending && frame.length > 0) this.#out.push(frame);
  }

  flush(): void {
    if (this.#out.length === 0) return;
    const bytes = concat(this.#out);
    this.#out = [];
    this.#socket.write(bytes);
    if (this.#socket.unsent > this.#options.limits.backlogBytesMax) this.drop("it does not read what it is sent");
  }

  /** Sends what is queued, then closes. */
  end(reason: string): void {
    if (this.#ending) return;
    this.flush();
    this.#ending = true;
    this.#log(reason);
    this.#socket.end();
    this.#owner.gone(this);
  }

  /** Closes at once; what is queued is lost. */
  drop(reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#log(reason);
    this.#socket.reset();
    this.#owner.gone(this);
  }

  #refuse(reason: string): void {
    this.#cancelHello();
    this.end(reason);
  }

  #log(reason: string): void {
    this.#io.host.log("info", "gateway.disconnect", { remote: this.remote, reason });
  }
}
