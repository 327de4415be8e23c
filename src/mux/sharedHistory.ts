/**
 * Historical answers across the change of layout at server version 196, and streams of bars across an outage.
 *
 * Up to 195 historicalData carries its start and end date and is its own end marker; from 196 the dates leave it and
 * historicalDataEnd follows (PROTOCOL section 7). A client of one kind on a Gateway of the other gets the two frames merged
 * into one, or the one followed by the end its own version expects.
 */
import { assert } from "../base/assert.ts";
import { after, type Instant, seconds } from "../base/time.ts";
import { DecodeError, decodeIncoming, type Incoming, type IncomingBody, incomingId, messageId } from "../wire/codec.ts";
import { HISTORICAL_DATA_END } from "../wire/versions.ts";
import type { Answer, Flight, Rider } from "./sharedFlight.ts";
import type { QueueOut } from "./sharedQueue.ts";

/** Whether historicalData carries its dates and ends the answer. */
const dated = (serverVersion: number): boolean => serverVersion < HISTORICAL_DATA_END;

/** Whether this message is the last of an answer, keepUpToDate aside. */
export const endsAnswer = (flight: Flight, message: Incoming, upstreamVersion: number): boolean =>
  flight.kind.ends.includes(message.name) || (message.name === "historicalData" && dated(upstreamVersion));

const IMAGE = incomingId("historicalData");
const END = incomingId("historicalDataEnd");

/** Whether a client hears such a frame in another shape than the Gateway's. */
const isReshaped = (out: QueueOut, { serverVersion }: Rider, id: number): boolean =>
  (id === IMAGE || id === END) && dated(serverVersion) !== dated(out.upstreamVersion);

/** Tells a later rider a frame that was kept. It is read only if need be: a chain of options is many thousands. */
export function tellKept(out: QueueOut, answer: Answer, rider: Rider, frame: Uint8Array): void {
  if (!isReshaped(out, rider, messageId(frame, out.upstreamVersion))) return out.relay(rider.conn, frame, rider.reqId);
  const message = decodeIncoming(frame, out.upstreamVersion);
  assert(!(message instanceof DecodeError), "a kept frame was decoded before");
  tellFrame(out, answer, rider, message, frame);
}

/** Tells one rider a frame of its answer; a historical one in the shape its version expects. */
export function tellFrame(out: QueueOut, answer: Answer, rider: Rider, message: Incoming, payload: Uint8Array): void {
  if (!isReshaped(out, rider, incomingId(message.name))) return out.relay(rider.conn, payload, rider.reqId);
  const isImage = message.name === "historicalData";
  const isEnd = message.name === "historicalDataEnd";
  if (isImage && dated(out.upstreamVersion)) {
    out.relay(rider.conn, payload, rider.reqId);
    return out.tellData(rider.conn, "historicalDataEnd", end(rider, message.body));
  }
  if (isEnd) out.tellData(rider.conn, "historicalData", { ...imageOf(answer, out), ...end(rider, message.body) });
}

/** So long the Gateway refuses the same question about bars as small as this, whoever asks it (PROTOCOL section 14). */
const REFUSED_MS = seconds(15);
const SMALL_BAR_SECONDS = 30;

/** Until when a finished answer serves others. Who asks what another client has just asked would be refused for that one's sake. */
export function servesUntil(flight: Flight, now: Instant): Instant {
  const { request, kind, pulse } = flight;
  if (request.name !== "reqHistoricalData") return after(now, kind.keepMs);
  return isSmall(request.body.barSizeSetting) ? after(pulse.askedAt, REFUSED_MS) : now;
}

function isSmall(barSizeSetting: string): boolean {
  const [, size] = /^(\d+) secs?$/i.exec(barSizeSetting) ?? [];
  return size !== undefined && Number(size) <= SMALL_BAR_SECONDS;
}

/** Whether its image waits for the dates that come with the end. */
export const isWithheld = (out: QueueOut, rider: Rider): boolean =>
  dated(rider.serverVersion) && !dated(out.upstreamVersion);

const end = (rider: Rider, dates: { readonly startDate: string; readonly endDate: string }) => ({
  reqId: rider.reqId,
  startDate: dates.startDate,
  endDate: dates.endDate,
});

/** The image that was kept back until its dates came; one frame always fits what a flight keeps. */
function imageOf({ frames }: Answer, out: QueueOut): IncomingBody<"historicalData"> | undefined {
  const image = frames.map((frame) => decodeIncoming(frame, out.upstreamVersion)).find(isImage);
  return image?.body;
}

const isImage = (message: Incoming | DecodeError): message is Extract<Incoming, { name: "historicalData" }> =>
  !(message instanceof DecodeError) && message.name === "historicalData";

/** Remembers how far a stream of bars has come. */
export function noteNewest(flight: Flight, message: Incoming): void {
  if (message.name === "historicalDataUpdate") flight.newestBar = message.body.date;
  else if (message.name === "historicalData") flight.newestBar = message.body.bars.at(-1)?.date ?? flight.newestBar;
}

/**
 * Tells of a second image only the bars that are new, the one that was still growing included.
 *
 * A second image doubles the bars in some libraries and is dropped by others. Dates of one request have one format, in
 * which later is greater.
 */
export function tellOnlyNewBars(out: QueueOut, flight: Flight, image: IncomingBody<"historicalData">): void {
  const [rider] = flight.riders;
  assert(rider !== undefined, "a stream of bars has its one rider");
  if (flight.pulse.comparing && image.bars.some(({ date }) => date > flight.newestBar)) flight.pulse.moved = true;
  for (const bar of image.bars) {
    if (bar.date >= flight.newestBar) out.tellData(rider.conn, "historicalDataUpdate", { ...bar, reqId: rider.reqId });
  }
}
