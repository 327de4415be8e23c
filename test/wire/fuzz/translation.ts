/** What a message may lose between two forms or versions: values that are not on the other wire, never a wrong one. */
import { type Incoming, type Outgoing, planNamed } from "../../../src/wire/codec.ts";
import type { AnyKind, AnyRecord, Fields } from "../../../src/wire/declare.ts";
import type { Form } from "../../../src/wire/form.ts";
import { slotsOf } from "../../../src/wire/spelling.ts";
import type { Body } from "./corpus.ts";
import { type Difference, differences, told } from "./differences.ts";

type Message = Incoming | Outgoing;

/** The first value that came back as another one. */
export function lostBetween(was: Message, is: Message, from: Form, to: Form, version: number): string | undefined {
  const found = differences(was.body, is.body);
  if (found.length === 0) return undefined;
  const { record } = planNamed(was.name).message;
  const isWrong = to === "text" ? wrongInText(was, version) : wrongInProtobuf(record, from);
  const wrong = found.find((difference) => !isUnsetZero(difference) && isWrong(difference));
  return wrong && told(wrong);
}

/** A layout that never leaves the field empty reads unset as 0. */
const isUnsetZero = ({ was, is }: Difference): boolean => was === undefined && Number(is) === 0;

/** Whatever the layout has must come back; a NUL, which would end its field, as a blank. */
function wrongInText({ name, body }: Message, version: number): (difference: Difference) => boolean {
  const slots = slotsOf(planNamed(name).steps ?? [], body as Body, version);
  const values = slots.filter((slot) => slot.what === "value");
  const carried = new Set(values.map((slot) => slot.path.replace(/\[(\d+)\]/g, ".$1")));
  return ({ path, was, is }) => {
    if (typeof was === "string" && was.replaceAll("\0", " ") === is) return false;
    return carried.has(path) || [...carried].some((head) => path.startsWith(`${head}.`));
  };
}

/** What protobuf has room for must come back as it was, and flags of which it has fewer bits as those. */
function wrongInProtobuf(record: AnyRecord, from: Form): (difference: Difference) => boolean {
  return ({ path, was, is }) => {
    if (path === "contract.strike" && was === 0) return false;
    if (from === "protobuf") return true;
    return !isNothing(is) && !isSameNumber(was, is) && !isNarrower(record, path.split("."));
  };
}

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === "" ||
  value === false ||
  Number(value) === 0 ||
  /^(\[\]|\{\})$/.test(JSON.stringify(value));

/** An amount that is text to us and a number to protobuf. */
const isSameNumber = (was: unknown, is: unknown): boolean =>
  typeof was === "string" && typeof is === "string" && was !== "" && Number(was) === Number(is);

/** A number in text that is a flag, or a message of flags, in protobuf. */
function isNarrower(record: AnyRecord, [head, ...rest]: readonly string[]): boolean {
  const all = Object.assign({}, record.fields, ...Object.values(record.cases)) as Fields;
  const [, kind, type] = all[head!] ?? [];
  const next = inner(kind);
  if (next !== undefined) return isNarrower(next, kind?.shape === "list" ? rest.slice(1) : rest);
  return typeof type === "object" || type === "bool";
}

function inner(kind: AnyKind | undefined): AnyRecord | undefined {
  if (kind?.shape === "record") return kind;
  if (kind === undefined || kind.shape === "scalar") return undefined;
  return kind.of.shape === "record" ? kind.of : undefined;
}
