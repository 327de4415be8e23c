/**
 * The flags of `holdfast sim gateway`: the options of the library (`src/standalone/options.ts`) as words of a command line.
 *
 * Here words become values, and nothing more: what is out of bounds is refused by the library, whose options are then named as
 * flags.
 */
import { InvalidArgumentError } from "commander";
import { DEFAULT_MIX } from "../../sim/faults/random.ts";
import type { Limits } from "../../sim/gateway/limits.ts";
import { SWITCHES, type Switches } from "../../sim/gateway/switches.ts";
import type { FaultValues, SimOptions } from "../../standalone/standalone.ts";

/** Faults by their names, as words. */
type Marks = Readonly<Record<string, FaultValues>>;
/** Options that have another name on the command line. */
type Renamed = "faults" | "faultFile" | "switches" | "limits" | "accountKind" | "onEvent";

export interface Flags extends Omit<SimOptions, Renamed> {
  readonly host: string;
  readonly accounts: readonly string[];
  readonly margin?: boolean;
  readonly switch?: Partial<Switches>;
  readonly limit?: Partial<Limits>;
  readonly fault?: Marks;
  /** A file, or `default`. */
  readonly faults?: string;
  readonly listFaults?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** What the flags mean to the library. */
export function optionsOf(flags: Flags): SimOptions {
  const {
    margin,
    fault,
    faults,
    limit,
    switch: switches,
    quiet: _quiet,
    json: _json,
    listFaults: _list,
    ...rest
  } = flags;
  const byDefault =
    faults === "default" ? { faultRate: rest.faultRate ?? DEFAULT_MIX.ratePerHour } : { faultFile: faults };
  return { ...rest, ...byDefault, accountKind: margin ? "margin" : "cash", faults: fault, limits: limit, switches };
}

const FLAG_OF: Readonly<Record<string, string>> = {
  ...{ faults: "fault", faultFile: "faults", switches: "switch", limits: "limit" },
};

/** `tickMs: ...` is about `--tick-ms`. */
export const asFlag = (message: string): string =>
  message.replace(
    /^(\w+)(\.\w+)?(?=: )/,
    (_, name: string) => `--${FLAG_OF[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );

export const names = (text: string): readonly string[] => text.split(",").map((name) => name.trim());

export function number(text: string): number {
  if (/^-?\d{1,12}(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("it must be a number");
}

/** One more switch, by its name and one of its values. */
export function chosen(text: string, before: Partial<Switches> = {}): Partial<Switches> {
  const [name, word] = pair(text, "overRate=processed");
  const values: readonly unknown[] = Object.hasOwn(SWITCHES, name) ? SWITCHES[name as keyof Switches] : [];
  return { ...before, [name]: values.find((value) => String(value) === word) ?? word };
}

export function limited(text: string, before: Partial<Limits> = {}): Partial<Limits> {
  const [name, value] = pair(text, "linesMax=10");
  return { ...before, [name]: number(value) };
}

/** One more fault, as `name` or `name:key=value,key=value`. */
export function marked(text: string, before: Marks = {}): Marks {
  const [name = "", ...rest] = text.split(":");
  const words = rest.join(":").split(",");
  const pairs = words.filter((word) => word !== "").map((word) => pair(word, "order-lost:times=1,client=7"));
  return { ...before, [name]: Object.fromEntries(pairs) };
}

function pair(text: string, example: string): readonly [name: string, value: string] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError(`"${text}" is not name=value, as in ${example}`);
  return [name, value];
}
