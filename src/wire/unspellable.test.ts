/** Options of a request that text would take apart are refused by name; what only looks like it passes. */
import assert from "node:assert/strict";
import test from "node:test";
import { encodeOutgoing, NotCarried } from "./codec.ts";

test("an option with a separator in it is refused as text, and only as text", () => {
  const asked = (tag: string, value: string, version: number) => {
    const draft = { reqId: 1, providerCode: "BZ", articleId: "a", newsArticleOptions: [{ tag, value }] };
    return encodeOutgoing("reqNewsArticle", draft, version);
  };
  for (const [tag, value] of [
    ["a=b", "c"],
    ["a;b", "c"],
    ["a", "b;c"],
  ] as const) {
    const refused = asked(tag, value, 178);
    assert(refused instanceof NotCarried);
    assert.match(String(refused), /^reqNewsArticle: newsArticleOptions has an option that text would take apart$/);
    assert(asked(tag, value, 225) instanceof Uint8Array);
  }
  assert(asked("a", "b=c", 178) instanceof Uint8Array);
});
