/** A run of a daemon with a planted bug is found out, by the invariant that is named for it, within this process. */
import assert from "node:assert/strict";
import test from "node:test";
import { withoutAmbience } from "../../src/cli/sim/ambience.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Scenario } from "../../src/sim/campaign/scenario.ts";
import {
  forgetsItsJournal,
  leavesEntriesNaked,
  liesAboutDurability,
  reusesOrderIds,
  sendsTwice,
  TEXT_VERSION,
} from "./planted.ts";
import { everything, oneLife } from "./two-clients/scenes.ts";

const UPSTREAM = { upstream: TEXT_VERSION };

/** All that is said against it. */
function verdict(scenario: Scenario, between: ReturnType<typeof sendsTwice>): string {
  const { violations } = withoutAmbience(() => run(scenario, { between, goesOn: true }));
  return violations.map(({ invariant, sentence }) => `${invariant}: ${sentence}`).join("\n");
}

test("a daemon that sends before its intent is durable breaks I2", () => {
  const slow = { atMs: 0, fault: "disk-slow", values: { host: "daemon", leastMs: 5, mostMs: 10 } };
  assert.match(
    verdict({ ...oneLife(UPSTREAM), plan: [slow] }, liesAboutDurability()),
    /^I2: \S+ left before its intent was durable/m,
  );
});

test("an order frame that leaves twice breaks I1", () => {
  assert.match(verdict(oneLife(UPSTREAM), sendsTwice()), /^I1: \S+ was sent as order \d+ at \d+ ms and again/m);
});

test("an order id that is used for two orders breaks I5", () => {
  assert.match(verdict(oneLife(UPSTREAM), reusesOrderIds()), /^I5: order id \d+ left for \S+ and again for /m);
});

test("a filled entry whose stop never left is seen by its client", () => {
  assert.match(
    verdict(everything(UPSTREAM), leavesEntriesNaked()),
    /^L: alpha: its a-bracket is filled and has no stop/m,
  );
});

test("a daemon that forgets its journal breaks I3, and its clients miss orders and executions", () => {
  const found = [28, 31, 34, 37, 40, 43].map((call) =>
    verdict({ ...oneLife(UPSTREAM), crashes: [{ call, when: "after" }] }, forgetsItsJournal()),
  );
  for (const said of [
    /^I3: .* was told nextValidId 1 although it had been told of its order 1/m,
    /^I3: .* was acknowledged at \S+ ms, and the book has nothing/m,
    /^L: alpha: its a-life \(Submitted\) is lost/m,
    /^L: alpha: its open orders are told as \[\], and the broker has \[\d+: BUY 10 AAPL LMT /m,
    /^L: alpha: it never heard of execution /m,
  ])
    assert.match(found.join("\n"), said);
});
