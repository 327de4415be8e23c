/**
 * The generated parts of docs/simulated-gateway.md: the control door's routes, faults, switches, limits, the recorded sessions
 * that are replayed, and the examples.
 *
 * A part stands between `<!-- name -->` and `<!-- /name -->`; an example is a block of code behind its file's name. What
 * they say is taken from the tables that the program itself uses, and from the comments beside switches and limits.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault, Param } from "../../../src/sim/faults/row.ts";
import { FAULTS } from "../../../src/sim/faults/table.ts";
import { LIMITS } from "../../../src/sim/gateway/limits.ts";
import { SWITCHES } from "../../../src/sim/gateway/switches.ts";
import { ROUTES } from "../../../src/standalone/control/routes.ts";
import { ROOT } from "../../rig/folders.ts";
import { NOT_COMPARED } from "../../sim/sequences/replay.ts";
import { REPLAYED, SECTIONS } from "../../sim/sequences/replayed.ts";

export const DOCUMENT = join(ROOT, "docs/simulated-gateway.md");
const EXAMPLES = "examples/simulated-gateway";

const source = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The page with every generated part as it should be. */
export function filledIn(page: string): string {
  const parts: Readonly<Record<string, () => string>> = { routes, faults, switches, limits, recordings };
  const filled = Object.entries(parts).reduce(
    (text, [name, make]) => text.replace(between(name), (_, begin, end) => `${begin}\n\n${make()}\n\n${end}`),
    page,
  );
  return filled.replaceAll(
    /(^`(examples\/simulated-gateway\/[\w.]+)`:\n\n```\w+\n)[\s\S]*?(^```$)/gm,
    (_, begin, path, end) => `${begin}${source(path)}${end}`,
  );
}

const between = (name: string): RegExp => new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);

/** The examples that the page shows. */
export const shownExamples = (page: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`(${EXAMPLES}/[\\w.]+)\`:$`, "gm"))].map(([, path]) => path!);

const cell = (text: string): string => text.replaceAll("|", "\\|");
const rows = (titles: readonly string[], lines: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => "---"), ...lines].map((line) => `| ${line.map(cell).join(" | ")} |`).join("\n");

function routes(): string {
  const lines = ROUTES.map(({ method, path, says, example }) => [
    `\`${method} ${path}\``,
    says,
    example === undefined ? "" : `\`${JSON.stringify(example)}\``,
  ]);
  return rows(["request", "what it does", "a body"], lines);
}

const PARTS = { market: "The market", broker: "The broker", link: "The link to IB", gateway: "The Gateway" } as const;

function faults(): string {
  return Object.entries(PARTS)
    .map(([part, title]) => `### ${title}\n\n${faultRows(part as keyof typeof PARTS)}`)
    .join("\n\n");
}

function faultRows(part: keyof typeof PARTS): string {
  const all = Object.entries(FAULTS) as readonly (readonly [string, Fault])[];
  const lines = all
    .filter(([, row]) => row.part === part)
    .map(([name, { says, mode, params, narrows, evidence }]) => [
      `\`${name}\``,
      mode,
      says,
      [...Object.entries(params).map(([param, row]) => `\`${param}\` ${usual(row)}`), ...narrows].join(", "),
      evidence,
    ]);
  return rows(
    ["fault", "kind", "what it does", "parameters and their defaults, and what it narrows to", "seen"],
    lines,
  );
}

function usual(param: Param): string {
  if ("unit" in param) return `${param.default}${param.unit === "" ? "" : ` ${param.unit}`}`;
  return "choices" in param ? param.choices.join("/") : `${param.form} (${param.default})`;
}

/** The comment above each key of a table in a source. */
function comments(path: string): ReadonlyMap<string, string> {
  const found = source(path).matchAll(/^ {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(?:readonly )?(\w+):/gm);
  return new Map([...found].map(([, said, name]) => [name!, said!.replaceAll(/\n\s*\*/g, "").trim()]));
}

/** What each switch chooses, as the comment beside it says; `switchSentences.ts` is made of it. */
export function switchSentences(): Readonly<Record<string, string>> {
  const said = new Map([...comments("src/sim/gateway/switches.ts"), ...comments("src/sim/broker/switches.ts")]);
  return Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, said.get(name) ?? ""]));
}

function switches(): string {
  const said = switchSentences();
  const lines = Object.entries(SWITCHES).map(([name, values]) => [
    `\`${name}\``,
    values.map((value) => `\`${value === "" ? '""' : value}\``).join(" "),
    said[name] ?? "",
  ]);
  return rows(["switch", "values", "what it chooses"], lines);
}

function limits(): string {
  const said = comments("src/sim/gateway/limits.ts");
  const lines = Object.entries(LIMITS).map(([name, value]) => [`\`${name}\``, String(value), said.get(name) ?? ""]);
  return rows(["limit", "default", "what it is"], lines);
}

/** Each scenario with the sessions that are replayed for it, or where its order is stated. */
function recordings(): string {
  const lines = SECTIONS.flatMap(({ title, stated }, i) => {
    const section = i + 1;
    const scenario = `${section}. ${title}`;
    const played = REPLAYED.filter((one) => one.section === section).map((one) => [
      scenario,
      `\`${one.session}\``,
      conditions(one),
    ]);
    return stated === undefined ? played : [...played, [scenario, "", `its order is tested as stated: ${stated}`]];
  });
  return `${NOT_COMPARED}\n\n${rows(["scenario", "recorded session", "what is set for it, and what is left out beside"], lines)}`;
}

function conditions({ options = {}, sends, leftOut, setting }: (typeof REPLAYED)[number]): string {
  const { switches = {}, marketData } = options;
  const said = [
    ...(sends === undefined ? [] : ["of the client's side only the order is known"]),
    ...(setting === undefined ? [] : [setting]),
    ...(marketData === undefined ? [] : [`market data: ${marketData}`]),
    ...Object.entries(switches).map(([name, value]) => `\`${name}=${value}\``),
    ...(leftOut === undefined ? [] : [`left out: ${leftOut.because}`]),
  ];
  return said.join("; ");
}
