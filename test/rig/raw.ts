/**
 * A TWS client that does nothing by itself: a test writes every frame and reads every answer.
 *
 * `RawSocket` is bytes and whole frames, for what no decent client sends. `RawClient` speaks messages. Both keep all
 * they ever received. Awaiting an answer moves a cursor behind it, so the same frame never answers two questions.
 */
import net from "node:net";
import {
  DecodeError,
  type Draft,
  decodeIncoming,
  encodeOutgoing,
  type Incoming,
  type IncomingBody,
  type IncomingName,
  NotCarried,
  type OutgoingBody,
  type OutgoingName,
} from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { clientHello, parseServerReply, type ServerReply } from "../../src/wire/handshake.ts";
import { PATIENCE_MS } from "./patience.ts";
import { started } from "./tearDown.ts";

export class RawSocket {
  /** Everything received, as it came. */
  readonly chunks: Buffer[] = [];
  readonly payloads: Uint8Array[] = [];
  /** Resolves with `""` for an end in good order, else the code of the error. */
  readonly closed: Promise<string>;
  closedWith: string | undefined;
  readonly #socket: net.Socket;
  readonly #frames = new Frames();
  readonly #watchers = new Set<() => void>();

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const ended = started(() => socket.destroy());
    this.closed = new Promise((resolve) => {
      let code = "";
      socket.on("error", (error: NodeJS.ErrnoException) => {
        code = error.code ?? error.message;
      });
      socket.on("close", () => {
        ended();
        this.closedWith = code;
        resolve(code);
        this.#changed();
      });
    });
    socket.on("data", (chunk) => this.#received(chunk));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  send(bytes: Uint8Array | string): void {
    this.#socket.write(bytes);
  }

  /** A frame of NUL-terminated fields, with its length before it; nothing is checked. */
  sendFields(...fields: readonly (string | number)[]): void {
    const payload = Buffer.from(fields.map((field) => `${field}\0`).join(""));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(payload.length);
    this.send(Buffer.concat([length, payload]));
  }

  /** Stops reading: what the peer sends piles up on its side. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async close(): Promise<void> {
    this.#socket.end();
    await this.closed;
  }

  /** Ends the connection without a good-bye. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  until<T>(what: string, ready: () => T | undefined, withinMs = PATIENCE_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail(`within ${withinMs} ms`), withinMs);
      const done = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const fail = (why: string): void => {
        done();
        reject(new Error(`no ${what} ${why}; received: ${this.received()}`));
      };
      const look = (): void => {
        const found = ready();
        if (found !== undefined) {
          done();
          resolve(found);
        } else if (this.closedWith !== undefined) fail(`before the connection closed (${this.closedWith || "end"})`);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** What came so far, for a failed wait. */
  received(): string {
    return this.payloads
      .slice(-12)
      .map((payload) => JSON.stringify(Buffer.from(payload).toString()))
      .join(" ");
  }

  #received(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.#frames.push(chunk);
    for (let payload = this.#frames.next(); payload !== undefined; payload = this.#frames.next()) {
      if (payload instanceof FrameError) throw new Error(`the server sent a frame that cannot be: ${payload}`);
      this.payloads.push(payload);
    }
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#watchers]) look();
  }
}

export class RawClient {
  readonly socket: RawSocket;
  readonly serverVersion: number;
  readonly connectionTime: string;
  #cursor: number;
  readonly #decoded: Incoming[] = [];

  constructor(socket: RawSocket, reply: ServerReply) {
    this.socket = socket;
    this.serverVersion = reply.serverVersion;
    this.connectionTime = reply.connectionTime;
    this.#cursor = 0;
  }

  /** Every message since the version reply. A frame that cannot be read fails the test. */
  get messages(): readonly Incoming[] {
    for (const payload of this.socket.payloads.slice(this.#decoded.length + 1)) {
      const message = decodeIncoming(payload, this.serverVersion);
      if (message instanceof DecodeError) throw new Error(`unreadable frame from the server: ${message}`);
      this.#decoded.push(message);
    }
    return this.#decoded;
  }

  send<N extends OutgoingName>(name: N, body: Draft<OutgoingBody<N>>): void {
    const frame = encodeOutgoing(name, body, this.serverVersion);
    if (frame instanceof NotCarried) throw new Error(`cannot be sent: ${frame}`);
    this.socket.send(frame);
  }

  /** The next message of that name that `matches`, behind the last one that was awaited. */
  async expect<N extends IncomingName>(
    name: N,
    matches: (body: IncomingBody<N>) => boolean = () => true,
    withinMs?: number,
  ): Promise<IncomingBody<N>> {
    return this.socket.until(name, () => this.#find(name, matches), withinMs);
  }

  /** Forgets what came so far: the next `expect` looks at what follows. */
  skip(): void {
    this.#cursor = this.messages.length;
  }

  /** What came since the last `skip` or awaited message. */
  since(): readonly Incoming[] {
    return this.messages.slice(this.#cursor);
  }

  /** Everything that was in flight has arrived: a question whose answer nobody else can cause has been answered. */
  async settle(): Promise<void> {
    const from = this.messages.length;
    this.send("reqIds", { numIds: 1 });
    await this.socket.until("nextValidId", () =>
      this.messages.slice(from).some(({ name }) => name === "nextValidId") ? true : undefined,
    );
  }

  close(): Promise<void> {
    return this.socket.close();
  }

  #find<N extends IncomingName>(name: N, matches: (body: IncomingBody<N>) => boolean): IncomingBody<N> | undefined {
    const { messages } = this;
    for (let i = this.#cursor; i < messages.length; i++) {
      const message = messages[i]!;
      if (message.name !== name || !matches(message.body as IncomingBody<N>)) continue;
      this.#cursor = i + 1;
      return message.body as IncomingBody<N>;
    }
    return undefined;
  }
}

/** A connection on which nothing has been said yet. */
export function rawSocket(port: number): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.off("error", reject);
      resolve(new RawSocket(socket));
    });
  });
}

/** A connection that has agreed on a version and has not said startApi. */
export async function greetedClient(port: number, version = 178): Promise<RawClient> {
  const socket = await rawSocket(port);
  socket.send(clientHello(100, version));
  const payload = await socket.until("version reply", () => socket.payloads[0]);
  const reply = parseServerReply(payload);
  if ("reason" in reply) throw new Error(`not a version reply: ${reply.reason}`);
  return new RawClient(socket, reply);
}

/** A client that has been told its next valid id. `version` is the highest it knows. */
export async function rawClient(port: number, clientId: number, version = 178): Promise<RawClient> {
  const client = await greetedClient(port, version);
  client.send("startApi", { clientId, optionalCapabilities: "" });
  await client.expect("nextValidId");
  return client;
}
