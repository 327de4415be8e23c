/** Where protobuf has each field of a message, as numbers from the message on: `3.100.4` is field 4 of the elements at 3.100. */
import type { AnyKind, AnyMessage, AnyRecord, Field, Fields } from "./declare.ts";

/** A single field, or a list of single values, with its place. */
export interface Place {
  /** Dotted as in a body; `[]` behind a list, `?3` behind a field of the case 3. */
  readonly field: string;
  readonly kind: string;
  /** Empty when protobuf does not have the field. */
  readonly protobuf: string;
}

export function placesOf({ record, copies }: AnyMessage): readonly Place[] {
  const again = (field: string): string[] => Object.keys(copies).filter((number) => copies[Number(number)] === field);
  return placed(record, "", "", record).map((place) => {
    const numbers = [...again(place.field), place.protobuf].filter((number) => number !== "");
    return { ...place, protobuf: numbers.join(", ") };
  });
}

function placed(record: AnyRecord, prefix: string, numbers: string, root: AnyRecord): readonly Place[] {
  const base = Object.entries(record.fields as Fields).flatMap((entry) =>
    fieldPlaces(entry, "", prefix, numbers, root),
  );
  const cases = Object.entries(record.cases as Record<string, Fields>).flatMap(([key, fields]) =>
    Object.entries(fields).flatMap((entry) => fieldPlaces(entry, `?${key}`, prefix, numbers, root)),
  );
  return [...base, ...cases];
}

function fieldPlaces(
  [name, field]: readonly [string, Field],
  suffix: string,
  prefix: string,
  numbers: string,
  root: AnyRecord,
): readonly Place[] {
  const [tag, kind, type] = field;
  const path = `${prefix}${name}`;
  const at = numbersOf(tag, numbers, root);
  if (kind.shape === "record") return placed(kind, `${path}.`, at === "" ? "" : `${at}.`, root);
  if (kind.shape === "optional") return placed(kind.of, `${path}.`, `${at}.`, root);
  if (kind.shape === "list" && kind.of.shape === "record") return placed(kind.of, `${path}[].`, `${at}.`, root);
  const list = kind.shape === "list" ? "[]" : "";
  return [{ field: `${path}${list}${suffix}`, kind: nameOf(kind), protobuf: `${at}${typed(at, type)}` }];
}

function numbersOf(tag: Field[0], before: string, root: AnyRecord): string {
  if (tag === 0) return "";
  if (typeof tag === "number") return `${before}${tag}`;
  if ("oneOf" in tag) return tag.oneOf.map((path) => `${before}${path.join(".")}`).join(" or ");
  if ("beside" in tag) return listAt(root, tag.beside.split("."));
  return `${before}${tag.join(".")}`;
}

/** The numbers of the list that another list lies beside. */
function listAt(record: AnyRecord, [head, ...rest]: readonly string[]): string {
  const [tag, kind] = (record.fields as Fields)[head!] as Field;
  return rest.length === 0 ? `${tag as number}` : `${tag as number}.${listAt(kind as AnyRecord, rest)}`;
}

const nameOf = (kind: AnyKind): string =>
  kind.shape === "scalar" ? kind.name : kind.shape === "list" ? nameOf(kind.of) : kind.shape;

/** The type where it is not the kind's own. */
function typed(at: string, type: Field[2]): string {
  if (at === "" || type === undefined) return "";
  return typeof type === "object" ? `, booleans ${type.bits.join(" ")}` : ` as ${type}`;
}
