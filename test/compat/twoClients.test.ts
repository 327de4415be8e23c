/**
 * Two unmodified clients, ib_async and @stoqey/ib, on two accounts at the same time through one Gateway session, and
 * each of them alone at a simulated Gateway that holds only its account: what their wires saw must be equal.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, suite, test } from "node:test";
import type { Incoming } from "../../src/wire/codec.ts";
import { rawClient, type TapLink, tearDown } from "../rig/rig.ts";
import { type Bot, type Doors, playDirect, playTogether, type Role, type Together } from "./bots.ts";
import { python } from "./setup.ts";
import { type Transcript, transcriptOf } from "./transcript.ts";

const environment = await python();
const skip = "skip" in environment ? environment.skip : false;
const path = "path" in environment ? environment.path : "";

const ROLES: readonly Role[] = [
  { library: "ib_async", clientId: 1, account: "DU1000001", orderRef: "mean-rev" },
  { library: "@stoqey/ib", clientId: 2, account: "DU1000002", orderRef: "momentum" },
];

/** Each role's transcript at a Gateway of its own; both days are played once, side by side. */
let direct: Promise<readonly (readonly Transcript[])[]> | undefined;
const alone = (): Promise<readonly (readonly Transcript[])[]> => {
  direct ??= Promise.all(ROLES.map(async (role) => (await playDirect(role, path)).links.map(transcriptOf)));
  return direct;
};

for (const [doors, title, roles] of [
  ["shared", "on the shared port with client ids 1 and 2", ROLES],
  ["own", "on a port of its own each, with random client ids", ROLES.map(withRandomId)],
] as const)
  suite(`ib_async and @stoqey/ib at the same time ${title}`, { skip }, () => onStage(doors, roles));

function withRandomId(role: Role): Role {
  return { ...role, clientId: randomInt(1, 2 ** 31) };
}

function onStage(doors: Doors, roles: readonly Role[]): void {
  let stage: Together;
  /** What the Gateway shows of all clients while both brackets rest. */
  let resting: readonly Incoming[] = [];

  before(async () => {
    stage = await playTogether(roles, doors, path, async (point, { gateway }) => {
      if (point === "bracket") resting = await everyOpenOrder(gateway.port);
    });
  });
  after(tearDown);

  test("both go through a whole trading day", () => {
    for (const bot of stage.bots) wholeDay(bot);
  });

  test("their connections overlap from the first order to the last", () => {
    const [a, b] = stage.bots.map(({ links }) => links[0]) as [TapLink, TapLink];
    const bothTrade = Math.min(a.endedMs!, b.endedMs!) - Math.max(a.startedMs, b.startedMs);
    assert.ok(bothTrade > 1_000, `they overlap for ${bothTrade} ms`);
    assert.equal(resting.filter(({ name }) => name === "openOrder").length, 6, "both brackets rest at the same moment");
  });

  test("each is told nextValidId 1 at its first connect", () => {
    for (const { links } of stage.bots) assert.equal(firstIn(links[0], "nextValidId").body.orderId, 1);
  });

  test("neither sees a byte of the other's account, orders or fills", () => {
    for (const bot of stage.bots) for (const other of stage.bots) if (bot !== other) seesNothingOf(bot, other);
  });

  test("the Gateway sees one session, which trades both accounts", () => {
    const sessions = stage.upstream.links.map(({ frames }) =>
      frames.flatMap((f) => ("body" in f.message ? f.message : [])),
    );
    assert.equal(sessions.length, 1);
    assert.equal(sessions[0]!.filter(({ name }) => name === "startApi").length, 1);
    const accounts = sessions[0]!.flatMap((m) => (m.name === "placeOrder" ? m.body.order.account : []));
    assert.deepEqual(
      [...new Set(accounts)].sort(),
      ROLES.map(({ account }) => account),
    );
  });

  for (const [i, { library }] of roles.entries())
    test(`${library}'s wire saw what it sees at a Gateway that holds only its account`, async () => {
      const through = stage.bots[i]!.links.map(transcriptOf);
      for (const { unreadable } of through) assert.deepEqual(unreadable, []);
      assert.deepEqual(through, (await alone())[i]);
    });

  test("the daemon saw nothing wrong all day and ends in good order", async () => {
    const exit = await stage.daemon.stop();
    const wrong = stage.daemon.log.filter(({ level }) => level === "warn" || level === "error");
    assert.deepEqual(wrong, []);
    assert.deepEqual(exit, { code: 0, signal: null });
  });
}

const CANCELLED_BRACKET = ["Cancelled", "Cancelled", "Cancelled"];

function wholeDay(bot: Bot): void {
  const { account, orderRef } = bot.role;
  const refs = (...names: string[]): string[] => names.map((name) => `${orderRef}-${name}`);
  const holds = [[account, "AAPL", 10]];
  assert.deepEqual(bot.fact("connected").accounts, [account]);
  assert.equal(bot.fact("contract").longName, "APPLE INC");
  assert.deepEqual([bot.fact("quotes").bid, bot.fact("quotes").ask], [254.99, 255.01]);
  assert.ok((bot.fact("bars").count as number) > 10);
  assert.equal(bot.fact("limit").status, "Cancelled");
  assert.deepEqual([bot.fact("market").status, bot.fact("market").price], ["Filled", 255.01]);
  assert.deepEqual(bot.fact("bracket").statuses, ["Submitted", "PreSubmitted", "PreSubmitted"]);
  for (const list of ["openOrders", "allOpenOrders"])
    assert.deepEqual(bot.fact(list).refs, refs("entry", "profit", "stop"));
  assert.deepEqual(bot.fact("executions").refs, refs("market"));
  assert.deepEqual(bot.fact("completedOrders").refs, refs("limit", "market"));
  assert.deepEqual(bot.fact("positions").positions, holds);
  assert.deepEqual(bot.fact("accountUpdates").portfolio, holds);
  assert.deepEqual(bot.fact("accountSummary").accounts, [account]);
  assert.ok((bot.fact("time").time as number) > 1_700_000_000);
  assert.deepEqual(bot.fact(bot.role.library === "ib_async" ? "back" : "shown").refs, refs("entry", "profit", "stop"));
  assert.deepEqual(bot.fact("left").statuses, CANCELLED_BRACKET);
}

function firstIn<N extends Incoming["name"]>(link: TapLink, name: N): Extract<Incoming, { name: N }> {
  const found = link.frames.find(
    ({ direction, message }) => direction === "in" && "name" in message && message.name === name,
  );
  assert.ok(found, `no ${name}`);
  return found.message as Extract<Incoming, { name: N }>;
}

/** Bytes, not decoded fields: no text, no spare field and no unread frame may carry it. */
function seesNothingOf(bot: Bot, other: Bot): void {
  const seen = Buffer.concat(bot.links.map(({ bytes }) => bytes)).toString("latin1");
  const secrets = [other.role.account, other.role.orderRef, ...brokersNames(other)];
  assert.ok(secrets.length > 6, "the other's orders and fills have names to look for");
  for (const secret of secrets) assert.ok(!seen.includes(secret), `${bot.role.library} saw ${secret}`);
  for (const own of brokersNames(bot)) assert.ok(seen.includes(own), `${bot.role.library} did not see its ${own}`);
}

/** permIds and execIds of a bot's own orders. */
function brokersNames({ links }: Bot): string[] {
  const frames = links.flatMap((link) => link.frames);
  const names = frames.flatMap(({ message }) => {
    if (!("body" in message)) return [];
    if (message.name === "orderStatus") return String(message.body.permId);
    return message.name === "execDetails" ? message.body.execution.execId : [];
  });
  return [...new Set(names)];
}

async function everyOpenOrder(port: number): Promise<readonly Incoming[]> {
  const watcher = await rawClient(port, 999, 200);
  watcher.skip();
  watcher.send("reqAllOpenOrders", {});
  await watcher.expect("openOrderEnd");
  const { messages } = watcher;
  await watcher.close();
  return messages;
}
