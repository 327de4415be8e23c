import { deepEqual, equal, match } from "node:assert/strict";
import test from "node:test";
import { ManualClock } from "../../../test/sim/manualClock.ts";
import type { BrokerEvent } from "../broker/event.ts";
import { Faults } from "../faults/faults.ts";
import { FARMS, farmNotice, type Notice } from "./farms.ts";
import { Link } from "./link.ts";

const LOST: Notice = [1100, "Connectivity between IB and Trader Workstation has been lost."];

/** A link, and what reached the Gateway's end of it. */
function stage(): { link: Link; faults: Faults; heard: string[]; send: (name: string, twin?: string) => void } {
  const faults = new Faults(1, new ManualClock());
  const heard: string[] = [];
  const link = new Link(faults);
  link.serve({
    notice: (code) => heard.push(String(code)),
    news: (events) => heard.push(...events.map((event) => (event.kind === "error" ? event.text : event.kind))),
    lost: () => heard.push("lost"),
    found: () => heard.push("found"),
    restored: () => heard.push("restored"),
  });
  const send = (name: string, twin?: string): void => {
    const twins = twin === undefined ? {} : { twin: () => [event(twin)] };
    link.instruct({ about: { client: 1, symbol: "AAPL" }, run: () => [event(name)], ...twins });
  };
  return { link, faults, heard, send };
}

const event = (text: string, clientId = 1): BrokerEvent => ({ kind: "error", clientId, orderId: 1, code: 1, text });

test("while the link is up instructions and news cross at once", () => {
  const { link, heard, send } = stage();
  send("placed");
  deepEqual(heard, ["placed"]);
  deepEqual(link.crossing([event("filled")]), [event("filled")]);
});

test("while it is lost both sides wait, and the broker's news cross before the instructions and whatever else waits", () => {
  const { link, heard, send } = stage();
  link.lose(LOST);
  send("placed");
  deepEqual(link.crossing([event("filled")]), []);
  deepEqual(heard, ["lost", "1100"]);
  equal(link.loss, LOST);
  link.restore(1100);
  deepEqual(heard, ["lost", "1100", "found", "filled", "placed", "restored"]);
  equal(link.loss, undefined);
});

test("two outages that overlap end with the later of them", () => {
  const { link, heard, send } = stage();
  link.lose(LOST);
  link.lose(LOST);
  send("placed");
  link.restore(1100);
  equal(link.up, false);
  deepEqual(heard, ["lost", "1100", "1100"]);
  link.restore(1100);
  deepEqual(heard, ["lost", "1100", "1100", "found", "placed", "restored"]);
});

test("what is told of a lost link is told of a reason that lasts", () => {
  const { link } = stage();
  const broken: Notice = [2110, "Connectivity between Trader Workstation and server is broken."];
  link.lose(LOST);
  link.lose(broken);
  equal(link.loss, broken);
  link.restore(2110);
  equal(link.loss, LOST);
});

test("an outage swallows instructions, makes twins of changes and loses news, each by its own fault", () => {
  const { link, faults, heard, send } = stage();
  link.lose(LOST);
  faults.set("outage-orders-swallowed", { times: 1 });
  send("swallowed");
  faults.set("outage-modify-twin", { symbol: "AAPL" });
  send("new", undefined);
  send("changed", "twin");
  faults.set("outage-events-lost", { client: 2 });
  link.crossing([event("lost", 2), event("kept", 1)]);
  link.restore(1100);
  deepEqual(heard, ["lost", "1100", "found", "kept", "new", "twin", "restored"]);
});

test("what waited for a Gateway that is gone crosses when its successor finds the link up", () => {
  const { link, heard, send } = stage();
  link.lose(LOST);
  send("placed");
  const successor: string[] = [];
  const told = (word: string) => () => void successor.push(word);
  link.serve({
    ...{ notice: told("notice"), lost: told("lost"), found: told("found"), restored: told("restored") },
    news: (events) => successor.push(...events.map(({ kind }) => kind)),
  });
  link.settle();
  deepEqual(successor, ["found", "error", "restored"]);
  deepEqual(heard, ["lost", "1100"]);
});

test("a farm that changes is told once, and the notices of a connect show how farms are", () => {
  const { link, heard } = stage();
  link.turnFarm(FARMS[0], "broken");
  link.turnFarm(FARMS[0], "broken");
  deepEqual(heard, ["2103"]);
  deepEqual(
    link.farmNotices().map(([code]) => code),
    [2103, 2106, 2158],
  );
  equal(link.ticks, false);
  match(
    link.farmsText(),
    /^The following farms are connected: ushmds; secdefnj\. The following farms are not connected: usfarm\.$/,
  );
  link.turnFarm(FARMS[0], "ok");
  equal(link.ticks, true);
  equal(link.farmsText(), "All data farms are connected: usfarm; ushmds; secdefnj.");
});

test("a colon stands before a farm that is OK or broken, a full stop before one that is inactive", () => {
  deepEqual(farmNotice(FARMS[0], "ok"), [2104, "Market data farm connection is OK:usfarm"]);
  deepEqual(farmNotice(FARMS[1], "broken"), [2105, "HMDS data farm connection is broken:ushmds"]);
  deepEqual(farmNotice(FARMS[1], "inactive"), [
    2107,
    "HMDS data farm connection is inactive but should be available upon demand.ushmds",
  ]);
});
