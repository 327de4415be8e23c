/**
 * The form in which a message is declared: records name their fields once, a layout is the order of text.
 *
 * A field is `[protobuf number, kind]`. Where protobuf nests what text has flat, the number is a path; where the two
 * disagree on the type, a third element names protobuf's. Both records and layouts are plain data, and both are typed: the
 * TypeScript type of a message is inferred from its fields, and a misspelt path in a layout does not compile.
 * `plan.ts` lowers a declaration, `interpret.ts` runs it.
 */
import type { ProtobufType, Scalar, TagValue } from "./kind.ts";
import { string } from "./kind.ts";

/** A protobuf field number, a path of numbers through messages that text does not have, or `TEXT_ONLY`. */
export type Tag = number | readonly number[] | OneOf | Beside;
/** A value that sits in whichever of several protobuf messages is there. */
export interface OneOf {
  readonly oneOf: readonly (readonly number[])[];
}
export const oneOf = (...paths: readonly (readonly number[])[]): OneOf => ({ oneOf: paths });
/** A list whose elements protobuf merges into those of another list of the message, position by position. */
export interface Beside {
  readonly beside: string;
}
export const beside = (list: string): Beside => ({ beside: list });
/** Marks a field that protobuf does not carry. */
export const TEXT_ONLY = 0;
/** The protobuf gate of a message that never got a protobuf form. */
export const NEVER = Number.POSITIVE_INFINITY;

/** A text mask that protobuf carries as a message of booleans: bit n is the boolean with the n-th number. */
export interface Mask {
  readonly bits: readonly number[];
}

export type Field = readonly [tag: Tag, kind: AnyKind, protobuf?: ProtobufType | Mask];
export type Fields = { readonly [name: string]: Field };
type Cases = { readonly [key: number]: Fields };

/** A group of fields. With `on`, further fields follow, chosen by the value of the field `on`. */
export interface RecordKind<Body, F extends Fields> {
  readonly shape: "record";
  readonly name: string;
  readonly fields: F;
  readonly on: string | undefined;
  readonly cases: Cases;
  /** Never set: carries the inferred type. */
  readonly body?: Body;
}
export interface ListKind<K> {
  readonly shape: "list";
  readonly of: K;
}
/** A record that may be missing as a whole; on the wire a flag says so. */
export interface OptionalKind<K> {
  readonly shape: "optional";
  readonly of: K;
}
// biome-ignore lint/suspicious/noExplicitAny: the widest kind; each use is narrowed by inference
export type AnyRecord = RecordKind<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyScalar = Scalar<any>;
export type AnyKind = AnyScalar | AnyRecord | ListKind<AnyScalar | AnyRecord> | OptionalKind<AnyRecord>;

export type ValueOf<K> =
  K extends Scalar<infer T>
    ? T
    : K extends RecordKind<infer B, Fields>
      ? B
      : K extends ListKind<infer E>
        ? readonly ValueOf<E>[]
        : K extends OptionalKind<infer R>
          ? ValueOf<R> | undefined
          : never;

export type BodyOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name][1]> };
type CaseOf<F extends Fields, On extends string, C extends Cases> = {
  [Key in keyof C]: { readonly [Name in keyof F]: Name extends On ? Key : ValueOf<F[Name][1]> } & (C[Key] extends Fields
    ? BodyOf<C[Key]>
    : never);
}[keyof C];

export const record = <const F extends Fields>(name: string, fields: F): RecordKind<BodyOf<F>, F> => ({
  shape: "record",
  name,
  fields,
  on: undefined,
  cases: {},
});

/** A record whose last fields depend on the value of one field: the type is a union. */
export const variants = <const F extends Fields, const On extends keyof F & string, const C extends Cases>(
  name: string,
  fields: F,
  on: On,
  cases: C,
): RecordKind<CaseOf<F, On, C>, F> => ({ shape: "record", name, fields, on, cases });

export const list = <const K extends AnyScalar | AnyRecord>(of: K): ListKind<K> => ({ shape: "list", of });
export const optional = <const K extends AnyRecord>(of: K): OptionalKind<K> => ({ shape: "optional", of });

/** Tag and value as two fields of a repeat; in protobuf an entry of a map, which loses order and duplicates. */
export const TagValuePair: RecordKind<
  TagValue,
  { tag: readonly [1, typeof string]; value: readonly [2, typeof string] }
> = record("TagValue", { tag: [1, string], value: [2, string] });

// ---------------------------------------------------------------- paths

/** Dotted names of the single fields of a record. */
export type Path<F> = {
  [Name in keyof F & string]: F[Name] extends readonly [unknown, infer K, ...unknown[]]
    ? K extends AnyScalar
      ? Name
      : K extends RecordKind<infer _B, infer G>
        ? `${Name}.${Path<G>}`
        : never
    : never;
}[keyof F & string];

/** Dotted names of the repeated fields and of the optional records. */
export type GroupPath<F> = {
  [Name in keyof F & string]: F[Name] extends readonly [unknown, infer K, ...unknown[]]
    ? K extends { shape: "list" | "optional" }
      ? Name
      : K extends RecordKind<infer _B, infer G>
        ? `${Name}.${GroupPath<G>}`
        : never
    : never;
}[keyof F & string];

type KindAt<F, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof F
    ? F[Head] extends readonly [unknown, RecordKind<infer _B, infer G>, ...unknown[]]
      ? KindAt<G, Rest>
      : never
    : never
  : P extends keyof F
    ? F[P] extends readonly [unknown, infer K, ...unknown[]]
      ? K
      : never
    : never;

type ElementFields<K> = K extends { readonly of: RecordKind<infer _B, infer G> } ? G : Record<never, never>;

// ---------------------------------------------------------------- layouts

/** A test on fields that stand earlier on the wire. A repeated field is `nonEmpty` when it has elements. */
export type Condition<P> =
  | { readonly field: P; readonly eq: string | number }
  | { readonly field: P; readonly in: readonly string[] }
  | { readonly field: P; readonly nonEmpty: true }
  | { readonly field: P; readonly above: number }
  | { readonly any: readonly Condition<P>[] }
  | { readonly all: readonly Condition<P>[] };

/** The obsolete per-message version: written as given, skipped unread (PROTOCOL section 7). */
export interface Version {
  readonly step: "version";
  readonly value: number;
}
export interface Gate<S> {
  readonly step: "since" | "until";
  readonly version: number;
  readonly steps: readonly S[];
}
/** `filled`: never empty on the wire. `literal`: unset is spelled out. `correlator`: the id that answers carry. */
export interface Marked<S> {
  readonly step: "filled" | "literal" | "correlator" | "protobufOnly";
  readonly steps: readonly S[];
}
export interface When<C, S> {
  readonly step: "when";
  readonly condition: C;
  readonly steps: readonly S[];
}
export interface Group<P, S> {
  readonly step: "repeat" | "present";
  readonly path: P;
  readonly steps: readonly S[];
}
export interface Choose {
  readonly step: "choose";
}
/** The count some clients send before an option list (PROTOCOL section 7). */
export interface OptionCount<P> {
  readonly step: "optionCount";
  readonly path: P;
}

export type Step<F> =
  | Path<F>
  | Version
  | Choose
  | Gate<Step<F>>
  | Marked<Step<F>>
  | When<Condition<Path<F> | GroupPath<F>>, Step<F>>
  | OptionCount<Path<F>>
  | { [P in GroupPath<F>]: Group<P, Step<ElementFields<KindAt<F, P>>>> }[GroupPath<F>];

type Steps = readonly unknown[];

export const version = (value: number): Version => ({ step: "version", value });
/** On the wire from that server version on. */
export const since = <const S extends Steps>(version: number, ...steps: S): Gate<S[number]> => ({
  step: "since",
  version,
  steps,
});
/** On the wire before that server version, the one that took it off. */
export const until = <const S extends Steps>(version: number, ...steps: S): Gate<S[number]> => ({
  step: "until",
  version,
  steps,
});
export const when = <const C, const S extends Steps>(condition: C, ...steps: S): When<C, S[number]> => ({
  step: "when",
  condition,
  steps,
});
/** A count, then the elements, each with the given fields. */
export const repeat = <const P extends string, const S extends Steps>(path: P, ...steps: S): Group<P, S[number]> => ({
  step: "repeat",
  path,
  steps,
});
/** A count, then so many single values. */
export const repeatValues = <const P extends string>(path: P): Group<P, never> => ({ step: "repeat", path, steps: [] });
/** A flag, then the fields of the optional record when it is set. */
export const present = <const P extends string, const S extends Steps>(path: P, ...steps: S): Group<P, S[number]> => ({
  step: "present",
  path,
  steps,
});
/** The fields of the case that the record's own field has chosen. */
export const choose: Choose = { step: "choose" };
const marked =
  (step: Marked<never>["step"]) =>
  <const S extends Steps>(...steps: S): Marked<S[number]> => ({ step, steps });
/** This message never has the field empty: empty reads as 0 and unset is written as 0. */
export const filled = marked("filled");
/** Official clients, or recorded Gateways, spell unset as the literal maximum here, so we do too. */
export const literal = marked("literal");
/** The id of the request or order, where it is not called `reqId`. */
export const correlator = marked("correlator");
/** Fields that text never had; an outgoing draft that sets one is refused in text. */
export const protobufOnly = marked("protobufOnly");
export const optionCount = <const P extends string>(path: P): OptionCount<P> => ({ step: "optionCount", path });

// ---------------------------------------------------------------- messages

/** `in`: from the Gateway to a client. `out`: from a client to the Gateway. */
export type Direction = "in" | "out";

export interface Message<D extends Direction, N extends string, Body> {
  readonly direction: D;
  readonly id: number;
  readonly name: N;
  /** The server version from which the message may travel as protobuf, `NEVER` when it has no such form. */
  readonly protobufSince: number;
  /** The server version that introduced the message; 0 for those older than our floor. */
  readonly since: number;
  readonly record: RecordKind<Body, Fields>;
  /** `undefined` when the message exists only in protobuf. */
  readonly layout: readonly unknown[] | undefined;
  /** Values that protobuf has a second time, directly in the message: number and path. */
  readonly copies: Copies;
}
export type Copies = Readonly<Record<number, string>>;
// biome-ignore lint/suspicious/noExplicitAny: the widest message; each use is narrowed by inference
export type AnyMessage = Message<Direction, string, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
export type Of<T> = T extends RecordKind<infer B, any> ? B : T extends Message<Direction, string, infer B> ? B : never;

/** The layout of a message that exists only in protobuf. */
export const NO_TEXT = undefined;

function message<D extends Direction>(direction: D) {
  return <const N extends string, const F extends Fields, Body = BodyOf<F>>(
    id: number,
    name: N,
    protobufSince: number,
    fields: F | RecordKind<Body, F>,
    layout: readonly Step<NoInfer<F>>[] | undefined,
    since = 0,
    copies: { readonly [number: number]: Path<NoInfer<F>> } = {},
  ): Message<D, N, Body> => ({
    direction,
    id,
    name,
    protobufSince,
    since,
    record: isRecord(fields) ? fields : (record(name, fields) as unknown as RecordKind<Body, F>),
    layout,
    copies,
  });
}

const isRecord = (fields: Fields | AnyRecord): fields is AnyRecord => fields.shape === "record";

export const incoming = message("in");
export const outgoing = message("out");
