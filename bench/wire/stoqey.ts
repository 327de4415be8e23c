/**
 * @stoqey/ib as its users get it: what its socket does with a chunk, up to the event that a listener hears.
 *
 * Nothing of it is replaced but the TCP connection: its socket object is told the server version and handed the chunks. Frames
 * alone are timed with the method that takes a cut frame left out.
 */
import { createRequire } from "node:module";
import { EventName } from "@stoqey/ib";
import { keep, type Path } from "./path.ts";
import { TEXT_VERSION } from "./streams.ts";

/** The parts of its insides that a connection would drive. */
interface Socket {
  _serverVersion: number;
  neverReceived: boolean;
  onData(chunk: Buffer): void;
  onMessage(text: string): void;
}
interface Api {
  readonly controller: { readonly socket: Socket };
  on(event: string, listener: (...args: unknown[]) => void): void;
}

const { IBApi } = createRequire(import.meta.url)("@stoqey/ib") as { readonly IBApi: new (options: object) => Api };

/** The events that the streams cause; a price with a size causes a tickSize, too. */
export const EVENTS = [
  EventName.tickPrice,
  EventName.tickSize,
  EventName.tickString,
  EventName.tickByTickAllLast,
  EventName.realtimeBar,
  EventName.orderStatus,
  EventName.execDetails,
  EventName.openOrder,
] as const;

/** Calls `heard` for every event; what it complains of is thrown. */
export function stoqey(heard: (event: string, first: unknown) => void = (_, first) => keep(first)): Path {
  const whole = connected(heard);
  const split = connected(heard);
  split.onMessage = keep;
  return {
    split: (chunk) => split.onData(chunk),
    read: (payload) => whole.onMessage(payload.toString("utf8")),
    whole: (chunk) => whole.onData(chunk),
  };
}

function connected(heard: (event: string, first: unknown) => void): Socket {
  const api = new IBApi({});
  for (const event of EVENTS) api.on(event, (first) => heard(event, first));
  api.on(EventName.error, (error) => {
    throw error;
  });
  const { socket } = api.controller;
  socket._serverVersion = TEXT_VERSION;
  socket.neverReceived = false;
  return socket;
}
