/**
 * One TCP connection of a client: version exchange, frames in and out, rate limit, backlog limit.
 *
 * Until startApi the Gateway is silent but for its version reply (PROTOCOL 3.4). What a peer does wrong ends its own
 * connection and no other. Frames said in one instant leave in one write.
 */
import { concat } from "../../../base/bytes.ts";
import { after } from "../../../base/time.ts";
import type { Io, Socket, SocketOwner } from "../../../io/io.ts";
import { FrameError, Frames } from "../../../wire/framing.ts";
import { HelloError, HelloReader, negotiate } from "../../../wire/handshake.ts";
import type { Limits } from "../limits.ts";
import { Outbox, type Shape } from "./outbox.ts";
import { Rate, type Verdict } from "./rate.ts";

export type GatewayIo = Pick<Io, "clock" | "network" | "host">;

/** How a new connection is met: greeted, or never answered from some point on, or closed when it speaks. */
export type Welcome = "greeted" | "mute" | "mute-from-startApi" | "closed";
/** Whether the Gateway lives; while it is frozen everything waits, while it is dead everything is lost. */
export type Stance = "live" | "frozen" | "dead";

export interface ConnectionOwner {
  welcome(connection: Connection): Welcome;
  readonly stance: Stance;
  /** The first thing that is said. */
  versionReply(version: number): Uint8Array;
  /** How many messages a second may bring. */
  messagesPerSecond(): number;
  /** How bytes are sent; at once when unset. */
  shape(connection: Connection): Shape | undefined;
  /** A complete frame arrived. */
  frame(connection: Connection, payload: Uint8Array): void;
  /** The client sends too fast; answers whether the message is still to be handled. */
  tooFast(connection: Connection, verdict: Verdict): boolean;
  /** All frames of a chunk are handled: what they led to may leave. */
  handled(): void;
  /** It is over, whoever ended it; may be said twice. `clean` when nobody was cut off. */
  gone(connection: Connection, clean: boolean): void;
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
  readonly #welcome: Welcome;
  readonly #outbox: Outbox;
  #out: Uint8Array[] = [];
  #ending = false;
  /** What arrived while the Gateway stood still. */
  #held: Uint8Array[] = [];
  #heldClose: string | undefined;
  #cancelHello: () => void;

  constructor(io: GatewayIo, socket: Socket, remote: string, options: ConnectionOptions, owner: ConnectionOwner) {
    this.#io = io;
    this.#socket = socket;
    this.remote = remote;
    this.#options = options;
    this.#owner = owner;
    this.#rate = new Rate();
    this.#outbox = new Outbox(io.clock, (bytes) => socket.write(bytes));
    this.#welcome = owner.welcome(this);
    const late = (): void => {
      if (owner.stance === "live" && this.#welcome === "greeted") this.#refuse("no version range was sent in time");
    };
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
    if (this.#ending || this.#welcome === "mute" || this.#owner.stance === "dead") return;
    if (this.#owner.stance === "frozen") return void this.#held.push(bytes.slice());
    if (this.#welcome === "closed") return this.#refuse("its address is not trusted");
    if (this.#serverVersion === undefined) this.#greeted(bytes);
    else this.#frames.push(bytes);
    this.#handleFrames();
    this.#owner.handled();
  }

  closed(code: string): void {
    if (this.#owner.stance === "frozen" && !this.#ending) {
      this.#heldClose = code;
      return;
    }
    this.#ending = true;
    this.#cancelHello();
    this.#outbox.clear();
    this.#owner.gone(this, code === "");
  }

  /** The Gateway goes on: what arrived meanwhile is handled now. */
  thaw(): void {
    const held = this.#held.splice(0);
    if (held.length > 0) this.received(concat(held));
    if (this.#heldClose !== undefined) this.closed(this.#heldClose);
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
    this.#socket.write(this.#owner.versionReply(version));
    this.#frames.push(this.#hello.rest());
  }

  #handleFrames(): void {
    if (this.#welcome === "mute-from-startApi") return;
    while (!this.#ending && this.#serverVersion !== undefined) {
      const payload = this.#frames.next();
      if (payload === undefined) return;
      if (payload instanceof FrameError) return this.#refuse(payload.reason);
      const verdict = this.#rate.message(this.#io.clock.now(), this.#owner.messagesPerSecond());
      if (verdict.kind === "fine" || this.#owner.tooFast(this, verdict)) this.#owner.frame(this, payload);
    }
  }

  /** Queues a frame; it leaves with the next flush. */
  write(frame: Uint8Array): void {
    if (!this.#ending && frame.length > 0) this.#out.push(frame);
  }

  flush(): void {
    if (this.#out.length === 0 || this.#owner.stance === "frozen") return;
    const bytes = concat(this.#out);
    this.#out = [];
    if (this.#owner.stance === "live") this.#outbox.send(bytes, this.#owner.shape(this));
    if (this.#socket.unsent > this.#options.limits.backlogBytesMax) this.drop("it does not read what it is sent");
  }

  /** Sends what is queued, then closes. */
  end(reason: string): void {
    if (this.#ending) return;
    this.flush();
    this.#outbox.hurry();
    this.#ending = true;
    this.#log(reason);
    this.#socket.end();
    this.#owner.gone(this, true);
  }

  /** Closes at once; what is queued is lost. */
  drop(reason: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#log(reason);
    this.#outbox.clear();
    this.#socket.reset();
    this.#owner.gone(this, true);
  }

  /** Forgets it without a word: the client is told nothing, now or later. */
  abandon(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#log("it is forgotten");
    this.#outbox.clear();
    this.#owner.gone(this, true);
  }

  #refuse(reason: string): void {
    this.#cancelHello();
    this.end(reason);
  }

  #log(reason: string): void {
    this.#io.host.log("info", "gateway.disconnect", { remote: this.remote, reason });
  }
}
