/**
 * The virtual network: one flat space of `host:port` addresses, and the connections between processes.
 *
 * Latency, window and habit of cutting are drawn per connection. A dial knocks at its address: whoever listens there
 * when the knock arrives accepts, otherwise it is refused. What is wrong with a direction is the weather of its
 * `Pipe`, looked up when a connection begins and whenever faults change; what happens to a connection at once is asked
 * for by `Plight`.
 */
import type { Prng } from "../../base/prng.ts";
import type { Listener, ListenerOwner, Network, SocketOwner } from "../../io/io.ts";
import type { Timeline } from "./clock.ts";
import { End } from "./connection.ts";
import type { Fate } from "./fate.ts";
import type { Incarnation } from "./incarnation.ts";
import { HOLD, Pipe, type PipeTraits, type Segment } from "./pipe.ts";
import {
  breakOff,
  type Connection,
  clog,
  freeze,
  lose,
  type NetworkFaults,
  type Plight,
  type Sides,
} from "./plight.ts";
import type { SampledEnd } from "./sample.ts";
import type { Tap, Wire } from "./tap.ts";

/** Bounds within which each connection's traits are drawn. */
export interface NetworkTraits {
  readonly latencyMsMax: number;
  readonly fragmentChanceMax: number;
  readonly windowBytesMin: number;
  readonly windowBytesMax: number;
}

export const NETWORK_TRAITS: NetworkTraits = {
  latencyMsMax: 2,
  fragmentChanceMax: 0.2,
  windowBytesMin: 32 * 1_024,
  windowBytesMax: 512 * 1_024,
};

/** What the world hears of every connection. */
export type NetworkTap = Required<Pick<Tap, "wrote" | "delivered" | "closed" | "lost">>;

interface Listening {
  readonly life: Incarnation;
  readonly owner: ListenerOwner;
}

const EPHEMERAL_PORT_MIN = 49_152;

export class VirtualNetwork {
  readonly #timeline: Timeline;
  readonly #prng: Prng;
  readonly #traits: NetworkTraits;
  readonly #tap: NetworkTap;
  readonly #faults: NetworkFaults;
  readonly #listening = new Map<string, Listening>();
  readonly #connections = new Map<number, Connection>();
  #lastConnection = 0;
  #nextPort = EPHEMERAL_PORT_MIN;

  constructor(timeline: Timeline, prng: Prng, traits: NetworkTraits, tap: NetworkTap, faults: NetworkFaults) {
    this.#timeline = timeline;
    this.#prng = prng;
    this.#traits = traits;
    this.#tap = tap;
    this.#faults = faults;
  }

  /** The network port of one life. */
  port(life: Incarnation): Network {
    return {
      dial: (host, port, owner) => this.#dial(life, address(host, port), owner),
      listen: (host, port, owner) => this.#listen(life, host, port, owner),
    };
  }

  /** A process died: its listeners are gone at once, its connections end towards their peers. */
  died(life: Incarnation, fate: Fate): void {
    for (const [at, listening] of this.#listening) if (listening.life === life) this.#listening.delete(at);
    for (const { client, server } of this.#connections.values()) {
      if (client?.life === life) client.die(fate);
      if (server?.life === life) server.die(fate);
    }
  }

  /** Connections that are not closed at both ends, oldest first. */
  plights(): readonly Plight[] {
    return [...this.#connections].map(([id, connection]) => ({
      sides: this.#sides(connection),
      hopeless: connection.hopeless,
      reset: () => this.#breakOff(id, connection),
      lose: (giveUpMs, blocked) =>
        lose(this.#timeline, connection, giveUpMs, blocked, () => this.#sweep(id, connection)),
      clog: (clogged, blocked) => clog(connection, clogged, blocked),
    }));
  }

  /** The ends of connections that a process has open, and how many bytes wait in each. */
  ends(life: Incarnation): readonly SampledEnd[] {
    return [...this.#connections.values()].flatMap(({ wire, client, server }) => {
      const open = [client, server].find((end) => end?.life === life && !end.closed);
      return open === undefined ? [] : [{ wire, unsent: open.unsent }];
    });
  }

  /** Faults have changed. */
  refresh(): void {
    for (const connection of this.#connections.values()) this.#forecast(connection);
  }

  /**
   * A process stands still or goes on: what reaches its host waits there, as far as the window allows. Answers whether
   * anything waited.
   */
  frozen(life: Incarnation, frozen: boolean): boolean {
    let waited = false;
    for (const connection of this.#connections.values()) waited = freeze(connection, life, frozen) || waited;
    return waited;
  }

  /** Connections on which somebody could wait for ever are reset, and what was delayed arrives. */
  heal(): void {
    for (const [id, connection] of [...this.#connections]) {
      connection.toServer.hurry();
      connection.toClient.hurry();
      const garbled = connection.toServer.garbled || connection.toClient.garbled;
      if (connection.hopeless || garbled) this.#breakOff(id, connection);
    }
  }

  #breakOff(id: number, connection: Connection): void {
    breakOff(connection);
    this.#sweep(id, connection);
  }

  #sides({ wire }: Connection): Sides {
    return wire.server === "" ? { ...wire, server: this.#listening.get(wire.address)?.life.host ?? "" } : wire;
  }

  #forecast(connection: Connection): void {
    const sides = this.#sides(connection);
    connection.toServer.weather = this.#faults.weather(sides, "client");
    connection.toClient.weather = this.#faults.weather(sides, "server");
  }

  #listen(life: Incarnation, host: string, wanted: number, owner: ListenerOwner): Listener {
    const port = wanted === 0 ? this.#nextPort++ : wanted;
    const at = address(host, port);
    const listening: Listening = { life, owner };
    life.perform("listen", () => {
      const taken = this.#listening.has(at);
      if (!taken) this.#listening.set(at, listening);
      this.#timeline.scheduleFor(life, 0, () => (taken ? owner.failed("EADDRINUSE") : owner.listening(port)));
    });
    const close = (): void => {
      if (this.#listening.get(at) === listening) this.#listening.delete(at);
    };
    return { close: () => life.perform("closeListener", close) };
  }

  #dial(life: Incarnation, to: string, owner: SocketOwner): End {
    const id = ++this.#lastConnection;
    const connection = this.#connect(id, { id, client: life.host, server: "", address: to });
    const client = this.#end(connection, "client", life, owner);
    connection.client = client;
    life.perform("dial", () => {
      this.#connections.set(id, connection);
      this.#forecast(connection);
      connection.toServer.send({ kind: "knock" });
    });
    return client;
  }

  #connect(id: number, wire: Wire): Connection {
    const traits = this.#drawTraits();
    const pipe = (arrive: (segment: Segment) => void): Pipe => new Pipe(this.#timeline, this.#prng, traits, arrive);
    const toServer = pipe((segment) => this.#atServer(id, segment));
    const toClient = pipe((segment) => this.#atClient(id, segment));
    return { wire, toServer, toClient, client: undefined, server: undefined, hopeless: false };
  }

  #atServer(id: number, segment: Segment): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    if (segment.kind === "knock") this.#knocked(connection);
    else connection.server?.hear(segment);
    connection.client?.planTake();
    this.#sweep(id, connection);
  }

  #atClient(id: number, segment: Segment): void {
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.client?.hear(segment);
    connection.server?.planTake();
    this.#sweep(id, connection);
  }

  #knocked(connection: Connection): void {
    const listening = this.#listening.get(connection.wire.address);
    const sides = this.#sides(connection);
    if (listening === undefined || this.#faults.refuses(sides)) connection.toClient.send({ kind: "refused" });
    else if (this.#faults.mutes(sides)) this.#mute(connection);
    else this.#accept(connection, listening);
  }

  /** Something accepts, and what it is told stays on its way for ever. */
  #mute(connection: Connection): void {
    connection.hopeless = true;
    connection.toServer.hold(HOLD.halfOpen, true);
    connection.toClient.send({ kind: "opened" });
  }

  #accept(connection: Connection, listening: Listening): void {
    const { life, owner } = listening;
    const server = this.#end(connection, "server", life);
    connection.server = server;
    connection.wire = { ...connection.wire, server: life.host };
    this.#forecast(connection);
    if (life.frozen) connection.toServer.hold(HOLD.frozen, true);
    connection.toClient.send({ kind: "opened" });
    const remote = `127.0.0.1:${EPHEMERAL_PORT_MIN + connection.wire.id}`;
    life.call(() => server.adopt(owner.accepted(server, remote)));
  }

  #end(connection: Connection, side: "client" | "server", life: Incarnation, owner?: SocketOwner): End {
    const { toServer, toClient } = connection;
    const [outgoing, incoming] = side === "client" ? [toServer, toClient] : [toClient, toServer];
    const heard = {
      wrote: (bytes: Uint8Array): void => this.#tap.wrote(connection.wire, side, bytes),
      delivered: (bytes: Uint8Array): void => this.#tap.delivered(connection.wire, side, bytes),
      closed: (how: "end" | "reset"): void => this.#tap.closed(connection.wire, side, how),
      lost: (): void => this.#tap.lost(connection.wire, side),
    };
    return new End({ life, timeline: this.#timeline, prng: this.#prng, outgoing, incoming, ...heard }, owner);
  }

  /** Forgets a connection that is closed at both ends; what is still on its way finds nobody. */
  #sweep(id: number, { client, server }: Connection): void {
    if (client?.closed && (server?.closed ?? true)) this.#connections.delete(id);
  }

  #drawTraits(): PipeTraits {
    const latencyMsMin = this.#prng.float() * (this.#traits.latencyMsMax / 2);
    return {
      latencyMsMin,
      latencyMsMax: latencyMsMin + this.#prng.float() * (this.#traits.latencyMsMax / 2),
      fragmentChance: this.#prng.float() * this.#traits.fragmentChanceMax,
      windowBytes: this.#prng.between(this.#traits.windowBytesMin, this.#traits.windowBytesMax),
    };
  }
}

const LOOPBACK = new Set(["localhost", "0.0.0.0", "::1", "::"]);
const address = (host: string, port: number): string => `${LOOPBACK.has(host) ? "127.0.0.1" : host}:${port}`;
