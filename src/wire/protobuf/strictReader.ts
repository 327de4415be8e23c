/**
 * The library's reader made strict: what two readers could understand in two ways is damage.
 *
 * Tags and lengths have 32 bits (the library drops the others), fields end where their message ends, groups are refused,
 * text is UTF-8, and the elements of a frame have a limit. Damage is thrown; whoever reads a message catches it.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { strictUtf8, utf8 } from "../../base/bytes.ts";
import { ELEMENTS_MAX } from "../reader.ts";
import { tokenOf } from "../strings.ts";
import { type Conversion, REFUSED, type Row } from "./value.ts";

export class Damaged extends Error {
  /** The value that was refused, where there is one. */
  readonly token: string | undefined;

  constructor(reason: string, token?: string) {
    super(reason);
    this.token = token;
  }
}

/** Bytes of a damaged field that its token shows. */
const TOKEN_BYTES = 20;

export class StrictReader extends BinaryReader {
  readonly #bytes: Uint8Array;
  readonly #isFromGateway: boolean;
  /** Where the field begins whose tag was read last. */
  #fieldAt = 0;
  #elements = 0;

  constructor(bytes: Uint8Array, isFromGateway: boolean) {
    super(bytes, strictText);
    this.#isFromGateway = isFromGateway;
    this.#bytes = bytes;
  }

  /** The field whose tag was read last, in hexadecimal. */
  get fieldShown(): string {
    const bytes = this.#bytes.subarray(this.#fieldAt, this.#fieldAt + TOKEN_BYTES);
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /** Counts what the body gets: elements of lists, and fields kept as bytes. */
  count(): void {
    if (++this.#elements > ELEMENTS_MAX) throw new Damaged(`more than ${ELEMENTS_MAX} elements`);
  }

  /** Number and wire type of the next field, together. */
  nextTag(): number {
    this.#fieldAt = this.pos;
    const tag = this.uint32();
    if (tag >>> 3 === 0 || this.#isLong(this.#fieldAt)) throw new Damaged("a tag is none");
    return tag;
  }

  /** Groups are not in proto3; skipping one could nest as deep as its sender likes. */
  pass(wireType: number): void {
    if (wireType === WireType.LengthDelimited) this.pos = this.endOf(wireType);
    else if (wireType === WireType.Varint) this.uint32();
    else if (wireType === WireType.Bit64 || wireType === WireType.Bit32) this.skip(wireType);
    else throw new Damaged(`wire type ${wireType}`);
  }

  /** The whole field whose tag was read last, which nobody knows. */
  unknown(wireType: number): Uint8Array {
    const start = this.#fieldAt;
    this.count();
    this.pass(wireType);
    // `slice` of a Node Buffer would be a view of bytes that are not ours.
    return new Uint8Array(this.#bytes.subarray(start, this.pos));
  }

  /** Where the message, text or packed list ends that begins here. */
  endOf(wireType: number): number {
    this.expect(wireType, WireType.LengthDelimited);
    const start = this.pos;
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.#bytes.length || this.#isLong(start)) throw new Damaged(BEYOND);
    return end;
  }

  /** What was read up to here must end at `end`. */
  close(end: number): void {
    if (this.pos !== end) throw new Damaged("a field goes on behind the end of its message");
  }

  flag(wireType: number): boolean {
    this.expect(wireType, WireType.Varint);
    return this.bool();
  }

  value(row: Row, change: Conversion): unknown {
    const start = this.pos;
    const raw = row.read(this);
    if (row.wireType === WireType.LengthDelimited && this.#isLong(start)) throw new Damaged(BEYOND);
    const value = change.parse(raw);
    if (value !== REFUSED) return value;
    // As in text: what is no number to the Gateway is not set, where a field can be.
    const unset = this.#isFromGateway && Number.isNaN(raw) ? change.parse(Number.MAX_VALUE) : REFUSED;
    if (unset === REFUSED || unset === Number.MAX_VALUE) throw refused(raw);
    return unset;
  }

  expect(wireType: number, wanted: number): void {
    if (wireType !== wanted) throw new Damaged(`wire type ${wireType} instead of ${wanted}`);
  }

  /** Whether the varint at `at` has more than 32 bits: the library drops them, another reader might not. */
  #isLong(at: number): boolean {
    const bytes = this.#bytes;
    for (let i = at; i < at + 4; i++) if (bytes[i]! < 0x80) return false;
    return bytes[at + 4]! > 0x0f;
  }
}

const BEYOND = "a length points behind the end";

/** Strict, as proto3 asks: bytes that are no UTF-8 are damage, not text with a hole. */
function strictText(bytes: Uint8Array): string {
  const text = strictUtf8(bytes);
  if (text === undefined) throw new Damaged("text is not UTF-8", tokenOf(bytes, 0, bytes.length));
  return text;
}

function refused(value: unknown): Damaged {
  const bytes = utf8(String(value));
  const token = tokenOf(bytes, 0, bytes.length);
  return new Damaged(`${token} is not what it should be`, token);
}
