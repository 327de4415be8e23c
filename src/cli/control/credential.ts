/**
 * `holdfast credential new`: a token for whoever may resume after a halt and allow more than a limit does.
 *
 * The token is printed once, alone on standard output, so that it can be piped into a file or a password store; what goes
 * into the configuration holds its hash and is printed beside it, on standard error.
 */
import { randomBytes } from "node:crypto";
import { Command, Option } from "commander";
import { CREDENTIAL_NAME, hashOf, ROLES, type Role, TOKEN_BYTES, tokenOf } from "../../daemon/credential.ts";
import { fail } from "../say.ts";

interface NewFlags {
  readonly role: Role;
  readonly name: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  holdfast credential new --role operate --name ann
  (umask 077; holdfast credential new --role operate --name ann > ~/.holdfast-token)
  holdfast resume --all --why "all is well" --token-file ~/.holdfast-token

The lines on standard error go into holdfast.toml, and the daemon is restarted. The token on standard output is shown this one
time: holdfast keeps only its hash. Commands read it from HOLDFAST_TOKEN or from --token-file, never from their arguments.
role operate: resume, and limits that allow more. role trade: a name for the journal, and nothing beyond.`;

export function credentialCommand(): Command {
  const fresh = new Command("new")
    .description("make a token and the lines of the configuration that belong to it")
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .requiredOption("--name <name>", "whose it is: the author in the journal, 1 to 20 letters a-z, digits or hyphens")
    .option("--json", "print token, name, role and hash as JSON")
    .addHelpText("after", EXAMPLES)
    .action(make);
  return new Command("credential").description("make credentials for operators").addCommand(fresh);
}

/** It is not kept anywhere. */
export const newToken = (): string => tokenOf(randomBytes(TOKEN_BYTES).toString("base64url"));

function make({ role, name, json }: NewFlags): void {
  if (!CREDENTIAL_NAME.test(name))
    fail(
      `"${name}" cannot be a credential's name: 1 to 20 letters a-z, digits or hyphens, and none of holdfast's own names`,
      2,
    );
  const token = newToken();
  const hash = hashOf(token);
  if (json === true) return console.log(JSON.stringify({ name, role, hash, token }));
  console.error(
    `# into holdfast.toml, then restart the daemon\n[credentials.${name}]\nrole = "${role}"\nhash = "${hash}"\n`,
  );
  console.error("# the token, shown this once; keep it where only its owner reads");
  console.log(token);
}
