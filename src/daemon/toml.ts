/** Reads a TOML text; what is no TOML is one sentence with its line. */
import { parse, TomlError } from "smol-toml";
import { type ConfigError, misconfigured } from "./explain.ts";

export function parseToml(text: string, file: string): Readonly<Record<string, unknown>> | ConfigError {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n", 1)[0]!.replace("Invalid TOML document: ", "");
    return misconfigured(file, error.line, `this is not TOML: ${what}`);
  }
}
