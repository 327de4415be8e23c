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

/** What was given as a token and is none; the message says what is wrong with it. */
class NoToken {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The author of a wish; the command ends when what was given as a token is none. */
export function authorOf(flags: AuthorFlags): Author {
  const token = tokenGiven(flags);
  return token instanceof NoToken ? fail(token.message, 2) : { by: user(), token };
}

/** The same for a stop, which must not fail for want of a token: what is wrong with it is told, and it is left out. */
export function stopperOf(flags: AuthorFlags): Author {
  const token = tokenGiven(flags);
  if (!(token instanceof NoToken)) return { by: user(), token };
  complain(`${token.message}; a stop needs none`);
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

function tokenGiven({ tokenFile }: AuthorFlags): string | undefined | NoToken {
  const said = tokenFile === undefined ? process.env.HOLDFAST_TOKEN?.trim() || undefined : contentOf(tokenFile);
  if (said === undefined || said instanceof NoToken || isToken(said)) return said;
  return new NoToken(`${tokenFile ?? "HOLDFAST_TOKEN"} holds no token of holdfast credential new`);
}

function contentOf(file: string): string | NoToken {
  try {
    const others = statSync(file).mode & 0o077;
    if (others !== 0) complain(`${file} can be read by others: chmod 600 ${file}`);
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    return new NoToken(`the token file ${file} cannot be read: ${(error as Error).message}`);
  }
}
