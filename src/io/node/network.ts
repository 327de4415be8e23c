/**
 * TCP on the host's sockets.
 *
 * - No Nagle delay. What is written within one turn of the event loop leaves in one system call at the end of that turn:
 *   the bytes are copied into one buffer per socket, which also frees the caller to reuse them.
 * - `reset` sends RST, so that nothing queued can arrive later (RELIABILITY, "socket.destroy leaves bytes").
 * - Keep-alive finds an idle peer that vanished without a word after 25 s (15 s idle, then 10 probes of 1 s). Linux
 *   sends no probes while bytes of ours are unacknowledged: such a peer is found only when the system gives up sending
 *   them again (many minutes), or when the owner resets it because too much is `unsent`.
 * - A peer that does not answer our FIN is dropped after 10 s.
 * - An owner hears nothing after `closed`, no bytes after its own `end` or `reset`, and nothing from inside its own calls.
 */
import net from "node:net";
import type { Listener, ListenerOwner, Network, Socket, SocketOwner } from "../io.ts";

const KEEP_ALIVE_MS = 15_000;
const LINGER_MS = 10_000;
const OUTBOX_BYTES_START = 4_096;
/** A buffer that one burst made larger than this is not kept. */
const OUTBOX_BYTES_KEPT = 262_144;

export const nodeNetwork: Network = { dial, listen };

function dial(host: string, port: number, owner: SocketOwner): Socket {
  const raw = new net.Socket();
  const socket = new NodeSocket(raw);
  socket.attach(owner);
  raw.once("connect", () => socket.connected());
  raw.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS).connect({ host, port });
  return socket;
}

function listen(host: string, port: number, owner: ListenerOwner): Listener {
  const server = net.createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
  server.on("error", (error) => owner.failed(codeOf(error)));
  server.on("listening", () => owner.listening((server.address() as net.AddressInfo).port));
  server.on("connection", (raw) => {
    const socket = new NodeSocket(raw);
    socket.attach(owner.accepted(socket, `${raw.remoteAddress}:${raw.remotePort}`));
  });
  server.listen(port, host);
  return { close: () => void server.close() };
}

class NodeSocket implements Socket {
  readonly #raw: net.Socket;
  #owner: SocketOwner | undefined;
  #outbox: Uint8Array = new Uint8Array(OUTBOX_BYTES_START);
  #filled = 0;
  #flushing = false;
  #ending = false;
  #code = "";

  constructor(raw: net.Socket) {
    this.#raw = raw;
  }

  attach(owner: SocketOwner): void {
    this.#owner = owner;
    this.#raw.on("data", (bytes) => {
      if (!this.#ending) owner.received(bytes);
    });
    this.#raw.on("error", (error) => {
      this.#code ||= codeOf(error);
    });
    this.#raw.on("close", () => owner.closed(this.#code));
  }

  connected(): void {
    this.#owner?.opened();
  }

  get unsent(): number {
    return this.#filled + this.#raw.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (this.#ending || this.#raw.destroyed || bytes.length === 0) return;
    this.#reserve(bytes.length);
    this.#outbox.set(bytes, this.#filled);
    this.#filled += bytes.length;
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => this.#flush());
  }

  end(): void {
    if (this.#ending || this.#raw.destroyed) return;
    this.#ending = true;
    process.nextTick(() => {
      this.#flush();
      // Reading goes on, so that the peer's FIN is seen.
      this.#raw.resume().end();
    });
    const linger = setTimeout(() => this.#raw.resetAndDestroy(), LINGER_MS);
    this.#raw.once("close", () => clearTimeout(linger));
  }

  reset(): void {
    if (this.#raw.destroyed) return;
    this.#ending = true;
    this.#filled = 0;
    // A dialling socket would wait for its connection just to reset it: dropping it is enough, nothing has left yet.
    if (this.#raw.connecting) this.#raw.destroy();
    else this.#raw.resetAndDestroy();
  }

  pause(paused: boolean): void {
    if (paused) this.#raw.pause();
    else this.#raw.resume();
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#filled === 0 || this.#raw.destroyed) return;
    const bytes = this.#take();
    this.#raw.write(bytes, (error) => {
      if (error === undefined || error === null) this.#written();
    });
  }

  #written(): void {
    if (this.unsent === 0 && !this.#raw.destroyed) this.#owner?.drained();
  }

  /** The filled part, as bytes that are ours no more: the host may hold them until the network takes them. */
  #take(): Uint8Array {
    const bytes = this.#outbox.slice(0, this.#filled);
    this.#filled = 0;
    if (this.#outbox.length > OUTBOX_BYTES_KEPT) this.#outbox = new Uint8Array(OUTBOX_BYTES_START);
    return bytes;
  }

  #reserve(more: number): void {
    const need = this.#filled + more;
    if (need <= this.#outbox.length) return;
    const larger = new Uint8Array(Math.max(need, this.#outbox.length * 2));
    larger.set(this.#outbox.subarray(0, this.#filled));
    this.#outbox = larger;
  }
}

/** The system's code; dialling a name with several addresses fails with one error per address. */
function codeOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code ?? (error instanceof AggregateError ? codeOf(error.errors[0] as Error) : error.name);
}
