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

/** The one account of that name; the only one there is when the name is empty. */
export function oneAccount(context: Context, name: string): string | undefined {
  const all = context.broker.accounts();
  if (name === "") return all.length === 1 ? all[0] : undefined;
  return all.includes(name) ? name : undefined;
}
