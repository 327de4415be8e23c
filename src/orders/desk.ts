/**
 * What clients do with orders: place, change, preview (MUX.md section 3); `cancels.ts` ends them, `departures.ts` has what was
 * taken leave.
 *
 * An order is durable before a byte of it leaves, its key is used once, and nothing here ever sends an order a second
 * time: a repeated placeOrder is a retry (answered from memory) or a change (sent only after the broker has shown
 * that the order exists, because to a Gateway that lost the first frame a change is a new order).
 */

import { compare, ZERO } from "../base/decimal.ts";
import { earliest, type Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { PlacedContract, Placement } from "../model/entry.ts";
import { CLIENT_ORDER_ID_MAX, type ClientId, type ClientOrderId, type OrderKey } from "../model/ids.ts";
import { lean, sameContent } from "../model/lean.ts";
import { orderKey } from "../model/orderKey.ts";
import type { Refusal } from "../model/refusal.ts";
import { isAtBroker, isFinished } from "../model/status.ts";
import { OPERATOR } from "../model/trading.ts";
import type { IncomingBody, OutgoingBody } from "../wire/codec.ts";
import type { Blotter } from "./blotter.ts";
import { type Book, reportNow } from "./book.ts";
import { BrokenOff } from "./brokenOff.ts";
import type { Cancels } from "./cancels.ts";
import type { Content } from "./content.ts";
import type { Departures } from "./departures.ts";
import { placementOf, released, rootOf } from "./family.ts";
import { refusalOf } from "./gates.ts";
import { inherited } from "./inherited.ts";
import { isLeftover } from "./leftover.ts";
import type { Order } from "./order.ts";
import type { OrderOut } from "./out.ts";
import type { Wait } from "./restartHolds.ts";
import { otherOrder } from "./revision.ts";
import { tooNew, uncarried } from "./uncarried.ts";
import { beside, unknownBeside } from "./unknownBeside.ts";
import type { Watch } from "./watch.ts";
import type { WhatIfs } from "./whatIf.ts";

/** One order that shall leave, as risk sees it: a new one, or a change of the one under `key`. */
export interface RiskLeg extends Content {
  readonly key: OrderKey | undefined;
  /** The order that it waits for. */
  readonly parent: OrderKey | undefined;
}

/** Orders that shall leave together. */
interface RiskAsked {
  readonly strategy: StrategyConfig;
  readonly legs: readonly RiskLeg[];
}

/** What limits and halts make of orders that are well formed. */
export interface JudgeRisk {
  /** Why they may not leave. */
  refusal(asked: RiskAsked, now: Instant): Refusal | undefined;
  /** Whether they may leave while the fate of another order of their contract is unknown. */
  mayStandBesideUnknown(asked: RiskAsked): boolean;
}

/** Held legs one client id may keep at the door. */
const HELD_PER_CLIENT_MAX = 100;

/** A Gateway's own. */
type Words = Pick<IncomingBody<"error">, "errorCode" | "errorMsg">;
const DUPLICATE: Words = { errorCode: 103, errorMsg: "Duplicate order id" };

const BROKEN_OFF: Refusal = {
  gate: "bracket",
  detail:
    "an order that leaves by itself against one of its id that was refused while it waited for its legs: place the bracket again, or this one under another id",
};

export class OrderDesk {
  readonly #out: OrderOut;
  readonly #blotter: Blotter;
  readonly #book: Book;
  readonly #cancels: Cancels;
  readonly #whatIfs: WhatIfs;
  readonly #watch: Watch;
  readonly #departures: Departures;
  readonly #readOnly: boolean;
  readonly #brokenOff = new BrokenOff();
  /** Orders that could not be read: whether they were legs of anything is known when something names them as its parent. */
  readonly #unread = new BrokenOff();
  /** The contract that an order means, 0 where its names do not say for sure. Only its own number until somebody knows more. */
  conIdOf: (contract: PlacedContract) => number = ({ conId = 0 }) => conId;
  /** Limits and halts. Until somebody says there are none, and nothing may stand beside an order of unknown fate. */
  risk: JudgeRisk = { refusal: () => undefined, mayStandBesideUnknown: () => false };

  constructor(
    out: OrderOut,
    blotter: Blotter,
    book: Book,
    cancels: Cancels,
    whatIfs: WhatIfs,
    watch: Watch,
    departures: Departures,
    readOnly: boolean,
  ) {
    this.#out = out;
    this.#watch = watch;
    this.#blotter = blotter;
    this.#book = book;
    this.#cancels = cancels;
    this.#whatIfs = whatIfs;
    this.#departures = departures;
    this.#readOnly = readOnly;
  }

  /** A placeOrder: a new order, a retry, a change or a preview. */
  place(client: Client, strategy: StrategyConfig, body: OutgoingBody<"placeOrder">, now: Instant): void {
    this.#place(client, strategy, body, now);
    this.#isBrokenOff(client, body);
  }

  /** The highest number under which an order of this client was refused before it was to leave; 0 without. */
  highestBrokenOff = (client: Client): number => this.#brokenOff.highest(client);

  /** A leg that is not there now was refused. */
  #isBrokenOff(client: Client, { orderId, order }: OutgoingBody<"placeOrder">): void {
    const [id, entry] = [orderId, order.parentId || 0] as [ClientOrderId, ClientOrderId];
    if (order.whatIf || this.#blotter.own(client, id) !== undefined) return;
    if (!order.transmit) this.#brokenOff.refused(client, id);
    if (this.#unread.has(client, entry)) this.#brokenOff.refused(client, entry);
  }

  #place(client: Client, strategy: StrategyConfig, body: OutgoingBody<"placeOrder">, now: Instant): void {
    const id = body.orderId as ClientOrderId;
    const known = this.#blotter.own(client, id);
    const parent = this.#parentIn(client, body) ?? this.#keptParent(known);
    const elder = body.order.whatIf ? undefined : parent;
    const noNumber = this.#noNumber(client, id, known, body.order.whatIf);
    if (noNumber !== undefined) return this.#denyId(client, id, noNumber, elder);
    const content = inherited(strategy.brackets, contentOf(body), parent);
    const lost = uncarried(body);
    if (known !== undefined && lost === undefined && this.#isRepetition(known, content))
      return this.#book.stateTo(client.conn, known);
    const refusal = lost ?? this.#refusal(strategy, content, known, parent);
    if (refusal !== undefined && known !== undefined) return this.#denyChange(client, known, refusal);
    if (refusal !== undefined) return this.#deny(client, id, refusal, elder);
    if (body.order.whatIf) return this.#whatIfs.preview(client, body);
    const wait = this.#departures.waitOf(strategy, now);
    if (known === undefined) return this.#fresh(client, strategy, id, content, wait, now);
    if (known.status === "held") return this.#heldAgain(client, strategy, known, content, wait, now);
    this.#again(client, strategy, known, content, now);
  }

  /** What the client already wants is not wanted twice, unless nothing has become of it; a cancel is not taken back by that. */
  #isRepetition(known: Order, content: Content): boolean {
    return isWantedAlready(known, content) && (known.cancelWanted || !this.#watch.isChangeLate(known));
  }

  /** Why it is the number of neither a new order nor a living one. A preview may have that of an order that has ended. */
  #noNumber(client: Client, id: ClientOrderId, known: Order | undefined, isPreview: boolean): Words | undefined {
    if (known?.exercise !== undefined) return DUPLICATE;
    if (known === undefined) return this.#unusable(client, id);
    if (isPreview || !isFinished(known.status)) return undefined;
    return known.status === "filled" ? { errorCode: 104, errorMsg: "Cannot modify a filled order." } : DUPLICATE;
  }

  #unusable(client: Client, id: ClientOrderId): Words | undefined {
    const { strategy, clientId } = client;
    if (id <= 0 || id > CLIENT_ORDER_ID_MAX) return { errorCode: 10149, errorMsg: `Invalid order id: ${id}` };
    if (this.#cancels.formers?.of(client, id) !== undefined) return DUPLICATE;
    return id <= this.#blotter.highestClientOrderId(strategy, clientId) ? DUPLICATE : undefined;
  }

  #parentIn = (client: Client, { order }: OutgoingBody<"placeOrder">): Order | undefined =>
    this.#blotter.own(client, (order.parentId || 0) as ClientOrderId);

  /** A change that names no parent leaves the order its own; a held leg that is placed again without one is no leg any more. */
  #keptParent(known: Order | undefined): Order | undefined {
    if (known?.parent === undefined || known.status === "held" || isFinished(known.status)) return undefined;
    return this.#blotter.byKey(known.parent);
  }

  #refusal(
    strategy: StrategyConfig,
    content: Content,
    known: Order | undefined,
    parent: Order | undefined,
  ): Refusal | undefined {
    const submission = {
      order: content.order,
      strategy,
      readOnly: this.#readOnly,
      sessionState: this.#out.sessionState,
      restart: this.#departures.mayWait(strategy, known) ? undefined : this.#out.restart,
      doubt: this.#doubt(strategy, content, known, parent),
      nextOrderId: known?.orderId && !content.order.whatIf ? undefined : this.#blotter.nextOrderId,
      diskFull: this.#out.diskFull && isMore(content, known),
    };
    return refusalOf(submission) ?? tooNew("placeOrder", { orderId: 1, ...content }, this.#out.upstreamVersion);
  }

  /** The last gate before the journal: an order alone, a change, or a bracket as a whole. */
  #risk(strategy: StrategyConfig, placed: readonly RiskLeg[], now: Instant): Refusal | undefined {
    const legs = placed.map((leg) => ({ ...leg, ...this.#numbered(leg, this.#known(leg)) }));
    return this.risk.refusal({ strategy, legs }, now);
  }

  #known = ({ key }: Pick<RiskLeg, "key">): Order | undefined =>
    key === undefined ? undefined : this.#blotter.byKey(key);

  /** With the number of its contract where the broker has told which one its names mean. A leg at the door may become another one. */
  #numbered({ contract, order }: Content, known: Order | undefined): Content {
    if (contract.conId) return { contract, order };
    const own = known === undefined || known.status === "held" ? 0 : known.conId;
    const conId = own || this.conIdOf(contract);
    return conId === 0 ? { contract, order } : { contract: { ...contract, conId }, order };
  }

  /** New risk waits for the fate of what may already be there. */
  #doubt(
    strategy: StrategyConfig,
    content: Content,
    known: Order | undefined,
    parent: Order | undefined,
  ): string | undefined {
    const { name, account } = strategy;
    const numbered = this.#numbered(content, known);
    const order = unknownBeside(this.#blotter, account, numbered.contract, known);
    if (order === undefined) return undefined;
    // A parent at the door would leave together with it, and is no more than a wish: it opens nothing that could be closed.
    const opened = parent === undefined || parent.status === "held" ? undefined : parent.key;
    const legs = [{ ...numbered, key: known?.key, parent: opened }];
    if (this.risk.mayStandBesideUnknown({ strategy, legs })) return undefined;
    return `${content.order.action} ${content.order.totalQuantity} ${beside(order, name)}`;
  }

  #fresh(
    client: Client,
    config: StrategyConfig,
    id: ClientOrderId,
    { contract, order }: Content,
    wait: Wait | undefined,
    now: Instant,
  ): void {
    const parent = this.#parentOf(client, id, order.parentId);
    if (parent === "missing") return this.#deny(client, id, this.#noParent(client, order.parentId));
    if (order.transmit && !parent && this.#brokenOff.has(client, id)) return this.#deny(client, id, BROKEN_OFF);
    const key = orderKey(client.strategy, this.#blotter.epoch!, this.#blotter.nextKeyNumber);
    const { strategy, clientId, account } = client;
    const placement = this.#meant({
      key,
      strategy,
      clientId,
      clientOrderId: id,
      account,
      contract,
      order,
      ...(parent && { parent }),
    });
    const legs = this.#together(placement);
    const refusal = this.#risk(config, legs.map(riskLeg), now);
    const elder = parent && this.#blotter.byKey(parent);
    if (refusal !== undefined) return this.#deny(client, id, refusal, elder);
    if (order.transmit) return this.#departures.release(legs, wait, now);
    if (this.#heldOf(client) < HELD_PER_CLIENT_MAX) return this.#out.record({ kind: "orderHeld", ...placement });
    const detail = `${HELD_PER_CLIENT_MAX + 1} untransmitted orders against ${HELD_PER_CLIENT_MAX}`;
    this.#deny(client, id, { gate: "held", detail }, elder);
  }

  /** A parent is open and older than its child: nobody becomes its own ancestor. */
  #parentOf(client: Client, childId: ClientOrderId, parentId = 0): OrderKey | "missing" | undefined {
    if (parentId === 0) return undefined;
    const parent = parentId < childId ? this.#blotter.own(client, parentId as ClientOrderId) : undefined;
    return parent === undefined || isFinished(parent.status) ? "missing" : parent.key;
  }

  #noParent(client: Client, parentId = 0): Refusal {
    return {
      gate: "parent",
      detail: `parentId ${parentId} against the older open orders of client ${client.clientId}`,
    };
  }

  #heldOf(client: Client): number {
    let count = 0;
    for (const order of this.#blotter.open)
      if (order.status === "held" && order.strategy === client.strategy && order.clientId === client.clientId) count++;
    return count;
  }

  /** What leaves when this one is placed, or would leave by itself. */
  #together = (last: Placement): readonly Placement[] =>
    last.order.transmit ? released(this.#blotter, last).map(this.#meant) : [last];

  /** Says which contract is meant where its names alone say so: of what the broker has told the journal has nothing. */
  #meant = (placement: Placement): Placement => {
    const { contract } = placement;
    const conId = contract.conId ? 0 : this.conIdOf(contract);
    return conId === 0 ? placement : { ...placement, conId };
  };

  /** The operator's close: no client placed it, and no door and no limit is asked; what it may be, `risk/flatten.ts` says. */
  close(close: Pick<Placement, "account" | "contract" | "order" | "closes">, now: Instant): OrderKey {
    const key = orderKey(OPERATOR, this.#blotter.epoch!, this.#blotter.nextKeyNumber);
    const clientId = 0 as ClientId;
    const clientOrderId = (this.#blotter.highestClientOrderId(OPERATOR, clientId) + 1) as ClientOrderId;
    this.#departures.release([{ ...close, key, strategy: OPERATOR, clientId, clientOrderId }], undefined, now);
    return key;
  }

  /** placeOrder with the id of a living order and a content that is new. */
  #again(client: Client, config: StrategyConfig, known: Order, content: Content, now: Instant): void {
    const { parentId } = this.#book.viewOf(known, known.echo?.order?.parentId);
    const other =
      this.#departures.strangeId(known) ?? otherOrder(known, content, (contract) => this.conIdOf(contract), parentId);
    if (other !== undefined) return this.#denyChange(client, known, other);
    const refusal = this.#risk(config, [riskLeg({ ...placementOf(known), ...content })], now);
    if (refusal !== undefined) return this.#denyChange(client, known, refusal);
    this.#out.record({ kind: "modifyIntended", key: known.key, ...content });
    this.#departures.change(known, now);
  }

  #heldAgain(
    client: Client,
    config: StrategyConfig,
    known: Order,
    content: Content,
    wait: Wait | undefined,
    now: Instant,
  ): void {
    const parent = this.#parentOf(client, known.clientOrderId, content.order.parentId);
    if (parent === "missing") return this.#denyChange(client, known, this.#noParent(client, content.order.parentId));
    // Of what no parent is said any more it is no leg: it would take a family along that nobody wants to leave.
    const { parent: _, ...own } = placementOf(known);
    const placement = this.#meant({ ...own, ...content, ...(parent && { parent }) });
    const legs = this.#together(placement);
    const refusal = this.#risk(config, legs.map(riskLeg), now);
    if (refusal !== undefined) return this.#denyChange(client, known, refusal);
    if (content.order.transmit) return this.#departures.release(legs, wait, now);
    this.#out.record({ kind: "orderHeld", ...placement });
  }

  nextDeadline(): Instant | undefined {
    return earliest(this.#departures.nextDeadline(), this.#watch.nextDeadline(), this.#whatIfs.nextDeadline());
  }

  tick(now: Instant): void {
    this.#departures.releaseHolds(now);
    this.#watch.tick(now);
    this.#whatIfs.tick(now);
    this.#departures.tellOfWaitingChanges(now);
  }

  /** Our disk keeps back what was let go since then, or keeps nothing back any more. */
  keptBack(since: Instant | undefined): void {
    this.#watch.keptBack(since);
  }

  /** What was let go since then leaves only now, behind the disk. */
  delayed(since: Instant, now: Instant): void {
    this.#watch.delayed(since, now);
  }

  /** The session is recovered: cancels that waited go first, then changes that waited, then orders that did. */
  sessionReady(now: Instant): void {
    this.#watch.sessionReady(now);
    this.#cancels.sessionReady();
    this.#departures.sessionReady(now);
  }

  /** The session broke: what had not left never will; what had left may or may not be there. */
  sessionLost(reason: string): void {
    this.#out.record({ kind: "sessionLost", reason });
    this.#departures.sessionLost();
    this.#cancels.sessionLost(reason);
    for (const order of this.#blotter.open)
      if (order.status === "sent" && !isLeftover(order, this.#blotter))
        this.#out.record({ kind: "orderUnknown", key: order.key, reason });
    this.#watch.sweep();
  }

  /**
   * A restart: intents without a sending never left (RELIABILITY I2), and held legs were untransmitted. Nobody is
   * connected yet, and a late order is nobody's wish.
   */
  restarted(): void {
    const reason = "the process ended before it left";
    for (const order of this.#blotter.open) {
      if (order.status !== "intended" && order.status !== "held") continue;
      const event = order.status === "held" ? "held-leg-discarded" : "order-discarded";
      this.#out.record({ kind: "orderDiscarded", key: order.key, reason });
      this.#out.log("warn", event, { key: order.key, strategy: order.strategy, reason });
    }
    this.#watch.sweep();
  }

  /** A new order is refused: the reason first, then the end, so that every library releases its waiter. */
  #deny(client: Client, id: ClientOrderId, refusal: Refusal, parent?: Order): void {
    const { strategy, clientId } = client;
    this.#out.log("warn", "order-refused", { strategy, clientId, orderId: id, ...refusal });
    const why = `${refusal.gate}: ${refusal.detail}`;
    this.#error(client, id, 201, `Order rejected - reason:holdfast ${why}`);
    const nothing = { filled: ZERO, remaining: ZERO };
    this.#out.tell(client.conn, "orderStatus", { orderId: id, status: "Cancelled", ...nothing, clientId });
    this.#withoutLeg(id, why, parent);
  }

  /** A new order is refused in a Gateway's own words, which end it in every library. */
  #denyId(client: Client, id: ClientOrderId, { errorCode, errorMsg }: Words, parent: Order | undefined): void {
    this.#error(client, id, errorCode, errorMsg);
    this.#withoutLeg(id, `${errorCode} ${errorMsg}`, parent);
  }

  /**
   * Where the parent of a leg that was refused waits at the door the bracket is refused as a whole: what would leave without
   * this leg may be an entry without its stop.
   */
  #withoutLeg(id: ClientOrderId, why: string, parent: Order | undefined): void {
    if (parent?.status !== "held") return;
    const root = rootOf(this.#blotter, parent.key);
    this.#cancels.dropBracket((leg) => rootOf(this.#blotter, leg.key) === root, `its leg ${id} was refused (${why})`);
  }

  /** A placeOrder that was refused before it came here. A change of a living order leaves that as it was, and its bracket too. */
  turnedAway(client: Client, body: OutgoingBody<"placeOrder">, why: string): void {
    const id = body.orderId as ClientOrderId;
    this.#isBrokenOff(client, body);
    if (!this.#isLiving(client, id) && !body.order.whatIf) this.#withoutLeg(id, why, this.#parentIn(client, body));
  }

  /**
   * The same of one that could not be read, `id` where that much could: whose leg it was to be nobody knows. It may be one of
   * any bracket of its client's that waits and whose entry is older.
   */
  unreadable(client: Client, id = CLIENT_ORDER_ID_MAX as number): void {
    if (this.#isLiving(client, id as ClientOrderId)) return;
    this.#unread.refused(client, id as ClientOrderId);
    const { strategy, clientId } = client;
    const mayMissIt = (leg: Order): boolean =>
      leg.strategy === strategy && leg.clientId === clientId && this.#entryOf(leg).clientOrderId < id;
    this.#cancels.dropBracket(mayMissIt, "a later order of its client could not be read (320), and may be a leg of it");
  }

  #isLiving(client: Client, id: ClientOrderId): boolean {
    const known = this.#blotter.own(client, id);
    return known !== undefined && !isFinished(known.status);
  }

  #entryOf = ({ key }: Order): Order => this.#blotter.byKey(rootOf(this.#blotter, key))!;

  /**
   * A change is refused: the resting order stays as it is, and the code says so (105). Its status follows, because ib_async
   * shows an order with such a code on its id as ValidationError until it hears the next one.
   */
  #denyChange(client: Client, order: Order, refusal: Refusal): void {
    this.#out.log("warn", "change-refused", { key: order.key, ...refusal });
    const text = `holdfast ${refusal.gate}: ${refusal.detail}; the order stays as it was`;
    this.#error(client, order.clientOrderId, 105, text);
    if (isAtBroker(order.status)) this.#book.reportTo(client.conn, order, reportNow(order));
  }

  #error(client: Client, id: number, errorCode: number, errorMsg: string): void {
    this.#out.tell(client.conn, "error", { id, errorCode, errorMsg });
  }
}

const riskLeg = ({ contract, conId, order, key, parent }: Placement): RiskLeg => ({
  ...{ contract: conId === undefined ? contract : { ...contract, conId }, order, key },
  parent,
});

/** Without the numbers that its client knows it by, and those that the broker gives, which say nothing of what is wanted. */
function contentOf(body: OutgoingBody<"placeOrder">): Content {
  const { orderId: _, clientId: __, permId: ___, parentPermId: ____, ...terms } = body.order;
  const { contract = {}, order = {} } = lean({ contract: body.contract, order: terms }) as Partial<Content>;
  return { contract, order };
}

/** A new order, or a change for more than rests. */
const isMore = ({ order }: Content, known: Order | undefined): boolean =>
  known === undefined ||
  known.status === "held" ||
  compare(order.totalQuantity ?? ZERO, known.order.totalQuantity ?? ZERO) > 0;

/** A build that did not leave out such numbers has written them down with the order. */
const isWantedAlready = (known: Order, content: Content): boolean =>
  known.status !== "held" &&
  !isFinished(known.status) &&
  sameContent(content, {
    contract: known.contract,
    order: { ...known.order, orderId: undefined, clientId: undefined, permId: undefined, parentPermId: undefined },
  });
