/**
 * One API client that has started: its number, what it subscribed to, and how it is spoken to.
 *
 * Everything here is state of the connection and dies with it (PROTOCOL 10).
 */
import type { WallMs } from "../../../base/time.ts";
import {
  type Draft,
  encodeIncoming,
  expectedForm,
  type IncomingBody,
  type IncomingName,
  type OutgoingName,
} from "../../../wire/codec.ts";
import { questionMarked } from "../../../wire/questionMarks.ts";
import type { FaultName } from "../../faults/table.ts";
import { Feeds } from "../content/state.ts";
import { Subscriptions } from "../data/subscriptions.ts";
import { Queries } from "../underWay.ts";
import type { Connection } from "./connection.ts";
import type { Saying } from "./said.ts";

export interface Summary {
  readonly accounts: readonly string[];
  readonly tags: readonly string[];
  readonly told: Map<string, string>;
}

export interface Multi {
  readonly accounts: readonly string[];
  readonly ledgerOnly: boolean;
  readonly told: Map<string, string>;
}

export interface PnlStream {
  readonly account: string;
  /** Set for one position. */
  readonly conId: number | undefined;
  told: string;
}

/** What stands between a session and its connection: faults may act there (telling.ts). */
export interface Mouth {
  tell(session: Session, said: Saying): void;
  /** A frame that was made of a message. */
  send(session: Session, frame: Uint8Array): void;
}

/** A request with an id and a contract. */
export interface Asked {
  readonly request: OutgoingName;
  readonly symbol: string;
}

export class Session {
  readonly clientId: number;
  readonly connection: Connection;
  /** 1 live, 2 frozen, 3 delayed, 4 delayed frozen: applies to requests made afterwards. */
  marketDataType = 1;
  /** Market data lines, books, tick-by-tick data. */
  readonly market = new Subscriptions();
  /** The one account that reqAccountUpdates streams. */
  accountUpdates: { readonly account: string; readonly told: Map<string, string> } | undefined;
  positions = false;
  readonly positionsMulti = new Map<number, readonly string[]>();
  readonly accountsMulti = new Map<number, Multi>();
  readonly summaries = new Map<number, Summary>();
  /** Summaries that were cancelled but still count, by a switch. */
  summariesLost = 0;
  readonly pnl = new Map<number, PnlStream>();
  /** What it asks of IB's servers. */
  readonly queries = new Queries();

  /** Bulletins, display groups, company events. */
  readonly feeds = new Feeds();

  /** The request that is being answered right now; unset for what the Gateway says by itself. */
  answering: OutgoingName | undefined;
  /** How many requests came. */
  requests = 0;
  /** What each request id was last used for, and the symbol it was about. */
  readonly asked = new Map<number, Asked>();
  /** What faults remember about this session. */
  readonly memories = new Map<FaultName, Map<string, unknown>>();
  readonly #mouth: Mouth;

  constructor(connection: Connection, clientId: number, mouth: Mouth) {
    this.connection = connection;
    this.clientId = clientId;
    this.#mouth = mouth;
  }

  get serverVersion(): number {
    return this.connection.serverVersion;
  }

  /** What a fault knows of this session; it lasts as long as the session. */
  memoryOf(fault: FaultName): Map<string, unknown> {
    const known = this.memories.get(fault);
    if (known !== undefined) return known;
    const fresh = new Map<string, unknown>();
    this.memories.set(fault, fresh);
    return fresh;
  }

  say<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): void {
    this.#mouth.tell(this, { name, body } as Saying);
  }

  /** Past all faults: this is what the client is told. */
  put<N extends IncomingName>({ name, body }: { readonly name: N; readonly body: Draft<IncomingBody<N>> }): void {
    const { serverVersion } = this;
    const said = questionMarked(name, body, expectedForm(name, serverVersion));
    this.#mouth.send(this, encodeIncoming(name, said, serverVersion));
  }

  error(id: number, code: number, text: string, wall: WallMs): void {
    this.say("error", { id, errorCode: code, errorMsg: text, advancedOrderRejectJson: "", errorTime: wall });
  }
}
