import assert from "node:assert/strict";
import test from "node:test";
import { operationIn } from "./operation.ts";

const halt = (why: unknown): unknown => operationIn({ kind: "halt", scope: { all: true }, level: "flatten", why });
const reason = (wish: unknown): unknown => (wish as { readonly why?: unknown } | undefined)?.why;

test("no reason is too long, or has too many lines, for a halt: what the journal keeps is one line of it", () => {
  assert.equal(reason(halt("the feed\n  is bad\tagain\n")), "the feed   is bad again");
  assert.equal(reason(halt("\u{1F4C9}".repeat(1_000))), "\u{1F4C9}".repeat(300));
  assert.equal(reason(halt(" \n")), "no reason was given");
});

test("a reason that says nothing takes no halt back and changes no limit", () => {
  const scope = { all: true };
  assert.equal(operationIn({ kind: "resume", scope, why: " " }), undefined);
  assert.equal(operationIn({ kind: "limit", scope, limit: "max-quantity", value: 1, why: "" }), undefined);
  assert.equal(reason(operationIn({ kind: "resume", scope, why: "all\nis well" })), "all is well");
});
