/**
 * A recording wire tap: a port that passes every byte on to a server and keeps a copy, in both directions.
 *
 * What a client saw on its wire is the only honest account of what a server did to it, so transcripts are made of
 * this and not of what a library reports. The tap changes nothing and adds no frame; what it cannot decode stays in
 * the record as an unreadable frame.
 */
import net from "node:net";
import {
  type DecodeError,
  decodeIncoming,
  decodeOutgoing,
  formOf,
  type Incoming,
  type Outgoing,
} from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { HelloReader, parseServerReply } from "../../src/wire/handshake.ts";
import { started } from "./tearDown.ts";

/** One frame in the order in which the tap saw it; `out` is from the client to the server. */
export type TapFrame =
  | { readonly direction: "in"; readonly form: Form; readonly message: Incoming | DecodeError }
  | { readonly direction: "out"; readonly form: Form; readonly message: Outgoing | DecodeError };

/** How a frame's body was written. */
export type Form = ReturnType<typeof formOf>;

/** One connection that went through the tap. */
export class TapLink {
  readonly frames: TapFrame[] = [];
  /** What the server sent, byte for byte. */
  readonly received: Buffer[] = [];
  readonly startedMs = performance.now();
  endedMs: number | undefined;
  /** 0 until the server has answered the hello. */
  serverVersion = 0;
  readonly #hello = new HelloReader();
  #greeted = false;
  readonly #out = new Frames();
  readonly #in = new Frames();

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  fromClient(chunk: Buffer): void {
    if (!this.#greeted) {
      this.#hello.push(chunk);
      if (this.#hello.result() === undefined) return;
      this.#greeted = true;
      this.#out.push(this.#hello.rest());
    } else this.#out.push(chunk);
    for (const payload of payloads(this.#out)) this.#sent(payload);
  }

  fromServer(chunk: Buffer): void {
    this.received.push(chunk);
    this.#in.push(chunk);
    for (const payload of payloads(this.#in)) {
      if (this.serverVersion === 0) this.#reply(payload);
      else this.#came(payload);
    }
  }

  #sent(payload: Uint8Array): void {
    const { serverVersion } = this;
    const message = decodeOutgoing(payload, serverVersion);
    this.frames.push({ direction: "out", form: formOf(payload, serverVersion), message });
  }

  #came(payload: Uint8Array): void {
    const { serverVersion } = this;
    const message = decodeIncoming(payload, serverVersion);
    this.frames.push({ direction: "in", form: formOf(payload, serverVersion), message });
  }

  #reply(payload: Uint8Array): void {
    const reply = parseServerReply(payload);
    if ("reason" in reply) throw new Error(`not a version reply: ${reply.reason}`);
    this.serverVersion = reply.serverVersion;
  }
}

function* payloads(frames: Frames): Generator<Uint8Array> {
  for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
    if (payload instanceof FrameError) throw new Error(`a frame that cannot be: ${payload}`);
    yield payload;
  }
}

export interface Tap {
  readonly port: number;
  /** Connections, oldest first. */
  readonly links: readonly TapLink[];
  stop(): void;
}

/** Listens on an ephemeral port and passes every connection on to `target`. */
export function startTap(target: number): Promise<Tap> {
  const links: TapLink[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const link = new TapLink();
    links.push(link);
    const upstream = net.connect(target, "127.0.0.1");
    join(client, upstream, (chunk) => link.fromClient(chunk));
    join(upstream, client, (chunk) => link.fromServer(chunk));
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.once("close", () => sockets.delete(socket));
    }
    client.once("close", () => {
      link.endedMs = performance.now();
    });
  });
  const stop = (): void => {
    stopped();
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const stopped = started(stop);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ port: (server.address() as net.AddressInfo).port, links, stop });
    });
  });
}

/** Bytes are passed on as they come, an end as an end, and a failure as the end of both. */
function join(from: net.Socket, to: net.Socket, record: (chunk: Buffer) => void): void {
  from.on("data", (chunk) => {
    record(chunk);
    to.write(chunk);
  });
  from.on("end", () => to.end());
  from.on("error", () => to.destroy());
}
