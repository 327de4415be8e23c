import assert from "node:assert/strict";
import test from "node:test";
import { Prng } from "../base/prng.ts";
import { type Instant, minutes, seconds, type WallMs } from "../base/time.ts";
import type { Downtime } from "../model/config.ts";
import { Calendar } from "./calendar.ts";

const downtime = (kind: Downtime["kind"], fromMinute: number, toMinute: number): Downtime => ({
  kind,
  from: minutes(fromMinute) as WallMs,
  to: minutes(toMinute) as WallMs,
});

/** A calendar and its two clocks; what it says is a short text. */
class Clocked {
  readonly calendar: Calendar;
  now = 0;
  /** How far the wall clock is ahead. */
  aheadMs = 0;

  constructor(...downtimes: readonly Downtime[]) {
    this.calendar = new Calendar(downtimes, seconds(60));
    this.look();
  }

  look(): boolean {
    return this.calendar.look(this.now as Instant, (this.now + this.aheadMs) as WallMs);
  }

  /** What it says at this minute, woken when it asks to be. */
  at(minute: number): string {
    for (let due = this.#due(minute); due !== undefined; due = this.#due(minute)) {
      this.now = due;
      this.look();
    }
    this.now = minutes(minute);
    return this.says();
  }

  #due(minute: number): number | undefined {
    const due = this.calendar.nextDeadline();
    return due !== undefined && due <= minutes(minute) ? due : undefined;
  }

  says(): string {
    const { expecting, gate, ahead } = this.calendar;
    return `${expecting?.kind ?? "nothing"}${gate === undefined ? "" : ", gate"}${ahead === undefined ? "" : ", ahead"}`;
  }
}

test("a restart is expected from its beginning to its end, and gates from a minute before", () => {
  const clocked = new Clocked(downtime("reset", 5, 10), downtime("restart", 20, 30));
  const said = [4, 5, 9.99, 10, 18.99, 19, 20, 29.99, 30].map((minute) => clocked.at(minute));
  assert.deepEqual(said, [
    ...["nothing", "reset", "reset", "nothing", "nothing"],
    ...["nothing, gate", "restart, gate", "restart, gate", "nothing"],
  ]);
});

test("a session that begins after the restart was due is not gated by it, one that began before still is", () => {
  const clocked = new Clocked(downtime("restart", 20, 30), downtime("restart", 40, 50));
  assert.equal(clocked.at(19.5), "nothing, gate");
  clocked.calendar.sessionBegan();
  assert.equal(clocked.at(20), "restart, gate");
  clocked.at(24);
  clocked.look();
  clocked.calendar.sessionBegan();
  assert.deepEqual([clocked.says(), clocked.at(29), clocked.at(39)], ["restart", "restart", "nothing, gate"]);
});

test("of two that hold at once the one that says most is expected", () => {
  const clocked = new Clocked(downtime("reset", 5, 60), downtime("relogin", 10, 40), downtime("restart", 20, 50));
  const said = [9, 10, 20, 40, 50, 60].map((minute) => clocked.at(minute));
  assert.deepEqual(said, ["reset, ahead", "relogin", "relogin, gate", "restart, gate", "reset", "nothing"]);
});

test("the weekly login is ahead for twelve hours, and not once it is due", () => {
  const clocked = new Clocked(downtime("relogin", 1_000, 1_100));
  const said = [0, 279.99, 280, 999.99, 1_000].map((minute) => clocked.at(minute));
  assert.deepEqual(said, ["nothing", "nothing", "nothing, ahead", "nothing, ahead", "relogin"]);
});

test("a wall clock that jumps, forward or back, is followed within a minute", () => {
  const clocked = new Clocked(downtime("reset", 100, 110), downtime("restart", 500, 510));
  clocked.at(1);
  clocked.aheadMs = minutes(504);
  assert.equal(clocked.at(2), "restart, gate");
  clocked.aheadMs = minutes(100);
  assert.equal(clocked.at(3), "reset");
  clocked.aheadMs = 0;
  assert.equal(clocked.at(4), "nothing");
});

test("nothing is asked for where nothing is expected", () => {
  const clocked = new Clocked();
  assert.equal(clocked.calendar.nextDeadline(), undefined);
});

/** The same by reading the whole list. */
function slowly(downtimes: readonly Downtime[], wall: number): string {
  const holding = downtimes.filter(({ from, to }) => from <= wall && wall < to);
  const kinds = ["relogin", "restart", "reset"].filter((kind) => holding.some((one) => one.kind === kind));
  const gates = downtimes.some(({ kind, from, to }) => kind === "restart" && from - seconds(60) <= wall && wall < to);
  const ahead = downtimes.some(({ kind, from }) => kind === "relogin" && from - minutes(720) <= wall && wall < from);
  return `${kinds[0] ?? "nothing"}${gates ? ", gate" : ""}${ahead ? ", ahead" : ""}`;
}

test("for lists with overlaps it says at any moment, in any order, what reading the whole list says", () => {
  const prng = new Prng(6, "calendar");
  for (let list = 0; list < 20; list++) {
    const downtimes = Array.from({ length: 40 }, () => {
      const from = prng.between(0, 4_000);
      return downtime(prng.pick(["restart", "reset", "relogin"]), from, from + prng.between(1, 300));
    }).sort((a, b) => a.from - b.from);
    const clocked = new Clocked(...downtimes);
    for (let n = 0; n < 200; n++) {
      clocked.now += minutes(1);
      clocked.aheadMs = prng.between(-10_000, minutes(4_100)) - clocked.now;
      clocked.look();
      assert.equal(clocked.says(), slowly(downtimes, clocked.now + clocked.aheadMs));
    }
  }
});
