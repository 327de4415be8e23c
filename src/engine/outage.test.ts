/** How an outage is told to people: by names that grow worse, one alarm, and none for what was expected. */
import assert from "node:assert/strict";
import test from "node:test";
import { config, Stage } from "../../test/engine/stage.ts";
import { minutes, type WallMs } from "../base/time.ts";
import { type Downtime, type GatewayConfig, USUAL_GATEWAY } from "../model/config.ts";
import type { Effect } from "../model/effect.ts";
import { decodeOutgoing } from "../wire/codec.ts";
import { serverReply } from "../wire/handshake.ts";

type Log = Extract<Effect, { kind: "log" }>;

const HOUR = 60;
const downtime = (kind: Downtime["kind"], from: number, to: number): Downtime => ({
  kind,
  from: minutes(from) as WallMs,
  to: minutes(to) as WallMs,
});

function ready(gateway: Partial<GatewayConfig> = {}): Stage {
  const stage = new Stage({ ...config, gateway: { ...config.gateway, ...USUAL_GATEWAY, ...gateway } });
  stage.greet();
  stage.recover();
  return stage;
}

const logs = (stage: Stage, event: string): Log[] =>
  stage.effects.filter((effect): effect is Log => effect.kind === "log" && effect.event === event);
const dials = (stage: Stage): number => stage.effects.filter(({ kind }) => kind === "dial").length;
const levels = (stage: Stage): string[] => [...new Set(logs(stage, "session-lost").map(({ level }) => level))];
const holds = (stage: Stage, condition: string): boolean =>
  (stage.answer("status") as { conditions: { condition: string }[] }).conditions.some((c) => c.condition === condition);

/** For so long every attempt ends like this. */
function away(
  stage: Stage,
  ms: number,
  meets = (): void => stage.step({ kind: "upstreamClosed", code: "ECONNREFUSED" }),
) {
  let dialled = dials(stage);
  for (const until = stage.now + ms; stage.now < until; stage.pass(500)) {
    if (dials(stage) > dialled) meets();
    dialled = dials(stage);
  }
}

/** The next attempt finds a Gateway in good order, or one that says so of its link. */
function back(stage: Stage, notice?: number): void {
  for (let before = dials(stage); dials(stage) === before; ) stage.pass(500);
  stage.greet();
  if (notice !== undefined) stage.notices(notice);
  stage.recover();
}

test("an outage that nobody expected alarms once, after five failures, and the next outage alarms anew", () => {
  const stage = ready();
  for (let outage = 1; outage <= 2; outage++) {
    stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
    away(stage, minutes(2 * HOUR));
    assert.equal(logs(stage, "session-down").length, outage);
    back(stage);
    stage.pass(minutes(2));
  }
  const [alarm] = logs(stage, "session-down");
  assert.deepEqual([alarm!.level, alarm!.fields.condition, alarm!.fields.attempts], ["error", "refused", 5]);
  assert.match(String(alarm!.fields.remedy), /start IB Gateway/);
  assert.deepEqual(levels(stage), ["warn"]);
});

test("a session that is dropped two seconds after it was let in, again and again, is tried for ever more rarely, and somebody is told once", () => {
  const stage = ready();
  const dropped = (): void => {
    stage.pass(2_000);
    stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  };
  stage.pass(minutes(3));
  for (let times = 1; times <= 8; times++) {
    dropped();
    back(stage);
    assert.deepEqual((stage.answer("status") as { failedAttempts: number }).failedAttempts, 0);
  }
  const pauses = logs(stage, "session-lost").map(({ fields }) => Number(fields.retryMs) / 1_000);
  const longest = [1, 5, 30, 60, 120, 120, 120, 120];
  assert.ok(
    pauses.every((pause, i) => pause >= longest[i]! && pause <= longest[i]! * 1.2),
    pauses.join(),
  );
  assert.equal(logs(stage, "session-down").length, 1);
  stage.pass(minutes(2));
  dropped();
  assert.ok(Number(logs(stage, "session-lost").at(-1)!.fields.retryMs) < 1_300, "one that stood begins anew");
});

test("a link that is lost in every session is one outage: somebody is told once, each attempt follows the shortest pause", () => {
  const stage = ready();
  stage.pass(minutes(3));
  stage.notices(1100);
  for (let session = 1; session <= 12; session++) {
    assert.equal(logs(stage, "session-down").length, session > 5 ? 1 : 0);
    back(stage, 1100);
  }
  assert.equal(logs(stage, "session-down")[0]!.fields.condition, "link-lost");
  assert.ok(logs(stage, "session-lost").every(({ fields }) => Number(fields.retryMs) <= 1_200));
  stage.notices(1102);
  stage.pass(minutes(3));
  stage.notices(1100);
  stage.pass(minutes(6));
  assert.equal(logs(stage, "session-down").length, 1, "one that served begins anew");
});

/** For an hour the link is lost, in every session, and the Gateway says so every twenty seconds. */
function withoutLink(stage: Stage): void {
  let dialled = dials(stage);
  for (const until = stage.now + minutes(HOUR); stage.now < until; stage.pass(20_000)) {
    if (dials(stage) > dialled) {
      stage.greet();
      stage.recover(() => stage.notices(1100));
    }
    dialled = dials(stage);
    stage.notices(1100);
  }
}

test("a link that is said to be lost again and again is an outage like any other: somebody is told once", () => {
  const stage = ready();
  stage.pass(minutes(3));
  withoutLink(stage);
  assert.equal(logs(stage, "session-down").length, 1);
  assert.equal(logs(stage, "session-down")[0]!.fields.condition, "link-lost");
});

test("a link that is said to be lost again and again while the weekly login is due waits for that login", () => {
  const stage = ready({ downtimes: [downtime("relogin", 5, 12 * HOUR)] });
  stage.pass(minutes(6));
  withoutLink(stage);
  assert.ok(holds(stage, "second-factor"));
  assert.ok(logs(stage, "second-factor-awaited").length > 0);
});

test("inside an expected downtime nothing warns and nothing alarms; what lasts longer alarms when it is over", () => {
  const stage = ready({ downtimes: [downtime("restart", 5, 30)] });
  stage.pass(minutes(6) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(23));
  assert.ok(logs(stage, "session-lost").length > 5);
  assert.deepEqual(levels(stage), ["info"]);
  assert.equal(logs(stage, "session-down").length, 0);
  assert.equal(
    logs(stage, "condition-began").some(({ level }) => level !== "info"),
    false,
  );
  away(stage, minutes(3));
  assert.equal(logs(stage, "session-down").length, 1);
});

test("a restart that ends within its window is never spoken of above info", () => {
  const stage = ready({ downtimes: [downtime("restart", 5, 30)] });
  stage.pass(minutes(6) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(4));
  back(stage);
  stage.pass(minutes(60));
  assert.deepEqual([logs(stage, "session-down").length, levels(stage)], [0, ["info"]]);
});

test("the weekly login is waited for after five minutes without a session, and somebody is reminded every hour", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 13 * HOUR)] });
  stage.pass(minutes(11) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(4));
  assert.equal(holds(stage, "second-factor"), false);
  away(stage, minutes(2));
  assert.equal(holds(stage, "second-factor"), true);
  away(stage, minutes(3 * HOUR));
  const reminders = logs(stage, "second-factor-awaited");
  assert.equal(reminders.length, 4);
  assert.match(String(reminders[0]!.fields.remedy), /approve the login on the phone/);
  back(stage);
  assert.equal(holds(stage, "second-factor"), false);
  away(stage, minutes(2 * HOUR));
  assert.equal(logs(stage, "second-factor-awaited").length, 4);
});

test("a Gateway that lets us in without its link has not been logged in: the weekly login is waited for until the link is there", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 13 * HOUR)], canRestart: true });
  stage.pass(minutes(11) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(6));
  for (let session = 1; session <= 15; session++) {
    back(stage, 1100);
    assert.equal(holds(stage, "second-factor"), true);
    assert.equal(holds(stage, "refused"), false, "a session stands");
  }
  assert.equal(logs(stage, "second-factor-awaited").length, 2);
  assert.equal(stage.effects.filter(({ kind }) => kind === "restartGateway").length, 0);
  stage.notices(1102);
  assert.equal(holds(stage, "second-factor"), false);
  stage.pass(minutes(2 * HOUR));
  assert.equal(logs(stage, "second-factor-awaited").length, 2);
});

test("a link that comes back in a session that stands is no weekly login", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 13 * HOUR)] });
  stage.pass(minutes(11) - stage.now);
  for (const notice of [1100, 1102]) stage.notices(notice);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(6));
  assert.equal(holds(stage, "second-factor"), true);
});

test("a session that was already away when the weekly login became due waits for it at once", () => {
  const stage = ready({ downtimes: [downtime("relogin", 30, 13 * HOUR)] });
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(29) - stage.now);
  assert.equal(holds(stage, "second-factor"), false);
  away(stage, minutes(2));
  assert.equal(holds(stage, "second-factor"), true);
});

test("a login that was done is not waited for again when the session breaks on the same day", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 13 * HOUR)] });
  stage.pass(minutes(11) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(10));
  back(stage);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(30));
  assert.equal(holds(stage, "second-factor"), false);
  assert.equal(logs(stage, "second-factor-awaited").length, 1);
});

test("behind a login that was done nothing is expected on that day: an outage of its evening warns and alarms", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 23 * HOUR)] });
  stage.pass(minutes(11) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(10));
  assert.equal(holds(stage, "restart-window"), true);
  back(stage);
  assert.equal(holds(stage, "restart-window"), false);
  assert.deepEqual([levels(stage), logs(stage, "session-down").length], [["info"], 0]);
  for (let hour = 0; hour < 17; hour++) stage.pass(minutes(HOUR));
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(HOUR));
  assert.deepEqual([levels(stage), logs(stage, "session-down").length], [["info", "warn"], 1]);
});

test("a restart behind the weekly login that was done is expected as on any day", () => {
  const stage = ready({ downtimes: [downtime("relogin", 10, 23 * HOUR), downtime("restart", 60, 90)] });
  stage.pass(minutes(11) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  back(stage);
  stage.pass(minutes(61) - stage.now);
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(25));
  assert.deepEqual([levels(stage), logs(stage, "session-down").length], [["info"], 0]);
});

test("a client id that stays taken is stuck after five minutes; the Gateway is to restart, and the id is never another", () => {
  const stage = ready({ canRestart: true });
  const ids = new Set<number>();
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  const from = stage.now;
  away(stage, minutes(8), () => {
    const before = stage.effects.length;
    stage.step({ kind: "upstreamOpened" });
    stage.step({ kind: "upstreamReceived", bytes: serverReply(200, "20260105 10:11:12 UTC") });
    for (const effect of stage.effects.slice(before)) {
      if (effect.kind !== "sendUpstream" || effect.bytes[0] === 65) continue;
      const request = decodeOutgoing(effect.bytes.subarray(4), 200);
      if ("name" in request && request.name === "startApi") ids.add(request.body.clientId);
    }
    assert.equal(holds(stage, "client-id-stuck") && stage.now - from < minutes(5), false);
    stage.refuses(-1, 326, "Unable to connect as the client id is already in use.");
  });
  assert.deepEqual([...ids], [config.gateway.clientId]);
  assert.equal(holds(stage, "client-id-stuck"), true);
  assert.equal(stage.effects.filter(({ kind }) => kind === "restartGateway").length, 1);
});

test("one greeting among silent attempts, and the silence has to be met five times anew", () => {
  const stage = ready();
  let attempts = 0;
  const meets = (): void => {
    attempts++;
    stage.step({ kind: "upstreamOpened" });
    if (attempts === 4) stage.step({ kind: "upstreamClosed", code: "" });
  };
  stage.step({ kind: "upstreamClosed", code: "ECONNRESET" });
  away(stage, minutes(60), () => {
    meets();
    if (attempts === 9) stage.pass(14_000);
    assert.equal(holds(stage, "api-disabled"), attempts > 9, `attempt ${attempts}`);
  });
});
