/** Whom a command is about: one strategy, one account, or everybody; exactly one of the three must be said. */
import type { Command } from "commander";
import type { StrategyName } from "../../model/ids.ts";
import type { Scope } from "../../model/trading.ts";
import { fail } from "../say.ts";

export interface ScopeFlags {
  readonly strategy?: string;
  readonly account?: string;
  readonly all?: boolean;
}

export const withOne = (command: Command): Command =>
  command
    .option("--strategy <name>", "one strategy")
    .option("--account <account>", "one account, with all its strategies");

export const withScope = (command: Command): Command => withOne(command).option("--all", "everybody");

/** The scope that the flags say; the command ends when they say none, or two. */
export function scopeOf({ strategy, account, all }: ScopeFlags): Scope {
  const said = [strategy, account, all === true ? all : undefined].filter((one) => one !== undefined);
  if (said.length !== 1) fail("say whom it is about: exactly one of --strategy NAME, --account ACCOUNT and --all", 2);
  if (strategy !== undefined) return { strategy: strategy as StrategyName };
  return account === undefined ? { all: true } : { account };
}

/** The same where everybody cannot be meant. */
export function oneOf(flags: ScopeFlags): Exclude<Scope, { readonly all: true }> {
  if ((flags.strategy === undefined) === (flags.account === undefined))
    fail("say whom it is about: exactly one of --strategy NAME and --account ACCOUNT", 2);
  return flags.strategy === undefined ? { account: flags.account! } : { strategy: flags.strategy as StrategyName };
}
