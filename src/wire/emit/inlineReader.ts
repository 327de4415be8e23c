/**
 * Emits the function that reads the text form of a flat record with its fields in place: what a stream sends by the thousands.
 *
 * The common spelling of a field is read where it stands, with the offset in a local; any other is left to the reader's method,
 * from the field's beginning. No field is compared with the end of the frame: a read beyond it only ever gets further, so
 * that the offset does not meet the end, and whoever called reads again. A byte that is not there reads as NUL.
 */
import { assert } from "../../base/assert.ts";
import type { AnyRecord, AnyScalar, Fields } from "../declare.ts";
import type { PlanStep } from "../plan.ts";
import { runsOf } from "./conditions.ts";
import { Filling } from "./filling.ts";
import { block, guarded, type Lines, type Module, withHead } from "./source.ts";
import { methodOf } from "./textReader.ts";

/** Whether a record has nothing but single fields, all of them its own, at least at its end those of a case. */
export const isFlat = (steps: readonly PlanStep[]): boolean =>
  steps.every(
    (step) =>
      step.op === "constant" || step.op === "choose" || step.op === "absent" || (step.op === "field" && isOwn(step)),
  );

const isOwn = ({ path, unset }: Extract<PlanStep, { op: "field" }>): boolean => path.length === 1 && unset !== "zero";

/** Adds `name(r, v)` to the module. */
export function addInlineReader(
  module: Module,
  name: string,
  record: AnyRecord,
  steps: readonly PlanStep[],
  type: string,
): void {
  assert(isFlat(steps), `${record.name} is not flat`);
  module.use("type Reader", "../reader.ts");
  const lines = recordLines(module, record, steps);
  const version = lines.some((line) => /\bv [<>]=/.test(line)) ? ", v: number" : "";
  const locals = LOCALS.filter((local) => lines.some((line) => new RegExp(`\\b${local}\\b`).test(line)));
  const head = ["const b = r.bytes;", "let at = r.at;", ...locals.map((local) => `let ${local} = 0;`)];
  module.add(block(`export function ${name}(r: Reader${version}): ${type}`, [...head, ...lines]));
}

const LOCALS = ["start", "digit", "code", "point", "middle", "lowWord", "highWord"];

function recordLines(module: Module, record: AnyRecord, steps: readonly PlanStep[]): string[] {
  const filling = new Filling(record, module);
  announce(filling, steps);
  const body = runsOf(steps).flatMap(({ gate, steps }) => {
    const lines = steps.flatMap((step) => stepLines(module, filling, record, step));
    return gate === "" ? lines : guarded(gate, lines);
  });
  const ends = steps.at(-1)?.op === "choose" ? [] : returned(filling);
  return [...filling.head(), ...body, ...ends];
}

const announce = (filling: Filling, steps: readonly PlanStep[]): void => {
  for (const step of steps) if (step.op === "field") filling.announce(step.path, step.kind, false);
};

const returned = (filling: Filling, fields?: Fields): string[] => [
  "r.at = at;",
  ...withHead("return ", filling.value(fields), ";"),
];

function stepLines(module: Module, filling: Filling, record: AnyRecord, step: PlanStep): string[] {
  if (step.op === "constant") return skipped();
  if (step.op === "field") return fieldLines(module, filling.at(step.path), step.kind, step.unset === "zero");
  assert(step.op === "choose", "only flat steps are left");
  const cases = [...step.cases].flatMap(([key, steps]) => caseLines(module, record, key, steps));
  return block(`switch (${filling.at([step.on])})`, [
    ...cases,
    "default:",
    '  return r.fail("no such case") as never;',
  ]);
}

/** The fields of a case are declared in its block; those before it are the function's. */
function caseLines(module: Module, record: AnyRecord, key: number, steps: readonly PlanStep[]): string[] {
  const extra = (record.cases as Record<number, Fields>)[key]!;
  const own = new Filling({ ...record, fields: extra }, module);
  announce(own, steps);
  const all = new Filling({ ...record, fields: { ...record.fields, ...extra } }, module);
  for (const name of Object.keys({ ...record.fields, ...extra })) all.announceAt([name]);
  const lines = steps.flatMap((step) => stepLines(module, own, record, step));
  return block(`case ${key}:`, [...own.head(), ...lines, ...returned(all)]);
}

const skipped = (): string[] => [
  "if (b[at] !== 0 && b[at + 1] === 0) at += 2;",
  ...block("else", ["r.from(at).skip();", "at = r.at;"]),
];

/** The lines that read one field into `to`, which is at its default. */
function fieldLines(module: Module, to: string, kind: AnyScalar, zero: boolean): string[] {
  const value = methodOf(module, kind, "r.from(start)");
  const odd = [`${to} = ${zero ? orZero(module, kind, value) : value};`, "at = r.at;"];
  switch (kind.name) {
    case "int":
      return ["start = at;", digits(to, ""), ...either("digit !== 48 || at - start > 9", odd, ["at++;"])];
    case "long":
      return longLines(module, to, odd);
    case "double":
      return doubleLines(module, to, odd);
    case "decimal":
      return decimalLines(module, to, odd);
    case "string":
      return stringLines(module, to, odd);
    default:
      return ["start = at;", ...odd];
  }
}

/** In a layout that never leaves the field empty, empty is 0 all the same. */
function orZero(module: Module, kind: AnyScalar, value: string): string {
  if (kind.default !== undefined) return value;
  const none = kind.protobuf === "string" ? module.use("ZERO", "../../base/decimal.ts") : "0";
  return `b[start] === 0 ? r.from(start).past(${none}) : ${value}`;
}

const NEXT_DIGIT = "digit = b[++at]! ^ 48";
const digits = (to: string, limit: string): string =>
  `for (digit = b[at]! ^ 48; digit < 10${limit}; ${NEXT_DIGIT}) ${to} = (${to} * 10 + digit) | 0;`;

const either = (condition: string, yes: Lines, no: Lines): string[] => [
  ...block(`if (${condition})`, yes),
  ...(no.length === 1 ? [`else ${no[0]}`] : block("else", no)),
];

const powers = (module: Module): string => module.use("POWERS", "../reader.ts");

/** Two runs of digits that fit 32 bits each. */
const longLines = (module: Module, to: string, odd: Lines): string[] => [
  "start = at;",
  digits(to, " && at - start < 9"),
  "lowWord = 0;",
  "middle = at;",
  `for (; digit < 10 && at - middle < 6; ${NEXT_DIGIT}) lowWord = (lowWord * 10 + digit) | 0;`,
  ...either("digit !== 48", odd, [
    `if (at > middle) ${to} = ${to} * ${powers(module)}[at - middle]! + lowWord;`,
    "at++;",
  ]),
];

const doubleLines = (module: Module, to: string, odd: Lines): string[] => [
  "start = at;",
  "point = 0;",
  digits(to, ""),
  ...block("if (digit === 30 && at > start)", ["point = ++at;", digits(to, "")]),
  ...either("digit !== 48 || at - start > 9", odd, [
    `if (point !== 0) ${to} /= ${powers(module)}[at - point]!;`,
    "at++;",
  ]),
];

/** A whole number of up to four digits, without a leading zero, is its own canonical spelling. */
const decimalLines = (module: Module, to: string, odd: Lines): string[] => [
  "start = at;",
  "lowWord = 0;",
  "for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;",
  ...either("code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)", odd, [
    `${to} = ${module.use("shortText", "../strings.ts")}(lowWord, 0, b, start, at) as ${module.use("type Decimal", "../../base/decimal.ts")};`,
    "at++;",
  ]),
];

const stringLines = (module: Module, to: string, odd: Lines): string[] => [
  "start = at;",
  "lowWord = 0;",
  "highWord = 0;",
  ...block("for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0)", [
    "highWord = (highWord << 8) | (lowWord >>> 24);",
    "lowWord = (lowWord << 8) | code;",
  ]),
  `const ${to}Text = code !== 0 ? undefined : ${module.use("shortText", "../strings.ts")}(lowWord, highWord, b, start, at);`,
  ...either(`${to}Text === undefined`, odd, [`${to} = ${to}Text;`, "at++;"]),
];
