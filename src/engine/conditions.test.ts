/**
 * One story for each row of the table of conditions: it is recognised within its bound, status, readiness and refusals speak
 * of it with the same word, clients hear what the row says and keep their sockets, and it ends when its cause goes away.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage } from "../../test/engine/stage.ts";
import { minutes, seconds, type WallMs } from "../base/time.ts";
import { type GatewayConfig, USUAL_GATEWAY } from "../model/config.ts";
import type { ConnId } from "../model/ids.ts";
import { CONDITION_IDS, type ConditionId, conditionRow } from "../upstream/conditions.ts";
import { CODES } from "../wire/codes.ts";
import { serverReply } from "../wire/handshake.ts";

/** What the Gateway does with an attempt to connect. */
type Door =
  | "fine"
  | "refuses"
  | "vanishes"
  | "hangs-up"
  | "mute"
  | "babbles"
  | "empty"
  | "taken"
  | "foreign"
  | "deaf"
  | "half-told"
  | "spent";

interface StatusNow {
  readonly state: string;
  readonly breaker: string;
  readonly conditions: readonly {
    readonly condition: string;
    readonly says: string;
    readonly remedy: string;
    readonly ordersAccepted: boolean;
  }[];
}

const STEP_MS = 500;

/** A session that is ready, with one client, at a Gateway that does with each attempt what its door says. */
class World {
  readonly stage: Stage;
  readonly client: ConnId;
  door: Door = "fine";
  /** What goes on all the time, such as ticks. */
  meanwhile: () => void = () => {};
  #dials = 0;
  #orderId = 0;

  constructor(gateway: Partial<GatewayConfig> = {}) {
    this.stage = new Stage({ ...config, gateway: { ...config.gateway, ...USUAL_GATEWAY, ...gateway } });
    this.stage.greet();
    this.stage.recover();
    this.#dials = this.#dialled;
    this.client = this.stage.connect(1, 1);
    this.stage.told(this.client);
  }

  get #dialled(): number {
    return this.stage.effects.filter(({ kind }) => kind === "dial").length;
  }

  get status(): StatusNow {
    return this.stage.answer("status") as StatusNow;
  }

  holds(condition: ConditionId): boolean {
    return this.status.conditions.some((held) => held.condition === condition);
  }

  /** Lets time pass until it is so, or the bound is over. Answers how long it took. */
  until(so: () => boolean, boundMs: number): number {
    const from = this.stage.now;
    while (!so() && this.stage.now - from < boundMs) this.pass(STEP_MS);
    assert.ok(so(), `not within ${boundMs} ms, but ${JSON.stringify(this.status.conditions.map((c) => c.condition))}`);
    return this.stage.now - from;
  }

  pass(ms: number): void {
    for (const end = this.stage.now + ms; this.stage.now < end; ) {
      this.stage.pass(Math.min(STEP_MS, end - this.stage.now));
      this.meanwhile();
      if (this.#dialled > this.#dials) this.#answer();
    }
  }

  #answer(): void {
    const { stage } = this;
    this.#dials = this.#dialled;
    if (this.door === "vanishes") return;
    if (this.door === "refuses") return stage.step({ kind: "upstreamClosed", code: "ECONNREFUSED" });
    if (this.door === "foreign") return stage.greet("DU9");
    if (this.door === "spent") return stage.greet(undefined, 2_000_000_000);
    if (this.door === "deaf") return stage.greet();
    if (this.door === "half-told") {
      stage.greet();
      return this.#recoverOrders();
    }
    if (this.door === "fine") {
      stage.greet();
      return stage.recover();
    }
    stage.step({ kind: "upstreamOpened" });
    if (this.door === "mute") return;
    if (this.door === "hangs-up") return stage.step({ kind: "upstreamClosed", code: "" });
    const version = this.door === "babbles" ? 9_999 : 200;
    stage.step({ kind: "upstreamReceived", bytes: serverReply(version, "20260105 10:11:12 UTC") });
    if (this.door === "taken") stage.refuses(-1, 326, "client id is already in use");
  }

  /** A start in which nothing is told of accounts. */
  #recoverOrders(): void {
    const { stage } = this;
    for (const end of ["openOrderEnd", "completedOrdersEnd"] as const) stage.says(end);
    stage.pass(200);
    stage.says("execDetailsEnd", { reqId: stage.lastReqId("reqExecutions") });
  }

  /** The connection breaks, and whoever connects anew meets this door. */
  breaks(door: Door): void {
    this.door = door;
    this.stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  }

  /** Whether a new order is accepted, and what its client is told where it is not. */
  orders(): string | undefined {
    const { stage } = this;
    const orderId = ++this.#orderId;
    stage.told(this.client);
    const before = stage.placed.length;
    stage.ask(this.client, "placeOrder", { orderId, contract, order });
    stage.pass(STEP_MS);
    const said = stage.told(this.client).find((m) => m.name === "error" && m.body.id === orderId);
    if (said?.name === "error") return said.body.errorMsg;
    assert.equal(stage.placed.length, before + 1, "neither sent nor refused");
    return undefined;
  }

  /** Codes of the notices that the client heard since the last look. */
  notices(): number[] {
    return this.stage
      .told(this.client)
      .flatMap((m) => (m.name === "error" && m.body.id === -1 ? [m.body.errorCode] : []));
  }
}

interface Story {
  readonly gateway?: Partial<GatewayConfig>;
  readonly begin: (world: World) => void;
  /** Its cause begins later than that: with the first attempt that meets it. */
  readonly withAttempt?: true;
  readonly told: readonly number[];
  readonly heal: (world: World) => void;
  /** What clients hear when it is over, and how long that may take: the longest pause, an attempt, and a recovery. */
  readonly healed: readonly number[];
}

/** A session that is unready for want of an answer is given up, and clients are told so, when silence has lasted 15 s. */
const TOLD_MS = seconds(1.5);
const RECOVERY_MS = seconds(180);
const BACK = { heal: (world: World) => (world.door = "fine"), healed: [1101] } as const;
const attempt = (door: Door): Story => ({
  begin: (world) => world.breaks(door),
  withAttempt: true,
  told: [1100],
  ...BACK,
});

/** A line that was told 10197; its request id. */
function line(world: World): number {
  world.stage.ask(world.client, "reqMktData", { reqId: 1, contract });
  world.pass(1_000);
  return world.stage.lastReqId("reqMktData");
}

/** Ten lines that tick every half second; the first ones are left out where `muted` says so. */
function market(world: World): { muted: boolean } {
  const scene = { muted: false };
  const lines = Array.from({ length: 10 }, (_, i) => i + 1);
  for (const reqId of lines) {
    const of = { ...contract, conId: reqId, symbol: `S${reqId}` };
    world.stage.ask(world.client, "reqMktData", { reqId, contract: of });
  }
  let price = 100;
  world.meanwhile = () => {
    price++;
    const newest = new Map<number, number>();
    for (const r of world.stage.asked)
      if (r.name === "reqMktData") newest.set(r.body.contract.conId ?? 0, r.body.reqId);
    for (const [conId, reqId] of newest)
      if (!scene.muted || conId > 2) world.stage.says("tickPrice", { reqId, tickType: 1, price });
  };
  world.pass(minutes(10));
  world.stage.told(world.client);
  return scene;
}
const scenes = new WeakMap<World, { muted: boolean }>();

const wall = (ms: number): WallMs => ms as WallMs;

const STORIES: Readonly<Record<ConditionId, Story>> = {
  refused: attempt("refuses"),
  unreachable: attempt("vanishes"),
  "not-trusted": attempt("hangs-up"),
  "mute-handshake": attempt("mute"),
  "api-disabled": attempt("mute"),
  "wrong-version": attempt("babbles"),
  "not-logged-in": attempt("empty"),
  "client-id-taken": attempt("taken"),
  "client-id-stuck": attempt("taken"),
  "client-id-mistaken": {
    begin: (world) => {
      assert.equal(world.orders(), undefined);
      world.stage.shows(world.stage.placed.length - 1, { clientId: 102, status: "Cancelled" });
    },
    told: [1100],
    ...BACK,
  },
  "wrong-accounts": attempt("foreign"),
  "order-ids-spent": attempt("spent"),
  unanswered: attempt("deaf"),
  "half-open": {
    begin: ({ stage }) => (stage.alive = false),
    told: [1100],
    heal: (world) => (world.stage.alive = true),
    healed: [1101],
  },
  garbled: {
    begin: ({ stage }) => {
      const payload = [...Buffer.from("5\x00nonsense\x00")];
      stage.step({ kind: "upstreamReceived", bytes: new Uint8Array([0, 0, 0, payload.length, ...payload]) });
    },
    told: [1100],
    ...BACK,
  },
  dropped: { begin: (world) => world.breaks("fine"), told: [1100], ...BACK },
  "link-lost": {
    begin: ({ stage }) => stage.notices(1100),
    told: [1100],
    heal: ({ stage }) => stage.notices(1102),
    healed: [1102],
  },
  "server-broken": {
    begin: ({ stage }) => stage.notices(2110),
    told: [2110],
    heal: ({ stage }) => stage.notices(1102),
    healed: [1102],
  },
  "farms-broken": {
    begin: ({ stage }) => stage.refuses(-1, 2103, "Market data farm connection is broken:usfarm.nj"),
    told: [2103],
    heal: ({ stage }) => stage.refuses(-1, 2104, "Market data farm connection is OK:usfarm.nj"),
    healed: [2104],
  },
  "competing-session": {
    begin: (world) => world.stage.refuses(line(world), 10197, "No market data during competing live session"),
    told: [],
    heal: ({ stage }) => stage.says("tickPrice", { reqId: stage.lastReqId("reqMktData"), tickType: 1, price: 10 }),
    healed: [],
  },
  "read-only-session": {
    begin: (world) => {
      assert.equal(world.orders(), undefined);
      const { orderId } = world.stage.placed.at(-1)!;
      const cause = "The API interface is currently in Read-Only mode.";
      world.stage.refuses(orderId, 321, `Error validating request.-'bF' : cause - ${cause}`);
    },
    told: [],
    heal: (world) => world.breaks("fine"),
    healed: [1100, 1101],
  },
  "accounts-untold": {
    begin: (world) => world.breaks("half-told"),
    withAttempt: true,
    told: [1100, 1101],
    heal: ({ stage }) => {
      stage.says("positionEnd");
      for (const accountName of ["DU1", "DU2"]) stage.says("accountDownloadEnd", { accountName });
    },
    healed: [],
  },
  "restart-window": {
    gateway: { downtimes: [{ kind: "reset", from: wall(minutes(5)), to: wall(minutes(15)) }] },
    begin: ({ stage }) => (stage.wallAheadMs = minutes(5) - stage.now),
    told: [],
    heal: ({ stage }) => (stage.wallAheadMs = minutes(15) - stage.now),
    healed: [],
  },
  "second-factor": {
    gateway: { downtimes: [{ kind: "relogin", from: wall(minutes(5)), to: wall(minutes(700)) }] },
    begin: (world) => {
      world.stage.wallAheadMs = minutes(5) - world.stage.now;
      world.breaks("refuses");
    },
    told: [1100],
    ...BACK,
  },
  "streams-silent": {
    begin: (world) => {
      const scene = market(world);
      scene.muted = true;
      scenes.set(world, scene);
    },
    told: [],
    heal: (world) => (scenes.get(world)!.muted = false),
    healed: [],
  },
  draining: {
    begin: (world) => {
      // Something still has to leave, so that the end is not at once.
      for (let orderId = 1; orderId <= 20; orderId++)
        world.stage.ask(world.client, "reqContractDetails", { reqId: orderId, contract: { symbol: `S${orderId}` } });
      world.stage.step({ kind: "drain" });
    },
    told: [],
    heal: () => {},
    healed: [],
  },
};

/** The state is the word for what stands in the way of a session that stands, and readiness agrees with it. */
function assertHonest(world: World, condition: ConditionId): void {
  const row = conditionRow(condition);
  const { status, stage } = world;
  const shown = status.conditions.find((held) => held.condition === condition)!;
  assert.deepEqual([shown.says, shown.remedy, shown.ordersAccepted], [row.says, row.remedy, row.orders]);
  const readiness = stage.answer("readiness") as { ready: boolean };
  assert.equal(readiness.ready, row.ready === true, "readiness");
  assert.equal(status.state === "ready", row.ready === true, "state");
}

for (const condition of CONDITION_IDS) {
  const { boundMs, orders } = conditionRow(condition);
  const story = STORIES[condition];
  test(`${condition}: recognised within ${boundMs / 1_000} s, told, ${orders ? "orders accepted" : "orders refused"}, and over when its cause is`, () => {
    const world = new World(story.gateway);
    const dials = () => world.stage.effects.filter(({ kind }) => kind === "dial").length;
    const dialled = dials();
    story.begin(world);
    if (story.withAttempt) world.until(() => dials() > dialled, seconds(10));
    world.until(() => world.holds(condition), boundMs + STEP_MS);
    const told: number[] = [];
    const allTold = (): boolean => {
      told.push(...world.notices());
      return story.told.every((code) => told.includes(code));
    };
    world.until(allTold, TOLD_MS);
    assertHonest(world, condition);
    const refusal = world.orders();
    if (orders) assert.equal(refusal, undefined);
    else
      assert.match(refusal!, new RegExp(`^Order rejected - reason:holdfast session: .*${condition}.* against ready$`));
    if (condition === "draining") return;
    story.heal(world);
    const heard: number[] = [];
    world.until(() => {
      heard.push(...world.notices());
      return !world.holds(condition) && world.status.state === "ready";
    }, RECOVERY_MS);
    for (const code of story.healed) assert.ok(heard.includes(code), `${code} was not told, but ${heard}`);
    world.meanwhile = () => {};
    world.pass(seconds(1));
    assert.equal(world.orders(), undefined, "an order after it");
    assert.equal(
      world.stage.effects.some(({ kind }) => kind === "closeClient" || kind === "exit"),
      false,
      "a socket closed",
    );
  });
}

test("every code whose row says that the link is lost has a condition and closes the way for orders", () => {
  const losses = [...CODES].flatMap(([code, { link }]) => (link === "lost" ? [code] : []));
  assert.ok(losses.length > 1);
  for (const code of losses) {
    const { stage, status } = new World();
    assert.deepEqual(status.conditions, [], String(code));
    stage.says("error", { id: -1, errorCode: code, errorMsg: "lost" });
    const { conditions } = stage.answer("status") as StatusNow;
    assert.deepEqual(
      conditions.map(({ ordersAccepted }) => ordersAccepted),
      [false],
      String(code),
    );
  }
});
