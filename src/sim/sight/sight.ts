/**
 * The oracle's own reader of one connection: bytes of both directions in, frames out.
 *
 * It is a second opinion on the wire, so it shares nothing with the codec it judges. It follows the handshake by itself and
 * reads the frames that some invariant speaks of, in text and in protobuf; of all others, most of them ticks, it reads
 * the length and the id. Nothing is thrown whatever arrives: what cannot be read is a fault. After a length that is none, and
 * after a handshake that is none, what follows in that direction cannot be told apart and is not looked at.
 */
import { fromUtf8, strictUtf8 } from "../../base/bytes.ts";
import { Cutter } from "./cutter.ts";
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import type { Name, Reading } from "./reading.ts";
import { FROM_CLIENT, FROM_SERVER, type Readings } from "./readings.ts";

/** One frame, or why it could not be read. */
export type Seen =
  | {
      readonly frame: Frame;
      /** The payload as it lay on the wire: copy it to keep it. Of what comes in masses (ticks, bars, books) nothing. */
      readonly bytes: Uint8Array;
    }
  | { readonly fault: string };

export type Side = "client" | "server";

/** The first version whose ids are four raw bytes; from there on an id above 200 says that the body is protobuf. */
const RAW_IDS_SINCE = 201;
const PROTOBUF_OFFSET = 200;
/** Nothing older is spoken here, and its layouts are not known. */
const VERSION_MIN = 157;
/** The longest opening anybody sends, with room for connect options. */
const HELLO_BYTES_MAX = 1_024;

/** "API" and NUL, without a length, open every connection. */
const PREFIX = [0x41, 0x50, 0x49, 0];
const NOTHING = new Uint8Array(0);
const NONE: readonly Seen[] = [];
const BAD_HELLO: readonly Seen[] = [{ fault: "the client does not open with API and NUL" }];
const READINGS: Readonly<Record<Side, Readings>> = { client: FROM_CLIENT, server: FROM_SERVER };
/** What comes in masses and names nobody: ticks, bars, books. */
const MASSES = new Set([1, 2, 12, 13, 17, 21, 45, 46, 47, 50, 57, 58, 81, 89, 90, 96, 97, 98, 99]);
/** One record for all such frames of an id. */
const MASS: readonly (Seen | undefined)[] = Array.from({ length: 100 }, (_, id) =>
  MASSES.has(id) ? other(id, NOTHING) : undefined,
);

function other(id: number, bytes: Uint8Array): Seen {
  return { frame: { name: "other", id }, bytes };
}

/** What both directions of a connection said, read from its first byte on. */
export class Sight {
  readonly #wants: ReadonlySet<Name> | undefined;
  readonly #cutters: Readonly<Record<Side, Cutter>> = { client: new Cutter(), server: new Cutter() };
  readonly #isBlind: Record<Side, boolean> = { client: false, server: false };
  #isOpen = false;
  #isHelloSeen = false;
  #serverVersion = 0;
  #clientId: number | undefined;

  /** Frames whose names are not wanted come as "other", as cheap as a tick. Without a set, all that can be read are wanted. */
  constructor(wants?: ReadonlySet<Name>) {
    this.#wants = wants;
  }

  /** The version both agreed on; 0 before. */
  get serverVersion(): number {
    return this.#serverVersion;
  }

  /** Who the client said it is; undefined before its startApi. */
  get clientId(): number | undefined {
    return this.#clientId;
  }

  /** How many bytes of a frame that is not complete one side has written. */
  pending(from: Side): number {
    return this.#cutters[from].pending;
  }

  /** The frames that these bytes complete, in order. */
  read(from: Side, bytes: Uint8Array): readonly Seen[] {
    if (this.#isBlind[from]) return NONE;
    const cutter = this.#cutters[from];
    cutter.feed(bytes);
    const seen = this.#opened(from, cutter) ? this.#frames(from, cutter) : this.#isBlind.client ? BAD_HELLO : NONE;
    cutter.keep();
    return seen;
  }

  #frames(from: Side, cutter: Cutter): readonly Seen[] {
    let seen: Seen[] | undefined;
    for (let cut = cutter.next(); cut !== false && !this.#isBlind[from]; cut = cutter.next()) {
      const one = cut === true ? this.#frame(from, cutter) : this.#blinded(from, `a frame announces ${cut} bytes`);
      if (one === undefined) continue;
      if (seen === undefined) seen = [one];
      else seen.push(one);
    }
    return seen ?? NONE;
  }

  // -------------------------------------------------------------- handshake

  /** Passes over a client's "API" and NUL; false while they are not complete, or are something else. */
  #opened(from: Side, cutter: Cutter): boolean {
    if (from === "server" || this.#isOpen) return true;
    const bytes = cutter.waiting;
    for (let i = 0; i < 4 && i < bytes.length; i++) if (bytes[i] !== PREFIX[i]) this.#isBlind.client = true;
    if (this.#isBlind.client || bytes.length < 4) return false;
    cutter.pass(4);
    this.#isOpen = true;
    return true;
  }

  /** The range of versions that a client offers: one frame without a NUL, `v157..225` or `v157`, perhaps with options. */
  #hello(payload: Uint8Array): Seen | undefined {
    this.#isHelloSeen = true;
    const range = payload.length > HELLO_BYTES_MAX ? undefined : strictUtf8(payload);
    if (range !== undefined && /^v\d{1,9}(\.\.\d{1,9})?( |$)/.test(range)) return undefined;
    return this.#blinded("client", "the client's versions are none");
  }

  /** What the server chose: two fields, the version and its time. */
  #reply(payload: Uint8Array): Seen | undefined {
    // The time is prose, and may be garbled: the version alone says how to read on.
    const version = /^(\d{1,9})\0[^\0]*\0$/.exec(fromUtf8(payload))?.[1];
    if (version === undefined) return this.#blinded("server", "the server's reply is no version and time");
    if (Number(version) < VERSION_MIN)
      return this.#blinded("server", `server version ${version} is older than any we read`);
    this.#serverVersion = Number(version);
    return undefined;
  }

  // -------------------------------------------------------------- frames

  #frame(from: Side, cutter: Cutter): Seen | undefined {
    if (from === "client" && !this.#isHelloSeen) return this.#hello(cutter.payload);
    if (this.#serverVersion > 0) return this.#message(from, cutter);
    return from === "server"
      ? this.#reply(cutter.payload)
      : { fault: "a message before the server's version is known" };
  }

  #message(from: Side, cutter: Cutter): Seen {
    const raw = this.#serverVersion >= RAW_IDS_SINCE;
    const wireId = raw ? cutter.rawId() : cutter.textId();
    if (wireId < 0) return { fault: "a frame without a message id" };
    const id = raw && wireId > PROTOBUF_OFFSET ? wireId - PROTOBUF_OFFSET : wireId;
    const reading = READINGS[from][id];
    if (reading === undefined || !this.#isWanted(reading.name))
      return (from === "server" ? MASS[id] : undefined) ?? other(id, cutter.payload);
    return this.#read(reading, cutter.payload, raw ? (wireId === id ? "raw" : "protobuf") : "text");
  }

  /** A startApi is read in any case: it says whose connection this is. */
  #isWanted(name: Name): boolean {
    return this.#wants === undefined || this.#wants.has(name) || (name === "startApi" && this.#clientId === undefined);
  }

  #read(reading: Reading, payload: Uint8Array, form: "text" | "raw" | "protobuf"): Seen {
    const at = form === "text" ? payload.indexOf(0) + 1 : 4;
    const frame = form === "protobuf" ? reading.protobuf(payload, at) : reading.text(payload, at, this.#serverVersion);
    if (frame instanceof Fault) return { fault: `${reading.name}: ${frame.reason}` };
    if (frame.name === "startApi") this.#clientId ??= frame.clientId;
    return { frame, bytes: payload };
  }

  #blinded(from: Side, fault: string): Seen {
    this.#isBlind[from] = true;
    return { fault };
  }
}
