/**
 * Why the same value can be spelled in two ways: one row per rule.
 *
 * We write one canonical spelling; Gateways and clients write several. Whoever compares a frame with its rebuilt form walks
 * both next to the layout and asks here which rule makes a difference harmless. No rule, no harm: it is a real difference.
 */
import { decimal } from "../base/decimal.ts";
import { UNSET_DECIMALS } from "./canonical.ts";
import { type Loose, pathGetter, testOf } from "./condition.ts";
import type { AnyScalar } from "./declare.ts";
import { printTagValues, tagValuesOf } from "./kind.ts";
import { covers, type PlanStep } from "./plan.ts";
import { unescapeText } from "./reader.ts";

/** What a text field of a frame is. */
export interface Slot {
  readonly what: "constant" | "count" | "flag" | "optionCount" | "value";
  readonly path: string;
  readonly kind: AnyScalar | undefined;
  /** The same value comes again further on, and that one counts. */
  readonly repeated: boolean;
}

interface Rule {
  readonly name: string;
  /** Which spellings are one, and where they were seen. */
  readonly why: string;
  readonly holds: (slot: Slot, was: string, is: string) => boolean;
}

const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));
const isInfinite = (text: string): boolean => /^-?Infinit[ye]$/.test(text);
const isUnset = (text: string): boolean =>
  text === "" || UNSET_DECIMALS.has(text) || UNSET_DECIMALS.has(decimal(text) ?? "");
const isZero = (text: string): boolean => text === "" || (isNumber(text) && Number(text) === 0);
const isFalse = (text: string): boolean => text === "" || text === "0" || text === "false";
const hasDefault = (slot: Slot, value: unknown): boolean => slot.kind !== undefined && slot.kind.default === value;
const isKind = (slot: Slot, ...names: readonly string[]): boolean => names.includes(slot.kind?.name ?? "");

export const RULES: readonly Rule[] = [
  {
    name: "obsolete-version",
    why: "per-message versions are fossils that peers fill differently (PROTOCOL section 7)",
    holds: (slot) => slot.what === "constant",
  },
  {
    name: "option-count",
    why: "Python counts an option list before it, Java does not (PROTOCOL section 7)",
    holds: (slot) => slot.what === "optionCount",
  },
  {
    name: "superseded",
    why: "trailStopPrice is on the wire twice and the second one counts (PROTOCOL section 7)",
    holds: (slot) => slot.repeated,
  },
  {
    name: "unset-literal",
    why: "unset is empty or a literal maximum (PROTOCOL section 5)",
    holds: (slot, was, is) => isKind(slot, "amount", ...NULLABLE) && isUnset(was) && isUnset(is),
  },
  {
    name: "not-a-number",
    why: "what is no number to the Gateway is not set, where a field can be",
    holds: (slot, was, is) => isKind(slot, "maybeDouble") && was === "NaN" && isUnset(is),
  },
  {
    name: "bool-empty",
    why: "an empty field reads as false; verify messages may spell the words",
    holds: (slot, was, is) => (slot.what === "flag" || hasDefault(slot, false)) && isFalse(was) === isFalse(is),
  },
  {
    name: "infinity",
    why: "ib_async spells it Infinite",
    holds: (slot, was, is) => isKind(slot, "double", "maybeDouble") && isInfinite(was) && isInfinite(is),
  },
  {
    name: "number-spelling",
    why: "0.0, 96.90, 1.0E-4: Java, Python and we print the same number differently",
    holds: (slot, was, is) =>
      (slot.what === "count" || isKind(slot, ...NUMERIC)) &&
      isNumber(was) &&
      isNumber(is) &&
      Object.is(Number(was), Number(is)),
  },
  {
    name: "empty-zero",
    why: "an empty field reads as 0 where a number cannot be unset",
    holds: (slot, was, is) => (slot.what === "count" || isKind(slot, ...NUMERIC)) && isZero(was) && isZero(is),
  },
  {
    name: "decimal-spelling",
    why: "trailing zeros and exponents of exact decimals",
    holds: (slot, was, is) => isKind(slot, "decimal") && isNumber(was) && decimal(was) === decimal(is),
  },
  {
    name: "escape",
    why: "text beyond ASCII may be escaped or UTF-8, and ASCII may be escaped (PROTOCOL section 5)",
    holds: (slot, was, is) => isKind(slot, "escaped") && unescapeText(was) === unescapeText(is),
  },
  {
    name: "tag-list",
    why: "a list of tag=value may lack its last semicolon, a tag without value its equals sign",
    holds: (slot, was, is) => isKind(slot, "tagValues") && was !== "" && printTagValues(tagValuesOf(was)) === is,
  },
];

const NULLABLE = ["maybeBool", "maybeInt", "maybeLong", "maybeDouble", "decimal"];
const NUMERIC = ["int", "long", "double", "maybeInt", "maybeLong", "maybeDouble"];

/** The rule by which two spellings of one field mean the same; undefined when none does. */
export const ruleFor = (slot: Slot, was: string, is: string): string | undefined =>
  RULES.find((rule) => rule.holds(slot, was, is))?.name;

/** What each text field behind the id is, for a body at a server version; in the order in which it is written. */
export function slotsOf(steps: readonly PlanStep[], body: Loose, version: number, prefix = ""): readonly Slot[] {
  const slots = steps.flatMap((step) => (covers(step.span, version) ? stepSlots(step, body, version, prefix) : []));
  const last = new Map(slots.map((slot, i) => [slot.path, i]));
  return slots.map((slot, i) =>
    slot.what === "value" && last.get(slot.path)! > i ? { ...slot, repeated: true } : slot,
  );
}

function stepSlots(step: PlanStep, body: Loose, version: number, prefix: string): readonly Slot[] {
  const slot = (what: Slot["what"], path: readonly string[], kind?: AnyScalar): Slot => {
    return { what, path: prefix + path.join("."), kind, repeated: false };
  };
  switch (step.op) {
    case "constant":
      return [slot("constant", ["version"])];
    case "field":
      return [slot("value", step.path, step.kind)];
    case "optionCount":
      return [slot("optionCount", step.path)];
    case "absent":
      return [];
    case "when":
      return testOf(step.condition)(body) ? slotsOf(step.steps, body, version, prefix) : [];
    case "choose":
      return slotsOf(step.cases.get(body[step.on] ?? 0) ?? [], body, version, prefix);
    case "present": {
      const value = pathGetter(step.path)(body) as Loose | undefined;
      const inner = value === undefined ? [] : slotsOf(step.steps, value, version, `${prefix}${step.path.join(".")}.`);
      return [slot("flag", step.path), ...inner];
    }
    case "repeat": {
      const list = (pathGetter(step.path)(body) ?? []) as readonly Loose[];
      return [slot("count", step.path), ...list.flatMap((value, i) => element(step, value, version, prefix, i))];
    }
  }
}

function element(
  { path, of, steps }: Extract<PlanStep, { op: "repeat" }>,
  value: Loose,
  version: number,
  prefix: string,
  index: number,
): readonly Slot[] {
  const name = `${prefix}${path.join(".")}[${index}]`;
  if (of.shape === "scalar") return [{ what: "value", path: name, kind: of, repeated: false }];
  return slotsOf(steps, value, version, `${name}.`);
}
