/**
 * Headlines on a line: generic tick 292, of all providers or of those that are named behind it (`292:BRFG+DJNL`).
 *
 * A line carries the providers of all its riders, and each request of it begins with the latest headlines once more. A rider
 * hears those of its own providers, each once, however often holdfast asks for the line anew: who trades on a headline
 * would do so twice.
 */
import { dropOldest } from "../base/bounded.ts";
import { DecodeError, decodeIncoming } from "../wire/codec.ts";

const NEWS = "292";
const isNews = (wish: string): boolean => wish.split(":")[0] === NEWS;
/** Headlines that a rider is known to have had. */
const HEADLINES_MAX = 200;

/** The providers of these wishes, in one case whatever the client's; undefined for all of them. */
function providersOf(wishes: readonly string[]): ReadonlySet<string> | undefined {
  const named = wishes.map((wish) => wish.slice(NEWS.length + 1));
  return named.includes("") ? undefined : new Set(named.flatMap((list) => list.toUpperCase().split("+")));
}

/** The list for the Gateway: news once, of all providers that anybody named, or of all there are. */
export function printGenerics(generics: ReadonlySet<string>): string {
  const news = [...generics].filter(isNews);
  if (news.length < 2) return [...generics].join(",");
  const providers = providersOf(news);
  const all = providers === undefined ? NEWS : `${NEWS}:${[...providers].join("+")}`;
  return [...[...generics].filter((wish) => !isNews(wish)), all].join(",");
}

interface Reader {
  readonly wish: ReadonlySet<string>;
  /** What it has had. */
  readonly headlines: Set<string>;
}

/** Which readers a headline is news to; they have had it then. One that cannot be read is passed to all of them. */
export function newsFor<R extends Reader>(readers: readonly R[], payload: Uint8Array, version: number): readonly R[] {
  const message = decodeIncoming(payload, version);
  if (message instanceof DecodeError || message.name !== "tickNews") return readers;
  const { timeStamp, providerCode, articleId, headline } = message.body;
  const key = [timeStamp, providerCode, articleId, headline].join("\n");
  return readers.filter(({ wish, headlines }) => {
    const wishes = [...wish].filter(isNews);
    const isWished = wishes.length === 0 || (providersOf(wishes)?.has(providerCode.toUpperCase()) ?? true);
    if (!isWished || headlines.has(key)) return false;
    headlines.add(key);
    dropOldest(headlines, HEADLINES_MAX);
    return true;
  });
}
