/** What a schema finds wrong with a value, said to people: the rest of a sentence that begins with the value's name. */
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

export function complaint(issue: Issue): string {
  switch (issue.code) {
    case "too_small":
      if (issue.origin === "string" || issue.origin === "array") return "must not be empty";
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map((one) => JSON.stringify(one)).join(", ")}`;
    case "unrecognized_keys":
      return `${issue.keys.map((key) => JSON.stringify(key)).join(", ")} means nothing here`;
    case "invalid_union":
      return ofAny(issue.errors.flatMap(([first]) => first ?? []));
    case "invalid_type":
      return /received undefined$/.test(issue.message) ? "is missing" : `must be ${noun(issue.expected)}`;
    default:
      return issue.message;
  }
}

/** Either of several would do. */
function ofAny(issues: readonly Issue[]): string {
  const said = [...new Set(issues.map(complaint))];
  return said.map((one, i) => (i > 0 ? one.replace(/^must be /, "") : one)).join(" or ");
}

const NOUNS: Readonly<Record<string, string>> = {
  ...{ int: "a whole number", array: "a list", object: "a JSON object", record: "a JSON object" },
};

const noun = (expected: string): string => NOUNS[expected] ?? `a ${expected}`;
