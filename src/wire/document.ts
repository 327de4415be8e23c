/** `docs/wire.md`: every message as a table, and the rows by which a message changes its form. */
import { INCOMING_NAMES, type IncomingName, OUTGOING_NAMES, type OutgoingName, planNamed } from "./codec.ts";
import { describe } from "./describe.ts";
import { ignoredTable, leftOutTable } from "./dropped.ts";
import type { Demand, Met } from "./quirks/demand.ts";
import { DEMANDS, demandsMetBy } from "./quirks.ts";

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
    bullets(
      demandsMetBy("form").map(
        ({ client, met }) => `${client}: protobuf only from ${met.protobufSince} on, see below.`,
      ),
    ),
    "## What a form may drop",
    "A request with a set field that its form cannot carry is refused with the field's name, except these:",
    ignoredTable(),
    "An answer to a client cannot be refused. What its form has no room for is left out:",
    leftOutTable(),
    "## What clients demand and how it is met",
    "A row here is a rule of the encoder or the handshake, or a property that a test holds the declarations to. What no server\ncan mend is named as well.",
    table(DEMANDS),
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

const table = (rows: readonly Demand[]): string =>
  ["| client | demand | met by | evidence |", "| --- | --- | --- | --- |", ...rows.map(demandLine)].join("\n");

const demandLine = ({ client, demand, met, evidence }: Demand): string =>
  `| ${client} | ${demand} | ${spelled(met)} | ${evidence} |`;

function spelled(met: Met): string {
  switch (met.by) {
    case "form":
      return `form: protobuf from ${met.protobufSince} on`;
    case "version":
      return `version: ${met.instead} for a client that offers ${met.hello.min} to ${met.hello.max}`;
    case "amendment":
      return `rule on ${met.messages.join(", ")}${met.hello === undefined ? "" : `, hello ${met.hello.min} to ${met.hello.max}`}: ${met.how}`;
    case "reading":
      return `reading of ${met.messages.join(", ")}: ${met.how}`;
    case "nothing":
      return `nothing: ${met.why}`;
    default:
      return `${met.by}: ${met.how}`;
  }
}
