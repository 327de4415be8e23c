/**
 * Writes the wire to a file as JSON lines, in the format in which recorded traffic is kept: `holdfast wire decode` reads it.
 *
 * One line for each frame, in the order in which frames were complete. `session` tells connections apart, `seq` counts their
 * frames, `time` is the Gateway's. What is no frame becomes a line with a `note` and ends the recording of its connection. The
 * file is written at the end of each turn of the event loop and never overwritten.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { isoTime } from "../base/time.ts";
import type { Clock } from "../io/io.ts";
import { formOf, incomingName, messageId, outgoingName } from "../wire/codec.ts";
import type { Direction } from "../wire/declare.ts";
import { FrameError, Frames } from "../wire/framing.ts";
import { HelloError, HelloReader, parseServerReply } from "../wire/handshake.ts";
import { fieldsOf } from "../wire/recording.ts";
import { unreadable } from "./files.ts";
import { SimOptionsError } from "./options.ts";
import type { Watcher } from "./wires.ts";

const SOURCE = "holdfast sim gateway";

export class Recorder {
  readonly #fd: number;
  readonly #clock: Pick<Clock, "wall">;
  #lines: string[] = [];
  #connections = 0;
  #closed = false;

  /** Throws a SimOptionsError when the file exists already or cannot be made. */
  constructor(file: string, clock: Pick<Clock, "wall">) {
    this.#fd = opened(file);
    this.#clock = clock;
  }

  watch = (): Watcher => {
    const session = `connection-${++this.#connections}`;
    let seq = 0;
    return new Transcript((line) =>
      this.#write({ source: SOURCE, session, seq: seq++, time: isoTime(this.#clock.wall()), ...line }),
    );
  };

  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    closeSync(this.#fd);
  }

  #write(line: object): void {
    if (this.#closed) return;
    if (this.#lines.length === 0) setImmediate(() => this.#flush());
    this.#lines.push(JSON.stringify(line));
  }

  #flush(): void {
    if (this.#lines.length === 0 || this.#closed) return;
    const text = Buffer.from(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
    for (let done = 0; done < text.length; ) done += writeSync(this.#fd, text, done);
  }
}

function opened(file: string): number {
  try {
    return openSync(file, "wx");
  } catch (error) {
    throw new SimOptionsError(`record: ${file} cannot be made: ${unreadable(error)}`);
  }
}

/** The frames of one connection, both ways. */
class Transcript implements Watcher {
  readonly #say: (line: object) => void;
  readonly #hello = new HelloReader();
  readonly #out = new Frames();
  readonly #in = new Frames();
  #greeted = false;
  #serverVersion: number | undefined;
  #over = false;

  constructor(say: (line: object) => void) {
    this.#say = say;
  }

  received(bytes: Uint8Array): void {
    if (this.#over) return;
    if (this.#greeted) this.#out.push(bytes);
    else this.#greet(bytes);
    if (this.#serverVersion !== undefined) this.#frames("out", this.#out);
  }

  wrote(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#in.push(bytes);
    if (this.#serverVersion === undefined) this.#reply();
    if (this.#serverVersion === undefined) return;
    this.#frames("in", this.#in);
    this.#frames("out", this.#out);
  }

  closed(): void {
    if (!this.#over) this.#note("the connection ended");
  }

  #greet(bytes: Uint8Array): void {
    this.#hello.push(bytes);
    const hello = this.#hello.result();
    if (hello === undefined) return;
    if (hello instanceof HelloError) return this.#note(`no greeting: ${hello.reason}`);
    this.#greeted = true;
    this.#say({
      direction: "out",
      serverVersion: null,
      type: "hello",
      text: `v${hello.min}..${hello.max}`,
      note: "the client's versions",
    });
    this.#out.push(this.#hello.rest());
  }

  #reply(): void {
    const payload = this.#in.next();
    if (payload === undefined) return;
    const reply = payload instanceof FrameError ? payload : parseServerReply(payload);
    if (reply instanceof FrameError || reply instanceof HelloError)
      return this.#note(`no version reply: ${reply.reason}`);
    this.#serverVersion = reply.serverVersion;
    const fields = fieldsOf(payload as Uint8Array, 0);
    this.#say({ direction: "in", serverVersion: reply.serverVersion, wire: "text", type: "handshake", fields });
  }

  #frames(direction: Direction, frames: Frames): void {
    const serverVersion = this.#serverVersion as number;
    for (let payload = frames.next(); payload !== undefined; payload = frames.next()) {
      if (payload instanceof FrameError) return this.#note(payload.reason);
      this.#say(record(direction, serverVersion, payload));
    }
  }

  #note(note: string): void {
    this.#over = true;
    this.#say({ note });
  }
}

function record(direction: Direction, serverVersion: number, payload: Uint8Array): object {
  const msgId = messageId(payload, serverVersion);
  const type = (direction === "in" ? incomingName(msgId) : outgoingName(msgId)) ?? "unknown";
  const wire = formOf(payload, serverVersion);
  const head = { direction, serverVersion, wire, msgId, type };
  if (wire === "text") return { ...head, fields: fieldsOf(payload, serverVersion) };
  return { ...head, wireMsgId: msgId + 200, payloadBase64: Buffer.from(payload).toString("base64") };
}
