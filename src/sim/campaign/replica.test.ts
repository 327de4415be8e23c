/** A daemon that believes something else than its journal says, and daemons that agree or cannot be compared. */
import assert from "node:assert/strict";
import test from "node:test";
import { scenarios } from "../../../test/sim/crashes/scenes.ts";
import { CONFIG, journalOf } from "../../../test/sim/journalOf.ts";
import type { Decimal } from "../../base/decimal.ts";
import type { Instant, WallMs } from "../../base/time.ts";
import type { Daemon } from "../../daemon/loop.ts";
import { Engine } from "../../engine/engine.ts";
import { JournalWriter, readJournal } from "../../journal/journal.ts";
import type { EngineConfig } from "../../model/config.ts";
import type { Entry, Recorded } from "../../model/entry.ts";
import type { StrategyName } from "../../model/ids.ts";
import { divergence, Rereader } from "./replica.ts";

const journal = journalOf(scenarios.find(({ says }) => says === "a position is opened and flattened")!);
const replay = readJournal(journal, "main");
assert.ok("records" in replay);
const { records } = replay;

/** A daemon that has folded these entries and waits for nothing. */
function daemonWith(known: readonly Recorded[], config: EngineConfig = CONFIG): Daemon {
  const engine = new Engine(config);
  engine.restore(known);
  return {
    query: (what, answer) => {
      for (const effect of engine.step({ kind: "query", query: 1, what }, 0 as Instant, 0 as WallMs))
        if (effect.kind === "answer") answer(effect.result);
    },
    operate: () => {},
    loadCodes: () => {},
    loadPairs: () => {},
    vaultIs: () => {},
    drain: () => {},
  };
}

test("a daemon that has folded its journal agrees with it, after any number of lines", () => {
  let bytes = 0;
  for (const [i] of records.entries()) {
    bytes = journal.indexOf(10, bytes) + 1;
    assert.equal(divergence(daemonWith(records.slice(0, i + 1)), journal.subarray(0, bytes), CONFIG), undefined);
  }
  assert.equal(bytes, journal.length);
});

test("a daemon that missed what is durable, or believes what is not, is told what differs", () => {
  const without = (kind: Entry["kind"]): string =>
    divergence(daemonWith(records.filter(({ entry }) => entry.kind !== kind)), journal, CONFIG) ?? "";
  assert.match(without("executed"), /^the daemon has fills: 0, and the fold of its \d+ durable entries has 2$/);
  assert.match(
    without("statusReported"),
    /^the daemon has alpha-\w+-1 with gatewayStatus "", and the fold of .* has "Filled"$/,
  );
  const half = journal.subarray(0, journal.indexOf(10, journal.length >> 1) + 1);
  assert.match(divergence(daemonWith(records), half, CONFIG) ?? "", /^the daemon has /);
});

test("who may trade, and by which limits, is compared: a halt and an override that a daemon has forgotten", () => {
  const name = "alpha" as StrategyName;
  const strategy = { name, account: "DU1", clientIds: [1], masterClientId: undefined, readOnly: false };
  const config = { ...CONFIG, strategies: [{ ...strategy, privateOrders: false }] };
  const said = { scope: { strategy: name }, by: "ann", why: "tests" };
  const entries: readonly Entry[] = [
    { kind: "tradingStateSet", ...said, state: "halted", level: "cancel-all" },
    { kind: "limitSet", ...said, limit: "max-quantity", value: "5" as Decimal, until: 9_000 as WallMs },
  ];
  const bytes = new JournalWriter("main").bytes(entries, 5_000 as WallMs);
  const read = readJournal(bytes, "main");
  assert.ok("records" in read);
  const without = (kind?: Entry["kind"]): string | undefined => {
    const known = read.records.filter(({ entry }) => entry.kind !== kind);
    return divergence(daemonWith(known, config), bytes, config);
  };
  assert.equal(without(), undefined);
  assert.match(without("tradingStateSet") ?? "", /^the daemon has the trading state none, and .* has .*"halted"/);
  assert.match(without("limitSet") ?? "", /^the daemon has the limit .*"max-quantity".*"off".* has .*"value":"5"/);
});

test("a journal that ends in half a line, or is damaged, cannot be what a daemon waits with", () => {
  assert.match(
    divergence(daemonWith(records), journal.subarray(0, -5), CONFIG) ?? "",
    /ends in \d+ bytes that are no line/,
  );
  const damaged = journal.slice();
  damaged[100]! ^= 1;
  assert.match(divergence(daemonWith(records), damaged, CONFIG) ?? "", /cannot be read back: line 1 .* is damaged/);
});

test("a daemon that has something under way to the disk is not compared", () => {
  const busy: Daemon = {
    query: () => {},
    operate: () => {},
    loadCodes: () => {},
    loadPairs: () => {},
    vaultIs: () => {},
    drain: () => {},
  };
  assert.equal(divergence(busy, journal, CONFIG), undefined);
});

test("a journal that has grown is read on, as if it were read whole, and one that was changed is read anew", () => {
  const rereader = new Rereader();
  const half = journal.indexOf(10, journal.length >> 1) + 1;
  for (const end of [0, half - 5, half, journal.length - 5, journal.length])
    assert.deepEqual(rereader.read(journal.slice(0, end), "main"), readJournal(journal.subarray(0, end), "main"));
  const damaged = journal.slice();
  damaged[100]! ^= 1;
  for (const other of [damaged, journal.subarray(0, half), journal])
    assert.deepEqual(rereader.read(other, "main"), readJournal(other, "main"));
});
