/** Daemons that give up, and troubles of which nobody is told. */
import assert from "node:assert/strict";
import test from "node:test";
import { History } from "../../../test/sim/oracleStage.ts";
import { nobodyGivesUp } from "./i21-told.ts";

const MINUTE = 60_000;
/** So many sessions and attempts are lost, a minute apart; `level` is how loudly the daemon says so. */
function lost(times: number, level: "info" | "warn" = "warn"): History {
  const history = new History(nobodyGivesUp);
  for (let i = 0; i < times; i++) history.at(i * MINUTE).logged("session-lost", { retryMs: 60_000 }, "daemon", level);
  return history;
}

test("after a lost session it is tried again", () => {
  assert.deepEqual(lost(1).at(MINUTE).sampled({}).sentences, []);
  assert.match(
    lost(1)
      .at(20 * MINUTE)
      .sampled({})
      .sentences.join(),
    /lost its session at 0 ms, and has not tried again/,
  );
  assert.deepEqual(
    lost(1)
      .at(20 * MINUTE)
      .sampled({ frozen: true }).sentences,
    [],
  );
  assert.deepEqual(
    lost(1)
      .logged("ready")
      .at(20 * MINUTE)
      .sampled({}).sentences,
    [],
  );
  assert.deepEqual(
    lost(1)
      .ended("killed")
      .at(20 * MINUTE)
      .sampled({}).sentences,
    [],
  );
});

test("when attempts go on failing a person is told once, unless the session is expected to be away", () => {
  const later = (history: History) => history.at(7.5 * MINUTE).sampled({}).sentences;
  assert.deepEqual(later(lost(5)), []);
  assert.match(later(lost(6)).join(), /6 attempts in a row have failed, and nobody was told/);
  assert.deepEqual(later(lost(6).logged("session-down")), []);
  assert.deepEqual(later(lost(6, "info")), []);
});

test("a session without its link to IB ends no outage, whatever it stands for, and is one failure more", () => {
  /** The first outage has been told of; the session behind it has its link for so long, and stands for some minutes more. */
  const behind = (linkMs: number) => {
    const history = lost(6).logged("session-down");
    history.at(6 * MINUTE).logged("ready");
    history.at(6 * MINUTE + linkMs).logged("gateway-notice", { errorCode: 1100 });
    for (let i = 0; i < 6; i++)
      history.at((12 + i) * MINUTE).logged("session-lost", { retryMs: 60_000 }, "daemon", "warn");
    return history.at(19 * MINUTE).sampled({}).sentences;
  };
  assert.deepEqual(behind(2 * MINUTE - 1), [], "it is the first outage still");
  assert.match(behind(2 * MINUTE).join(), /6 attempts in a row have failed, and nobody was told/);
});

test("a link that is back serves from then on", () => {
  const history = lost(6).logged("session-down");
  history
    .at(6 * MINUTE)
    .logged("gateway-notice", { errorCode: 2110 })
    .logged("ready");
  history.at(20 * MINUTE).logged("gateway-notice", { errorCode: 1102 });
  for (let i = 0; i < 6; i++)
    history.at((22 + i) * MINUTE).logged("session-lost", { retryMs: 60_000 }, "daemon", "warn");
  assert.match(
    history
      .at(29 * MINUTE)
      .sampled({})
      .sentences.join(),
    /nobody was told/,
  );
});

test("a session that did not stand for two minutes is one failure more, and one that stood ends the outage", () => {
  const dropped = (standsMs: number) => {
    const history = new History(nobodyGivesUp);
    for (let i = 0; i < 6; i++) {
      const at = i * 4 * MINUTE;
      history.at(at).logged("session-lost", { retryMs: 60_000 }, "daemon", "warn");
      if (i < 5) history.at(at + 4 * MINUTE - standsMs).logged("ready");
    }
    return history.at(22 * MINUTE).sampled({}).sentences;
  };
  assert.match(dropped(2 * MINUTE - 1).join(), /6 attempts in a row have failed, and nobody was told/);
  assert.deepEqual(dropped(2 * MINUTE), []);
});

test("behind a slow disk nobody can say whether a session stood for a moment more or less than two minutes", () => {
  /** Five attempts have failed, then a session stands for so long, and six more fail. */
  const behind = (standsMs: number, told: boolean, fault: string) => {
    const history = lost(5)
      .at(5 * MINUTE)
      .logged("ready")
      .troubled(fault);
    if (told) history.logged("session-down");
    for (let i = 0; i < (told ? 6 : 3); i++)
      history.at(5 * MINUTE + standsMs + i * MINUTE).logged("session-lost", { retryMs: 60_000 }, "daemon", "warn");
    return history.at(5 * MINUTE + standsMs + 7 * MINUTE).sampled({}).sentences;
  };
  for (const [standsMs, told] of [
    [2 * MINUTE - 10_000, false],
    [2 * MINUTE + 10_000, true],
  ] as const) {
    assert.deepEqual(behind(standsMs, told, "disk-slow"), []);
    assert.match(behind(standsMs, told, "net-slow").join(), /nobody was told/);
  }
  assert.match(behind(3 * MINUTE, true, "disk-slow").join(), /nobody was told/);
  assert.match(behind(MINUTE, false, "disk-slow").join(), /nobody was told/);
});

test("whoever is awaited is reminded every hour", () => {
  const awaited = (minutes: number) => {
    const history = lost(1).logged("second-factor-awaited");
    for (let i = 1; i <= minutes; i++)
      history.at(i * MINUTE).logged("session-lost", { retryMs: 60_000 }, "daemon", "info");
    return history;
  };
  assert.deepEqual(awaited(60).sampled({}).sentences, []);
  assert.match(awaited(62).sampled({}).sentences.join(), /was reminded last at 0 ms/);
  assert.deepEqual(
    awaited(60)
      .logged("second-factor-awaited")
      .at(62 * MINUTE)
      .sampled({}).sentences,
    [],
  );
});
