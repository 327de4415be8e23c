/**
 * Ways to kill the daemon in a chosen instant, each with the proof that it was that instant.
 *
 * The proof looks at what the dead process left: its journal, what the Gateway got, and what clients heard. Nothing
 * else outlives a process, so two deaths that leave the same are the same moment.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "../../../src/model/entry.ts";
import type { Incoming } from "../../../src/wire/codec.ts";
import { keyOf, type Sent } from "./history.ts";
import type { Memory } from "./memory.ts";
import type { Frame } from "./sluice.ts";
import type { Halves, Stage } from "./stage.ts";
import { orderIn } from "./wire.ts";

/** Run when the process is dead. Answers what was hit, for the reader of the test's output. */
type Proof = () => string | Promise<string>;
export type Strike = (stage: Stage) => Promise<Proof>;

/** Chooses a frame of the daemon by what it means for an order. */
export type Pick = (sent: Sent) => boolean;

/** Whether the broker has an order, and how: `undefined`, or its status and terms. */
export async function atBroker(stage: Stage, key: string): Promise<string | undefined> {
  const { open, completed, executions } = await stage.broker();
  const found = open.find(({ orderRef }) => keyOf(orderRef) === key);
  if (found !== undefined) return `${found.status} ${found.terms}`;
  if (executions.some(({ orderRef }) => keyOf(orderRef) === key)) return "Filled";
  return completed.some(({ orderRef }) => keyOf(orderRef) === key) ? "Cancelled" : undefined;
}

/** When the daemon sends such a frame, of which only so many bytes get through. */
export function cutting(pick: Pick, passing: (length: number) => number): Strike {
  return async (stage) => {
    const { frame, sent } = await stage.killAtFrame((seen) =>
      seen.sent !== undefined && pick(seen.sent) ? { pass: passing(seen.frame.length), kill: true } : undefined,
    );
    return async () => {
      const { orderId, orderRef, kind } = sent!;
      assert.ok(frame.passed === passing(frame.length) && frame.passed < frame.length);
      if (kind === "new") await assertUnheardOf(stage, keyOf(orderRef));
      return `${frame.passed} of ${frame.length} bytes of the ${kind} frame of order ${orderId} ${orderRef}`;
    };
  };
}

async function assertUnheardOf(stage: Stage, key: string): Promise<void> {
  assert.equal(await atBroker(stage, key), undefined, "the Gateway has it");
  assert.equal(stage.journal.answersTo(key), 0, "the journal has an answer");
}

/** When the file has the line that says so; nothing of frames of that kind gets through. */
export function journaled(kind: Sent["kind"], matches: (entry: Entry) => boolean): Strike {
  return async (stage) => {
    stage.trap = ({ sent }) => (sent?.kind === kind ? { pass: 0, kill: false } : undefined);
    const entry = await stage.killAtEntry(matches);
    return async () => {
      assert.ok("orderId" in entry);
      const key = stage.journal.keySentAs(entry.orderId);
      if (key === undefined) return `preview ${entry.orderId}`;
      const is = await atBroker(stage, key);
      if (kind === "new") await assertUnheardOf(stage, key);
      if (kind === "change") assert.ok(!is!.includes(` ${stage.journal.priceOf(key)} `), `${is} is changed`);
      if (kind === "cancel") assert.notEqual(is, "Cancelled");
      return `order ${entry.orderId}, at the broker: ${is}`;
    };
  };
}

/**
 * When the Gateway has answered such a frame; of what it says from there on, the daemon hears nothing. Nor does another
 * frame of that order get through: a cancel that follows a change at once would make another moment of it.
 */
export function unheard(pick: Pick, done: (is: string | undefined, sent: Sent) => boolean): Strike {
  return async (stage) => {
    let asked: Sent | undefined;
    await stage.killAtFrame(({ frame, sent }) => {
      if (asked !== undefined) return { pass: 0, kill: frame.direction === "in" && orderIn(frame) === asked.orderId };
      if (sent === undefined || !pick(sent)) return undefined;
      asked = sent;
      frame.link.deaf = true;
      return undefined;
    });
    return async () => {
      const key = stage.journal.keySentAs(asked!.orderId)!;
      const is = await atBroker(stage, key);
      assert.ok(done(is, asked!), `the broker has it as ${is}`);
      if (asked!.kind === "new") assert.equal(stage.journal.answersTo(key), 0);
      return `order ${asked!.orderId}, at the broker: ${is}`;
    };
  };
}

/** When the journal has what the Gateway said first; what it said next is cut off. */
export function halfHeard(split: (frame: Frame, stage: Stage) => Halves | undefined): Strike {
  return async (stage) => {
    const { about, heard, missed } = await stage.killBetween((frame) => split(frame, stage));
    return () => {
      assert.ok(stage.journal.has(heard));
      assert.ok(!stage.journal.has(missed));
      return about;
    };
  };
}

/** When a client has been told such a thing of one of its orders. What is told is in the journal. */
export function told(matches: (message: Incoming, before: Memory) => boolean, says: Entry["kind"]): Strike {
  return async (stage) => {
    const { bot, message } = await stage.killAtWord((heard, by) => matches(heard, by.memory));
    return () => {
      const orderId = orderIn({ direction: "in", message })!;
      const key = stage.journal.keyOf(bot.role.clientId, orderId);
      assert.ok(stage.journal.has((entry) => entry.kind === says && "key" in entry && entry.key === key));
      assert.ok(bot.memory.told.some((order) => order.orderId === orderId));
      return `${bot.role.name} heard ${message.name} of its order ${orderId}`;
    };
  };
}

/** When some time has passed since the clients began; something is always on its way. */
export function later(ms: number): Strike {
  return async (stage) => {
    const before = stage.journal.entries.length;
    await pause(ms);
    stage.kill();
    return () => {
      const written = stage.journal.entries.length - before;
      assert.ok(written > 0, "nothing was going on");
      return `${written} entries after the clients began`;
    };
  };
}

/** When a recovery from a kill half hears such a frame of the Gateway; and the recovery from that, the next one. */
export function recovering(...stations: readonly ((message: Incoming) => boolean)[]): Strike {
  return async (stage) => {
    await later(150)(stage);
    const hits: string[] = [];
    for (const station of stations) {
      await stage.died();
      stage.launch();
      const { frame } = await stage.killAtFrame(({ frame: { direction, message, length } }) =>
        direction === "in" && station(message) ? { pass: length >> 1, kill: true } : undefined,
      );
      assert.ok(!stage.daemon.log.some(({ event }) => event === "ready"));
      hits.push(`${frame.passed} of ${frame.length} bytes of ${frame.message.name}`);
    }
    return () => hits.join(", then ");
  };
}
