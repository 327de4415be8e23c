/** What an operator may wish over the control socket: its shape, checked before the engine hears of it. */
import { z } from "zod";
import { minutes } from "../base/time.ts";
import type { Operation } from "../model/input.ts";
import { LIMIT_NAMES, type LimitName, type LimitValue } from "../model/limits.ts";
import { HALT_LEVELS, type Scope } from "../model/trading.ts";

const WHY_CHARS_MAX = 300;
/** A reason, for the journal and for whoever reads it at night: one line of it, whatever was said. */
const line = z
  .string()
  .transform((text) => [...text.replaceAll(/\p{Cc}+/gu, " ").trim()].slice(0, WHY_CHARS_MAX).join(""));
const why = line.refine((text) => text !== "");
/** A stop does not fail for want of a word. */
const whyHalt = line.transform((text) => text || "no reason was given");

const scope = z
  .union([
    z.strictObject({ strategy: z.string().min(1).max(8) }),
    z.strictObject({ account: z.string().min(1).max(20) }),
    z.strictObject({ all: z.literal(true) }),
  ])
  .transform((given) => given as Scope);

const operation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("reconcile") }),
  z.strictObject({
    kind: z.literal("halt"),
    scope,
    level: z.enum(HALT_LEVELS),
    stopsToo: z.boolean().default(false),
    why: whyHalt,
  }),
  z.strictObject({ kind: z.literal("resume"), scope, to: z.enum(["active", "reducing"]).default("active"), why }),
  z.strictObject({
    kind: z.literal("limit"),
    scope,
    limit: z.enum(LIMIT_NAMES as [LimitName, ...LimitName[]]),
    value: z.unknown().optional(),
    minutes: z.number().positive().max(1_000_000).optional(),
    why,
  }),
]);

/** A wish in the form that the engine takes; a bare word stands for a wish that says no more. Undefined when it is none. */
export function operationIn(said: unknown): Operation | undefined {
  const read = operation.safeParse(typeof said === "string" ? { kind: said } : said);
  if (!read.success) return undefined;
  const wish = read.data;
  if (wish.kind !== "limit") return wish;
  const { minutes: lasts, value, ...rest } = wish;
  return {
    ...rest,
    value: value as LimitValue | "off" | undefined,
    forMs: lasts === undefined ? undefined : minutes(lasts),
  };
}
