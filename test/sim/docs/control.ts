/** The generated part of docs/control.md: every limit, with the violation that is tried and what it hears. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wallOf } from "../../../src/base/time.ts";
import { ConfigError, parseConfig } from "../../../src/daemon/config.ts";
import { LIMIT_NAMES, LIMITS, type LimitName } from "../../../src/model/limits.ts";
import { Stage } from "../../engine/stage.ts";
import { ROOT } from "../../rig/folders.ts";
import { code, type Parts, table } from "./page.ts";

export const DOCUMENT = join(ROOT, "docs/control.md");

/** One limit of the example configuration under trial. */
export interface Tried {
  readonly scope: string;
  readonly limit: string;
  readonly value: unknown;
  readonly tried: string;
  readonly refusedBy?: string;
  readonly passed?: true;
}

/** What `holdfast check-controls` answers with the example configuration. */
export function triedWithExample(): readonly Tried[] {
  const text = readFileSync(join(ROOT, "holdfast.example.toml"), "utf8");
  const settings = parseConfig(text, "holdfast.example.toml", {}, wallOf(2026, 3, 4, 12));
  if (settings instanceof ConfigError) throw new Error(settings.message);
  return new Stage(settings.engine).answer("controls") as readonly Tried[];
}

export const PARTS: Parts = {
  limits: () => table(["limit", "of", "must be", "what it says", "more is", "tried and heard"], rows()),
};

function rows(): readonly (readonly string[])[] {
  const trials = triedWithExample();
  return LIMIT_NAMES.map((name) => {
    const { of, must, says, unit, more } = LIMITS[name];
    const value = unit === "" || must.includes(unit) ? must : `${must} (${unit})`;
    return [
      code(name),
      of.join(", "),
      value,
      says,
      more === "larger" ? "the larger value" : "any other",
      heard(name, trials),
    ];
  });
}

function heard(name: LimitName, trials: readonly Tried[]): string {
  const found = trials.find(({ limit, refusedBy }) => limit === name && refusedBy !== undefined);
  return found === undefined ? "" : `${found.tried}: ${found.refusedBy}`;
}
