import assert from "node:assert/strict";
import test from "node:test";
import type { Instant, WallMs } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Entry } from "../model/entry.ts";
import type { ClientId, ClientOrderId, ConnId, OrderId, StrategyName } from "../model/ids.ts";
import type { Priority, Request } from "../model/out.ts";
import type { OutgoingBody } from "../wire/codec.ts";
import { CodeBook } from "../wire/codesBook.ts";
import { Blotter } from "./blotter.ts";
import { Book } from "./book.ts";
import { Cancels } from "./cancels.ts";
import { OrderCodes } from "./codes.ts";
import { Contradictions } from "./contradictions.ts";
import { Departures } from "./departures.ts";
import { OrderDesk } from "./desk.ts";
import { OrderErrors } from "./errors.ts";
import { Foreign } from "./foreign.ts";
import { Heard } from "./heard.ts";
import { isLeftover } from "./leftover.ts";
import { Lists } from "./lists.ts";
import type { OrderOut } from "./out.ts";
import { Recognition } from "./recognition.ts";
import { Unshown } from "./unshown.ts";
import { Watch } from "./watch.ts";
import { WhatIfs } from "./whatIf.ts";

const ALPHA = "alpha" as StrategyName;
const strategy: StrategyConfig = {
  name: ALPHA,
  account: "DU1000001",
  clientIds: [1],
  masterClientId: undefined,
  readOnly: false,
  privateOrders: false,
};
const client: Client = {
  conn: 7 as ConnId,
  strategy: ALPHA,
  clientId: 1 as ClientId,
  account: "DU1000001",
  serverVersion: 178,
};

/** A desk whose surroundings are lists: what was journaled, said, queued and sent. */
class Bench implements OrderOut {
  /** How many finished orders the next bench remembers. */
  static finishedMax: number | undefined;
  readonly asker = 0;
  readonly blotter = new Blotter(Bench.finishedMax);
  readonly entries: Entry[] = [];
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every message
  readonly told: { name: string; body: any }[] = [];
  readonly sent: Request[] = [];
  #queue: { priority: Priority; leave: (now: Instant) => readonly Request[] }[] = [];
  queueMs = 0;
  ready = true;
  sessionState = "ready";
  state = "ready";
  restart: OrderOut["restart"] = undefined;
  diskFull = false;
  upstreamVersion = 200;
  readonly book = new Book(this, this.blotter, [strategy]);
  readonly codes = new OrderCodes(new CodeBook());
  readonly whatIfs = new WhatIfs(this, this.blotter, this.codes);
  readonly watch = new Watch(this, this.blotter);
  readonly contradictions = new Contradictions(this, this.blotter);
  readonly unshown = new Unshown();
  readonly cancels = new Cancels(this, this.blotter, this.book, this);
  readonly departures = new Departures(this, this.blotter, this.book, this.cancels, this.watch);
  readonly desk = new OrderDesk(
    this,
    this.blotter,
    this.book,
    this.cancels,
    this.whatIfs,
    this.watch,
    this.departures,
    false,
  );
  readonly foreign = new Foreign();
  readonly heard = new Heard(
    this,
    this.blotter,
    this.book,
    this,
    this.foreign,
    new Recognition(this.blotter, 100),
    this,
  );
  readonly errors = new OrderErrors(this, this.blotter, this.book, this.cancels, this.codes, this);
  readonly lists = new Lists(this, this.blotter, this.book, this.foreign, [strategy]);

  constructor() {
    this.record({ kind: "daemonStarted", epoch: "t3st", format: 1 });
    this.entries.length = 0;
  }

  record(entry: Entry): void {
    this.blotter.evolve(entry, 0 as WallMs);
    this.entries.push(entry);
  }
  tell(_: ConnId, name: string, body: unknown): void {
    this.told.push({ name, body });
  }
  queue(priority: Priority, _: number, leave: (now: Instant) => readonly Request[]): void {
    this.#queue.push({ priority, leave });
  }
  connOf(): ConnId {
    return client.conn;
  }
  alerted(): [] {
    return [];
  }
  alert = (): boolean => true;
  alertOver(): void {}
  relay(): void {}
  ask(): void {}
  askTogether(): void {}
  takeReqId(): never {
    throw new Error("not used here");
  }
  releaseReqId(): void {}
  log(): void {}

  /** Lets everything queued leave. */
  leave(): void {
    for (const { leave } of this.#queue.splice(0)) this.sent.push(...leave(0 as Instant));
  }
  loseQueue(): void {
    this.#queue = [];
  }
  place(orderId: number, order: Record<string, unknown> = {}, config = strategy): void {
    this.desk.place(client, config, placement(orderId, order), 0 as never);
  }
  /** What the client was told since the last look, as `name` or `error code`. */
  heardByClient(): string[] {
    return this.told
      .splice(0)
      .map(({ name, body }) =>
        name === "error" ? `error ${body.errorCode}` : name === "orderStatus" ? `orderStatus ${body.status}` : name,
      );
  }
  acknowledge(orderId: number, permId: number, status = "Submitted"): void {
    const order = this.blotter.byOrderId(orderId as OrderId)!;
    this.heard.openOrder({
      order: { orderId, clientId: 100, permId, orderRef: order.key },
      contract: {},
      orderState: { status },
    } as never);
    this.reports(orderId, status, "0", "1", permId);
  }
  reports(orderId: number, status: string, filled: string, remaining: string, permId = 500): void {
    this.heard.orderStatus({ orderId, status, permId, clientId: 100, filled, remaining } as never);
  }
  refuses(id: number): void {
    this.errors.heard({ id, errorCode: 201, errorMsg: "Order rejected - reason:No" } as never);
  }
  get newFrames(): number {
    return this.sent.filter((r) => r.name === "placeOrder").length;
  }
}

function placement(orderId: number, order: Record<string, unknown>): OutgoingBody<"placeOrder"> {
  const whole = { action: "BUY", totalQuantity: "1", orderType: "LMT", lmtPrice: 10, transmit: true, ...order };
  return {
    orderId,
    contract: { conId: 265598, symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" },
    order: whole,
    attachedOrders: {},
  } as never;
}

test("an order is journaled as intended, then as sending, and only then leaves, with its key in orderRef", () => {
  const bench = new Bench();
  bench.place(1, { orderRef: "mine" });
  assert.deepEqual(
    bench.entries.map((e) => e.kind),
    ["orderIntended"],
  );
  bench.leave();
  assert.deepEqual(
    bench.entries.map((e) => e.kind),
    ["orderIntended", "orderSending"],
  );
  const [request] = bench.sent;
  assert.ok(request?.name === "placeOrder");
  assert.equal(request.body.order?.orderRef, "alpha-t3st-1|mine");
  assert.equal(request.body.order?.account, "DU1000001");
  assert.deepEqual(bench.heardByClient(), [], "nobody is told anything before the broker answers");
});

test("the same placeOrder again is answered from memory and never sent again", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.place(1);
  bench.leave();
  assert.equal(bench.newFrames, 1);
  assert.deepEqual(bench.heardByClient(), ["openOrder", "orderStatus PendingSubmit"]);
});

test("a change waits until the broker has shown the order, and the newest wins", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.place(1, { lmtPrice: 11 });
  bench.place(1, { lmtPrice: 12 });
  bench.leave();
  assert.equal(bench.newFrames, 1);
  bench.acknowledge(1, 555);
  bench.leave();
  assert.equal(bench.newFrames, 2);
  const last = bench.sent.at(-1)!;
  assert.ok(last.name === "placeOrder" && last.body.order?.lmtPrice === 12 && last.body.orderId === 1);
});

test("untransmitted legs wait at the door and leave with the transmitting one, parent first, under one intent", () => {
  const bench = new Bench();
  bench.place(1, { transmit: false });
  bench.place(2, { transmit: false, parentId: 1, action: "SELL" });
  bench.leave();
  assert.equal(bench.sent.length, 0);
  assert.deepEqual(bench.heardByClient(), []);
  bench.place(3, { parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9 });
  bench.leave();
  const frames = bench.sent.map((r) =>
    r.name === "placeOrder" ? [r.body.orderId, r.body.order?.parentId, r.body.order?.transmit ?? false] : [],
  );
  assert.deepEqual(frames, [
    [1, 0, false],
    [2, 1, false],
    [3, 1, true],
  ]);
  assert.equal(bench.entries.filter((e) => e.kind === "orderIntended").length, 1);
});

test("an entry that is changed before it left leaves untransmitted all the same, and is left behind when its last leg is refused", () => {
  const bench = new Bench();
  bench.place(1, { transmit: false });
  bench.place(2, { parentId: 1, action: "SELL" });
  bench.place(1, { lmtPrice: 9 });
  bench.leave();
  const frames = bench.sent.map((r) =>
    r.name === "placeOrder" ? [r.body.order?.lmtPrice, r.body.order?.transmit] : [],
  );
  assert.deepEqual(frames, [
    [9, false],
    [10, true],
  ]);
  const last = bench.blotter.own(client, 2 as ClientOrderId)!;
  bench.record({ kind: "orderRejected", key: last.key, errorCode: 201, errorMsg: "Order rejected" });
  assert.ok(isLeftover(bench.blotter.own(client, 1 as ClientOrderId)!, bench.blotter));
});

test("a leg that is refused at the door takes the legs that wait for it along: its bracket is refused as a whole", () => {
  const bench = new Bench();
  bench.place(1, { transmit: false });
  bench.place(2, { transmit: false, orderType: "LMT", lmtPrice: 5 });
  bench.place(3, { transmit: false, parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9, account: "DU9" });
  assert.deepEqual(bench.heardByClient(), [
    ...["error 201", "orderStatus Cancelled"],
    ...["error 201", "orderStatus Cancelled"],
  ]);
  bench.place(4, { parentId: 1, action: "SELL" });
  bench.leave();
  assert.equal(bench.newFrames, 0, "the entry does not leave with its profit alone");
  assert.deepEqual(bench.heardByClient(), ["error 201", "orderStatus Cancelled"]);
  assert.deepEqual(
    [1, 2].map((id) => bench.blotter.own(client, id as ClientOrderId)?.status),
    ["discarded", "held"],
    "an order that waits by itself is none of its legs",
  );
});

test("an entry that was refused before its bracket was complete does not leave by a change of it, and may be placed anew", () => {
  const refused = { transmit: false, account: "DU9" };
  for (const refuses of [
    (bench: Bench) => bench.place(1, refused),
    (bench: Bench) => bench.place(1, { ...refused, parentId: 7 }),
    (bench: Bench) => bench.desk.turnedAway(client, placement(1, { transmit: false }), "100 Max rate"),
  ]) {
    const bench = new Bench();
    refuses(bench);
    bench.place(2, { parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9 });
    bench.heardByClient();
    bench.place(1, { lmtPrice: 9 });
    bench.place(1, { lmtPrice: 8 });
    bench.leave();
    assert.equal(bench.newFrames, 0, "a position without its stop");
    assert.deepEqual(bench.heardByClient(), [
      "error 201",
      "orderStatus Cancelled",
      "error 201",
      "orderStatus Cancelled",
    ]);
    bench.place(1, { transmit: false });
    bench.place(2, { parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9 });
    bench.leave();
    assert.equal(bench.newFrames, 2);
  }
  const alone = new Bench();
  alone.place(1, { account: "DU9" });
  alone.place(2, { account: "DU9", transmit: false, whatIf: true });
  alone.place(1);
  alone.place(2);
  alone.leave();
  assert.equal(alone.newFrames, 2, "they were no legs of anything");
});

test("the last leg that is refused ends those that waited for it; what has left, and what a preview asks, stays", () => {
  const bench = new Bench();
  const refused = { parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9, account: "DU9" };
  bench.place(1, { transmit: false });
  bench.place(2, { ...refused, whatIf: true });
  assert.equal(bench.blotter.own(client, 1 as ClientOrderId)?.status, "held");
  bench.place(1);
  bench.leave();
  bench.place(3, refused);
  assert.equal(bench.blotter.own(client, 1 as ClientOrderId)?.status, "sent");
  bench.place(4, { transmit: false });
  bench.place(5, { ...refused, parentId: 4 });
  assert.equal(bench.blotter.own(client, 4 as ClientOrderId)?.status, "discarded");
});

test("a leg whose number is no good takes the legs that wait for it along, and a preview takes nobody", () => {
  for (const [id, code] of [
    [2, 103],
    [0, 10149],
    [2 ** 31 - 1, 10149],
  ] as const) {
    const bench = new Bench();
    bench.place(1, { transmit: false });
    bench.place(2, { transmit: false, parentId: 1, action: "SELL" });
    bench.cancels.cancel(client, 2 as ClientOrderId);
    bench.heardByClient();
    const again = { transmit: false, parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9 };
    if (id !== 2) bench.place(id, { ...again, whatIf: true, transmit: true });
    bench.heardByClient();
    assert.equal(bench.blotter.own(client, 1 as ClientOrderId)?.status, "held");
    bench.place(id, again);
    assert.deepEqual(bench.heardByClient(), [`error ${code}`, "error 201", "orderStatus Cancelled"]);
    bench.place(3, { parentId: 1, action: "SELL", lmtPrice: 12 });
    bench.leave();
    assert.equal(bench.newFrames, 0, "the entry does not leave with its profit alone");
  }
});

test("the number of an order that has ended is refused as such whatever else is wrong, and the legs that wait go with it", () => {
  for (const [status, code] of [
    ["Cancelled", 103],
    ["Filled", 104],
  ] as const) {
    const bench = new Bench();
    bench.place(1, { transmit: false });
    bench.place(2, { action: "SELL" });
    bench.leave();
    bench.acknowledge(1, 555, status);
    bench.heardByClient();
    bench.place(2, { transmit: false, parentId: 1, action: "SELL", orderType: "STP", auxPrice: 9, account: "DU9" });
    assert.deepEqual(bench.heardByClient(), [`error ${code}`, "error 201", "orderStatus Cancelled"]);
    bench.place(3, { parentId: 1, action: "SELL", lmtPrice: 12 });
    bench.leave();
    assert.equal(bench.newFrames, 1, "the entry does not leave with its profit alone");
  }
});

test("a held leg that is cancelled says Cancelled, 202 and 161, and its children go with it", () => {
  const bench = new Bench();
  bench.place(1, { transmit: false });
  bench.place(2, { transmit: false, parentId: 1 });
  bench.cancels.cancel(client, 1 as ClientOrderId);
  assert.deepEqual(bench.heardByClient(), [
    "orderStatus Cancelled",
    "error 202",
    "error 161",
    "orderStatus Cancelled",
    "error 202",
    "error 161",
  ]);
  bench.leave();
  assert.equal(bench.sent.length, 0);
});

test("an id below the highest ever used is a duplicate, an id of 0 is invalid", () => {
  const bench = new Bench();
  bench.place(5);
  bench.place(4);
  bench.place(0);
  assert.deepEqual(bench.heardByClient(), ["error 103", "error 10149"]);
});

test("foreign accounts, allocations and models are refused with the reason first and the end second", () => {
  const bench = new Bench();
  for (const [id, order] of Object.entries({
    1: { account: "DU1000002" },
    2: { faGroup: "all" },
    3: { faPercentage: "50" },
    4: { modelCode: "m" },
  }))
    bench.place(Number(id), order);
  bench.leave();
  assert.equal(bench.sent.length, 0);
  const { filled, remaining } = bench.told.at(-1)!.body;
  assert.deepEqual(bench.heardByClient(), Array(4).fill(["error 201", "orderStatus Cancelled"]).flat());
  assert.deepEqual([filled, remaining], ["0", "0"], "an empty number is undefined to some libraries");
});

test("a refused change is followed by the status of the order, which stays as it was", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.ready = false;
  bench.sessionState = "link-lost";
  bench.place(1, { lmtPrice: 101 });
  assert.deepEqual(bench.heardByClient(), ["error 105", "orderStatus PendingSubmit"]);
});

test("an order that had not left when the session broke is refused; one that had is unknown, and neither is sent again", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.place(2);
  bench.loseQueue();
  bench.desk.sessionLost("the line was cut");
  assert.equal(bench.blotter.byOrderId(1 as OrderId)?.status, "unknown");
  assert.deepEqual(bench.heardByClient(), ["error 201", "orderStatus Cancelled"]);
  bench.desk.sessionReady(0 as Instant);
  bench.leave();
  assert.equal(bench.newFrames, 1);
});

test("an unknown order is listed as PendingSubmit, never as ended", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.desk.sessionLost("x");
  bench.heardByClient();
  bench.lists.openOrders(client);
  assert.deepEqual(bench.heardByClient(), ["openOrder", "orderStatus PendingSubmit", "openOrderEnd"]);
});

test("an order no list shows becomes unknown with a notice on id -1, and a late sign of life brings it back", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  bench.heard.sessionStarted();
  bench.heard.recovered();
  const [notice] = bench.told.splice(0).filter((t) => t.name === "error");
  assert.equal(notice?.body.id, -1);
  assert.equal(bench.blotter.byOrderId(1 as OrderId)?.status, "unknown");
  bench.acknowledge(1, 555);
  assert.equal(bench.blotter.byOrderId(1 as OrderId)?.status, "working");
});

test("a cancel during an outage is kept, shown as PendingCancel, and leaves when the session is back", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  bench.heardByClient();
  bench.ready = false;
  bench.cancels.cancel(client, 1 as ClientOrderId);
  bench.leave();
  assert.deepEqual(bench.heardByClient(), ["orderStatus PendingCancel"]);
  bench.ready = true;
  bench.desk.sessionReady(0 as Instant);
  bench.leave();
  assert.equal(bench.sent.at(-1)?.name, "cancelOrder");
});

test("a cancel that is repeated while the first one waits leaves once, and may be repeated when it has left", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  const cancels = () => bench.sent.filter((r) => r.name === "cancelOrder").length;
  for (let i = 0; i < 1_000; i++) bench.cancels.cancel(client, 1 as ClientOrderId);
  bench.leave();
  assert.equal(cancels(), 1);
  assert.equal(bench.entries.filter(({ kind }) => kind === "cancelIntended").length, 1);
  bench.cancels.cancel(client, 1 as ClientOrderId);
  bench.leave();
  assert.equal(cancels(), 2);
});

test("a cancel whose turn never came before the session was lost leaves in the next one", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  bench.cancels.cancel(client, 1 as ClientOrderId);
  bench.loseQueue();
  bench.desk.sessionLost("the connection failed");
  bench.desk.sessionReady(0 as Instant);
  bench.leave();
  assert.equal(bench.sent.at(-1)?.name, "cancelOrder");
});

test("the client's own numbers and texts come back: order id, client id, orderRef, ocaGroup", () => {
  const bench = new Bench();
  bench.blotter.evolve({ kind: "orderIdSeen", orderId: 40 as OrderId }, 0 as WallMs);
  bench.place(3, { orderRef: "tag", ocaGroup: "oca1" });
  bench.leave();
  const request = bench.sent[0]!;
  assert.ok(request.name === "placeOrder");
  assert.equal(request.body.orderId, 41);
  assert.equal(request.body.order?.ocaGroup, "alpha:oca1");
  bench.heard.openOrder({
    contract: {},
    order: { ...request.body.order, orderId: 41, clientId: 100, permId: 9 },
    orderState: { status: "Submitted" },
  } as never);
  const { order } = bench.told.at(-1)!.body;
  assert.deepEqual(
    [order.orderId, order.clientId, order.orderRef, order.ocaGroup, order.permId],
    [3, 1, "tag", "oca1", 9],
  );
});

test("an execution counts once, raises a cancelled order to filled, and its commission finds it in either order", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  bench.acknowledge(1, 555, "Cancelled");
  bench.heardByClient();
  const key = bench.blotter.byOrderId(1 as OrderId)!.key;
  const execution = {
    execution: {
      execId: "e.1.01",
      orderId: 1,
      clientId: 100,
      permId: 555,
      orderRef: key,
      cumQty: "1",
      shares: "1",
      acctNumber: "DU1000001",
    },
    contract: {},
    reqId: -1,
  } as never;
  bench.heard.commission({ execId: "e.1.01", commission: 1, currency: "USD" } as never);
  bench.heard.execution(execution);
  bench.heard.execution(execution);
  assert.deepEqual(bench.heardByClient(), ["execDetails", "orderStatus Filled", "commissionReport"]);
  assert.equal(bench.blotter.byKey(key)?.status, "filled");
});

test("a reissued upstream order id does not lead to an order with another permId", () => {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 555);
  bench.heardByClient();
  bench.heard.orderStatus({ orderId: 1, status: "Filled", permId: 777, clientId: 100 } as never);
  assert.deepEqual(bench.heardByClient(), []);
  assert.equal(bench.blotter.byOrderId(1 as OrderId)?.status, "working");
});

test("an informational code leaves an order alive; 201 ends it", () => {
  const bench = new Bench();
  for (const id of [1, 2]) bench.place(id);
  bench.leave();
  bench.errors.heard({ id: 1, errorCode: 10349, errorMsg: "Order TIF was set to DAY based on order preset." } as never);
  bench.refuses(2);
  assert.equal(bench.blotter.byOrderId(1 as OrderId)?.status, "sent");
  assert.equal(bench.blotter.byOrderId(2 as OrderId)?.status, "rejected");
});

test("replaying the journal gives the same orders", () => {
  const bench = new Bench();
  bench.place(1, { transmit: false });
  bench.place(2, { parentId: 1 });
  bench.leave();
  bench.acknowledge(1, 555);
  bench.place(1, { transmit: true, lmtPrice: 11 });
  bench.cancels.cancel(client, 2 as ClientOrderId);
  bench.leave();
  const again = new Blotter();
  again.evolve({ kind: "daemonStarted", epoch: "t3st", format: 1 }, 0 as WallMs);
  for (const entry of bench.entries) again.evolve(entry, 0 as WallMs);
  assert.deepEqual([...again.orders], [...bench.blotter.orders]);
  assert.equal(again.nextOrderId, bench.blotter.nextOrderId);
});

/** How a parent that the Gateway has shown ends, and how many of the children that wait behind it leave then. */
const PARENT_ENDS: Readonly<Record<string, readonly [leaving: number, says: (bench: Bench) => void]>> = {
  "was cancelled": [0, (bench) => bench.acknowledge(1, 500, "Cancelled")],
  "was refused": [0, (bench) => bench.refuses(1)],
  "was cancelled when a part of it had traded": [1, (bench) => bench.reports(1, "Cancelled", "0.4", "0.6")],
  "has filled": [1, (bench) => bench.reports(1, "Filled", "1", "0")],
};

for (const [how, [leaving, end]] of Object.entries(PARENT_ENDS)) {
  const whether = leaving === 0 ? "leaves no more" : "leaves all the same";
  test(`a child that waits for its turn when its parent ${how} ${whether}`, () => {
    const bench = parentAtBroker();
    bench.place(2, { parentId: 1, action: "SELL" });
    end(bench);
    bench.heardByClient();
    bench.leave();
    assert.equal(bench.newFrames, 1 + leaving);
    if (leaving === 0) assert.deepEqual(bench.heardByClient(), ["orderStatus Cancelled", "error 202"]);
  });

  test(`a held leg whose parent ${how} ${whether} when a leg of its own lets it go`, () => {
    const bench = parentAtBroker();
    bench.place(2, { parentId: 1, action: "SELL", transmit: false });
    end(bench);
    bench.place(3, { parentId: 2, action: "BUY" });
    bench.leave();
    assert.equal(bench.newFrames, 1 + 2 * leaving);
  });
}

function parentAtBroker(): Bench {
  const bench = new Bench();
  bench.place(1);
  bench.leave();
  bench.acknowledge(1, 500, "Inactive");
  return bench;
}

const holding = { ...strategy, holdMs: 60_000 };

/** A bench that remembers one finished order; `waits` is forgotten when this is over. */
function forgetful(waits: (bench: Bench) => void): Bench {
  Bench.finishedMax = 1;
  const bench = new Bench();
  Bench.finishedMax = undefined;
  waits(bench);
  for (const id of [101, 102]) {
    bench.place(id, { transmit: false }, holding);
    bench.cancels.cancel(client, id as ClientOrderId);
  }
  assert.equal(bench.blotter.own(client, 1 as ClientOrderId), undefined);
  return bench;
}

test("an order that was cancelled and forgotten while it, its change or its cancel waited for its turn leaves nothing behind", () => {
  const never = forgetful((bench) => {
    bench.place(1);
    bench.cancels.cancel(client, 1 as ClientOrderId);
  });
  assert.doesNotThrow(() => never.watch.nextDeadline());
  never.leave();
  assert.equal(never.newFrames, 0);
  const ended = forgetful((bench) => {
    bench.place(1);
    bench.leave();
    bench.acknowledge(1, 500);
    bench.place(1, { lmtPrice: 11 });
    bench.cancels.cancel(client, 1 as ClientOrderId);
    bench.acknowledge(1, 500, "Cancelled");
  });
  ended.desk.tick(60_000 as Instant);
  ended.leave();
  assert.deepEqual(
    ended.sent.map(({ name }) => name),
    ["placeOrder"],
  );
});

test("an order that was cancelled and forgotten while it waited for the Gateway's restart is no order that waits", () => {
  for (const over of [0, 60_000]) {
    const bench = forgetful((waiting) => {
      waiting.restart = { from: 0, until: 1 } as never;
      waiting.place(1, {}, holding);
      waiting.cancels.cancel(client, 1 as ClientOrderId);
    });
    bench.place(103, {}, holding);
    bench.restart = undefined;
    bench.desk.tick(over as Instant);
    bench.leave();
    assert.equal(bench.newFrames, over === 0 ? 1 : 0);
  }
});
