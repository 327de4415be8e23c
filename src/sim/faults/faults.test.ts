import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "../../../test/sim/manualClock.ts";
import { Faults } from "./faults.ts";
import { checked, FaultRefused } from "./setting.ts";
import { FAULT_NAMES, faultRow } from "./table.ts";

const faults = (seed: number | string = 1): { faults: Faults; clock: ManualClock } => {
  const clock = new ManualClock();
  return { faults: new Faults(seed, clock), clock };
};

const why = (name: string, values: Record<string, unknown>): string => {
  const answer = checked(name, values);
  ok(answer instanceof FaultRefused, `${name} was taken`);
  return answer.reason;
};

test("a fault that is not set never strikes, and one that is strikes every time with its parameters", () => {
  const { faults: f } = faults();
  equal(f.strikes("order-lost"), undefined);
  f.set("commission-late", { delayMs: 70 });
  deepEqual(f.strikes("commission-late"), { delayMs: 70 });
  f.clear("commission-late");
  equal(f.strikes("commission-late"), undefined);
});

test("parameters that are not given have the defaults of the table", () => {
  const { faults: f } = faults();
  f.set("cancel-rejected");
  deepEqual(f.strikes("cancel-rejected"), { code: "161" });
});

test("a narrowed fault spares every other client, account and symbol", () => {
  const { faults: f } = faults();
  f.set("order-lost", { client: 3, symbol: "AAPL" });
  equal(f.strikes("order-lost", { client: 3, symbol: "MSFT" }), undefined);
  equal(f.strikes("order-lost", { client: 4, symbol: "AAPL" }), undefined);
  equal(f.strikes("order-lost", {}), undefined);
  ok(f.strikes("order-lost", { client: 3, symbol: "AAPL", account: "DU1" }));
});

test("after its number of strikes a fault is off, and injecting means one", () => {
  const { faults: f } = faults();
  f.set("order-lost", { times: 2 });
  deepEqual(
    [1, 2, 3].map(() => f.strikes("order-lost") !== undefined),
    [true, true, false],
  );
  f.inject("order-lost");
  deepEqual(
    [1, 2].map(() => f.strikes("order-lost") !== undefined),
    [true, false],
  );
});

test("a rate strikes some opportunities, counts all, and draws the same for the same seed", () => {
  const drawn = (seed: number): boolean[] => {
    const { faults: f } = faults(seed);
    f.set("order-lost", { rate: 0.3 });
    return Array.from({ length: 200 }, () => f.strikes("order-lost") !== undefined);
  };
  const struck = drawn(7).filter(Boolean).length;
  ok(struck > 30 && struck < 90, `${struck} of 200`);
  deepEqual(drawn(7), drawn(7));
  ok(drawn(7).join() !== drawn(8).join());
});

test("setting one fault shifts no draw of another", () => {
  const drawn = (also: boolean): boolean[] => {
    const { faults: f } = faults();
    f.set("order-lost", { rate: 0.5 });
    if (also) f.set("cancel-lost", { rate: 0.5 });
    return Array.from({ length: 50 }, () => {
      f.strikes("cancel-lost");
      f.details("cancel-lost").uint32();
      return f.strikes("order-lost") !== undefined;
    });
  };
  deepEqual(drawn(true), drawn(false));
});

test("a fault set for a time clears itself, and those who listen hear its beginning and its end once", () => {
  const { faults: f, clock } = faults();
  const heard: string[] = [];
  f.on("link-lost", { begins: ({ repeatMs }) => heard.push(`begins ${repeatMs}`), ends: () => heard.push("ends") });
  f.set("link-lost", { repeatMs: 500, forMs: 2_000 });
  clock.advance(1_999);
  deepEqual(heard, ["begins 500"]);
  clock.advance(1);
  f.clear("link-lost");
  deepEqual(heard, ["begins 500", "ends"]);
  equal(f.holds("link-lost"), undefined);
});

test("the list tells what is set, how often it was, and how often it struck", () => {
  const { faults: f } = faults();
  f.set("order-lost", { client: 1 });
  f.strikes("order-lost", { client: 1 });
  f.strikes("order-lost", { client: 2 });
  const state = f.list().find(({ name }) => name === "order-lost");
  deepEqual([state?.set, state?.opportunities, state?.struck], [1, 1, 1]);
  deepEqual(state?.setting?.narrowed, { client: 1 });
  equal(f.list().length, FAULT_NAMES.length);
});

test("what was ever set is met for good, and what was only asked for is not", () => {
  const { faults: f } = faults();
  const met = (): unknown => f.met().map(({ name, set, struck }) => [name, set, struck]);
  f.strikes("order-lost", { client: 1 });
  deepEqual(met(), []);
  f.set("order-lost", { client: 1 });
  f.strikes("order-lost", { client: 1 });
  f.clear("order-lost");
  f.inject("gateway-restart");
  deepEqual(
    met(),
    f.list().flatMap(({ name, set, struck }) => (set > 0 ? [[name, set, struck]] : [])),
  );
  equal(f.met().length, 2);
});

test("an event cannot be set, and an unknown name is thrown back with its neighbours", () => {
  const { faults: f } = faults();
  throws(() => f.set("gateway-restart"), /gateway-restart is an event: inject it/);
  throws(() => f.set("order-lots" as "order-lost"), /no fault "order-lots".*order-lost/);
});

test("what a fault cannot be told is refused in a sentence that says what it could", () => {
  match(why("order-lost", { tiems: 3 }), /no parameter "tiems": did you mean times\?/);
  match(why("link-lost", { client: 3 }), /no parameter "client": it takes repeatMs/);
  match(why("order-lost", { rate: 2 }), /rate of order-lost is a number from 0 to 1, not 2/);
  match(why("commission-late", { delayMs: "soon" }), /a number of ms from 0 to 86400000, not "soon"/);
  match(why("cancel-rejected", { code: 7 }), /one of 161, 10148, 10147, not 7/);
  match(why("nightly-restart", { at: "25:00" }), /of the form HH:MM, not "25:00"/);
  match(why("order-lost", { client: "me" }), /client of order-lost is a client id, not "me"/);
});

test("numbers may come as text, as command lines and queries write them", () => {
  const setting = checked("commission-late", { delayMs: "250", client: "4" });
  ok(!(setting instanceof FaultRefused));
  deepEqual([setting.params, setting.narrowed], [{ delayMs: 250 }, { client: 4 }]);
});

test("every row says what it does in a sentence, cites its evidence, and its defaults lie within its bounds", () => {
  for (const name of FAULT_NAMES) {
    const { says, evidence, params } = faultRow(name);
    match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    match(says, /^\S.{15,}\.$/, name);
    ok(evidence.length > 5, name);
    const defaults = Object.fromEntries(Object.entries(params).map(([param, spec]) => [param, spec.default]));
    ok(!(checked(name, defaults) instanceof FaultRefused), `${name} refuses its own defaults`);
  }
});
