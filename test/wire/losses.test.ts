/** What a form drops is declared: every field of every message to a client that has no place in a form has a row, and every row a field. */
import assert from "node:assert/strict";
import test from "node:test";
import { INCOMING_NAMES, planNamed, speaksProtobuf } from "../../src/wire/codec.ts";
import type { AnyKind, AnyRecord, Fields } from "../../src/wire/declare.ts";
import { LEFT_OUT } from "../../src/wire/leftOut.ts";
import { type Form, lostIn } from "../../src/wire/losses.ts";
import type { PlanStep } from "../../src/wire/plan.ts";

/** Fields of the elements of lists, which `lostIn` does not look into: no request loses one. */
function lostInLists(form: Form, steps: readonly PlanStep[], record: AnyRecord, prefix = ""): readonly string[] {
  return Object.entries(record.fields as Fields).flatMap(([name, [, kind]]) => {
    const path = `${prefix}${name}`;
    if (kind.shape === "record") return lostInLists(form, steps, kind, `${path}.`);
    if (kind.shape !== "list" || kind.of.shape !== "record") return [];
    const repeat = repeatsIn(steps).find((step) => step.path.join(".") === path);
    if (repeat === undefined) return [];
    const own = form === "text" ? namedIn(repeat.steps) : undefined;
    return leaves(kind.of, "")
      .filter(([leaf, tag]) => (own === undefined ? tag === 0 : !own.has(leaf)))
      .map(([leaf]) => `${path}[].${leaf}`);
  });
}

type Repeat = Extract<PlanStep, { op: "repeat" }>;
const repeatsIn = (steps: readonly PlanStep[]): readonly Repeat[] =>
  steps.flatMap((step) => (step.op === "repeat" ? [step] : step.op === "when" ? repeatsIn(step.steps) : []));
const namedIn = (steps: readonly PlanStep[]): ReadonlySet<string> =>
  new Set(steps.flatMap((step) => ("path" in step ? [step.path.join(".")] : [])));
const leaves = (record: AnyRecord, prefix: string): readonly (readonly [string, unknown])[] =>
  Object.entries(record.fields as Readonly<Record<string, readonly [unknown, AnyKind]>>).flatMap(
    ([name, [tag, kind]]) =>
      kind.shape === "record" ? leaves(kind, `${prefix}${name}.`) : [[`${prefix}${name}`, tag] as const],
  );

function lost(form: Form): readonly string[] {
  return INCOMING_NAMES.flatMap((name) => {
    const { message, steps } = planNamed(name);
    if (steps === undefined || !speaksProtobuf(name)) return [];
    const fields = lostIn(form, message, steps, []).map(({ field }) => field);
    return [...fields, ...lostInLists(form, steps, message.record)].map((field) => `${name}.${field}`);
  });
}

for (const form of ["text", "protobuf"] as const) {
  const rows = LEFT_OUT.filter((row) => row.form === form);

  test(`every field that ${form} to a client has no place for is a row of what is left out`, () => {
    const found = lost(form);
    assert(found.length > 10);
    assert.deepEqual(
      found.filter((field) => !rows.some((row) => row.field.test(field))),
      [],
    );
  });

  test(`every row of what ${form} leaves out names a field that would be there`, () => {
    const found = lost(form);
    const idle = rows.filter((row) => !found.some((field) => row.field.test(field)));
    assert.deepEqual(idle.map(String), []);
  });
}
