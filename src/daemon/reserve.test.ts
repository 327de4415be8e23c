import assert from "node:assert/strict";
import test from "node:test";
import type { Instant } from "../base/time.ts";
import type { Io } from "../io/io.ts";
import { Reserve } from "./reserve.ts";

test("a reserve that cannot be deleted is told, and the append is tried all the same", () => {
  const told: unknown[] = [];
  const io = {
    clock: { now: () => 0 as Instant, at: () => () => {} },
    disk: {
      reserve: (_name: string, _bytes: number, done: (failed: string) => void) => done(""),
      remove: (_name: string, done: (failed: string) => void) => done("EACCES"),
    },
    host: { log: (_level: string, event: string, { failed }: { failed?: string }) => void told.push([event, failed]) },
  } as unknown as Io;
  const reserve = new Reserve(io, "main.reserve", 100, (isFull) => void told.push(isFull));
  reserve.make(() => {});
  assert.ok(reserve.giveUp(() => told.push("again")));
  assert.deepEqual(told, [
    false,
    ["journal-reserve-given-up", undefined],
    ["journal-reserve-not-deleted", "EACCES"],
    "again",
    true,
  ]);
});
