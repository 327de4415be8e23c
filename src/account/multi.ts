/**
 * The account requests that carry an id: reqAccountUpdatesMulti, reqPositionsMulti, reqPnL, reqPnLSingle.
 *
 * Each is a row that says how it is asked, told and ended; `streams.ts` shares them. All are restricted to the client's
 * own account, and upstream the account is always named.
 */
import { isZero, ZERO } from "../base/decimal.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ConnId } from "../model/ids.ts";
import type { Out } from "../model/out.ts";
import type { Span } from "../model/stream.ts";
import type { Incoming, IncomingBody, Outgoing } from "../wire/codec.ts";
import { contractKey } from "./image.ts";
import type { RequestIds } from "./requestIds.ts";
import { type Kind, Streams } from "./streams.ts";

const values: Kind<IncomingBody<"accountUpdateMulti">> = {
  name: "reqAccountUpdatesMulti",
  ask: (out, reqId, wish) => out.ask("account", "reqAccountUpdatesMulti", { ...wish, reqId }),
  cancel: (out, reqId) => out.ask("account", "cancelAccountUpdatesMulti", { reqId }),
  tell: (out, conn, reqId, row) => out.tell(conn, "accountUpdateMulti", { ...row, reqId }),
  end: (out, conn, reqId) => out.tell(conn, "accountUpdateMultiEnd", { reqId }),
  key: ({ modelCode, key, currency }) => [modelCode, key, currency].join("\n"),
  account: (row) => row.account,
};

const positions: Kind<IncomingBody<"positionMulti">> = {
  name: "reqPositionsMulti",
  ask: (out, reqId, wish) => out.ask("account", "reqPositionsMulti", { ...wish, reqId }),
  cancel: (out, reqId) => out.ask("account", "cancelPositionsMulti", { reqId }),
  tell: (out, conn, reqId, row) => out.tell(conn, "positionMulti", { ...row, reqId }),
  end: (out, conn, reqId) => out.tell(conn, "positionMultiEnd", { reqId }),
  key: ({ modelCode, contract }) => [modelCode, contractKey(contract)].join("\n"),
  account: (row) => row.account,
  gone: {
    is: ({ position }) => position !== undefined && isZero(position),
    of: (row) => ({ ...row, position: ZERO, avgCost: 0 }),
  },
};

const pnl: Kind<IncomingBody<"pnl">> = {
  name: "reqPnL",
  ask: (out, reqId, wish) => out.ask("account", "reqPnL", { ...wish, reqId }),
  cancel: (out, reqId) => out.ask("account", "cancelPnL", { reqId }),
  tell: (out, conn, reqId, row) => out.tell(conn, "pnl", { ...row, reqId }),
  key: () => "",
  repeats: true,
};

const pnlSingle: Kind<IncomingBody<"pnlSingle">> = {
  name: "reqPnLSingle",
  ask: (out, reqId, wish) => out.ask("account", "reqPnLSingle", { ...wish, reqId }),
  cancel: (out, reqId) => out.ask("account", "cancelPnLSingle", { reqId }),
  tell: (out, conn, reqId, row) => out.tell(conn, "pnlSingle", { ...row, reqId }),
  key: () => "",
  repeats: true,
};

export class Multi {
  readonly #values: Streams<IncomingBody<"accountUpdateMulti">>;
  readonly #positions: Streams<IncomingBody<"positionMulti">>;
  readonly #pnl: Streams<IncomingBody<"pnl">>;
  readonly #pnlSingle: Streams<IncomingBody<"pnlSingle">>;

  constructor(out: Out, ids: RequestIds) {
    this.#values = new Streams(out, ids, values);
    this.#positions = new Streams(out, ids, positions);
    this.#pnl = new Streams(out, ids, pnl);
    this.#pnlSingle = new Streams(out, ids, pnlSingle);
  }

  get #all() {
    return [this.#values, this.#positions, this.#pnl, this.#pnlSingle];
  }

  /** False when the request is not of these kinds. */
  asked(client: Client, request: Outgoing, now: Instant): boolean {
    const { conn } = client;
    switch (request.name) {
      case "reqAccountUpdatesMulti":
        this.#values.asked(client, request.body, now);
        return true;
      case "reqPositionsMulti":
        this.#positions.asked(client, request.body, now);
        return true;
      case "reqPnL":
        this.#pnl.asked(client, request.body, now);
        return true;
      case "reqPnLSingle":
        this.#pnlSingle.asked(client, request.body, now);
        return true;
      case "cancelAccountUpdatesMulti":
        this.#values.cancelled(conn, request.body.reqId);
        return true;
      case "cancelPositionsMulti":
        this.#positions.cancelled(conn, request.body.reqId);
        return true;
      case "cancelPnL":
        this.#pnl.cancelled(conn, request.body.reqId);
        return true;
      case "cancelPnLSingle":
        this.#pnlSingle.cancelled(conn, request.body.reqId);
        return true;
      default:
        return false;
    }
  }

  /** False when the frame is not of these kinds. */
  heard(message: Incoming, now: Instant): boolean {
    switch (message.name) {
      case "accountUpdateMulti":
        this.#values.row(message.body);
        return true;
      case "accountUpdateMultiEnd":
        this.#values.ended(message.body.reqId, now);
        return true;
      case "positionMulti":
        this.#positions.row(message.body);
        return true;
      case "positionMultiEnd":
        this.#positions.ended(message.body.reqId, now);
        return true;
      case "pnl":
        this.#pnl.row(message.body);
        return true;
      case "pnlSingle":
        this.#pnlSingle.row(message.body);
        return true;
      default:
        return false;
    }
  }

  /** False when the error's id is not of these kinds. */
  failed(error: IncomingBody<"error">): boolean {
    return this.#all.some((streams) => streams.failed(error));
  }

  left(conn: ConnId): void {
    for (const streams of this.#all) streams.left(conn);
  }

  sessionStarted(now: Instant): void {
    for (const streams of this.#all) streams.sessionStarted(now);
  }

  sessionLost(): void {
    for (const streams of this.#all) streams.sessionLost();
  }

  /** The same session lost its subscriptions. */
  again(now: Instant): void {
    for (const streams of this.#all) streams.again(now);
  }

  lossTold(): void {
    for (const streams of this.#all) streams.lossTold();
  }

  /** Asks anew for what the Gateway may have dropped. Answers how many. */
  askUnanswered(span: Span, now: Instant): number {
    return this.#all.reduce((count, streams) => count + streams.askUnanswered(span, now), 0);
  }

  nextDeadline(): Instant | undefined {
    return earliest(...this.#all.map((streams) => streams.nextDeadline()));
  }

  tick(now: Instant): void {
    for (const streams of this.#all) streams.tick(now);
  }
}
