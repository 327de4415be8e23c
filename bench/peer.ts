/**
 * The measuring client of the benchmarks: the least code that speaks the TWS API, the same on every path compared.
 *
 * It decodes nothing it is not asked about; `onFrame` sees each payload at the moment its bytes arrived.
 */
import net from "node:net";
import { type Draft, encodeOutgoing, type OutgoingBody, type OutgoingName } from "../src/wire/codec.ts";
import { FrameError, Frames } from "../src/wire/framing.ts";
import { clientHello } from "../src/wire/handshake.ts";

/** What it speaks on every path: text, as ib_async does; the daemon and the Gateway speak their newest. */
export const VERSION = 178;
const NEXT_VALID_ID = 9;

export class Peer {
  readonly #socket: net.Socket;
  readonly #frames = new Frames();
  #greeted = false;
  /** Called for every frame behind the handshake: its message id and payload. */
  onFrame: (id: number, payload: Uint8Array) => void = () => {};

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#received(chunk));
  }

  /** Connects and waits for nextValidId, `withinMs` at most. */
  static async connect(port: number, clientId: number, withinMs = 10_000): Promise<Peer> {
    const socket = net.connect(port, "127.0.0.1");
    const peer = new Peer(socket);
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(withinMs, () => socket.destroy(new Error(`no nextValidId within ${withinMs} ms`)));
      socket.on("error", reject);
      socket.once("close", () => reject(new Error("the connection was closed")));
      peer.onFrame = (id) => id === NEXT_VALID_ID && resolve();
      socket.write(clientHello(VERSION, VERSION));
      peer.#started = () => peer.send("startApi", { clientId, optionalCapabilities: "" });
    });
    socket.setTimeout(0);
    return peer;
  }

  #started: () => void = () => {};

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    this.#socket.write(encodeOutgoing(name, body, VERSION) as Uint8Array);
  }

  close(): void {
    this.#socket.destroy();
  }

  #received(chunk: Uint8Array): void {
    this.#frames.push(chunk);
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      if (payload instanceof FrameError) throw new Error(payload.reason);
      if (this.#greeted) this.onFrame(fields(payload, 1)[0]!, payload);
      else {
        this.#greeted = true;
        this.#started();
      }
    }
  }
}

/** The first `count` fields of a payload, as numbers. */
export function fields(payload: Uint8Array, count: number): number[] {
  const found: number[] = [];
  let value = 0;
  let sign = 1;
  for (let i = 0; i < payload.length && found.length < count; i++) {
    const byte = payload[i]!;
    if (byte === 45) sign = -1;
    else if (byte !== 0) value = value * 10 + (byte - 48);
    else {
      found.push(sign * value);
      value = 0;
      sign = 1;
    }
  }
  return found;
}
