/** Remedies in the engine: what leaves for the command server and the hook, and when it does not. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, contract, order, Stage } from "../../test/engine/stage.ts";
import type { Instant, WallMs } from "../base/time.ts";
import type { EngineConfig } from "../model/config.ts";
import type { Effect } from "../model/effect.ts";
import type { Entry } from "../model/entry.ts";
import type { ClientId, ClientOrderId, OrderId, OrderKey, PermId, StrategyName } from "../model/ids.ts";
import { assemble } from "./machines.ts";
import { Remedying } from "./remedying.ts";

const IBC = { host: "127.0.0.1", port: 7462 };
const configured = (gateway: Partial<EngineConfig["gateway"]>): EngineConfig => ({
  ...config,
  gateway: { ...config.gateway, ...gateway },
});

function ready(gateway: Partial<EngineConfig["gateway"]>): Stage {
  const stage = new Stage(configured(gateway));
  stage.greet();
  stage.recover();
  return stage;
}

const of = <K extends Effect["kind"]>(stage: Stage, kind: K): Extract<Effect, { kind: K }>[] =>
  stage.effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);

/** The Gateway's port accepts and says nothing; the operator's command comes to what the test says. */
function mute(stage: Stage, ms: number, failure?: string): void {
  let [dials, restarts] = [of(stage, "dial").length, of(stage, "restartGateway").length];
  for (const until = stage.now + ms; stage.now < until; stage.pass(1_000)) {
    if (of(stage, "dial").length > dials) stage.step({ kind: "upstreamOpened" });
    dials = of(stage, "dial").length;
    if (of(stage, "restartGateway").length > restarts) stage.step({ kind: "restartAsked", failure });
    restarts = of(stage, "restartGateway").length;
  }
}

const MINUTE = 60_000;

test("a Gateway that stays mute is restarted once, by the operator's command, and no sooner than after ten minutes", () => {
  const stage = ready({ canRestart: true, ibc: IBC });
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  mute(stage, 10 * MINUTE);
  assert.equal(of(stage, "restartGateway").length, 0);
  mute(stage, 10 * MINUTE);
  assert.equal(of(stage, "restartGateway").length, 1);
  mute(stage, 60 * MINUTE);
  assert.equal(of(stage, "restartGateway").length, 1);
  assert.deepEqual(of(stage, "command"), []);
  assert.equal(stage.logged("remedy"), 1);
});

test("when the operator's command fails, IBC is asked to restart; its refusal is logged as one", () => {
  const stage = ready({ canRestart: true, ibc: IBC });
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  mute(stage, 20 * MINUTE, "it ended with code 1");
  assert.deepEqual(of(stage, "command"), [{ kind: "command", ...IBC, line: "RESTART" }]);
  stage.step({ kind: "commandAnswered", line: "RESTART", answer: "ERROR Command invalid", failure: undefined });
  const logged = of(stage, "log").findLast(({ event }) => event === "command-answered");
  assert.equal(logged?.level, "error");
  assert.equal(logged.fields.failure, "ERROR Command invalid");
});

test("a link that stays lost has the connection to IB made anew, once, when its five minutes are over", () => {
  const stage = ready({ ibc: IBC });
  stage.notices(1100);
  stage.pass(5 * MINUTE - 1);
  assert.equal(of(stage, "command").length, 0);
  stage.pass(5_000);
  stage.greet();
  stage.notices(1100);
  stage.step({ kind: "commandAnswered", line: "RECONNECTACCOUNT", answer: "OK", failure: undefined });
  stage.pass(10 * MINUTE);
  assert.deepEqual(of(stage, "command"), [{ kind: "command", ...IBC, line: "RECONNECTACCOUNT" }]);
});

test("without configuration a mute Gateway is waited for, and nothing else", () => {
  const stage = ready({});
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  mute(stage, 60 * MINUTE);
  assert.equal(of(stage, "restartGateway").length + of(stage, "command").length, 0);
});

test("an order whose frame has left and that nobody has answered withholds every remedy until it is", () => {
  const machines = assemble(configured({ ibc: IBC }));
  const { blotter, session, standing, out } = machines;
  const remedying = new Remedying(machines);
  session.ready(0 as Instant);
  standing.begin("streams-silent", 0 as Instant, "");
  const done = (): unknown[] => {
    remedying.look((10 * MINUTE) as Instant);
    return out.takeEffects().map((effect) => (effect.kind === "log" ? effect.event : effect.kind));
  };
  const key = "alpha-0001-1" as OrderKey;
  const whose = { key, strategy: "alpha" as StrategyName, clientId: 1 as ClientId, account: "DU1" };
  const leg = { ...whose, clientOrderId: 1 as ClientOrderId, contract, order, parent: undefined };
  blotter.evolve({ kind: "orderIntended", legs: [leg] } as Entry, 0 as WallMs);
  assert.deepEqual(done(), ["remedy-withheld"], "it waits to leave");
  blotter.evolve({ kind: "orderSending", key, orderId: 5 as OrderId, frame: "new" }, 0 as WallMs);
  assert.deepEqual(done(), [], "it was said that it is withheld");
  blotter.evolve(
    { kind: "statusReported", key, report: { status: "Submitted", permId: 7 as PermId } } as Entry,
    0 as WallMs,
  );
  blotter.evolve({ kind: "cancelIntended", key }, 0 as WallMs);
  assert.deepEqual(done(), [], "a cancel is on its way");
  blotter.evolve({ kind: "cancelRefused", key } as Entry, 0 as WallMs);
  assert.deepEqual(done(), ["remedy", "command"]);
});

test("without a session nothing is on its way: orders of unknown fate and cancels that wait keep nobody from a restart", () => {
  const stage = ready({ canRestart: true });
  const alpha = stage.connect(1, 1);
  stage.ask(alpha, "placeOrder", { orderId: 1, contract, order });
  stage.shows();
  stage.ask(alpha, "placeOrder", { orderId: 2, contract, order });
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  stage.ask(alpha, "cancelOrder", { orderId: 1 });
  mute(stage, 20 * MINUTE);
  assert.equal(of(stage, "restartGateway").length, 1);
});

test("what is due is not asked for any more once holdfast is about to end", () => {
  const stage = ready({ canRestart: true });
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  mute(stage, 2 * MINUTE);
  stage.step({ kind: "drain" });
  mute(stage, 30 * MINUTE);
  assert.equal(of(stage, "restartGateway").length, 0);
});
