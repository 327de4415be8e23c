/**
 * Every connection of the Gateway, watched from outside: what passes is counted, digested and shown to a recorder, and
 * reaches its owner unchanged.
 *
 * It stands between the Gateway and the host's network, so it sees exactly the bytes of the wire. Nothing here decides what the
 * Gateway does; it also tells a driver whether anything is still under way.
 */
import type { Listener, ListenerOwner, Network, Socket, SocketOwner } from "../io/io.ts";
import { WireDigest } from "./digest.ts";
import type { Traffic } from "./lockstep.ts";

/** Sees the bytes of one connection; they are valid during the call only. */
export interface Watcher {
  received(bytes: Uint8Array): void;
  wrote(bytes: Uint8Array): void;
  closed(): void;
}

export interface WiresOptions {
  /** Before anything of a connection is handled: time catches up. */
  readonly before: () => void;
  /** A client ended its connection by itself. */
  readonly left: (remote: string) => void;
  /** The port was closed, as at a restart, or is open again. */
  readonly turned: (port: "open" | "closed") => void;
  /** Makes the watcher of a connection; undefined when nobody records. */
  readonly watch?: ((remote: string) => Watcher) | undefined;
}

export class Wires implements Network, Traffic {
  readonly #inner: Network;
  readonly #options: WiresOptions;
  readonly #digest = new WireDigest();
  readonly #open = new Set<Wire>();
  #opening = 0;
  #wasOpen = false;
  activity = 0;
  told = 0;

  constructor(inner: Network, options: WiresOptions) {
    this.#inner = inner;
    this.#options = options;
  }

  dial(host: string, port: number, owner: SocketOwner): Socket {
    return this.#inner.dial(host, port, owner);
  }

  listen(host: string, port: number, owner: ListenerOwner): Listener {
    let opening = true;
    let isOpen = false;
    const answered = (): void => {
      if (opening) this.#opening--;
      opening = false;
      this.activity++;
    };
    this.#opening++;
    this.activity++;
    const heard = (tell: () => void): void => {
      answered();
      this.#options.before();
      tell();
    };
    const listener = this.#inner.listen(host, port, {
      listening: (opened) => {
        isOpen = true;
        if (this.#wasOpen) this.#options.turned("open");
        this.#wasOpen = true;
        heard(() => owner.listening(opened));
      },
      failed: (code) => heard(() => owner.failed(code)),
      accepted: (socket, remote) => this.#accepted(socket, remote, owner),
    });
    // One that is closed before it listens says nothing any more.
    const close = (): void => {
      answered();
      if (isOpen) this.#options.turned("closed");
      isOpen = false;
      listener.close();
    };
    return { close };
  }

  /** SHA-256, in hex, of what every connection received and sent so far, in the order in which they were accepted. */
  hash(): string {
    return this.#digest.hex();
  }

  get busy(): boolean {
    if (this.#opening > 0) return true;
    for (const wire of this.#open) if (!wire.slow && wire.unsent > 0) return true;
    return false;
  }

  giveUp(): void {
    for (const wire of this.#open) if (wire.unsent > 0) wire.slow = true;
  }

  #accepted(socket: Socket, remote: string, owner: ListenerOwner): SocketOwner {
    const strand = this.#digest.strand();
    const watcher = this.#options.watch?.(remote);
    const wire: Wire = new Wire(socket, {
      ended: () => {
        this.activity++;
        this.told++;
      },
      wrote: (bytes) => {
        this.activity++;
        this.told++;
        strand.wrote(bytes);
        watcher?.wrote(bytes);
      },
    });
    this.#open.add(wire);
    this.activity++;
    this.#options.before();
    const inner = owner.accepted(wire, remote);
    return {
      opened: () => inner.opened(),
      received: (bytes) => {
        this.activity++;
        this.#options.before();
        strand.received(bytes);
        watcher?.received(bytes);
        inner.received(bytes);
      },
      drained: () => {
        this.activity++;
        wire.slow = false;
        inner.drained();
      },
      closed: (code) => {
        this.activity++;
        this.#options.before();
        this.#open.delete(wire);
        strand.close();
        watcher?.closed();
        if (!wire.over) this.#options.left(remote);
        inner.closed(code);
      },
    };
  }
}

interface WireOwner {
  ended(): void;
  wrote(bytes: Uint8Array): void;
}

class Wire implements Socket {
  readonly #socket: Socket;
  readonly #owner: WireOwner;
  /** The Gateway has ended it. */
  over = false;
  /** It does not read what it was sent: nobody waits for it. */
  slow = false;

  constructor(socket: Socket, owner: WireOwner) {
    this.#socket = socket;
    this.#owner = owner;
  }

  get unsent(): number {
    return this.#socket.unsent;
  }

  write(bytes: Uint8Array): void {
    if (this.over || bytes.length === 0) return;
    this.#owner.wrote(bytes);
    this.#socket.write(bytes);
  }

  end(): void {
    this.over = true;
    this.#owner.ended();
    this.#socket.end();
  }

  reset(): void {
    this.over = true;
    this.#owner.ended();
    this.#socket.reset();
  }

  pause(paused: boolean): void {
    this.#socket.pause(paused);
  }
}
