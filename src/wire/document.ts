/** `docs/wire.md`: every message as a table, and the rows by which a message changes its form. */
import { INCOMING_NAMES, type IncomingName, OUTGOING_NAMES, type OutgoingName, planNamed } from "./codec.ts";
import { describe } from "./describe.ts";
import { NEEDS_PROTOBUF } from "./form.ts";
import { IGNORABLE } from "./losses.ts";

const HEAD = `# The wire

Every message of the TWS API as holdfast declares it. This file is made by \`npm run wire:docs\` from \`src/wire/messages\`: do
not edit. \`holdfast wire describe openOrder --server-version 178\` prints what is on the wire at one version.

Fields stand in the order of text. *versions* are server versions, both included; empty means all from 157 on. *protobuf* is
the field number, with those of the messages around it: \`3.100.4\` is field 4 of the elements of field 100 of field 3.
\`[]\` marks the elements of a list, \`?3\` a field of the case 3. Kinds beginning with \`maybe\`, and decimals, can be unset.`;

export function wireDocument(): string {
  const sections = [
    HEAD,
    "## Which form a message takes",
    "Below 201 everything is text. From 201 on both forms are read at any time; a message is written as protobuf from its gate on.",
    bullets(NEEDS_PROTOBUF.map(({ client, since, why }) => `${client}, from ${since}, is sent protobuf only: ${why}.`)),
    "## What a form may drop",
    "A request with a set field that its form cannot carry is refused with the field's name, except these:",
    bullets(IGNORABLE.map(({ form, field, why }) => `${form} without \`${field.source}\` (${why}).`)),
    "## From the client to the Gateway",
    ...byId(OUTGOING_NAMES).flatMap(section),
    "## From the Gateway to the client",
    ...byId(INCOMING_NAMES).flatMap(section),
  ];
  return `${sections.join("\n\n")}\n`;
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");

const byId = <N extends IncomingName | OutgoingName>(names: readonly N[]): readonly N[] =>
  names.toSorted((a, b) => planNamed(a).message.id - planNamed(b).message.id);

const section = (name: IncomingName | OutgoingName): readonly string[] => [
  `### ${name}`,
  describe(planNamed(name)).join("\n"),
];
