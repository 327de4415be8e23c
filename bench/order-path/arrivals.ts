/**
 * A relay in front of the Gateway that notes when orders arrive there: the other end of "persist before send", on the
 * same clock as the client that wrote them.
 */
import net from "node:net";
import { messageId, outgoingId } from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { HelloError, HelloReader, parseServerReply } from "../../src/wire/handshake.ts";

const PLACE_ORDER = outgoingId("placeOrder");

export class Arrivals {
  readonly #server: net.Server;
  #at: number[] = [];
  #changed: () => void = () => {};

  private constructor(gatewayPort: number) {
    this.#server = net.createServer({ noDelay: true }, (client) => this.#accepted(client, gatewayPort));
  }

  static async start(gatewayPort: number): Promise<Arrivals> {
    const relay = new Arrivals(gatewayPort);
    await new Promise<void>((resolve) => relay.#server.listen(0, "127.0.0.1", resolve));
    return relay;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** When the last of so many orders that are yet to come arrived. */
  async next(count: number): Promise<number> {
    this.#at = [];
    await new Promise<void>((resolve) => {
      this.#changed = () => {
        if (this.#at.length >= count) resolve();
      };
    });
    return this.#at.at(-1)!;
  }

  #accepted(client: net.Socket, gatewayPort: number): void {
    const gateway = net.connect(gatewayPort, "127.0.0.1").setNoDelay(true);
    const reader = new Conversation();
    client.on("data", (chunk) => {
      const at = performance.now();
      gateway.write(chunk);
      for (const id of reader.sent(chunk)) if (id === PLACE_ORDER) this.#at.push(at);
      this.#changed();
    });
    gateway.on("data", (chunk) => {
      client.write(chunk);
      reader.answered(chunk);
    });
    for (const [one, other] of [
      [client, gateway],
      [gateway, client],
    ] as const)
      one.on("error", () => {}).on("close", () => other.destroy());
  }

  close(): void {
    this.#server.close();
  }
}

/** What one side says, as message ids, once both have agreed on a version. */
class Conversation {
  readonly #hello = new HelloReader();
  readonly #frames = new Frames();
  readonly #replies = new Frames();
  #greeted = false;
  #version = 0;

  *sent(chunk: Uint8Array): Generator<number> {
    if (this.#greeted) this.#frames.push(chunk);
    else {
      this.#hello.push(chunk);
      if (this.#hello.result() === undefined) return;
      this.#greeted = true;
      this.#frames.push(this.#hello.rest());
    }
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      if (payload instanceof FrameError) throw new Error(payload.reason);
      yield messageId(payload, this.#version);
    }
  }

  answered(chunk: Uint8Array): void {
    if (this.#version > 0) return;
    this.#replies.push(chunk);
    const payload = this.#replies.next();
    if (payload === undefined || payload instanceof FrameError) return;
    const reply = parseServerReply(payload);
    if (reply instanceof HelloError) throw new Error(reply.reason);
    this.#version = reply.serverVersion;
  }
}
