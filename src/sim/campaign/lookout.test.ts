/** How often a daemon is looked at, and a disk that keeps less than it says. */
import assert from "node:assert/strict";
import test from "node:test";
import { utf8 } from "../../base/bytes.ts";
import { minutes } from "../../base/time.ts";
import type { Disk, Io, LogFile } from "../../io/io.ts";
import type { Sample } from "../world/sample.ts";
import { run } from "./run.ts";
import { type Planned, SCENARIO_FORMAT, type Scenario } from "./scenario.ts";

const scenario = (plan: readonly Planned[]): Scenario => ({
  ...{ format: SCENARIO_FORMAT, profile: "looked at", seed: 1, safetyMs: minutes(3), plan },
  topology: {
    ...{ start: "2026-01-05T15:00:00Z", calendar: "always", tickMs: 5_000, latencyMs: 20 },
    versions: { gateway: 225, upstream: 225, door: 225 },
    accounts: ["DU1000001"],
    strategies: [{ name: "alpha", account: "DU1000001", clientIds: [1] }],
  },
  actors: [{ kind: "trader", host: "bot", strategy: "alpha", clientId: 1, symbols: ["AAPL"], perHour: 400 }],
});

const COMPARED = "daemon compared with its journal";
const killed = { atMs: minutes(1), fault: "process-killed", values: { host: "daemon" } };

test("a daemon is sampled all the time, and compared more often when it was killed", () => {
  const samples: Sample[] = [];
  const left = run(scenario([]), {
    onlooker: {
      staged: ({ oracle }) => {
        oracle.sampled = (sample) => samples.push(sample);
      },
    },
  });
  const disturbed = run(scenario([killed]));
  assert.deepEqual([...left.violations, ...disturbed.violations], []);
  assert.ok(samples.length >= 6 && samples.every(({ host, ends }) => host === "daemon" && ends.length <= 2));
  assert.ok(left.sometimes[COMPARED]! >= 4, `${left.sometimes[COMPARED]}`);
  assert.ok(disturbed.sometimes[COMPARED]! >= left.sometimes[COMPARED]! + 2, `${disturbed.sometimes[COMPARED]}`);
});

test("what goes wrong is known from the moment it begins", () => {
  const known: (readonly [at: number, fault: string])[] = [];
  const frozen = { atMs: 61_200, fault: "process-frozen", values: { host: "daemon", forMs: 3_000 } };
  run(scenario([frozen]), {
    onlooker: {
      staged: ({ oracle, world }) => {
        oracle.troubled = (faults) => known.push(...faults.map((fault) => [world.now, fault] as const));
      },
    },
  });
  assert.deepEqual(known[0], [61_200, "process-frozen"]);
});

test("a new file that was only begun and cannot be deleted is no part of the journal", () => {
  const stays = { atMs: 0, fault: "disk-delete-fails", values: { host: "daemon" } };
  const events: string[] = [];
  const { violations } = run(scenario([stays, killed]), {
    onlooker: {
      staged: ({ world }) =>
        world.in(minutes(0.5), () => {
          const { io, kill } = world.second("daemon");
          io.disk.open("main.000001.journal", {
            opened: (file) => file.append(utf8("0badf00d 00112233")),
            durable: () => kill(),
            failed: assert.fail,
          });
        }),
      logged: ({ event }) => events.push(event),
    },
  });
  assert.ok(events.includes("journal-file-unfinished") && events.includes("journal-file-not-deleted"));
  assert.deepEqual(violations, []);
});

/** Says of the fifth append that it is durable, and has not written it. */
function forgetful(io: Io): Io {
  let appends = 0;
  const kept = (file: LogFile): LogFile => ({
    append: (bytes) => file.append(++appends === 5 ? new Uint8Array() : bytes),
    cut: (length, done) => file.cut(length, done),
    close: () => file.close(),
  });
  const disk: Disk = {
    ...io.disk,
    open: (name, owner) =>
      io.disk.open(name, {
        opened: (file, content) => owner.opened(kept(file), content),
        durable: (appended) => owner.durable(appended),
        failed: (code, what) => owner.failed(code, what),
      }),
  };
  return { ...io, disk };
}

test("a journal that has less than the daemon believes breaks I15", () => {
  const { violations } = run(scenario([]), { between: forgetful, goesOn: true });
  const [first] = violations.filter(({ invariant }) => invariant === "I15");
  assert.match(first?.sentence ?? "", /^the journal of a daemon that runs cannot be read back: entry \d+ does not/);
});
