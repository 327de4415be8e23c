/**
 * A connection as a whole, and what can be done to it at once: broken off, lost without a word, clogged, kept from a
 * process that stands still.
 *
 * A connection is hopeless when a side could wait for ever: it is half-open, or was accepted by nobody. Only a reset ends
 * it there.
 */
import type { Timeline } from "./clock.ts";
import type { End } from "./connection.ts";
import type { Incarnation } from "./incarnation.ts";
import { HOLD, type Pipe, type Weather } from "./pipe.ts";
import type { Wire } from "./tap.ts";

/** What is wrong with the network at present. Sides are named by their hosts; `server` is "" where nobody listens. */
export interface NetworkFaults {
  /** What bytes from one side of a connection meet. */
  weather(sides: Sides, from: Side): Weather | undefined;
  refuses(sides: Sides): boolean;
  mutes(sides: Sides): boolean;
}

export type Side = "client" | "server";
export type Sides = Pick<Wire, Side | "address">;

/** One connection, and what can be done to it. */
export interface Plight {
  readonly sides: Sides;
  /** It is lost or mute already. */
  readonly hopeless: boolean;
  /** Both sides hear a reset. */
  reset(): void;
  /** Nothing passes any more, and a side that has something to say gives up so much later. */
  lose(giveUpMs: number, blocked: () => void): void;
  /** Nothing passes for a while. */
  clog(clogged: boolean, blocked?: () => void): void;
}

export interface Connection {
  wire: Wire;
  readonly toServer: Pipe;
  readonly toClient: Pipe;
  client: End | undefined;
  server: End | undefined;
  hopeless: boolean;
}

/** Both sides hear a reset, and nothing that was on its way arrives. */
export function breakOff({ client, server }: Connection): void {
  client?.lose("ECONNRESET");
  server?.lose("ECONNRESET");
}

/** Nothing passes any more; a side that has said something hears so much later that it is in vain. */
export function lose(
  timeline: Timeline,
  connection: Connection,
  giveUpMs: number,
  blocked: () => void,
  gaveUp: () => void,
): void {
  connection.hopeless = true;
  for (const [from, pipe] of [["client", connection.toServer] as const, ["server", connection.toClient] as const]) {
    let said = false;
    pipe.hold(HOLD.halfOpen, true, () => {
      blocked();
      if (said) return;
      said = true;
      timeline.schedule(giveUpMs, () => {
        connection[from]?.lose("ETIMEDOUT");
        gaveUp();
      });
    });
  }
}

export function clog({ toServer, toClient }: Connection, clogged: boolean, blocked?: () => void): void {
  for (const pipe of [toServer, toClient]) pipe.hold(HOLD.clogged, clogged, blocked);
}

/** Keeps from a process what reaches its host, or lets it through; whether anything waited. */
export function freeze(connection: Connection, life: Incarnation, frozen: boolean): boolean {
  const { client, server, toClient, toServer } = connection;
  let waited = false;
  for (const [end, pipe] of [[client, toClient] as const, [server, toServer] as const]) {
    if (end?.life !== life) continue;
    waited ||= pipe.overdue;
    pipe.hold(HOLD.frozen, frozen);
  }
  return waited;
}
