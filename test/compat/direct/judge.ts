/**
 * Whether what a client was answered on the wire is what the table of the 85 requests says (src/sim/gateway/coverage.ts).
 */
import { COVERAGE, type Outcome, type Refusal } from "../../../src/sim/gateway/coverage.ts";
import type { Incoming, Outgoing, OutgoingName } from "../../../src/wire/codec.ts";
import type { TapLink } from "../../rig/rig.ts";

/** Requests that a connection sent, each with whether one of them was answered as the table says. */
export type Exercised = ReadonlyMap<OutgoingName, boolean>;

/** What became of the requests of a connection. */
export function exercised(link: TapLink): Exercised {
  const found = new Map<OutgoingName, boolean>();
  for (const [at, { direction, message }] of link.frames.entries()) {
    if (direction !== "out" || !("name" in message)) continue;
    const request = message as Outgoing;
    const later = link.frames
      .slice(at + 1)
      .flatMap((frame) => (frame.direction === "in" && "name" in frame.message ? [frame.message] : []));
    const right = found.get(request.name) === true || asTheTableSays(request, later);
    found.set(request.name, right);
  }
  return found;
}

function asTheTableSays(request: Outgoing, later: readonly Incoming[]): boolean {
  const { outcome, ofNothing } = COVERAGE[request.name];
  const mine = later.filter((message) => concerns(request, message));
  // The first startApi begins the session; the table speaks of a second one.
  if (request.name === "startApi") return later.some(({ name }) => name === "nextValidId");
  return holds(outcome, mine, idOf(request.body)) || (ofNothing !== undefined && refusedWith(ofNothing, mine));
}

function holds(outcome: Outcome, mine: readonly Incoming[], id: number | undefined): boolean {
  switch (outcome.kind) {
    case "answered":
      return outcome.by.some((name) => mine.some((message) => message.name === name));
    case "confirmed":
      return mine.some((message) => message.name === "error" && message.body.errorCode === outcome.code);
    case "refused":
      return refusedWith(outcome.refusal, mine);
    case "silent":
      // Without an id an error may be anybody's.
      return id === undefined || !mine.some(({ name }) => name === "error");
  }
}

const refusedWith = ([code]: Refusal, mine: readonly Incoming[]): boolean =>
  mine.some((message) => message.name === "error" && message.body.errorCode === code);

/** Whether a message may be about that request: the same id, or one of the two has none. */
function concerns(request: Outgoing, message: Incoming): boolean {
  const asked = idOf(request.body);
  const told = idOf(message.body);
  if (message.name === "error") return asked === undefined || asked === told;
  return asked === undefined || told === undefined || told === -1 || asked === told;
}

/** The number that ties requests and answers, where there is one. */
function idOf(body: object): number | undefined {
  const { reqId, orderId, id, order } = body as Record<string, unknown>;
  const found = reqId ?? orderId ?? id ?? (order as { orderId?: unknown } | undefined)?.orderId;
  return typeof found === "number" ? found : undefined;
}
