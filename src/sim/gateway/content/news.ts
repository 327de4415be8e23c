/**
 * News: providers, headlines of the past, articles. News as ticks is market data and asks `headlinesBetween`.
 *
 * Evidence: the captured providers, headline and end of server version 200 (`ibkr-go-sv200-text`); error 10172 in the
 * words of public code tables. Providers are separated by a plus sign, at most 300 results (IB's documentation).
 */
import { civil, type WallMs, wallOf } from "../../../base/time.ts";
import type { OutgoingBody } from "../../../wire/codec.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { ask } from "../queries.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { NO_SECURITY, validating } from "../texts.ts";
import { PROVIDERS } from "./articles.ts";
import { type Headline, headlinesBetween, newsTime, articleText as textOf } from "./headlines.ts";

type Asked = OutgoingBody<"reqHistoricalNews">;

const RESULTS_MAX = 300;

export const newsHandlers: Handlers = {
  reqNewsProviders(_context, session) {
    session.say("newsProviders", { newsProviders: PROVIDERS });
  },

  reqHistoricalNews(context, session, asked) {
    const { reqId } = asked;
    const found = newsFor(context, asked);
    if ("code" in found) return refuse(context, session, reqId, found);
    ask(context, session, { kind: "headlines", reqId, answer: () => sayHeadlines(session, asked, found.headlines) });
  },

  reqNewsArticle(context, session, { reqId, providerCode, articleId }) {
    const answer = (): void => {
      const articleText = textOf(context.listings, providerCode, articleId, context.wall());
      if (articleText === undefined) refuse(context, session, reqId, NO_ARTICLE);
      else session.say("newsArticle", { reqId, articleType: 0, articleText });
    };
    ask(context, session, { kind: "article", reqId, answer });
  },
};

const NO_ARTICLE: Refusal = { code: 10172, text: "Failed to request news article: No data available" };

function sayHeadlines(session: Session, { reqId, totalResults }: Asked, headlines: readonly Headline[]): void {
  const most = Math.min(RESULTS_MAX, totalResults > 0 ? totalResults : RESULTS_MAX);
  for (const { at, providerCode, articleId, headline, extraData } of headlines.slice(0, most)) {
    const time = newsTime(at);
    session.say("historicalNews", { reqId, time, providerCode, articleId, headline: `{${extraData}}!${headline}` });
  }
  session.say("historicalNewsEnd", { reqId, hasMore: headlines.length > most });
}

type Found = { readonly headlines: readonly Headline[] } | Refusal;

function newsFor(context: Context, asked: Asked): Found {
  const { conId, providerCodes, startDateTime, endDateTime } = asked;
  const refused = (cause: string): Found => ({ code: 321, text: validating(cause) });
  if (!context.listings.some((listing) => listing.conId === conId)) return { code: 200, text: NO_SECURITY };
  const codes = providerCodes.split(/[+,]/).filter((code) => code !== "");
  const strange = codes.find((wanted) => !PROVIDERS.some(({ code }) => code === wanted));
  if (strange !== undefined) return refused(`News provider ${strange} is unknown`);
  const bounds = [startDateTime, endDateTime].map((text) => (text === "" ? undefined : readNewsTime(text)));
  if (bounds.includes("unreadable")) return refused(`Invalid date, time or zone: ${startDateTime} ${endDateTime}`);
  const [start, end] = bounds as (WallMs | undefined)[];
  const now = context.wall();
  const to = Math.min(end ?? now, now) as WallMs;
  const all = headlinesBetween(context.listings, conId, ((start ?? -1) + 1) as WallMs, to);
  return { headlines: all.filter(({ providerCode }) => codes.length === 0 || codes.includes(providerCode)) };
}

/** The spellings that clients send: `2026-04-14 14:58:42.0`, `20260414-14:58:42`, `20260414 14:58:42 UTC`; all UTC. */
const TIME = /^(\d{4})-?(\d\d)-?(\d\d)[ -](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: UTC|Z)?$/;

function readNewsTime(text: string): WallMs | "unreadable" {
  const [year, month, day, hour, minute, second] = (TIME.exec(text) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return "unreadable";
  const wall = wallOf(year, month, day, hour, minute, second);
  const back = civil(wall);
  return back.month === month && back.day === day && back.hour === hour ? wall : "unreadable";
}
