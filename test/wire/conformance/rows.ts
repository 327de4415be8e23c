/**
 * One line per thing that can drift: what a declaration and the tables of the protocol are both turned into, to be compared.
 *
 * A row is a key, where it is, and a text, what it is. Rows of a layout are in the order of the wire.
 */
export type Row = readonly [key: string, what: string];

/** A difference between both sides, with the message and the key it belongs to. */
export interface Difference {
  readonly at: string;
  readonly declared: string;
  readonly table: string;
}

const ABSENT = "-";

export function differences(message: string, declared: readonly Row[], table: readonly Row[]): readonly Difference[] {
  const ours = new Map(declared);
  const theirs = new Map(table);
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])];
  const unlike = keys
    .filter((key) => ours.get(key) !== theirs.get(key))
    .map((key) => ({
      at: `${message} ${key}`,
      declared: ours.get(key) ?? ABSENT,
      table: theirs.get(key) ?? ABSENT,
    }));
  return [...unlike, ...misplaced(message, [...ours.keys()], [...theirs.keys()])];
}

/** The first of the keys that both have and that do not stand in the same order. */
function misplaced(message: string, ours: readonly string[], theirs: readonly string[]): readonly Difference[] {
  const a = ours.filter((key) => theirs.includes(key));
  const b = theirs.filter((key) => ours.includes(key));
  const at = a.findIndex((key, i) => key !== b[i]);
  return at < 0 ? [] : [{ at: `${message} order`, declared: a[at]!, table: b[at]! }];
}

/** What is said of a text field, in one spelling for both sides. */
export interface TextField {
  readonly type: string;
  readonly format?: string | undefined;
  readonly unset?: boolean;
  readonly literal?: boolean;
  readonly escape?: boolean;
  readonly constant?: number | undefined;
  readonly optionCount?: boolean;
  readonly repeat?: boolean;
  readonly switch?: boolean;
  readonly min: number;
  readonly max: number;
  readonly when?: unknown;
}

export function spelled(field: TextField): string {
  const flags = ["unset", "literal", "escape", "optionCount", "repeat", "switch"] as const;
  const parts = [
    field.type,
    field.format,
    ...flags.filter((flag) => field[flag]),
    field.constant === undefined ? undefined : `=${field.constant}`,
    `${field.min}..${Number.isFinite(field.max) ? field.max : ""}`,
    field.when === undefined ? undefined : `when ${JSON.stringify(field.when)}`,
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
