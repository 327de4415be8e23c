/**
 * The command port: lines in, lines out, as IBC's command server speaks (IbcAlpha/IBC, `CommandServer` and `CommandChannel`,
 * read in 2026). It greets with a line of information, answers every line, and hangs up without a word on whoever does not
 * come from the same host.
 *
 * IBC lives in the Gateway's own process: the port comes and goes with it, is silent while it stands still, and dead with it.
 */
import { fromUtf8, utf8 } from "../../../base/bytes.ts";
import type { Host, Network, Socket, SocketOwner } from "../../../io/io.ts";
import type { Stance } from "../door/connection.ts";
import { Port } from "../door/port.ts";
import type { Answer } from "./commands.ts";

export interface CommandPortOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly onListening?: (port: number) => void;
  readonly onFailed?: (code: string) => void;
}

export interface CommandPortOwner {
  readonly stance: Stance;
  answer(command: string): Answer;
  /** What was commanded is done: what it led to may leave. */
  handled(): void;
}

/** No command is longer. */
const LINE_CHARS_MAX = 1_000;

export class CommandPort {
  readonly #owner: CommandPortOwner;
  readonly #host: Host;
  readonly #port: Port;
  readonly #channels = new Set<Channel>();

  constructor(io: { network: Network; host: Host }, options: CommandPortOptions, owner: CommandPortOwner) {
    this.#owner = owner;
    this.#host = io.host;
    this.#port = new Port(io.network, options, (socket, remote) => this.#accepted(socket, remote));
  }

  /** With the process it belongs to. */
  turn(state: "open" | "closed"): void {
    this.#port.turn(state);
    if (state === "closed") for (const channel of [...this.#channels]) channel.drop();
  }

  /** The process goes on: what was said meanwhile is heard now. */
  thaw(): void {
    for (const channel of [...this.#channels]) channel.hear();
  }

  #accepted(socket: Socket, remote: string): SocketOwner {
    const channel = new Channel(socket, {
      stance: () => this.#owner.stance,
      answer: (command) => this.#answer(command, remote),
      handled: () => this.#owner.handled(),
      over: () => void this.#channels.delete(channel),
    });
    this.#channels.add(channel);
    if (isOwnHost(remote)) channel.greet();
    else channel.drop();
    return channel;
  }

  #answer(command: string, remote: string): Answer {
    const answer = this.#owner.answer(command);
    this.#host.log("info", "gateway.command", { command, answer: answer.line.trim(), remote });
    return answer;
  }
}

const isOwnHost = (remote: string): boolean => /^(?:::ffff:)?127\.|^::1:/.test(remote);

interface ChannelOwner {
  stance(): Stance;
  answer(command: string): Answer;
  handled(): void;
  over(): void;
}

/** One who gives commands. */
class Channel implements SocketOwner {
  readonly #socket: Socket;
  readonly #owner: ChannelOwner;
  #heard = "";
  #over = false;

  constructor(socket: Socket, owner: ChannelOwner) {
    this.#socket = socket;
    this.#owner = owner;
  }

  greet(): void {
    if (this.#owner.stance() === "live") this.#say("INFO IBC Command Server");
  }

  drop(): void {
    this.#over = true;
    this.#owner.over();
    this.#socket.end();
  }

  opened(): void {}
  drained(): void {}

  received(bytes: Uint8Array): void {
    if (this.#over || this.#owner.stance() === "dead") return;
    this.#heard += fromUtf8(bytes);
    this.hear();
    if (this.#heard.length > LINE_CHARS_MAX) this.drop();
  }

  closed(): void {
    this.#over = true;
    this.#owner.over();
  }

  /** Whole lines that are here already. */
  hear(): void {
    for (let end = this.#heard.indexOf("\n"); end >= 0 && !this.#over; end = this.#heard.indexOf("\n")) {
      if (this.#owner.stance() !== "live") return;
      const command = this.#heard.slice(0, end).trim();
      this.#heard = this.#heard.slice(end + 1);
      this.#obey(this.#owner.answer(command));
    }
  }

  #obey({ line, closes, act }: Answer): void {
    this.#say(line);
    if (closes) this.drop();
    act?.();
    this.#owner.handled();
  }

  #say(line: string): void {
    this.#socket.write(utf8(`${line}\n`));
  }
}
