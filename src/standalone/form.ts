/**
 * The bounds of every option, and the refusal of what lies outside: one sentence that names the option.
 *
 * Names of switches, limits and options are known here; those of faults where faults are read.
 */
import { z } from "zod";
import { nearest } from "../base/nearest.ts";
import { LIMITS } from "../sim/gateway/limits.ts";
import { SWITCHES, type Switches } from "../sim/gateway/switches.ts";
import { CEILING, FLOOR } from "../wire/versions.ts";
import { complaint } from "./complaint.ts";
import { type SimOptions, SimOptionsError } from "./options.ts";

const ACCOUNT = /^[A-Z]{1,4}\d{4,9}$/;

const port = z.int().min(0).max(65_535);
const ms = z.number().min(0).max(86_400_000);

const FORM = z.strictObject({
  port: port.optional(),
  host: z.string().min(1).optional(),
  accounts: z
    .array(z.string().regex(ACCOUNT, { error: ({ input }) => `"${input}" must look like DU1000001` }))
    .min(1)
    .optional(),
  cash: z.number().min(0).optional(),
  baseCurrency: z.string().optional(),
  advisor: z.boolean().optional(),
  accountKind: z.enum(["cash", "margin"]).optional(),
  marketData: z.enum(["live", "delayed", "none", "competing"]).optional(),
  seed: z.union([z.number(), z.string()]).optional(),
  calendar: z.enum(["always", "real"]).optional(),
  start: z.union([z.string(), z.date()]).optional(),
  speed: z.number().min(0).max(1_000_000).optional(),
  prices: z.union([z.string(), z.array(z.looseObject({}))]).optional(),
  tickMs: z
    .int()
    .min(1)
    .max(60_000)
    .refine((n) => 60_000 % n === 0, "must divide a minute, such as 50, 250 or 1000")
    .optional(),
  latencyMs: ms.optional(),
  switches: z.record(z.string(), z.unknown()).optional(),
  faults: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]))).optional(),
  faultFile: z.string().optional(),
  faultRate: z.number().min(0).max(100_000).optional(),
  limits: z.record(z.string(), z.number().min(0)).optional(),
  serverVersion: z.int().min(FLOOR).max(CEILING).optional(),
  serverVersionMin: z.int().min(FLOOR).max(CEILING).optional(),
  masterClientId: z.int().min(0).max(2_147_483_647).optional(),
  control: z.union([port, z.boolean()]).optional(),
  commandPort: port.optional(),
  record: z.string().min(1).optional(),
  settleMs: z.number().min(0).max(1_000).optional(),
  onEvent: z.unknown().optional(),
} satisfies Record<keyof SimOptions, z.ZodType>);

/** Throws a SimOptionsError at the first thing that cannot be. */
export function checkForm(options: SimOptions): void {
  const read = FORM.safeParse(options);
  if (!read.success) throw new SimOptionsError(sentence(read.error.issues[0]!));
  const { accounts = [], switches = {}, limits = {} } = options;
  if (new Set(accounts).size < accounts.length) throw new SimOptionsError("accounts: an account is named twice");
  for (const [name, value] of Object.entries(switches)) checkSwitch(name, value);
  for (const name of Object.keys(limits)) checkName("limits", "limit", name, Object.keys(LIMITS));
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return `${issue.path.join(".") || "options"}: ${complaint(issue)}`;
  return unknownName("option", issue.keys[0] ?? "", Object.keys(FORM.shape));
}

function checkSwitch(name: string, value: unknown): void {
  checkName("switches", "switch", name, Object.keys(SWITCHES));
  const values: readonly unknown[] = SWITCHES[name as keyof Switches];
  if (!values.includes(value))
    throw new SimOptionsError(`switches: ${name} is one of ${values.map((one) => JSON.stringify(one)).join(", ")}`);
}

function checkName(option: string, kind: string, name: string, known: readonly string[]): void {
  if (!known.includes(name)) throw new SimOptionsError(`${option}: ${unknownName(kind, name, known)}`);
}

/** With the nearest name that exists. */
function unknownName(kind: string, name: string, known: readonly string[]): string {
  const begins = (one: string): boolean => name !== "" && one.toLowerCase().startsWith(name.toLowerCase());
  const near = nearest(name, known) ?? known.find(begins);
  return `there is no ${kind} "${name}"${near === undefined ? `; there are ${known.join(", ")}` : `; did you mean ${near}?`}`;
}
