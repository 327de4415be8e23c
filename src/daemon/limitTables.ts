/**
 * Limits in the configuration: `[limits]` for every strategy, `[strategies.X.limits]` over it row by row, and the same of
 * accounts with `[account-limits]` and `[accounts.X.limits]`. The word `limits = "off"` in place of a table is each of its
 * rows off.
 *
 * A row that nobody has given refuses to start, because nobody means "unlimited" by saying nothing. What a value must be
 * is the table's in `model/limits.ts`.
 */
import { type LimitName, type Limits, type LimitValue, limitOf, limitsOf, NO_LIMITS } from "../model/limits.ts";
import type { Disagreement } from "./agree.ts";
import type { LimitKind, LimitTable } from "./limitTable.ts";
import type { File } from "./schema.ts";

/** Whose limits: a strategy's or an account's, with the tables that speak of it, the nearest one last. */
export interface Limited {
  readonly kind: LimitKind;
  readonly name: string;
  readonly tables: readonly { readonly path: readonly string[]; readonly table: LimitTable | undefined }[];
}

/** Every strategy and every account that one of them trades. */
export function limitedBy(file: File): readonly Limited[] {
  const strategies = Object.entries(file.strategies);
  const accounts = new Set(strategies.map(([, { account }]) => account));
  return [
    ...strategies.map(([name, { limits }]) => ofStrategy(file, name, limits)),
    ...[...accounts].map((account) => ofAccount(file, account)),
  ];
}

const ofStrategy = (file: File, name: string, own: LimitTable | undefined): Limited => ({
  kind: "strategy",
  name,
  tables: [
    { path: ["limits"], table: file.limits },
    { path: ["strategies", name, "limits"], table: own },
  ],
});

const ofAccount = (file: File, name: string): Limited => ({
  kind: "account",
  name,
  tables: [
    { path: ["account-limits"], table: file["account-limits"] },
    { path: ["accounts", name, "limits"], table: file.accounts[name]?.limits },
  ],
});

/** What holds for it; rows that are of no account or of no strategy are off. */
export function limitsIn({ tables }: Limited): Limits {
  const given = Object.assign({}, ...tables.map(({ table }) => table)) as LimitTable;
  const read = Object.entries(given).map(([name, value]) => [name, limitOf(name as LimitName, value)] as const);
  return { ...NO_LIMITS, ...Object.fromEntries(read) } as { [N in LimitName]: (LimitValue & Limits[N]) | "off" };
}

/** Where a row's value stands that holds. */
export function placeOf({ tables }: Limited, name: LimitName): readonly string[] {
  const at = tables.findLast(({ table }) => table?.[name] !== undefined);
  return at === undefined ? [] : [...at.path, name];
}

/** All rows that are missing, of the first strategy or account that lacks one. */
export function missingLimits(file: File): Disagreement | undefined {
  for (const limited of limitedBy(file)) {
    const missing = limitsOf(limited.kind).filter((name) => placeOf(limited, name).length === 0);
    if (missing.length > 0) return { path: ownPath(limited), what: unsaid(limited, missing) };
  }
  return undefined;
}

const ownPath = ({ tables }: Limited): readonly string[] => tables.at(-1)!.path;

function unsaid({ kind, name, tables }: Limited, missing: readonly LimitName[]): string {
  const [all, own] = tables.map(({ path }) => path.join("."));
  const whole = kind === "strategy" ? `limits = "off" in [strategies.${name}]` : 'account-limits = "off" at the top';
  const rows = missing.length === limitsOf(kind).length ? `any limit: ${missing.join(", ")}` : missing.join(", ");
  return `nobody has said ${rows} of ${kind} ${name}; write each in [${all}] or in [${own}], with its value or "off" (${whole} turns all of them off)`;
}
