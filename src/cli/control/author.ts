/**
 * Who wishes something: the user of this host, or the credential whose token is in HOLDFAST_TOKEN or in a file.
 *
 * A token never stands on the command line, where every user of the host could read it (`ps`) and the shell would keep it.
 */
import { readFileSync, statSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import { isToken } from "../../daemon/credential.ts";
import type { Author } from "../ask.ts";
import { complain, fail } from "../say.ts";

export interface AuthorFlags {
  readonly tokenFile?: string;
}

export const withToken = (command: Command): Command =>
  command.option("--token-file <file>", "file that holds the token of a credential, in place of HOLDFAST_TOKEN");

/** The author of a wish; the command ends when what was given as a token is none. */
export function authorOf(flags: AuthorFlags): Author {
  const { token, from } = given(flags);
  if (token !== undefined && !isToken(token)) fail(`${from} holds no token of holdfast credential new`, 2);
  return { by: user(), token };
}

/** The same for a stop, which must not fail for want of a token: a wrong one is told and left out. */
export function stopperOf(flags: AuthorFlags): Author {
  const token = process.env.HOLDFAST_TOKEN?.trim();
  if (flags.tokenFile !== undefined || token === undefined || token === "") return authorOf(flags);
  if (isToken(token)) return { by: user(), token };
  complain("HOLDFAST_TOKEN holds no token; a stop needs none");
  return { by: user(), token: undefined };
}

/** The user may have no name, as in a container. */
function user(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}@${hostname()}`;
  }
}

function given({ tokenFile }: AuthorFlags): { readonly token: string | undefined; readonly from: string } {
  if (tokenFile !== undefined) return { token: contentOf(tokenFile), from: tokenFile };
  const token = process.env.HOLDFAST_TOKEN?.trim();
  return { token: token === "" ? undefined : token, from: "HOLDFAST_TOKEN" };
}

function contentOf(file: string): string {
  try {
    const others = statSync(file).mode & 0o077;
    if (others !== 0) complain(`${file} can be read by others: chmod 600 ${file}`);
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    return fail(`the token file ${file} cannot be read: ${(error as Error).message}`, 2);
  }
}
