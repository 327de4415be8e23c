/**
 * The Gateway's TCP port: open, closed, or open without a Gateway behind it (SEQUENCES 10: between the end of one login
 * and the next connects are refused, or accepted and then closed).
 */
import type { Listener, Network, Socket, SocketOwner } from "../../../io/io.ts";

export type PortState = "open" | "closed" | "accept-then-close";

export interface PortOptions {
  readonly host: string;
  /** 0 picks a free one, and that one is kept. */
  readonly port: number;
  readonly onListening?: (port: number) => void;
  readonly onFailed?: (code: string) => void;
}

const NOBODY: SocketOwner = { opened: () => {}, received: () => {}, drained: () => {}, closed: () => {} };

export class Port {
  readonly #network: Network;
  readonly #options: PortOptions;
  readonly #accepted: (socket: Socket, remote: string) => SocketOwner;
  #listener: Listener | undefined;
  #port: number;
  #state: PortState = "closed";
  #told = false;

  constructor(network: Network, options: PortOptions, accepted: (socket: Socket, remote: string) => SocketOwner) {
    this.#network = network;
    this.#options = options;
    this.#accepted = accepted;
    this.#port = options.port;
    this.turn("open");
  }

  turn(state: PortState): void {
    this.#state = state;
    if (state !== "closed") this.#listener ??= this.#listen();
    else this.#close();
  }

  #close(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  #listen(): Listener {
    return this.#network.listen(this.#options.host, this.#port, {
      listening: (port) => this.#listening(port),
      failed: (code) => this.#options.onFailed?.(code),
      accepted: (socket, remote) => this.#accept(socket, remote),
    });
  }

  /** Told once: that it opens again after a restart is found out by connecting. */
  #listening(port: number): void {
    this.#port = port;
    if (!this.#told) this.#options.onListening?.(port);
    this.#told = true;
  }

  #accept(socket: Socket, remote: string): SocketOwner {
    if (this.#state === "open") return this.#accepted(socket, remote);
    socket.end();
    return NOBODY;
  }
}
