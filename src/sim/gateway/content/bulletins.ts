/**
 * Bulletins of the exchanges: those of the day on demand, those of today as they come (IB's documentation; the frame as
 * captured at server version 200).
 *
 * Two standing ones are there every day; further ones are published by whoever runs the Gateway.
 */
import type { WallMs } from "../../../base/time.ts";
import { easternDay, easternWall } from "../../exchange/calendar/calendar.ts";
import type { Context, Handlers } from "../context.ts";
import type { Session } from "../door/session.ts";
import { STANDING_BULLETINS } from "./articles.ts";
import type { Bulletin } from "./state.ts";

type Numbered = { readonly msgId: number; readonly bulletin: Bulletin };

export const bulletinHandlers: Handlers = {
  reqNewsBulletins(context, session, { allMsgs }) {
    session.feeds.bulletins = true;
    if (allMsgs) for (const numbered of ofToday(context)) sayBulletin(session, numbered);
  },

  /** Silent, with or without a subscription: the message has no id that an answer could carry (PROTOCOL 9). */
  cancelNewsBulletins(_context, session) {
    session.feeds.bulletins = false;
  },
};

/** Tells everybody who listens. */
export function publishBulletin(context: Context, bulletin: Bulletin): void {
  const at = context.wall();
  const { bulletins } = context.desk;
  const msgId = Math.max((bulletins.at(-1)?.msgId ?? 0) + 1, Math.floor(at / 1_000));
  bulletins.push({ msgId, at, bulletin });
  for (const session of context.sessions()) if (session.feeds.bulletins) sayBulletin(session, { msgId, bulletin });
}

const sayBulletin = (session: Session, { msgId, bulletin }: Numbered): void =>
  session.say("updateNewsBulletin", { msgId, ...bulletin });

function ofToday(context: Context): readonly Numbered[] {
  const today = easternDay(context.wall());
  const midnight = easternWall(today, 0);
  const standing = STANDING_BULLETINS.map((bulletin, i) => ({ msgId: Math.floor(midnight / 1_000) + i, bulletin }));
  return [...standing, ...context.desk.bulletins.filter(({ at }: { at: WallMs }) => easternDay(at) === today)];
}
