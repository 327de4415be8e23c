/**
 * Which story came when: a function of the contract and the date, so that the same question always has the same answer.
 *
 * An article's id says which contract, day and story it is, in the captured spelling `BRFUPDN$1e1f54ec`; nothing is
 * remembered. 16 bits are the day since 1970, 12 the place of the contract among the listings, 4 the number in the day.
 */
import { type CivilTime, civil, pad, type WallMs } from "../../../base/time.ts";
import { easternDay, easternWall, weekday } from "../../exchange/calendar/calendar.ts";
import type { Listing } from "../../exchange/directory/listing.ts";
import { STORIES, type Story } from "./articles.ts";

export interface Headline {
  readonly at: WallMs;
  readonly providerCode: string;
  readonly articleId: string;
  /** As tick news has it; history puts `{extraData}!` before it (captured). */
  readonly headline: string;
  readonly extraData: string;
}

interface Place {
  readonly index: number;
  readonly day: number;
  readonly number: number;
}

const EXTRA_DATA = "A:800015:L:en";
/** Minutes after midnight in New York. */
const MINUTES: readonly number[] = [7 * 60 + 12, 9 * 60 + 41, 12 * 60 + 5, 16 * 60 + 20];
/** No story is older: a provider keeps about a year. */
const DAYS_MAX = 366;

/** The news of a contract between two times, both included, the newest first. */
export function headlinesBetween(
  listings: readonly Listing[],
  conId: number,
  from: WallMs,
  to: WallMs,
): readonly Headline[] {
  const index = listings.findIndex((listing) => listing.conId === conId);
  const listing = listings[index];
  if (listing === undefined) return [];
  const last = easternDay(to);
  const first = Math.max(easternDay(Math.max(from, 0) as WallMs), last - DAYS_MAX);
  const found: Headline[] = [];
  for (let day = last; day >= first; day--) if (weekday(day) < 5) found.push(...ofDay(listing, index, day));
  return found.filter(({ at }) => at >= from && at <= to);
}

function ofDay(listing: Listing, index: number, day: number): readonly Headline[] {
  return MINUTES.map((_, number) => headlineAt(listing, { index, day, number })).reverse();
}

/** The stories wander from day to day and from contract to contract. */
const storyOf = ({ index, day, number }: Place): Story => STORIES[(day * 3 + index + number) % STORIES.length] as Story;

function headlineAt(listing: Listing, place: Place): Headline {
  const story = storyOf(place);
  // The seconds differ from contract to contract, as they would.
  const at = (easternWall(place.day, MINUTES[place.number] as number) + (place.index % 60) * 1_000) as WallMs;
  const headline = filledIn(story.headline, listing);
  return { at, providerCode: story.providerCode, articleId: idOf(story, place), headline, extraData: EXTRA_DATA };
}

const filledIn = (text: string, { longName, symbol }: Listing): string =>
  text.replaceAll("{name}", longName).replaceAll("{symbol}", symbol);

const idOf = ({ providerCode }: Story, { index, day, number }: Place): string =>
  `${providerCode}$${(day * 65_536 + index * 16 + number).toString(16).padStart(8, "0")}`;

/** The text behind an article's id, once it is out; undefined when there is no such article. */
export function articleText(
  listings: readonly Listing[],
  providerCode: string,
  articleId: string,
  now: WallMs,
): string | undefined {
  const hex = /^[A-Z]+\$([0-9a-f]{8})$/.exec(articleId)?.[1];
  if (hex === undefined) return undefined;
  const number = Number.parseInt(hex, 16);
  const place = { day: Math.floor(number / 65_536), index: (number % 65_536) >>> 4, number: number % 16 };
  const listing = listings[place.index];
  if (listing === undefined || place.number >= MINUTES.length || weekday(place.day) > 4) return undefined;
  const { at, articleId: real, headline } = headlineAt(listing, place);
  const is = real === articleId && articleId.startsWith(`${providerCode}$`) && at <= now;
  return is ? `${headline}\n\n${filledIn(storyOf(place).text, listing)}` : undefined;
}

/** `2026-04-14 14:58:42.0`, UTC, as captured. */
export function newsTime(wall: WallMs): string {
  const t: CivilTime = civil(wall);
  return `${t.year}-${pad(t.month)}-${pad(t.day)} ${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}.0`;
}
