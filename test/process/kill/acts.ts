/** Strikes that need an act of their own: a burst, a bracket left unfinished, a client that does not listen. */
import assert from "node:assert/strict";
import type { Entry } from "../../../src/model/entry.ts";
import type { Bot } from "./bot.ts";
import type { Stage } from "./stage.ts";
import { atBroker, later, type Strike } from "./strikes.ts";

/** Many orders at once: all of them are durable at once, and leave at the pace that the Gateway allows. */
export const waiting: Strike = async (stage) => {
  const [bot] = stage.bots;
  const ids = Array.from({ length: 30 }, () => bot!.limit());
  await stage.killAtEntry((entry) => entry.kind === "orderIntended" && entry.legs.some(isOrder(bot!, ids.at(-1)!)));
  return () => {
    const keys = ids.map((id) => stage.journal.keyOf(bot!.role.clientId, id)!);
    const left = keys.filter((key) => hasLeft(stage, key));
    assert.ok(keys.length - left.length >= 10, `${left.length} of ${keys.length} have left`);
    return `${left.length} of ${keys.length} had left`;
  };
};

const isOrder = (bot: Bot, id: number) => (leg: { readonly clientId: number; readonly clientOrderId: number }) =>
  leg.clientId === bot.role.clientId && leg.clientOrderId === id;

const hasLeft = (stage: Stage, key: string): boolean =>
  stage.journal.has((entry) => entry.kind === "orderSending" && entry.key === key);

export const held: Strike = async (stage) => {
  const bot = stage.bots[1]!;
  const parentId = bot.bracket({ lastLegUnsent: true });
  await stage.killAtEntry((entry) => entry.kind === "orderHeld" && isOrder(bot, parentId + 1)(entry));
  return async () => {
    for (const id of [parentId, parentId + 1]) {
      const key = stage.journal.keyOf(bot.role.clientId, id)!;
      assert.ok(!hasLeft(stage, key));
      assert.equal(await atBroker(stage, key), undefined);
    }
    return `${bot.role.name}'s orders ${parentId} and ${parentId + 1}`;
  };
};

export const halfAnExecution: Strike = async (stage) => {
  const { frame } = await stage.killAtFrame(({ frame: { direction, message, length } }) =>
    direction === "in" && message.name === "execDetails" ? { pass: length >> 1, kill: true } : undefined,
  );
  return async () => {
    assert.ok(frame.message.name === "execDetails");
    const { execId } = frame.message.body.execution;
    assert.ok((await stage.broker()).executions.some((each) => each.execId === execId));
    assert.ok(!stage.journal.has((entry) => commissionOrExecution(entry) === execId));
    return `${frame.passed} of ${frame.length} bytes of execution ${execId}`;
  };
};

const commissionOrExecution = (entry: Entry): string | undefined =>
  entry.kind === "executed"
    ? entry.execution.execution?.execId
    : entry.kind === "commissionReported"
      ? entry.execId
      : undefined;

export const busy: Strike = async (stage) => {
  const bot = stage.bots[0]!;
  bot.client.socket.pause();
  const entry = await stage.killAtEntry((each) => each.kind === "executed" && each.key.startsWith(bot.role.name));
  return () => {
    const execId = commissionOrExecution(entry)!;
    assert.ok(!bot.received.includes(execId), "the client heard of it");
    return `${bot.role.name}'s execution ${execId}`;
  };
};

export const torn: Strike = async (stage) => {
  await later(173)(stage);
  await stage.died();
  stage.journal.tear();
  return () => {
    assert.ok(stage.journal.isTorn);
    return "half a line";
  };
};

export const comingBack: Strike = async (stage) => {
  await later(150)(stage);
  await stage.died();
  await stage.reopen();
  for (const bot of stage.bots) await bot.knock(stage.daemon.port);
  const struck = stage.killAtWord(({ name }) => name === "openOrder");
  for (const bot of stage.bots) bot.enter().catch(() => {});
  const { bot, message } = await struck;
  return () => `${bot.role.name} heard of ${message.name === "openOrder" && message.body.order.orderRef}`;
};
