/**
 * A message as a table for people, read from the plan that also encodes it: `docs/wire.md` has one of each, and
 * `holdfast wire describe` prints the same.
 */
import type { Condition } from "./declare.ts";
import { NEVER } from "./declare.ts";
import { formAt } from "./form.ts";
import { PROTOBUF_OFFSET } from "./ids.ts";
import { type Place, placesOf } from "./places.ts";
import { covers, type Plan, type PlanStep, type Span } from "./plan.ts";
import { FLOOR, PROTOBUF } from "./versions.ts";

/** One field of the text layout. */
interface TextRow {
  readonly field: string;
  readonly kind: string;
  readonly span: Span;
  readonly when: string;
}

/** Markdown lines: how the message travels, then its fields. With a server version only what is on the wire there. */
export function describe(plan: Plan, serverVersion?: number): readonly string[] {
  const { message, steps } = plan;
  const way = message.direction === "in" ? "Gateway to client" : "client to Gateway";
  const head = `**${message.name}**, id ${message.id}, ${way}. ${formsOf(plan, serverVersion)}`;
  if (serverVersion !== undefined && formAt(message, serverVersion) === undefined) return [head];
  const places = placesOf(message);
  if (steps === undefined)
    return [
      head,
      "",
      ...table(
        places.map(({ field, kind, protobuf }) => [field, kind, protobuf]),
        PROTOBUF_HEAD,
      ),
    ];
  const rows = textRows(steps, { prefix: "", suffix: "", span: ALWAYS, when: "" });
  const shown = rows.filter(({ span }) => serverVersion === undefined || covers(span, serverVersion));
  const cells = shown.map((row) => [
    row.field,
    row.kind,
    versionsOf(row.span),
    row.when,
    protobufOf(row.field, places),
  ]);
  const named = new Set(rows.map((row) => row.field));
  const only = places.filter(({ field, protobuf }) => !named.has(field) && protobuf !== "");
  return [head, "", ...(cells.length === 0 ? ["No fields."] : table(cells, TEXT_HEAD)), ...onlyLines(only)];
}

const TEXT_HEAD = ["text field", "kind", "versions", "when", "protobuf"];
const PROTOBUF_HEAD = ["field", "kind", "protobuf"];
const ALWAYS: Span = { from: 0, to: Number.POSITIVE_INFINITY };

function formsOf({ message, steps }: Plan, serverVersion: number | undefined): string {
  if (serverVersion !== undefined)
    return `At server version ${serverVersion}: ${formAt(message, serverVersion) ?? "does not exist"}.`;
  const text = steps === undefined ? "No text form" : message.since > FLOOR ? `Text from ${message.since}` : "Text";
  const rawId = `raw id ${message.id + PROTOBUF_OFFSET}`;
  const since = Math.max(message.protobufSince, PROTOBUF);
  return message.protobufSince === NEVER ? `${text}; no protobuf form.` : `${text}; protobuf from ${since}, ${rawId}.`;
}

const onlyLines = (places: readonly Place[]): readonly string[] =>
  places.length === 0
    ? []
    : ["", `Only in protobuf: ${places.map(({ field, protobuf }) => `${field} ${protobuf}`).join("; ")}.`];

const protobufOf = (field: string, places: readonly Place[]): string =>
  places.find((place) => place.field === field)?.protobuf ?? "";

function versionsOf({ from, to }: Span): string {
  const first = from > FLOOR ? String(from) : "";
  const last = Number.isFinite(to) ? String(to) : "";
  return first === "" && last === "" ? "" : `${first}..${last}`;
}

// ---------------------------------------------------------------- rows

interface Around {
  readonly prefix: string;
  /** The case, as `Place` has it. */
  readonly suffix: string;
  readonly span: Span;
  readonly when: string;
}

const textRows = (steps: readonly PlanStep[], around: Around): readonly TextRow[] =>
  steps.flatMap((step) => stepRows(step, around));

function stepRows(step: PlanStep, around: Around): readonly TextRow[] {
  const span = { from: Math.max(step.span.from, around.span.from), to: Math.min(step.span.to, around.span.to) };
  const row = (field: string, kind: string): TextRow => ({ field, kind, span, when: around.when });
  const named = (path: readonly string[]): string => `${around.prefix}${path.join(".")}`;
  switch (step.op) {
    case "constant":
      return [row("(version)", `always ${step.value}`)];
    case "field":
      return [row(`${named(step.path)}${around.suffix}`, kindOf(step))];
    case "optionCount":
      return [row(`(count of ${named(step.path)})`, "from some clients")];
    case "when":
      return textRows(step.steps, { ...around, span, when: also(around.when, spelled(step.condition)) });
    case "present":
      return [
        row(`(${named(step.path)})`, "0 or 1"),
        ...textRows(step.steps, inside(`${named(step.path)}.`, `${named(step.path)} is there`, span)),
      ];
    case "repeat":
      return [row(`(count of ${named(step.path)})`, "int"), ...elementRows(step, named(step.path), span)];
    case "choose":
      return [...step.cases].flatMap(([key, steps]) =>
        textRows(steps, { ...around, span, suffix: `?${key}`, when: also(around.when, `${step.on} is ${key}`) }),
      );
    case "absent":
      return [];
  }
}

const inside = (prefix: string, when: string, span: Span): Around => ({ prefix, suffix: "", span, when });

function elementRows({ of, steps }: Extract<PlanStep, { op: "repeat" }>, name: string, span: Span): readonly TextRow[] {
  if (of.shape === "scalar") return [{ field: `${name}[]`, kind: of.name, span, when: "" }];
  return textRows(steps, inside(`${name}[].`, "", span));
}

const UNSET = { empty: "", zero: ", never empty", literal: ", unset spelled out" } as const;
const kindOf = ({ kind, unset, correlator }: Extract<PlanStep, { op: "field" }>): string =>
  `${kind.name}${UNSET[unset]}${correlator ? ", correlates" : ""}`;

const also = (outer: string, inner: string): string => (outer === "" ? inner : `${outer}, ${inner}`);

function spelled(condition: Condition<string>): string {
  if ("any" in condition) return condition.any.map(spelled).join(" or ");
  if ("all" in condition) return `(${condition.all.map(spelled).join(" and ")})`;
  if ("eq" in condition) return `${condition.field} is ${condition.eq}`;
  if ("in" in condition) return `${condition.field} is ${condition.in.join(" or ")}`;
  if ("above" in condition) return `${condition.field} is above ${condition.above}`;
  return `${condition.field} is not empty`;
}

// ---------------------------------------------------------------- Markdown

/** Columns are padded, so that the table reads at a terminal as well. */
function table(rows: readonly (readonly string[])[], head: readonly string[]): readonly string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
