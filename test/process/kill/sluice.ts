/**
 * The way between the daemon and the Gateway, frame by frame: each may pass whole, in part, or not at all.
 *
 * What a killed process leaves behind is its journal, the bytes that the Gateway got and the bytes that clients got,
 * and nothing else. A frame cut here at a chosen byte is therefore exactly the moment at which the process died with
 * that much of it on the way. Behind a cut nothing passes in that direction any more, and a deaf link passes nothing
 * to the daemon; both still record what was said.
 */
import net from "node:net";
import { DecodeError, decodeIncoming, decodeOutgoing, type Incoming, type Outgoing } from "../../../src/wire/codec.ts";
import { FrameError, Frames } from "../../../src/wire/framing.ts";
import { HelloReader, parseServerReply } from "../../../src/wire/handshake.ts";
import { started } from "../../rig/tearDown.ts";

/** One frame; `out` is from the daemon to the Gateway. */
export type Frame = FrameOf<"out", Outgoing> | FrameOf<"in", Incoming>;

interface FrameOf<D, M> {
  readonly link: Link;
  readonly direction: D;
  readonly message: M;
  /** With the length in front, in bytes. */
  readonly length: number;
  /** How many of its bytes were passed on. */
  passed: number;
}

/** Answers how many bytes of a frame may pass. Fewer than all end that direction. */
export type Keeper = (frame: Frame) => number;

const PREFIX_BYTES = 4;

/** One connection of one incarnation of the daemon. */
export class Link {
  /** Counted from 1 over all incarnations. */
  readonly number: number;
  /** What the Gateway says from here on is not heard. */
  deaf = false;
  readonly #keeper: Keeper;
  readonly #hello = new HelloReader();
  readonly #frames = { out: new Frames(), in: new Frames() };
  readonly #cut = { out: false, in: false };
  #greeted = false;
  #serverVersion = 0;

  constructor(number: number, keeper: Keeper) {
    this.number = number;
    this.#keeper = keeper;
  }

  /** What of the chunk goes on. */
  fromDaemon(chunk: Buffer): Buffer {
    if (this.#greeted) return this.#through("out", chunk);
    this.#hello.push(chunk);
    if (this.#hello.result() === undefined) return chunk;
    this.#greeted = true;
    const rest = Buffer.from(this.#hello.rest());
    return Buffer.concat([chunk.subarray(0, chunk.length - rest.length), this.#through("out", rest)]);
  }

  fromGateway(chunk: Buffer): Buffer {
    return this.#through("in", chunk);
  }

  /** Frames pass when they are complete. */
  #through(direction: "out" | "in", chunk: Buffer): Buffer {
    const frames = this.#frames[direction];
    frames.push(chunk);
    const passing: Buffer[] = [];
    for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
      if (payload instanceof FrameError) throw new Error(`on the way to the Gateway: ${payload}`);
      passing.push(this.#passing(direction, payload));
    }
    return Buffer.concat(passing);
  }

  #passing(direction: "out" | "in", payload: Uint8Array): Buffer {
    const bytes = Buffer.alloc(PREFIX_BYTES + payload.length);
    bytes.writeUInt32BE(payload.length);
    bytes.set(payload, PREFIX_BYTES);
    if (this.#serverVersion === 0) return this.#reply(payload, bytes);
    const message = (direction === "out" ? decodeOutgoing : decodeIncoming)(payload, this.#serverVersion);
    if (message instanceof DecodeError) throw new Error(`unreadable on the way to the Gateway: ${message}`);
    const frame = { link: this, direction, message, length: bytes.length, passed: 0 } as Frame;
    const wanted = this.#keeper(frame);
    if (this.#cut[direction] || (direction === "in" && this.deaf)) return bytes.subarray(0, 0);
    frame.passed = wanted;
    this.#cut[direction] = wanted < bytes.length;
    return bytes.subarray(0, wanted);
  }

  #reply(payload: Uint8Array, bytes: Buffer): Buffer {
    const reply = parseServerReply(payload);
    if ("reason" in reply) throw new Error(`not a version reply: ${reply.reason}`);
    this.#serverVersion = reply.serverVersion;
    return bytes;
  }
}

/** Listens on an ephemeral port, which it answers; every connection goes to `target`, by leave of the keeper. */
export function openSluice(target: number, keeper: Keeper): Promise<number> {
  const sockets = new Set<net.Socket>();
  let links = 0;
  const server = net.createServer((daemon) => {
    const link = new Link(++links, keeper);
    const gateway = net.connect(target, "127.0.0.1");
    join(daemon, gateway, (chunk) => link.fromDaemon(chunk));
    join(gateway, daemon, (chunk) => link.fromGateway(chunk));
    for (const socket of [daemon, gateway]) sockets.add(socket.setNoDelay(true));
  });
  started(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port));
  });
}

/** What the way lets through is passed on; an end, also that of a killed process, becomes the end of the other side. */
function join(from: net.Socket, to: net.Socket, through: (chunk: Buffer) => Buffer): void {
  from.on("data", (chunk) => {
    const passing = through(chunk);
    if (passing.length > 0) to.write(passing);
  });
  from.on("error", () => {});
  from.on("close", () => to.end());
}
