/** The host's clock over a sleep of the host; that timers keep time is told in host.test.ts. */
import assert from "node:assert/strict";
import test from "node:test";
import { minutes, seconds } from "../../base/time.ts";
import { sleepless } from "./clock.ts";

/** A host with its three clocks; how often it was asked how long it has been up. */
class Sleeper {
  #awake = 5_000;
  #wall = 1_767_600_000_000;
  #up = 900_000;
  asked = 0;
  readonly now = sleepless({
    awake: () => this.#awake,
    wall: () => this.#wall,
    up: () => {
      this.asked++;
      return this.#up;
    },
  });

  works(ms: number): this {
    this.#awake += ms;
    return this.sleeps(ms);
  }

  sleeps(ms: number): this {
    this.#up += ms;
    return this.isSet(ms);
  }

  /** The wall clock alone. */
  isSet(ms: number): this {
    this.#wall += ms;
    return this;
  }
}

test("time leaps by a sleep of the host when it wakes, each time, and goes on from there", () => {
  const host = new Sleeper();
  const began = host.now();
  assert.equal(host.works(seconds(1)).sleeps(minutes(120)).now() - began, minutes(120) + seconds(1));
  assert.equal(host.works(seconds(1)).now() - began, minutes(120) + seconds(2));
  assert.equal(host.sleeps(minutes(1)).now() - began, minutes(120) + minutes(1) + seconds(2));
});

test("a wall clock that is set, forward or back, is no sleep, and hides none", () => {
  const host = new Sleeper();
  const began = host.now();
  for (const ms of [minutes(300), -minutes(540)])
    assert.equal(host.isSet(ms).works(10).now() - began, ms > 0 ? 10 : 20);
  assert.equal(host.sleeps(minutes(3)).now() - began, minutes(3) + 20);
});

test("a host that does not say how long it has been up keeps time all the same", () => {
  let now = 0;
  const clock = sleepless({ awake: () => now, wall: () => 2 * now, up: () => Number.NaN });
  for (const at of [seconds(10), minutes(10)]) {
    now = at;
    assert.equal(clock(), at);
  }
});

test("a wall clock that is a little off is followed, and the host is hardly ever asked how long it has been up", () => {
  const host = new Sleeper();
  const began = host.now();
  for (let n = 1; n <= 10_000; n++) assert.equal(host.isSet(1).works(100).now() - began, n * 100);
  assert.ok(host.asked < 10, String(host.asked));
});

test("a process that is kept from going on between two looks at the clocks has not slept", () => {
  let [time, stallMs] = [0, 0];
  const clock = sleepless({
    awake: () => time,
    wall: () => {
      time += stallMs;
      stallMs = 0;
      return time;
    },
    up: () => time,
  });
  stallMs = minutes(1);
  clock();
  assert.deepEqual([clock(), time], [minutes(1), minutes(1)]);
});
