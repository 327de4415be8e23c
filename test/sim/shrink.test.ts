/**
 * Shrinking with the real daemon: a bug that needs two kinds of faults is planted between it and its ports, and of forty
 * faults of ten kinds, among a drawn company, those two are left.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { fromUtf8 } from "../../src/base/bytes.ts";
import { withoutAmbience } from "../../src/cli/sim/ambience.ts";
import type { Io, LogFileOwner, SocketOwner } from "../../src/io/io.ts";
import { eventsOf } from "../../src/sim/campaign/cuts.ts";
import { draw } from "../../src/sim/campaign/draw.ts";
import { run } from "../../src/sim/campaign/run.ts";
import type { Planned, Scenario } from "../../src/sim/campaign/scenario.ts";
import { type Fails, shrink } from "../../src/sim/campaign/shrink.ts";
import type { Violation } from "../../src/sim/checkers/checker.ts";

/** A process that follows a killed one sends orders too early once its Gateway has hung up. */
function liesAfterKillAndReset(): (io: Io) => Io {
  let lives = 0;
  return (io) => {
    const follows = ++lives > 1;
    let lies = false;
    const dialling = (owner: SocketOwner): SocketOwner => ({
      ...owner,
      closed: (code) => {
        lies ||= follows;
        owner.closed(code);
      },
    });
    const writing = (owner: LogFileOwner): LogFileOwner => ({
      ...owner,
      opened: (file, content) => {
        let appends = 0;
        const append = (bytes: Uint8Array): void => {
          file.append(bytes);
          const count = ++appends;
          if (lies && fromUtf8(bytes).includes("orderSending")) io.clock.at(io.clock.now(), () => owner.durable(count));
        };
        owner.opened({ append, cut: (length, done) => file.cut(length, done), close: () => file.close() }, content);
      },
    });
    return {
      ...io,
      network: {
        dial: (host, port, owner) => io.network.dial(host, port, dialling(owner)),
        listen: (host, port, owner) => io.network.listen(host, port, owner),
      },
      disk: { ...io.disk, open: (name, owner) => io.disk.open(name, writing(owner)) },
    };
  };
}

const MINUTE_MS = 60_000;
const KINDS: readonly Omit<Planned, "atMs">[] = [
  { fault: "connection-slow", values: { delayMs: 20, forMs: 5_000 } },
  { fault: "farm-broken", values: { forMs: 5_000 } },
  { fault: "commission-late", values: { times: 1, delayMs: 200 } },
  { fault: "process-killed", values: { host: "daemon" } },
  { fault: "frames-split", values: { times: 5 } },
  { fault: "execution-repeated", values: { times: 1 } },
  { fault: "net-slow", values: { forMs: 3_000 } },
  { fault: "connection-reset" },
  { fault: "disk-slow", values: { forMs: 3_000, mostMs: 50 } },
  { fault: "price-gap", values: { percent: 1 } },
];

const LARGE: Scenario = {
  ...draw(12, { profile: "dense", hours: 0.2 }),
  plan: Array.from({ length: 40 }, (_, i) => ({ atMs: MINUTE_MS + i * 15_000, ...KINDS[i % KINDS.length]! })),
};

const violations = (scenario: Scenario): readonly Violation[] =>
  withoutAmbience(() => run(scenario, { between: liesAfterKillAndReset() })).violations;

test("a failure that needs a kill and a hung-up Gateway is made of these two, and of one client", () => {
  const fails: Fails = (scenario) => violations(scenario).find(({ invariant }) => invariant === "I2")?.atMs;
  const { scenario, runs } = shrink(LARGE, fails)!;
  assert.deepEqual(
    scenario.plan.map(({ fault }) => fault),
    ["process-killed", "connection-reset"],
  );
  assert.ok(eventsOf(scenario) <= 4 && runs < 200, `${eventsOf(scenario)} events after ${runs} runs`);
  assert.ok(fails(scenario) !== undefined, "what is left fails");
  assert.ok(scenario.safetyMs < LARGE.safetyMs, `${scenario.safetyMs} ms are left of ${LARGE.safetyMs}`);
});
