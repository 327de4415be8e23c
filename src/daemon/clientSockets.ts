/**
 * The sockets of clients: who is connected, and what becomes of one that does not take what it is sent.
 *
 * A client that asks faster than the disk answers is not read meanwhile. How much one leaves unread the engine is told, which
 * decides; what was written within the last second does not count.
 */
import { after, seconds } from "../base/time.ts";
import { BURST_BYTES_MAX } from "../engine/doorman.ts";
import type { Clock, Socket, SocketOwner } from "../io/io.ts";
import type { ConnId } from "../model/ids.ts";
import type { Input } from "../model/input.ts";

/** Beyond this many bytes unsent the engine is told how slow a client is. */
const BACKLOG_TOLD_BYTES = 1024 * 1024;
/** So long it has to take what was written: an answer from memory is written all at once, whoever reads. */
const TAKEN_MS_MAX = seconds(1);
/** Beyond this many bytes that wait for the disk nothing more is read from the client that they are for. */
const HELD_BYTES_MAX = 1024 * 1024;

export class ClientSockets {
  readonly #clock: Clock;
  readonly #heard: (input: Input) => void;
  readonly #open = new Map<ConnId, Socket>();
  /** What waits for the disk for each client, in bytes. */
  readonly #held = new Map<ConnId, number>();
  /** Those that have much to take, with the least that they had since it was looked last: what is younger is not counted. */
  readonly #taking = new Map<ConnId, number>();
  #next = 1;
  #stopped = false;

  constructor(clock: Clock, heard: (input: Input) => void) {
    this.#clock = clock;
    this.#heard = heard;
  }

  accepted(door: string, socket: Socket, remote: string): SocketOwner {
    const conn = this.#next++ as ConnId;
    this.#open.set(conn, socket);
    this.#heard({ kind: "clientAccepted", conn, door, remote });
    return {
      opened: () => {},
      received: (bytes) => this.#heard({ kind: "clientReceived", conn, bytes }),
      drained: () => {},
      closed: (code) => {
        this.#open.delete(conn);
        this.#heard({ kind: "clientClosed", conn, code });
      },
    };
  }

  /** Whoever asks faster than the disk answers is not read meanwhile: nothing that it asks could be answered. */
  hold(conn: ConnId, bytes: number): void {
    const before = this.#held.get(conn) ?? 0;
    const now = before + bytes;
    if (now === 0) this.#held.delete(conn);
    else this.#held.set(conn, now);
    if (now > HELD_BYTES_MAX !== before > HELD_BYTES_MAX) this.#open.get(conn)?.pause(now > HELD_BYTES_MAX);
  }

  send(conn: ConnId, bytes: Uint8Array): void {
    const socket = this.#open.get(conn);
    if (socket === undefined) return;
    const { unsent: before } = socket;
    socket.write(bytes);
    const { unsent } = socket;
    const least = this.#taking.get(conn);
    if (unsent > BURST_BYTES_MAX) this.#heard({ kind: "clientBacklog", conn, bytes: unsent });
    else if (least !== undefined) this.#taking.set(conn, Math.min(least, before));
    else if (unsent > BACKLOG_TOLD_BYTES) this.#lookLater(conn, socket);
  }

  /** Looks again and again, for as long as much is left. */
  #lookLater(conn: ConnId, socket: Socket): void {
    const clock = this.#clock;
    this.#taking.set(conn, socket.unsent);
    clock.at(after(clock.now(), TAKEN_MS_MAX), () => {
      const bytes = Math.min(this.#taking.get(conn)!, socket.unsent);
      this.#taking.delete(conn);
      if (!this.#open.has(conn) || this.#stopped || socket.unsent <= BACKLOG_TOLD_BYTES) return;
      this.#lookLater(conn, socket);
      if (bytes > BACKLOG_TOLD_BYTES) this.#heard({ kind: "clientBacklog", conn, bytes });
    });
  }

  close(conn: ConnId, how: "end" | "reset"): void {
    const socket = this.#open.get(conn);
    this.#open.delete(conn);
    if (how === "reset") socket?.reset();
    else socket?.end();
  }

  /** The loop has ended: nobody is told any more. */
  stop(): void {
    this.#stopped = true;
  }
}
