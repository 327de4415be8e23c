/** A limit as somebody types it: `off`, `50`, `2.5`, `GME,AMC,265598`, `LMT,STP`, `20/60`, or what the configuration would say. */
import { nearest } from "../../base/nearest.ts";
import { ConfigError } from "../../daemon/explain.ts";
import { parseToml } from "../../daemon/toml.ts";
import { isMust, LIMIT_NAMES, type LimitName, limitOf } from "../../model/limits.ts";
import { fail } from "../say.ts";

export function limitNamed(text: string): LimitName {
  const found = LIMIT_NAMES.find((name) => name === text);
  if (found !== undefined) return found;
  const near = nearest(text, LIMIT_NAMES);
  return fail(
    `there is no limit ${text}; ${near === undefined ? `known: ${LIMIT_NAMES.join(", ")}` : `did you mean ${near}?`}`,
    2,
  );
}

/** The value in the form that the daemon takes, or what it must be. */
export function typedValue(limit: LimitName, text: string): { readonly value: unknown } | { readonly must: string } {
  const readings = [text, fromToml(text), burst(text), list(text)];
  const found = readings.find((reading) => reading !== undefined && !isMust(limitOf(limit, reading)));
  if (found !== undefined) return { value: found };
  const must = limitOf(limit, undefined);
  return { must: isMust(must) ? must.must : "" };
}

/** As the configuration would say it. */
function fromToml(text: string): unknown {
  const read = parseToml(`value = ${text}`, "");
  return read instanceof ConfigError ? undefined : read.value;
}

const burst = (text: string): unknown => {
  const parts = /^(\d+)\/(\d+(?:\.\d+)?)$/.exec(text);
  return parts === null ? undefined : { executions: Number(parts[1]), seconds: Number(parts[2]) };
};

/** Whole numbers in it are conIds. */
const list = (text: string): unknown =>
  text.split(",").map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : part.trim()));
