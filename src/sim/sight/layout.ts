/**
 * Finds fields in a text frame: where they lie depends on the server version, on the sort of order and on how many legs
 * and parameters it has.
 *
 * A layout is a list of rows, read from the left; what lies behind the last field that anybody wants is not described.
 * It is compiled once into steps, so that fields nobody wants are passed in one stride.
 */

/** What stands on the wire, one after the other. */
export type Row =
  /** Names of fields, each of which is always there. */
  | string
  /** Rows that only versions up to this one have. */
  | { readonly until: number; readonly rows: Layout }
  /** Rows that are there when the value of an earlier field passes the test. */
  | { readonly when: string; readonly is: (text: string) => boolean; readonly rows: Layout }
  /** A number, and then as many elements of so many fields. */
  | { readonly list: number };

export type Layout = readonly Row[];

export type Step =
  | { readonly does: "skip"; readonly fields: number }
  | { readonly does: "take"; readonly slot: number }
  | { readonly does: "list"; readonly width: number }
  | { readonly does: "until"; readonly version: number; readonly steps: readonly Step[] }
  | { readonly does: "when"; readonly slot: number; is(text: string): boolean; readonly steps: readonly Step[] };

/** A compiled layout: the fields that are found, by slot, and how. */
export interface Path {
  readonly slots: readonly string[];
  readonly steps: readonly Step[];
}

/** The way to the wanted fields, whose slots are their places in `wanted`; those that a row asks of come behind them. */
export function path(layout: Layout, wanted: readonly string[]): Path {
  const slots = [...wanted, ...asked(layout).filter((name) => !wanted.includes(name))];
  return { slots, steps: compiled(layout, slots) };
}

const asked = (layout: Layout): string[] =>
  layout.flatMap((row) => {
    if (typeof row === "string" || "list" in row) return [];
    return "when" in row ? [row.when, ...asked(row.rows)] : asked(row.rows);
  });

const compiled = (layout: Layout, slots: readonly string[]): Step[] =>
  merged(layout.flatMap((row) => (typeof row === "string" ? fields(row, slots) : [choice(row, slots)])));

const fields = (row: string, slots: readonly string[]): Step[] =>
  row.split(" ").map((name) => {
    const slot = slots.indexOf(name);
    return slot < 0 ? { does: "skip", fields: 1 } : { does: "take", slot };
  });

function choice(row: Exclude<Row, string>, slots: readonly string[]): Step {
  if ("list" in row) return { does: "list", width: row.list };
  const steps = compiled(row.rows, slots);
  if ("until" in row) return { does: "until", version: row.until, steps };
  return { does: "when", slot: slots.indexOf(row.when), is: row.is, steps };
}

/** Neighbouring skips become one. */
function merged(steps: readonly Step[]): Step[] {
  const out: Step[] = [];
  for (const step of steps) {
    const last = out.at(-1);
    if (step.does !== "skip" || last?.does !== "skip") out.push(step);
    else out[out.length - 1] = { does: "skip", fields: last.fields + step.fields };
  }
  return out;
}
