/** Sums that are kept against going through every order, after drawn histories. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Decimal, ZERO } from "../base/decimal.ts";
import { Prng } from "../base/prng.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { StrategyConfig } from "../model/config.ts";
import type { Entry, PlacedOrder } from "../model/entry.ts";
import type { OrderKey, StrategyName } from "../model/ids.ts";
import type { Status } from "../model/status.ts";
import type { AskedLeg, RiskAsk } from "./ask.ts";
import type { Exposed } from "./bookView.ts";
import { projected } from "./exposure.ts";
import { maxOpenOrders } from "./exposureGates.ts";
import { maxGrossValue } from "./exposureGross.ts";
import { rehearsal } from "./rehearsal.ts";
import { Running } from "./running.ts";
import { selfMatch } from "./selfMatch.ts";
import type { RiskView } from "./view.ts";

const CON_IDS = [1, 2, 3];
const ALIVE: readonly Status[] = ["intended", "sent", "working", "partly-filled", "unknown"];
const ENDS: readonly Status[] = ["filled", "cancelled", "rejected", "absent"];

const strategy = (name: string): StrategyConfig => ({ name: name as StrategyName, account: "DU1" }) as StrategyConfig;
const contractOf = (conId: number) => ({ conId, symbol: `S${conId}`, secType: "STK", currency: "USD" });

const NAMED = {
  ...{ ...contractOf(1), conId: 1, localSymbol: "S1", primaryExchange: "", multiplier: "" },
};

/** Orders that are placed, changed and ended at random, and the entries that say so. */
class World {
  readonly prng: Prng;
  readonly orders = new Map<OrderKey, Exposed>();
  readonly running: Running;
  readonly held = new Map<number, Decimal>();
  readonly odd: boolean;
  now = 0;
  version = 0;

  /** `odd`: with orders that may be of any contract, and such as do not say how many. */
  constructor(prng: Prng, odd: boolean) {
    this.prng = prng;
    this.odd = odd;
    this.running = new Running({ byKey: (key) => this.orders.get(key), open: () => this.#open() });
  }

  *#open(): Generator<Exposed> {
    for (const order of this.orders.values()) if (order.status === "held" || ALIVE.includes(order.status)) yield order;
  }

  order(): PlacedOrder {
    const { prng } = this;
    const orderType = prng.pick(["LMT", "LMT", "LMT", "STP", "MKT", "STP LMT"]);
    const totalQuantity = this.odd && prng.chance(0.05) ? undefined : (String(prng.between(1, 40) / 4) as Decimal);
    return {
      ...{ action: prng.pick(["BUY", "SELL"]), orderType, ...(totalQuantity && { totalQuantity }) },
      ...(orderType.endsWith("LMT") && { lmtPrice: prng.between(95, 105) }),
      ...(orderType.startsWith("STP") && { auxPrice: prng.between(90, 110) }),
      ...(prng.chance(0.2) && { ocaGroup: prng.pick(["g", "h"]) }),
    };
  }

  some(): Exposed | undefined {
    const alive = [...this.#open()];
    return alive.length === 0 ? undefined : this.prng.pick(alive);
  }

  #tell(order: Exposed): void {
    this.orders.set(order.key, order);
    this.running.evolve({ kind: "cancelIntended", key: order.key } satisfies Entry);
  }

  place(): void {
    const { prng, orders } = this;
    const conId = this.odd && prng.chance(0.03) ? 0 : prng.pick(CON_IDS);
    const wish = { contract: contractOf(conId), order: this.order() };
    const parent = prng.chance(0.3) ? this.some()?.key : undefined;
    this.#tell({
      ...{ ...wish, settled: wish, inFlight: [], conId, parent, account: "DU1", cancelWanted: false },
      ...{ key: `k${orders.size}` as OrderKey, strategy: prng.pick(["alpha", "beta"]) as StrategyName },
      ...{ filled: ZERO, executed: ZERO, status: prng.pick<Status>(["held", ...ALIVE]) },
    });
  }

  happen(): void {
    const { prng } = this;
    const known = this.some();
    if (known === undefined) return;
    const wish = { contract: known.contract, order: { ...known.order, ...this.order(), action: known.order.action } };
    const what = prng.between(0, 5);
    if (what === 0) this.#tell({ ...known, ...wish, inFlight: [...known.inFlight, wish] });
    else if (what === 1)
      this.#tell({
        ...known,
        ...(known.inFlight.at(-1) ?? {}),
        settled: known.inFlight.at(-1) ?? known.settled,
        inFlight: [],
      });
    else if (what === 2) this.#tell({ ...known, executed: String(prng.between(0, 3)) as Decimal });
    else if (what === 3) this.#tell({ ...known, status: prng.pick(ENDS) });
    else if (what === 4 && known.conId === 0) this.#tell({ ...known, conId: prng.pick(CON_IDS) });
    else this.#tell({ ...known, status: prng.pick(ALIVE) });
  }

  move(): void {
    const conId = this.prng.pick(CON_IDS);
    this.held.set(conId, String(this.prng.between(-20, 20)) as Decimal);
    this.running.positionMoved(conId);
  }

  live(): void {
    for (let n = this.prng.between(1, 6); n > 0; n--) {
      if (this.prng.chance(0.5)) this.place();
      else if (this.prng.chance(0.8)) this.happen();
      else this.move();
    }
    this.now += this.prng.between(0, 700);
    if (this.prng.chance(0.02)) this.running.resume();
  }

  legs(): readonly AskedLeg[] {
    const { prng } = this;
    const leg = (key: string, more: Partial<AskedLeg> = {}): AskedLeg => ({
      ...{ key: key as OrderKey, contract: contractOf(prng.pick(CON_IDS)), order: this.order(), parent: undefined },
      ...more,
    });
    const known = this.some();
    if (known !== undefined && prng.chance(0.3))
      return [
        leg(known.key, {
          contract: known.contract,
          parent: known.parent,
          order: { ...this.order(), ocaGroup: known.order.ocaGroup ?? "" },
        }),
      ];
    if (known !== undefined && prng.chance(0.15)) return [leg("new", { parent: known.key })];
    const first = leg("new");
    const { contract } = first;
    if (prng.chance(0.6)) return [first];
    return [first, leg("t", { contract, parent: first.key }), leg("s", { contract, parent: first.key })];
  }

  /** As it is seen with sums that are kept, and without. */
  view(): RiskView {
    const { orders, held } = this;
    const open = [...this.#open()];
    return {
      ...rehearsal({ open, quote: { bid: 99, ask: 101, last: 100, at: this.now as Instant, halted: false } }),
      byKey: (key) => orders.get(key),
      openVersion: () => this.version++,
      contract: (conId) => (conId === 1 ? NAMED : undefined),
      position: (_, conId) => held.get(conId) ?? ZERO,
      booked: (_, conId) => held.get(conId) ?? ZERO,
      own: (_, __, conId) => held.get(conId) ?? ZERO,
      heldConIds: () => held.keys(),
      openConIds: (name) =>
        open
          .filter((one) => one.status !== "held" && (name === undefined || one.strategy === name))
          .map(({ conId }) => conId),
    };
  }

  ask(as: RiskAsk["as"], legs: readonly AskedLeg[], view: RiskView, most: unknown = "off"): RiskAsk {
    const moment = { now: this.now as Instant, wall: 0 as WallMs, hours: {}, state: undefined };
    const limit = (() => most) as RiskAsk["limit"];
    return { as, strategy: strategy("alpha"), legs, reduces: false, limit, ...moment, view };
  }
}

/** What is said of drawn wishes in a drawn world, with the sums and without. */
function compared(odd: boolean, says: (world: World, ask: RiskAsk) => unknown, most: (prng: Prng) => unknown): void {
  for (let seed = 1; seed <= 25; seed++) {
    const world = new World(new Prng(seed, "running"), odd);
    const kept = new Map<string, unknown>();
    for (let step = 0; step < 60; step++) {
      world.live();
      const [plain, legs, limit] = [world.view(), world.legs(), most(world.prng)];
      const quick = { ...plain, kept, running: world.running };
      for (const as of ["strategy", "account"] as const) {
        const [told, worked] = [world.ask(as, legs, quick, limit), world.ask(as, legs, plain, limit)];
        assert.deepEqual(says(world, told), says(world, worked), `seed ${seed}, step ${step}, of the ${as}`);
      }
    }
  }
}

for (const odd of [false, true]) {
  const where = odd ? "beside orders of any contract" : "in a plain book";
  test(`exposure is that of a recomputation after any history, ${where}`, () => {
    compared(
      odd,
      (_, ask) => CON_IDS.map((conId) => projected(ask, conId)),
      () => "off",
    );
  });

  test(`so are the number of open orders and whether two may meet, ${where}`, () => {
    compared(
      odd,
      (_, ask) => maxOpenOrders.refuses(ask),
      (prng) => prng.between(1, 40),
    );
    compared(
      odd,
      (_, ask) => selfMatch.refuses(ask),
      () => "refuse",
    );
  });

  test(`and so is the value of all positions, ${where}`, () => {
    compared(
      odd,
      (_, ask) => maxGrossValue.refuses(ask),
      (prng) => String(prng.between(1, 20_000)),
    );
  });
}

test("most of it is told by the sums", () => {
  const world = new World(new Prng(1, "running"), false);
  let [quick, all] = [0, 0];
  for (let step = 0; step < 200; step++) {
    world.live();
    const view = { ...world.view(), running: world.running, openOf: () => assert.fail("went through the orders") };
    all++;
    try {
      projected(world.ask("account", world.legs(), view), 1);
      quick++;
    } catch {}
  }
  assert.ok(quick > all * 0.7, `${quick} of ${all}`);
});

test("a leg at the door that becomes a combination leaves nothing of itself in its contract", () => {
  const world = new World(new Prng(1, "running"), false);
  world.place();
  const [first] = world.orders.values();
  const held: Exposed = { ...first!, status: "held" };
  const { conId, key } = held;
  const bag = { ...held, contract: { ...held.contract, secType: "BAG" } };
  for (const order of [held, bag]) {
    world.orders.set(key, order);
    world.running.evolve({ kind: "cancelIntended", key });
    world.running.of("account", held.strategy, "DU1");
  }
  assert.equal(world.running.of("account", held.strategy, "DU1").contracts.has(conId), false);
});
