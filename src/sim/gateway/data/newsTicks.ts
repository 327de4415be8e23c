/**
 * News as ticks (generic tick 292): the headlines of a contract, from the providers asked for (IB's documentation:
 * `mdoff,292:BRFG+DJNL`).
 */
import type { WallMs } from "../../../base/time.ts";
import { headlinesBetween } from "../content/headlines.ts";
import type { Context } from "../context.ts";
import type { Session } from "../door/session.ts";
import type { Line } from "./subscriptions.ts";

const NEWS = 292;
const HEADLINES_MAX = 3;
const LOOK_BACK_MS = 4 * 86_400_000;

/** At the beginning the latest headlines, the oldest of them first; then each as it comes out, or when the link is back. */
export function sayNews(context: Context, session: Session, line: Line): void {
  const { reqId, listing, generic } = line;
  if (!generic.codes.has(NEWS) || !context.link.up) return;
  const wall = context.wall();
  const from = line.newsSince ?? ((wall - LOOK_BACK_MS) as WallMs);
  line.newsSince = (wall + 1) as WallMs;
  const wanted = generic.newsProviders;
  const found = headlinesBetween(context.listings, listing.conId, from, wall).filter(
    ({ providerCode }) => wanted.length === 0 || wanted.includes(providerCode),
  );
  for (const { at, providerCode, articleId, headline, extraData } of found.slice(0, HEADLINES_MAX).reverse())
    session.say("tickNews", { reqId, timeStamp: at, providerCode, articleId, headline, extraData });
}
