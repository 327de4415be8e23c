/** The matrix as a document, and the comparison of a document with what was seen. */
import { join } from "node:path";
import { ROOT } from "../../rig/rig.ts";
import { ALLOWANCES } from "../orders/allowances.ts";
import { ORDER_ROWS } from "../orders/rows.ts";
import { CLIENTS, type Client, COLUMNS, GATEWAYS, type GatewayVersion } from "./clients.ts";
import { type Cell, cellsAt, type Outcome } from "./stage.ts";
import { STEPS } from "./steps.ts";

/** Where the checked-in document is. */
export const DOCUMENT = join(ROOT, "docs/compatibility.md");

/** What each cell showed. */
export type Seen = readonly { readonly cell: Cell; readonly outcome: Outcome }[];

const HEAD = `# Compatibility

Unmodified TWS API libraries, each driven by a small program ([test/compat/clients](../test/compat/clients/README.md))
through holdfast against a simulated Gateway. \`npm test\` plays this matrix and fails when it differs from this file;
\`npm run compat:docs\` writes it.

A column is the server version that the client and holdfast's door negotiated (the door's \`max-server-version\`), a
table is what holdfast and the Gateway negotiated. A cell says how many of these ${Object.keys(STEPS).length} steps were completed:

${Object.values(STEPS)
  .map((step, i) => `${i + 1}. ${step}`)
  .join("\n")}

Every value in them (prices, ids, statuses, sizes, amounts) is compared with what the market and the Gateway said, and the
terms of the orders with what reached the Gateway. Every frame's form, on both sides of holdfast, is compared with what
belongs at that version; the cell names it:

- *text*: message ids and fields are text;
- *mixed*: ids are four raw bytes, some messages are protobuf, the others text;
- *protobuf*: nothing but protobuf.

An empty cell: the library does not speak that version. At the Gateways below ${GATEWAYS.at(-1)} only some versions are played;
a dot marks the others.
`;

export const documentOf = (seen: Seen, clients: readonly Client[]): string =>
  `${HEAD}\n${tables(seen, clients)}${footnotes()}\n${orders()}`;

/** One table per Gateway. */
export const tables = (seen: Seen, clients: readonly Client[]): string =>
  GATEWAYS.map((gateway) => `## Gateway at server version ${gateway}\n\n${tableOf(seen, clients, gateway)}`).join("\n");

function tableOf(seen: Seen, clients: readonly Client[], gateway: GatewayVersion): string {
  const columns = COLUMNS.filter((version) => cellsAt(gateway).some((cell) => cell.version === version));
  const rows = clients.map((client) => [
    client.title,
    ...columns.map((version) => shown(seen, { client, version, gateway })),
  ]);
  return aligned([["client", ...columns.map(String)], ...rows]);
}

function shown(seen: Seen, { client, version, gateway }: Cell): string {
  const found = seen.find(({ cell }) => cell.client === client && cell.version === version && cell.gateway === gateway);
  if (found !== undefined)
    return "trouble" in found.outcome ? "FAILED" : `${found.outcome.steps} ${found.outcome.form}`;
  return client.versions.includes(version) ? "·" : "";
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[], fill = " "): string =>
    `|${cells.map((cell, i) => `${fill}${cell.padEnd(widths[i]!, fill)}${fill}`).join("|")}|\n`;
  const [head, ...body] = rows;
  const nothing = widths.map(() => "");
  return [line(head!), line(nothing, "-"), ...body.map((row) => line(row))].join("");
}

function footnotes(): string {
  const told = (of: "limits" | "garbles"): readonly string[] =>
    CLIENTS.flatMap((client) => (client[of] === undefined ? [] : [`- ${client.title}: ${client[of]}`]));
  const hidden = CLIENTS.flatMap(({ title, hidden }) =>
    hidden.length === 0 ? [] : [`- ${title}: ${hidden.map((key) => `\`${key}\``).join(", ")}`],
  );
  return [
    section("Not played, because the library cannot:", told("limits")),
    section(
      "Not compared, because the library does not show what the wire said (the frames are compared all the same):",
      hidden,
    ),
    section("Undone by its program before it is compared, because the library garbles it:", told("garbles")),
  ].join("");
}

/** What is compared line by line (orders.test.ts), and where the two may differ. */
function orders(): string {
  const rows = ORDER_ROWS.map((row) => {
    const why = ALLOWANCES[row]?.why;
    return why === undefined ? `- ${row}` : `- ${row}; through holdfast ${why}`;
  });
  return `${ORDERS_HEAD}\n${rows.join("\n")}\n`;
}

const ORDERS_HEAD = `## Orders, row by row

Unmodified @stoqey/ib does each of these straight at a simulated Gateway that holds its account alone, and through holdfast.
What the two wires saw is compared line by line, with all fields of every message
([test/compat/orders.test.ts](../test/compat/orders.test.ts)); where the two may differ, the row says so. Each row is also
tried by a hostile client of another strategy, which reaches nothing
([test/compat/hostile.test.ts](../test/compat/hostile.test.ts)).
`;

const section = (head: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : `\n${head}\n\n${lines.join("\n")}\n`;

/** The lines of a document without the rows of clients that are not among these, and without the padding of tables. */
export function comparable(document: string, clients: readonly Client[]): readonly string[] {
  const absent = CLIENTS.filter((client) => !clients.includes(client)).map(({ title }) => title);
  return document
    .split("\n")
    .filter((line) => !absent.some((title) => line.startsWith(`| ${title} `)))
    .map((line) => line.replaceAll(/ +\|/g, " |").replaceAll(/-+/g, "-"));
}
