/** Limits that are changed while the daemon runs: by whom, for how long, and what a restart makes of them. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, Stage } from "../../test/engine/stage.ts";
import type { Decimal } from "../base/decimal.ts";
import { seconds } from "../base/time.ts";
import type { Effect } from "../model/effect.ts";
import type { StrategyName } from "../model/ids.ts";
import type { Operation } from "../model/input.ts";
import { NO_LIMITS } from "../model/limits.ts";
import type { Scope } from "../model/trading.ts";

const ALPHA: Scope = { strategy: "alpha" as StrategyName };
const limited = {
  ...config,
  strategies: config.strategies.map((one) => ({ ...one, limits: { ...NO_LIMITS, "max-quantity": "100" as Decimal } })),
};

type Wish = Omit<Extract<Operation, { readonly kind: "limit" }>, "kind" | "why" | "forMs"> & {
  readonly forMs?: number;
};

function wished(stage: Stage, wish: Wish): { done: boolean; reason?: string; value?: unknown } {
  const what: Operation = { kind: "limit", why: "the test asks", forMs: undefined, ...wish };
  stage.step({ kind: "operate", query: 7, what, by: "ann" });
  const answered = stage.effects.findLast(
    (effect): effect is Extract<Effect, { kind: "answer" }> => effect.kind === "answer",
  );
  return answered!.result as { done: boolean };
}

const quantity = (stage: Stage): unknown =>
  (stage.answer("limits") as { scope: string; limit: string; value: unknown }[]).find(
    ({ scope, limit }) => scope === "strategy alpha" && limit === "max-quantity",
  )?.value;

const set = (value: unknown, more: Partial<Wish> = {}): Wish =>
  ({ scope: ALPHA, limit: "max-quantity", value, ...more }) as Wish;

test("a limit that is set holds over the configuration's, after a restart too, until it is reset", () => {
  const stage = new Stage(limited);
  assert.deepEqual(wished(stage, set(250)).value, "250");
  const again = new Stage(limited, stage.entries);
  assert.equal(quantity(again), "250");
  assert.equal(wished(again, set(undefined)).done, true);
  assert.equal(quantity(again), "100");
});

test("a limit whose time is over ends by itself, also one whose time was over while nobody ran", () => {
  const stage = new Stage(limited);
  wished(stage, set(250, { forMs: seconds(10) }));
  stage.pass(seconds(10) - 1);
  assert.equal(quantity(stage), "250");
  const asleep = new Stage(limited, stage.entries);
  asleep.now = seconds(11);
  asleep.step({ kind: "deadline" });
  assert.equal(quantity(asleep), "100");
  stage.pass(1);
  assert.equal(quantity(stage), "100");
  assert.deepEqual(
    stage.entries.filter(({ kind }) => kind === "limitEnded"),
    [{ kind: "limitEnded", scope: ALPHA, limit: "max-quantity", reason: "its time is over" }],
  );
});

test("of a size what the ramp leaves is in force, beside what it would be without it, whoever has set either", () => {
  const stage = new Stage(limited);
  const row = (): object => {
    const rows = stage.answer("limits") as { scope: string; limit: string; value: unknown; unramped?: unknown }[];
    const { value, unramped } = rows.find((one) => one.scope === "strategy alpha" && one.limit === "max-quantity")!;
    return { value, unramped };
  };
  assert.deepEqual(row(), { value: "100", unramped: undefined });
  wished(stage, set(25, { limit: "ramp" }));
  assert.deepEqual(row(), { value: "25", unramped: "100" });
  wished(stage, set(200));
  assert.deepEqual(row(), { value: "50", unramped: "200" });
  assert.equal(
    (stage.answer("limits") as { limit: string; value: unknown }[]).find((one) => one.limit === "ramp")!.value,
    25,
  );
});

test("without the operator's credential a limit may only allow less", () => {
  const stage = new Stage(limited);
  const less = { lessOnly: true };
  assert.match(
    wished(stage, set(101, less)).reason!,
    /^max-quantity 101 may allow more than 100; that takes an operator/,
  );
  assert.match(wished(stage, set("off", less)).reason!, /^max-quantity off may allow more than 100;/);
  assert.equal(wished(stage, set(50, less)).done, true);
  assert.match(wished(stage, set(undefined, less)).reason!, /^max-quantity 100 may allow more than 50;/);
  assert.equal(quantity(stage), "50");
});

test("without the operator's credential a limit that an operator has set cannot be made to end sooner", () => {
  const stage = new Stage(limited);
  wished(stage, set(50));
  const short = wished(stage, set(40, { lessOnly: true, forMs: seconds(1) }));
  assert.match(short.reason!, /^100 would hold again sooner than it does now;/);
  stage.pass(seconds(2));
  assert.equal(quantity(stage), "50");
});

test("without the operator's credential what was allowed for a time cannot be made to last", () => {
  const stage = new Stage(limited);
  wished(stage, set(250, { forMs: seconds(10) }));
  const less = { lessOnly: true };
  for (const longer of [set(249, less), set(250, less), set(249, { ...less, forMs: seconds(11) })])
    assert.match(wished(stage, longer).reason!, /would hold for longer than 250 does, and may allow more than 100;/);
  assert.equal(wished(stage, set(249, { ...less, forMs: seconds(10) })).done, true);
  stage.pass(seconds(10));
  assert.equal(quantity(stage), "100");
});

test("without the operator's credential a limit that is below the configured one may be made to last", () => {
  const stage = new Stage(limited);
  wished(stage, set(250, { forMs: seconds(10) }));
  assert.equal(wished(stage, set(90, { lessOnly: true })).done, true);
  stage.pass(seconds(10));
  assert.equal(quantity(stage), "90");
});

test("a list that replaces another one is a matter for the operator, whatever it says; one that replaces off is not", () => {
  const stage = new Stage(limited);
  const banned = (value: readonly string[]): Wish => ({
    scope: ALPHA,
    limit: "banned",
    value: value as never,
    lessOnly: true,
  });
  assert.equal(wished(stage, banned(["GME"])).done, true);
  assert.equal(wished(stage, banned(["GME", "AMC"])).done, false);
});

test("a limit that counts is not said again without the operator's credential: its count would begin anew", () => {
  const limits = { ...NO_LIMITS, "repeated-executions": { executions: 20, seconds: 3_600 } };
  const stage = new Stage({ ...config, strategies: config.strategies.map((one) => ({ ...one, limits })) });
  const same = { limit: "repeated-executions", lessOnly: true } as const;
  for (const said of [undefined, limits["repeated-executions"]])
    for (const forMs of [undefined, seconds(1)])
      assert.match(
        wished(stage, set(said, { ...same, ...(forMs && { forMs }) })).reason ?? "it was done",
        /^repeated-executions .* may allow more than .*; that takes an operator's credential$/,
      );
  assert.ok(!stage.entries.some(({ kind }) => kind === "limitSet" || kind === "limitEnded"));
  assert.equal(wished(stage, set(undefined, { ...same, lessOnly: false })).done, true);
});

test("what no limit can be is refused with a reason", () => {
  const stage = new Stage(limited);
  const reason = (wish: Wish): string => wished(stage, wish).reason ?? "it was done";
  assert.match(reason(set("5 USD")), /^max-quantity must be a quantity above 0, or "off"$/);
  assert.match(
    reason(set(5, { scope: { strategy: "gamma" as StrategyName } })),
    /no strategy gamma; known here: alpha, beta$/,
  );
  assert.match(reason(set(5, { scope: { account: "DU9" } })), /^there is no account DU9; known here: DU1, DU2$/);
  assert.match(reason(set(5, { scope: { all: true } })), /^a limit is of one strategy or of one account$/);
  assert.match(reason({ scope: ALPHA, limit: "drawdown", value: 5 }), /^drawdown is no limit of a strategy$/);
  const sunday = { scope: ALPHA, limit: "sessions", value: ["Sun 10:00-11:00 UTC"] } as Wish;
  assert.match(reason(sunday), /^sessions takes hours that the configuration names \(none\)/);
  assert.ok(!stage.entries.some(({ kind }) => kind === "limitSet"));
});

test("how much of a limit is used is told where anything adds up", () => {
  const limits = { ...NO_LIMITS, "max-open-orders": 5 };
  const stage = new Stage({ ...config, strategies: config.strategies.map((one) => ({ ...one, limits })) });
  const rows = stage.answer("limits") as { scope: string; limit: string; used?: unknown }[];
  const told = rows.filter(({ used }) => used !== undefined);
  assert.deepEqual(
    told.map(({ scope, limit, used }) => [scope, limit, used]),
    [
      ["strategy alpha", "max-open-orders", 0],
      ["strategy beta", "max-open-orders", 0],
    ],
  );
  assert.deepEqual(
    [...new Set(rows.map(({ scope }) => scope))],
    ["strategy alpha", "strategy beta", "account DU1", "account DU2"],
  );
});
