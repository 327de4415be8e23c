/**
 * Looks at a stage from all sides and makes a history of it: what clients are shown when they ask, what the broker
 * says over a direct connection, what the journal and the wire have.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { PATIENCE_MS } from "../../rig/rig.ts";
import type { Bot } from "./bot.ts";
import type { ClientView, History } from "./history.ts";
import { listsOf } from "./lists.ts";
import { ROLES, type Stage } from "./stage.ts";
import { broken, drifting } from "./verdict.ts";

const PAUSE_MS = 50;

/** Looks again and again until all has come to rest. What must never be is looked for each time. */
export async function survey(stage: Stage): Promise<History> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const history = await look(stage);
    assert.deepEqual(broken(history), []);
    const drift = drifting(history);
    if (drift.length === 0) return history;
    if (performance.now() > deadline) assert.deepEqual(drift, []);
    await pause(PAUSE_MS);
  }
}

/** Everything as it is now. */
export async function look(stage: Stage): Promise<History> {
  const clients = await Promise.all(stage.bots.map(view));
  const broker = await stage.broker();
  const { entries } = stage.journal;
  return {
    wire: [...stage.record.events],
    intended: entries.flatMap((entry) => (entry.kind === "orderIntended" ? entry.legs.map(({ key }) => key) : [])),
    unwanted: entries.flatMap((entry) => (entry.kind === "cancelIntended" ? [entry.key] : [])),
    broker,
    clients,
  };
}

async function view(bot: Bot): Promise<ClientView> {
  const { name, account } = bot.role;
  const lists = await listsOf(bot.client, "reqOpenOrders");
  const others = ROLES.map((role) => role.account).filter((other) => other !== account);
  const { pushed, openBefore, nextValidId, highestUsedId } = bot;
  return {
    ...{ name, account, lists, pushed, openBefore, nextValidId, highestUsedId },
    told: bot.listen().told,
    foreignAccounts: others.filter((other) => bot.received.includes(other)),
  };
}
