/** What a form may drop, for people: each rule spelled out over the declarations, as messages and the fields they lose. */
import {
  INCOMING_NAMES,
  type IncomingName,
  OUTGOING_NAMES,
  type OutgoingName,
  planNamed,
  speaksProtobuf,
} from "./codec.ts";
import type { Form } from "./form.ts";
import { LEFT_OUT } from "./leftOut.ts";
import { IGNORABLE, lostIn } from "./losses.ts";

interface Rule {
  readonly form: Form;
  readonly why: string;
  drops(name: IncomingName | OutgoingName, field: string): boolean;
}

/** Requests with their fields that are not missed. */
export const ignoredTable = (): string =>
  table(
    OUTGOING_NAMES,
    IGNORABLE.map(({ form, fields, why }) => ({ form, why, drops: (_, field) => fields.includes(field) })),
  );

/** Messages to clients with the fields that they do without. */
export const leftOutTable = (): string =>
  table(
    INCOMING_NAMES,
    LEFT_OUT.map(({ form, field: row, why }) => ({ form, why, drops: (name, field) => row.test(`${name}.${field}`) })),
  );

const table = (names: readonly (IncomingName | OutgoingName)[], rules: readonly Rule[]): string =>
  [
    "| messages | form | without | why |",
    "| --- | --- | --- | --- |",
    ...rules.flatMap((rule) => lines(names, rule)),
  ].join("\n");

/** A line for each set of fields: many messages have the same. */
function lines(names: readonly (IncomingName | OutgoingName)[], rule: Rule): readonly string[] {
  const messages = new Map<string, string[]>();
  for (const name of names) {
    const fields = fieldsWithout(name, rule).join(", ");
    if (fields !== "") messages.set(fields, [...(messages.get(fields) ?? []), name]);
  }
  return [...messages].map(([fields, group]) => `| ${group.join(", ")} | ${rule.form} | ${fields} | ${rule.why} |`);
}

function fieldsWithout(name: IncomingName | OutgoingName, { form, drops }: Rule): readonly string[] {
  const { message, steps } = planNamed(name);
  if (steps === undefined || !speaksProtobuf(name)) return [];
  return lostIn(form, message, steps, []).flatMap(({ field }) => (drops(name, field) ? [field] : []));
}
