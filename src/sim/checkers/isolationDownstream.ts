/**
 * What may be told to whom: the frames that a client gets, against what is its own (I9).
 *
 * A strategy may read its own words back: a foreign account that it named itself may stand in errors and in its own orders,
 * and nowhere else. Of another strategy on the same account it sees orders unbound (number 0, client 0), in answers alone.
 */
import type { CompletedOrder, ExecDetails, Frame, OpenOrder, OrderStatus } from "../sight/frame.ts";
import type { Guest, GuestStrategy } from "./checker.ts";
import type { Facts } from "./facts.ts";
import { Names } from "./names.ts";
import { Own } from "./own.ts";
import { named } from "./told.ts";

/** Messages that carry words of the client itself. */
const OWN_WORDS: ReadonlySet<Frame["name"]> = new Set(["error", "openOrder", "execDetails", "completedOrder"]);
/** A frame of the client that cannot be read is refused under whatever number it seemed to have. */
const UNREADABLE = 320;
/** How texts quote the number that they are about (MUX 2). */
const QUOTED = /(?:order ?id|order with id|ticker ?id|query cancelled)[ :=]*(-?\d+)/i;

type Known = Guest & { readonly strategy: GuestStrategy; readonly clientId: number };

export class Downstream {
  readonly #facts: Facts;
  readonly #violated: (sentence: string) => void;
  readonly #accounts: Names;
  readonly #own: Own;
  /** `connection/execution` of what was told in answers and is not the strategy's own. */
  readonly #answered = new Set<string>();

  constructor(facts: Facts, violated: (sentence: string) => void) {
    this.#facts = facts;
    this.#violated = violated;
    this.#accounts = new Names(facts.setup.accounts);
    this.#own = new Own(facts, this.#accounts);
  }

  asked(frame: Frame, guest: Guest, bytes: Uint8Array): void {
    if (isKnown(guest)) this.#own.asked(frame, guest, bytes);
  }

  heard(frame: Frame): void {
    this.#own.heard(frame);
  }

  /** Strangers are I28's. */
  told(frame: Frame, guest: Guest, bytes: Uint8Array): void {
    if (!isKnown(guest)) return;
    this.#accountsIn(frame, guest, bytes);
    switch (frame.name) {
      case "openOrder":
        return this.#order(frame, guest);
      case "orderStatus":
        return this.#status(frame, guest);
      case "execDetails":
        return this.#execution(frame, guest);
      case "completedOrder":
        return this.#completed(frame, guest);
      case "commissionReport":
        return this.#commission(frame.execId, guest);
      case "ticker":
        return this.#ticker(frame.reqId ?? 0, guest);
      case "error":
        return this.#error(frame, guest);
      case "managedAccounts":
        return this.#managed(frame.accounts, guest);
      case "end":
        return this.#own.ended(frame.id, guest);
    }
  }

  #accountsIn(frame: Frame, guest: Known, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    for (const account of this.#accounts.in(bytes, guest.strategy.account)) {
      if (OWN_WORDS.has(frame.name) && this.#own.said(guest, account)) continue;
      const what = frame.name === "other" ? `a message ${frame.id}` : frame.name;
      this.#violated(`${named(guest)} was told of account ${account} in ${what}; its own is ${guest.strategy.account}`);
    }
  }

  #managed(accounts: readonly string[], guest: Known): void {
    if (accounts.length !== 1 || accounts[0] !== guest.strategy.account)
      this.#violated(
        `${named(guest)} was told that it manages ${accounts.join(", ") || "nothing"}, and not ${guest.strategy.account}`,
      );
  }

  #order(frame: OpenOrder, guest: Known): void {
    this.#ofItsAccount("openOrder", frame, guest);
    if (this.#isUnbound(frame, guest, "openOrder")) return;
    const own = this.#bound("openOrder", frame, guest);
    if (own) this.#words("openOrder", frame, guest, frame.clientId, frame.orderId);
  }

  #status(frame: OrderStatus, guest: Known): void {
    if (!this.#isUnbound(frame, guest, "orderStatus")) this.#bound("orderStatus", frame, guest);
  }

  #execution(frame: ExecDetails, guest: Known): void {
    this.#ofItsAccount("execDetails", frame, guest);
    if (this.#isUnbound(frame, guest, "execDetails"))
      return void this.#answered.add(`${guest.wire.id}/${frame.execId}`);
    const own = this.#bound("execDetails", frame, guest);
    if (own) this.#words("execDetails", frame, guest, frame.clientId, frame.orderId);
  }

  /** It names neither account nor order: its execution does. */
  #commission(execId: string, guest: Known): void {
    const execution = this.#own.execution(execId);
    if (execution?.account === guest.strategy.account) {
      if (execution.order?.placement.strategy === guest.strategy.name) return;
      if (this.#answered.has(`${guest.wire.id}/${execId}`)) return;
    }
    this.#violated(`${named(guest)} was told the commission of execution ${execId}, which it may not know`);
  }

  #ticker(reqId: number, guest: Known): void {
    if (!this.#own.streams(guest, reqId))
      this.#violated(`${named(guest)} was told of ticker ${reqId}, and asked for none of that number`);
  }

  #completed(frame: CompletedOrder, guest: Known): void {
    this.#ofItsAccount("completedOrder", frame, guest);
    const order = this.#own.orderOf(frame.permId);
    const placement = order?.placement;
    if (placement !== undefined && placement.strategy === guest.strategy.name)
      this.#words("completedOrder", frame, guest, placement.clientId, placement.clientOrderId);
    else if (placement !== undefined) this.#hidden("completedOrder", frame.permId, guest);
  }

  #ofItsAccount(what: string, { account, permId }: OpenOrder | ExecDetails | CompletedOrder, guest: Known): void {
    if (account !== guest.strategy.account)
      this.#violated(
        `${named(guest)} was told of order ${permId} of account "${account}" in ${what}; its own is ${guest.strategy.account}`,
      );
  }

  /** An order that is not bound to the strategy: seen in answers, never pushed, and not of a strategy that hides its own. */
  #isUnbound(frame: OpenOrder | OrderStatus | ExecDetails, guest: Known, what: string): boolean {
    if (frame.orderId !== 0 || frame.clientId !== 0) return false;
    const answers = frame.name === "execDetails" ? frame.reqId !== -1 : this.#own.listens(guest);
    if (!answers)
      this.#violated(`${named(guest)} was told unasked of order ${frame.permId}, which is not its own (${what})`);
    this.#hidden(what, frame.permId, guest);
    return true;
  }

  #hidden(what: string, permId: number, guest: Known): void {
    const owner = this.#own.orderOf(permId)?.placement.strategy;
    if (owner === undefined || owner === guest.strategy.name) return;
    const { privateOrders } = this.#facts.setup.strategies.find(({ name }) => name === owner) ?? {};
    if (privateOrders === true)
      this.#violated(`${named(guest)} was told of order ${permId} in ${what}, and ${owner} hides its orders`);
  }

  /** The number and client id must be those of an order that this strategy asked for, and the permId that order's own. */
  #bound(what: string, frame: OpenOrder | OrderStatus | ExecDetails, guest: Known): boolean {
    const { strategy } = guest;
    const { clientId, orderId, permId } = frame;
    const it = `order ${orderId} of client ${clientId} (${what}, permId ${permId})`;
    if (!this.#own.asksFor(strategy.name, clientId, orderId)) {
      this.#violated(`${named(guest)} was told of ${it}, and ${strategy.name} never asked for that order`);
      return false;
    }
    const order = this.#own.orderOf(permId);
    const placement = order?.placement;
    if (placement === undefined) return true;
    const { strategy: owner, clientId: ownerId, clientOrderId } = placement;
    if (owner === strategy.name && ownerId === clientId && clientOrderId === orderId) return true;
    this.#violated(
      `${named(guest)} was told of ${it}, and that permId is order ${clientOrderId} of client ${ownerId} of ${owner}`,
    );
    return false;
  }

  #words(
    what: string,
    { orderRef, permId }: OpenOrder | ExecDetails | CompletedOrder,
    guest: Known,
    clientId: number,
    orderId: number,
  ): void {
    const texts = this.#own.textsOf(guest.strategy.name, clientId, orderId);
    if (texts.includes(orderRef)) return;
    const wrote = texts.map((text) => `"${text}"`).join(" or ");
    this.#violated(
      `${named(guest)} was told orderRef "${orderRef}" of its order ${orderId} (${what}, permId ${permId}), and wrote ${wrote}`,
    );
  }

  #error({ id, code, text }: Extract<Frame, { readonly name: "error" }>, guest: Known): void {
    if (id !== -1 && code !== UNREADABLE && !this.#own.uses(guest, id))
      this.#violated(
        `${named(guest)} was told error ${code} on number ${id}, which ${guest.strategy.name} never used: ${text}`,
      );
    const quoted = QUOTED.exec(text)?.[1];
    if (id !== -1 && quoted !== undefined && Number(quoted) !== id)
      this.#violated(
        `${named(guest)} was told error ${code} on its number ${id}, and the text quotes ${quoted}: ${text}`,
      );
    const key = this.#own.keyIn(text);
    if (key !== undefined)
      this.#violated(`${named(guest)} was told holdfast's key ${key} in the text of error ${code}`);
  }
}

const isKnown = (guest: Guest): guest is Known => guest.strategy !== undefined && guest.clientId !== undefined;
