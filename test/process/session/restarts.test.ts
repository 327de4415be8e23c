/**
 * The Gateway restarts again and again, at moments that a seed chooses, while two unmodified clients stream and trade: their
 * sockets stay, every stream flows again, each order is at the broker at most once, and they hear the truth.
 *
 * A restart of the simulated Gateway resets all connections and closes its port, and its broker goes on living: orders rest and
 * fill meanwhile, as IB's servers do. A Gateway process that is killed takes its broker with it, so a SIGKILL cannot be
 * part of a test that counts orders; `test/process/health.test.ts` has one.
 */
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Prng } from "../../../src/base/prng.ts";
import type { Truth } from "../../../src/standalone/standalone.ts";
import { python } from "../../compat/setup.ts";
import { tearDown } from "../../rig/rig.ts";
import { type Company, company, differences, type Final } from "./company.ts";

after(tearDown);

const RESTARTS = 50;
/**
 * A change that is refused or waits, a cancel that was done, and changes and cancels that came too late. A new order that were
 * refused as a duplicate would have no end, and the comparison with the broker would say so.
 */
const OF_ORDERS: ReadonlySet<number> = new Set([103, 104, 105, 202, 161, 2102, 10147, 10148]);
const environment = await python();
const skip = "skip" in environment ? environment.skip : false;
const path = "path" in environment ? environment.path : "";
const seed = Number(process.env.HOLDFAST_RESTARTS_SEED ?? Date.now() % 1_000_000);

/** Both bots have lost the session once more, and have every stream back. */
async function restart({ control, bots }: Company, number: number, luck: Prng): Promise<void> {
  await pause(luck.between(0, 2_000));
  const gapMs = luck.pick([1, 50, 200, 500, 1_200]);
  const port = luck.pick(["closed", "accept-then-close"]);
  await control("POST", "/faults/gateway-restart/inject", { gapMs, port });
  await Promise.all(bots.map((bot) => bot.lost(number)));
  await Promise.all(bots.map((bot) => bot.flows(number)));
}

test(`${RESTARTS} restarts of the Gateway: no socket closes, no stream stays dead, no order is doubled or lost`, {
  skip,
  timeout: 290_000,
}, async (t) => {
  t.diagnostic(`seed ${seed}; again with HOLDFAST_RESTARTS_SEED=${seed}`);
  const stage = await company(t, { python: path, seed });
  const luck = new Prng(seed, "restarts");
  const began = performance.now();
  for (let number = 1; number <= RESTARTS; number++) await restart(stage, number, luck);
  const tookS = (performance.now() - began) / 1_000;

  const finals = await Promise.all(stage.bots.map((bot) => bot.finish()));
  const truth = await stage.truth();
  for (const [i, bot] of stage.bots.entries()) {
    assert.deepEqual(differences(bot.name, finals[i]!, truth), [], `seed ${seed}`);
    assert.deepEqual(pairs(bot.notices), { count: RESTARTS, others: [] }, bot.name);
    assert.equal(bot.facts.filter(({ closed }) => closed === true).length, 0, `${bot.name}'s socket closed`);
    const errors = bot.facts.filter(({ error }) => error !== undefined && !OF_ORDERS.has(error as number));
    assert.deepEqual(errors, [], `${bot.name} was told of errors that are not its orders'`);
  }
  // Sessions that do not stand for a second, five in a row, are an outage that somebody is told of (decision 0028).
  const isExpected = ({ event, cause }: (typeof stage.daemon.log)[number]): boolean =>
    event === "session-down" || cause === "order-unknown";
  const errors = stage.daemon.log.filter((line) => line.level === "error" && !isExpected(line));
  assert.deepEqual(errors, []);
  const lost = stage.daemon.log.filter(({ event }) => event === "session-lost").length;
  t.diagnostic(
    `${RESTARTS} restarts in ${tookS.toFixed(0)} s, ${lost} sessions and attempts lost; ` +
      stage.bots.map((bot, i) => summed(bot.name, finals[i]!, pairs(bot.notices).count)).join("; "),
  );
});

/** What was told of three orders, and what the broker knows of them. */
const TOLD: Final = {
  orders: [
    { ref: "alpha-0001", status: "Filled", filled: 1, refused: [], unknown: false },
    { ref: "alpha-0002", status: "Cancelled", filled: 0, refused: [], unknown: false },
    { ref: "alpha-0003", status: "PendingSubmit", filled: 0, refused: [], unknown: true },
  ],
  fills: [["e1", "alpha-0001", 1]],
};
const FILLED = { permId: 1, orderRef: "alpha-key alpha-0001", status: "Filled", filled: 1 };
const CANCELLED = { permId: 2, orderRef: "alpha-key alpha-0002", status: "Cancelled", filled: 0 };
const truthOf = (orders: readonly object[], executions: readonly object[] = [{ permId: 1, execId: "e1" }]): Truth =>
  ({ orders, executions }) as unknown as Truth;

const WRONG: readonly (readonly [what: string, truth: Truth, says: RegExp, told?: Final])[] = [
  ["an order that is there twice", truthOf([FILLED, FILLED, CANCELLED]), /0001 is 2 times/],
  ["an order that is not there", truthOf([CANCELLED]), /0001, Filled, is not there/],
  [
    "an order that lives on",
    truthOf([FILLED, { ...CANCELLED, status: "Submitted" }]),
    /0002 is Submitted 0 and was told/,
  ],
  ["a fill that nobody told", truthOf([FILLED, CANCELLED], [{ permId: 1, execId: "e2" }]), /0001 was filled by e2/],
  [
    "an order that nobody placed",
    truthOf([FILLED, CANCELLED, { ...FILLED, orderRef: "alpha-0009" }]),
    /0009 is nobody's/,
  ],
  [
    "a fill told twice",
    truthOf([FILLED, CANCELLED]),
    /told a fill twice/,
    { ...TOLD, fills: [...TOLD.fills, ...TOLD.fills] },
  ],
];

test("the comparison of what was told with what is so finds whatever is wrong, and nothing else", () => {
  assert.deepEqual(differences("alpha", TOLD, truthOf([FILLED, CANCELLED])), []);
  for (const [what, truth, says, told = TOLD] of WRONG)
    assert.match(differences("alpha", told, truth).join("; "), says, what);
});

/** How many times 1100 was followed by 1101 or 1102, and what else there was. */
function pairs(notices: readonly number[]): { count: number; others: readonly number[] } {
  const others = notices.filter((code, i) => (code === 1100) !== (i % 2 === 0));
  return { count: Math.floor((notices.length - others.length) / 2), others };
}

function summed(
  name: string,
  { orders, fills }: Awaited<ReturnType<Company["bots"][number]["finish"]>>,
  count: number,
) {
  const refused = orders.filter((order) => order.refused.length > 0).length;
  const unknown = orders.filter((order) => order.unknown).length;
  return `${name}: 1100 and its end ${count} times, ${orders.length} orders, ${fills.length} fills, ${refused} refused in an outage, ${unknown} swallowed and said to be unknown`;
}
