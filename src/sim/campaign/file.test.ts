/** Scenario files: what is printed is read again, and what is wrong with one is said by name. */
import assert from "node:assert/strict";
import test from "node:test";
import { BUYER, SMALL } from "../../../test/rig/scenario.ts";
import { read, ScenarioRefused } from "./file.ts";
import { print } from "./print.ts";
import type { Scenario } from "./scenario.ts";

const FULL: Scenario = {
  ...SMALL,
  commit: "abc",
  topology: {
    ...SMALL.topology,
    switches: { overRate: "processed" },
    network: { latencyMsMax: 1 },
    disk: { syncMsMax: 2 },
  },
  plan: [
    { atMs: 5, fault: "order-lost", values: { times: 1, client: 7 } },
    { atMs: 9, fault: "process-killed", values: { host: "daemon", bytes: "none" } },
  ],
  crashes: [{ call: 7, when: "before", fate: { bytes: "drawn", disk: "all" } }],
};

test("what is printed is read again, and printed again to the same bytes", () => {
  for (const scenario of [SMALL, FULL]) {
    const again = read(print(scenario));
    assert.deepEqual(again, scenario);
    assert.equal(print(again as Scenario), print(scenario));
  }
});

test("equal scenarios are equal bytes, whatever the order of their making, and each fault has a line", () => {
  const { plan, ...rest } = FULL;
  assert.equal(print({ plan, ...rest }), print(FULL));
  const lines = print(FULL).split("\n");
  assert.ok(lines.includes('    { "atMs": 5, "fault": "order-lost", "values": { "times": 1, "client": 7 } },'));
  assert.ok(lines.every((line) => line.length <= 120));
});

const actor = (change: object): object => ({ ...SMALL, actors: [{ ...BUYER, ...change }] });
const topology = (change: object): object => ({ ...SMALL, topology: { ...SMALL.topology, ...change } });
const planned = (fault: string, values?: object): object => ({ ...SMALL, plan: [{ atMs: 1, fault, values }] });

const WRONG: readonly (readonly [wrong: object, says: RegExp])[] = [
  [[], /^a scenario must be an object, not \[\]$/],
  [{ ...SMALL, format: 2 }, /^its format is 2; this holdfast reads format 1$/],
  [{ ...SMALL, sead: 1 }, /^a scenario has no field "sead": did you mean seed\?$/],
  [{ ...SMALL, seed: undefined }, /^a scenario lacks "seed"$/],
  [{ ...SMALL, seed: "7" }, /^seed must be a whole number from 0 to \d+, not "7"$/],
  [{ ...SMALL, profile: "quiet day" }, /^profile: there is no profile "quiet day": did you mean quiet-day\?$/],
  [planned("order-lots"), /^plan\[0\]: there is no fault "order-lots": did you mean order-lost/],
  [planned("procces-killed"), /^plan\[0\]: there is no fault "procces-killed": did you mean process-killed/],
  [planned("order-lost", { tims: 1 }), /^plan\[0\]: order-lost has no parameter "tims": did you mean times\?$/],
  [planned("order-lost", { times: 0 }), /^plan\[0\]: times of order-lost is a number of strikes from 1/],
  [planned("process-killed", { disk: "some" }), /^plan\[0\]: disk of process-killed is one of drawn, none, all/],
  [actor({ kind: "scrupt" }), /^actors\[0\]\.kind: there is no actor "scrupt": did you mean script\?$/],
  [actor({ strategy: "on" }), /^actors\[0\]\.strategy: there is no strategy "on": did you mean one\?$/],
  [actor({ careless: ["close-twice"] }), /no carelessness "close-twice": did you mean closes-twice\?$/],
  [actor({ host: "daemon" }), /^actors\[0\]\.host: "daemon" is somebody else's$/],
  [
    actor({ steps: [{ step: "plaice" }] }),
    /^actors\[0\]\.steps\[0\]: there is no step "plaice": did you mean place\?$/,
  ],
  [actor({ steps: [{ step: "pause" }] }), /^actors\[0\]\.steps\[0\] lacks "ms"$/],
  [{ ...SMALL, actors: [BUYER, BUYER] }, /^actors\[1\]\.host: "alpha" is somebody else's$/],
  [topology({ tickMs: 7 }), /^topology\.tickMs must be a divisor of a minute, in milliseconds, not 7$/],
  [topology({ calendar: "reel" }), /^topology\.calendar: there is no calendar "reel": did you mean real\?$/],
  [
    topology({ switches: { overrate: "dropped" } }),
    /^topology\.switches has no field "overrate": did you mean overRate/,
  ],
  [topology({ switches: { overRate: "kept" } }), /^topology\.switches\.overRate must be one of "dropped", "processed"/],
  [topology({ disk: { syncMxMax: 1 } }), /^topology\.disk has no field "syncMxMax": did you mean syncMsMax\?$/],
  [
    topology({ accounts: ["DU1000001"] }),
    /strategies\[1\]\.account: there is no account "DU1000002": did you mean DU1000001/,
  ],
  [{ ...SMALL, crashes: [{ call: 0, when: "before" }] }, /^crashes\[0\]\.call must be a whole number from 1/],
];

test("what is wrong is named in one sentence, with what may have been meant", () => {
  for (const [wrong, says] of WRONG) {
    const refused = read(JSON.stringify(wrong));
    assert.ok(refused instanceof ScenarioRefused, JSON.stringify(wrong));
    assert.match(refused.reason, says);
  }
  const refused = read("{");
  assert.ok(refused instanceof ScenarioRefused && /^it is no JSON: /.test(refused.reason));
});
