/** The schema of one table of limits in the configuration; what a value must be is the table's in `model/limits.ts`. */
import { z } from "zod";
import { isMust, LIMITS, type LimitName, limitOf, limitsOf } from "../model/limits.ts";

export type LimitKind = "strategy" | "account";
/** As written: each value is one that `limitOf` takes. */
export type LimitTable = Readonly<Partial<Record<LimitName, unknown>>>;

const row = (name: LimitName): z.ZodType =>
  z
    .unknown()
    .refine((given) => given === undefined || !isMust(limitOf(name, given)))
    .optional()
    .describe(`${LIMITS[name].must}, or "off"`);

const allOff = (kind: LimitKind): LimitTable => Object.fromEntries(limitsOf(kind).map((name) => [name, "off"]));

/** The schema of one table of limits. */
export const limitTable = (kind: LimitKind): z.ZodType<LimitTable | undefined> =>
  z
    .preprocess(
      (given) => (given === "off" ? allOff(kind) : given),
      z
        .strictObject(Object.fromEntries(limitsOf(kind).map((name) => [name, row(name)])))
        .describe('a table of limits, or "off" for all of them'),
    )
    .optional() as z.ZodType<LimitTable | undefined>;
