/** Which accounts a request means by the name it gives. */
import type { Context } from "../context.ts";
import { validating } from "../texts.ts";

/**
 * The accounts behind a name, or the cause of error 321. Empty means the login's only account; `All` every account
 * (PROTOCOL 11.5). Models do not exist here.
 */
export function accountsNamed(context: Context, name: string, modelCode = ""): readonly string[] | string {
  const all = context.broker.accounts();
  if (modelCode !== "") return validating(`Invalid model code '${modelCode}'.`);
  if (name === "All") return all;
  const account = oneAccount(context, name);
  return account === undefined ? validating(`Invalid account code '${name}'.`) : [account];
}

/**
 * The one account of that name; the only one there is when the name is empty. A financial advisor's master account, also
 * with an `A` behind it, means all accounts together (PROTOCOL 10).
 */
export function oneAccount(context: Context, name: string): string | undefined {
  const all = context.broker.accounts();
  const master = context.broker.advisor?.master;
  if (master !== undefined && (name === master || name === `${master}A`)) return master;
  if (name === "") return all.length === 1 ? all[0] : undefined;
  return all.includes(name) ? name : undefined;
}

/** Whether what happened in an account shows in a stream of another name. */
export const shownIn = ({ broker }: Context, stream: string, account: string): boolean =>
  stream === account || stream === broker.advisor?.master;

/** The accounts of a summary: `All`, or a group of a financial advisor's. */
export function groupNamed({ broker }: Context, name: string): readonly string[] | undefined {
  if (name === "All") return broker.accounts();
  return broker.advisor?.groups.get(name)?.members.map(({ account }) => account);
}
