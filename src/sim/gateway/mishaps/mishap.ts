/** What a fault may make the Gateway do by itself, and the shape of a row that makes it do so. */
import type { QuoteChange } from "../../exchange/quote.ts";
import type { Faults, Listening, Subject } from "../../faults/faults.ts";
import type { FaultName, FaultParams } from "../../faults/table.ts";
import type { Context } from "../context.ts";
import type { Connection, Stance } from "../door/connection.ts";
import type { PortState } from "../door/port.ts";
import type { Session } from "../door/session.ts";

export interface Prone extends Context {
  /** An error without id, to every client. */
  notice(code: number, text: string): void;
  /** The process ends: connections are reset, and the port is as told until it comes back. May happen several times. */
  goAway(port: PortState): void;
  /** One reason less to be away; with the last one it starts anew. */
  comeBack(): void;
  /** The market of some contract is told what to do; everybody concerned hears what changed. */
  dictate(run: () => readonly QuoteChange[]): void;
  turn(stance: Stance): void;
  /** The connections of one client, or all. */
  connectionsOf(clientId: number | undefined): readonly Connection[];
  /** Sessions of connections that ended long ago end too. */
  releaseUnclosed(): void;
  /** Keeps what the positions are now, for as long as they are said to be that. */
  rememberPositions(): void;
}

/** Starts listening to one fault; the answer stops it. */
export type Mishap = (faults: Faults, gateway: Prone) => () => void;

/** A row: what happens when this fault begins, and when it ends. A Gateway that starts under it begins with it. */
export const mishap =
  <N extends FaultName>(name: N, act: (gateway: Prone) => Listening<N>): Mishap =>
  (faults, gateway) => {
    const listening = act(gateway);
    const standing = faults.setting(name);
    if (standing !== undefined) listening.begins(standing.params as FaultParams<N>, standing.narrowed);
    return faults.on(name, listening);
  };

/** Something that goes on from a fault's beginning to its end; `begin` answers what stops it. */
export function lasting<N extends FaultName>(
  name: N,
  begin: (gateway: Prone, params: Parameters<Listening<N>["begins"]>[0], narrowed: Subject) => (() => void) | undefined,
): Mishap {
  return mishap(name, (gateway) => {
    let stop: (() => void) | undefined;
    return {
      begins: (params, narrowed) => {
        stop = begin(gateway, params, narrowed);
      },
      ends: () => stop?.(),
    };
  });
}

/** Runs again and again, first after `ms`; the answer stops it. */
export function every(gateway: Context, ms: number, run: () => void): () => void {
  let stop = gateway.later(ms, tick);
  function tick(): void {
    stop = gateway.later(ms, tick);
    run();
  }
  return () => stop();
}

/** The requests for streaming market data of one client that a fault concerns, by their ids. */
export function marketRequests(session: Session, { client, symbol }: Subject): readonly number[] {
  if ((client ?? session.clientId) !== session.clientId) return [];
  const streams = [...session.asked].filter(([, asked]) => asked.request === "reqMktData");
  return streams.filter(([, asked]) => (symbol ?? asked.symbol) === asked.symbol).map(([reqId]) => reqId);
}
