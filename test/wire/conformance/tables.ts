/** Reads `messages.json` and `protobuf.json`, the tables of the protocol, as rows. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Row, spelled } from "./rows.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/protocol/", import.meta.url));
const FLOOR = 157;

export const skip = existsSync(`${FOLDER}messages.json`) ? false : `no tables of the protocol at ${FOLDER}`;

export interface TableField {
  readonly name: string;
  readonly type?: string;
  readonly const?: number;
  readonly format?: string;
  readonly unset?: string;
  readonly literalUnset?: boolean;
  readonly escape?: string;
  readonly presentIfExtraField?: boolean;
  readonly minServerVersion?: number;
  readonly maxServerVersion?: number;
  readonly when?: unknown;
  readonly kind?: "repeat" | "switch";
  readonly on?: string;
  readonly repeatCountFrom?: string;
  readonly fields?: readonly TableField[];
  readonly cases?: Readonly<Record<string, readonly TableField[]>>;
  readonly protobufPath?: string | null;
}

export interface TableMessage {
  readonly direction: "in" | "out";
  readonly id: number;
  readonly name: string;
  readonly protobufName?: string;
  readonly protobufMinServerVersion?: number;
  readonly minServerVersion?: number;
  readonly textForm: boolean;
  readonly correlatorPath?: string | null;
  readonly correlatorProtobufField?: { readonly number: number } | null;
  readonly fields: readonly TableField[];
}

export interface SchemaField {
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly oneof?: string;
}
export type Schema = ReadonlyMap<string, readonly SchemaField[]>;

interface Mapping {
  readonly direction: string;
  readonly id: number;
  readonly message: string;
  readonly minServerVersion: number;
}

const read = (name: string): unknown => JSON.parse(readFileSync(FOLDER + name, "utf8"));

export const tableMessages = (): readonly TableMessage[] =>
  (read("messages.json") as { messages: readonly TableMessage[] }).messages;

/** The protobuf messages by name, and which one carries which of ours. */
export function protobufTables(): { schema: Schema; mapping: readonly Mapping[] } {
  const tables = read("protobuf.json") as {
    messages: readonly { name: string; fields: readonly SchemaField[] }[];
    mapping: readonly Mapping[];
  };
  return { schema: new Map(tables.messages.map(({ name, fields }) => [name, fields])), mapping: tables.mapping };
}

/** What holds of the message as a whole. */
export function headRows(message: TableMessage): readonly Row[] {
  return [
    ["id", String(message.id)],
    ["direction", message.direction],
    ["protobuf since", String(message.protobufMinServerVersion ?? "never")],
    ["since", String(message.minServerVersion ?? 0)],
    ["text form", String(message.textForm)],
    ["correlator", String(CORRELATORS.has(message.correlatorPath ?? "") ? message.correlatorPath : "none")],
  ];
}

/** What is rewritten when a frame changes hands; the tables also name accounts and execIds, which join and are no ids. */
const CORRELATORS = new Set(["reqId", "orderId", "order.orderId", "id"]);

/** The rows of a layout, in the order of the wire. Counts belong to their repeats and are no rows of their own. */
export function layoutRows(fields: readonly TableField[], prefix = ""): readonly Row[] {
  const counts = new Set(fields.map((field) => field.repeatCountFrom));
  return fields.filter((field) => !counts.has(field.name)).flatMap((field) => fieldRows(field, prefix));
}

function fieldRows(field: TableField, prefix: string): readonly Row[] {
  const key = `text ${prefix}${field.name}`;
  const single = field.kind === "repeat" && field.fields?.length === 1 && field.fields[0]?.protobufPath === null;
  const row: Row = [key, spelled(textField(field, single ? field.fields?.[0]?.type : undefined))];
  if (field.kind === "switch") {
    const cases = Object.entries(field.cases ?? {});
    return cases.flatMap(([value, inner]) => layoutRows(inner, `${prefix}${field.on}=${value}.`));
  }
  return single ? [row] : [row, ...layoutRows(field.fields ?? [], `${prefix}${field.name}[].`)];
}

const textField = (field: TableField, elementType: string | undefined) => ({
  type: elementType ?? field.type ?? "",
  format: field.format,
  unset: field.unset === "empty",
  literal: field.literalUnset === true,
  escape: field.escape !== undefined,
  constant: field.const,
  optionCount: field.presentIfExtraField === true,
  repeat: field.kind === "repeat",
  min: field.minServerVersion ?? FLOOR,
  max: field.maxServerVersion ?? Number.POSITIVE_INFINITY,
  when: field.when,
});

/** Problems inside the table that the rows would hide: a count that does not stand right before its repeat. */
export function strayCounts(fields: readonly TableField[]): readonly string[] {
  return fields.flatMap((field, i) => {
    const before = fields[i - 1];
    const ofElement = strayCounts(field.fields ?? []);
    if (field.repeatCountFrom === undefined) return ofElement;
    const fits = before?.name === field.repeatCountFrom && gate(before) === gate(field);
    return fits ? ofElement : [...ofElement, field.name];
  });
}

const gate = ({ minServerVersion, maxServerVersion, when }: TableField): string =>
  JSON.stringify([minServerVersion, maxServerVersion, when]);

/** Where protobuf has the value of each text field, as names, relative to the element inside repeats. */
export function protobufPaths(fields: readonly TableField[], prefix = ""): readonly Row[] {
  return fields.flatMap((field): readonly Row[] => {
    if (field.kind === "switch") {
      return Object.entries(field.cases ?? {}).flatMap(([value, inner]) =>
        protobufPaths(inner, `${prefix}${field.on}=${value}.`),
      );
    }
    if (field.protobufPath === undefined || field.protobufPath?.startsWith("map ")) return [];
    const own: Row = [`path ${prefix}${field.name}`, field.protobufPath ?? "none"];
    return [own, ...protobufPaths(field.fields ?? [], `${prefix}${field.name}[].`)];
  });
}
