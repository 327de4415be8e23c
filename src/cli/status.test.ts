/** What `holdfast status` shows: the verdict first, then what is the matter with its remedy, then the facts. */
import assert from "node:assert/strict";
import test from "node:test";
import { CONDITION_IDS, conditionRow } from "../upstream/conditions.ts";
import { span } from "./span.ts";
import { conditionTable, screen } from "./status.ts";

const { says, remedy } = conditionRow("link-lost");
const LOST = { condition: "link-lost", says, sinceMs: 125_000, detail: "1100", remedy, ordersAccepted: false };
const FACTS = { state: "ready", mode: "paper", readOnly: false, breaker: "closed", accounts: ["DU1", "DU2"] };
const GATEWAY = { name: "main", host: "127.0.0.1", port: 4002, clientId: 100 };
const answer = (ready: boolean, conditions: readonly object[], reasons: readonly object[] = []) => ({
  ...{ ...FACTS, gateway: GATEWAY, conditions, readiness: { ready, state: FACTS.state, sinceMs: 5_000, reasons } },
});

const bare = (text: string): string => text.replace(/\u001b\[\d+m/g, "");

test("a session in good order says so at once", () => {
  const text = bare(screen(answer(true, []), true, 100));
  assert.match(text, /^READY {2}the session is ready for 5 s; breaker closed\nGateway main at 127.0.0.1:4002/);
  assert.match(text, /Nothing is the matter/);
  assert.match(text, /accounts +DU1, DU2/);
});

test("what is the matter has its time, what it does to orders, its words and its remedy", () => {
  const text = bare(screen(answer(false, [LOST], [LOST]), true, 100));
  assert.match(text, /^NOT READY/);
  assert.match(text, /link-lost +2 min +refused +the Gateway has lost its connection to IB \(1100\)/);
  assert.ok(text.replaceAll(/\s+/g, " ").includes(remedy));
  assert.equal(text.match(/link-lost +2 min/g)!.length, 1, "a reason that is a condition is shown twice");
});

test("while an alert holds it is not said that nothing is the matter: a session that is ready says nothing of the disk", () => {
  const alerts = [
    { cause: "disk-full", severity: "critical", detail: "the journal's reserve is gone" },
    { cause: "uncovered", severity: "critical", account: "DU1", detail: "10 without a stop" },
    { cause: "uncovered", severity: "critical", account: "DU2", detail: "20 without a stop" },
  ];
  const text = bare(screen({ ...answer(true, []), alerts }, true, 100));
  assert.match(text, /^READY/);
  assert.match(text, /^3 alerts hold: disk-full \(critical\), uncovered \(critical\); see holdfast alerts$/m);
  assert.doesNotMatch(text, /Nothing is the matter/);
  assert.match(bare(screen({ ...answer(true, []), alerts: [] }, true, 100)), /Nothing is the matter/);
});

test("a start under way is a reason although it is no condition", () => {
  const reason = { ...LOST, condition: "reconciling", says: "orders are being read" };
  assert.match(
    bare(screen(answer(false, [], [reason]), true, 100)),
    /reconciling +2 min +refused +orders are being read/,
  );
});

test("in a pipe every condition is one line with tabs", () => {
  const line = screen(answer(false, [LOST]), false)
    .split("\n")
    .find((each) => each.startsWith("link-lost"));
  assert.deepEqual(line!.split("\t"), ["link-lost", "2 min", "refused", `${says} (1100)`, remedy]);
});

test("a state file that cannot be written is the matter although trading goes on, and its fix stands beside it", () => {
  const troubles = [
    { file: "risk_state.json", says: "it is a directory", sinceMs: 61_000, fix: "rmdir risk_state.json" },
  ];
  const files = { directory: "/srv/state", written: "2026-01-05T15:00:00.000Z", troubles };
  const text = bare(screen({ ...answer(true, []), files }, false));
  const line = text.split("\n").find((each) => each.startsWith("risk_state.json"))!;
  assert.deepEqual(line.split("\t"), [
    ...["risk_state.json", "1 min", "accepted", "it is a directory (trading goes on)", "rmdir risk_state.json"],
  ]);
  assert.match(text, /^READY/);
  assert.match(text, /^files.written\t2026-01-05/m);
});

test("who does not trade as usual stands right below the verdict, with who stopped it, when and why", () => {
  const trading = [
    { scope: "strategy alpha", state: "halted", level: "flatten", by: "ann", why: "bad data", at: 1_767_625_200_000 },
    { scope: "account DU1", state: "reducing", by: "holdfast", why: "daily-loss", at: 1_767_625_200_000 },
  ];
  const lines = screen({ ...answer(true, []), trading }, false).split("\n");
  assert.deepEqual(
    lines.slice(3, 6).map((line) => line.split("\t")),
    [
      ["trading", "state", "level", "done", "since", "by", "why"],
      ["strategy alpha", "HALTED", "flatten", "not yet", "2026-01-05T15:00:00.000Z", "ann", "bad data"],
      ["account DU1", "REDUCING", "", "", "2026-01-05T15:00:00.000Z", "holdfast", "daily-loss"],
    ],
  );
  assert.ok(!screen(answer(true, []), false).includes("trading"));
});

test("what came over the socket cannot move the terminal's cursor", () => {
  const nasty = { ...LOST, detail: "\u001b[2J", says: "\u0007" };
  const shown = bare(screen({ ...answer(false, [nasty]), state: "\u001b[1A" }, true, 80));
  assert.ok(!/[\u0000-\u0009\u000b-\u001f]/.test(shown));
});

test("the table of conditions has all of them, for eyes within the terminal's width and for pipes one line each", () => {
  const lines = conditionTable(false).split("\n");
  assert.deepEqual(
    lines.slice(1).map((line) => line.split("\t")[0]),
    CONDITION_IDS,
  );
  assert.ok(lines.every((line) => line.split("\t").length === lines[0]!.split("\t").length));
  const seen = bare(conditionTable(true, 90));
  assert.ok(seen.split("\n").every((line) => line.length <= 90 || !line.startsWith(" ")));
  for (const id of CONDITION_IDS) assert.match(seen, new RegExp(`^${id} `, "m"));
});

test("a span of time has the words that fit its length", () => {
  const spans = [0, 59_999, 60_000, 3_600_000, 7_500_000, 90_000_000, 86_400_000].map(span);
  assert.deepEqual(spans, ["0 s", "59 s", "1 min", "1 h", "2 h 5 min", "1 d 1 h", "1 d"]);
});
