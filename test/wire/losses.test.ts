/** What a form drops is declared: every field of every message to a client that has no place in a form has a row, and every row a field. */
import assert from "node:assert/strict";
import test from "node:test";
import { INCOMING_NAMES, planNamed, speaksProtobuf } from "../../src/wire/codec.ts";
import type { Form } from "../../src/wire/form.ts";
import { LEFT_OUT } from "../../src/wire/leftOut.ts";
import { lostIn } from "../../src/wire/losses.ts";

function lost(form: Form): readonly string[] {
  return INCOMING_NAMES.flatMap((name) => {
    const { message, steps } = planNamed(name);
    if (steps === undefined || !speaksProtobuf(name)) return [];
    return lostIn(form, message, steps, []).map(({ field }) => `${name}.${field}`);
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
