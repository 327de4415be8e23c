import assert from "node:assert/strict";
import { test } from "node:test";
import { Prng } from "../base/prng.ts";
import { type Instant, minutes, seconds } from "../base/time.ts";
import { CONDITION_IDS, type ConditionId } from "./conditions.ts";
import { type Means, REMEDIES, Remedies, type RemedyName, type Scene } from "./remedies.ts";
import { Standing } from "./standing.ts";

const BOTH: Means = { ibc: true, hook: true };
const IBC: Means = { ibc: true, hook: false };

/** Remedies in a world whose conditions and time the test decides; every remedy is taken unless it says otherwise. */
class World {
  readonly remedies: Remedies;
  readonly standing = new Standing();
  readonly tried: string[] = [];
  readonly withheld: string[] = [];
  now = 0;
  ready = false;
  busy = false;
  /** Why the remedies fail. */
  readonly failing = new Map<RemedyName, string>();

  constructor(means: Means = BOTH) {
    this.remedies = new Remedies(means);
  }

  get scene(): Scene {
    return { holding: this.standing.all, ready: this.ready, inFlight: () => this.busy };
  }

  begins(condition: ConditionId): void {
    this.ready = false;
    this.standing.begin(condition, this.now as Instant, "");
    this.look();
  }

  over(condition: ConditionId): void {
    this.standing.end(condition);
    this.ready = true;
    this.look();
  }

  look(): void {
    for (let again = true; again; ) {
      const decided = this.remedies.decide(this.scene, this.now as Instant);
      again = decided !== undefined && !("withheld" in decided);
      if (decided === undefined) return;
      if ("withheld" in decided) this.withheld.push(`${decided.remedy}: ${decided.withheld}`);
      else {
        this.tried.push(`${decided.remedy} at ${Math.round(this.now / 1_000)}`);
        this.remedies.answered(this.failing.get(decided.remedy), this.now as Instant);
      }
    }
  }

  /** Lets time pass, woken only when the machine asks for it. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (let wakes = 0; ; wakes++) {
      assert.ok(wakes < 1_000, `woken at ${this.now} again and again`);
      const at = this.remedies.nextDeadline();
      if (at === undefined || at > until) break;
      assert.ok(at > this.now, `a deadline at ${at} that is over at ${this.now}`);
      this.now = at;
      this.look();
    }
    this.now = until;
    this.look();
  }
}

test("nothing is done, and nobody is woken, where nothing is configured", () => {
  const world = new World({ ibc: false, hook: false });
  for (const condition of CONDITION_IDS) {
    world.begins(condition);
    world.pass(minutes(120));
    world.over(condition);
  }
  assert.deepEqual(world.tried, []);
  assert.equal(world.remedies.nextDeadline(), undefined);
});

test("streams that stay silent get the data connection renewed, once, and never a restart", () => {
  const world = new World();
  world.begins("streams-silent");
  world.pass(minutes(600));
  assert.deepEqual(world.tried, ["reconnect-data at 120"]);
});

test("a lost link gets the account connection renewed at its bound, and a restart long after", () => {
  const world = new World(IBC);
  world.begins("link-lost");
  world.pass(minutes(5) - 1);
  assert.deepEqual(world.tried, []);
  world.pass(minutes(600));
  assert.deepEqual(world.tried, ["reconnect-account at 300", "restart-by-ibc at 1800"]);
});

test("a link that is lost is lost since 1100 was heard first, also when another session hears it again", () => {
  const world = new World(IBC);
  world.begins("link-lost");
  world.pass(minutes(5) - 1);
  world.standing.end("link-lost");
  world.begins("dropped");
  world.pass(seconds(2));
  assert.deepEqual(world.tried, []);
  world.begins("link-lost");
  assert.deepEqual(world.tried, ["reconnect-account at 302"]);
});

test("a stuck client id has the operator's command run at once, and IBC is not asked as well when that worked", () => {
  const world = new World();
  world.begins("client-id-stuck");
  world.pass(minutes(600));
  assert.deepEqual(world.tried, ["restart-command at 0"]);
});

test("a remedy that fails gives way to the next rung at once", () => {
  const world = new World();
  world.failing.set("restart-command", "exit code 1");
  world.begins("client-id-stuck");
  assert.deepEqual(world.tried, ["restart-command at 0", "restart-by-ibc at 0"]);
});

test("after a remedy nothing else is tried until it has had time to help, for another condition neither", () => {
  const world = new World();
  world.begins("link-lost");
  world.pass(minutes(5));
  world.begins("client-id-stuck");
  world.pass(minutes(10));
  assert.deepEqual(world.tried, ["reconnect-account at 300", "restart-command at 480"]);
});

test("nothing is done while an order is in flight, which is said once; then it is", () => {
  const world = new World();
  world.busy = true;
  world.begins("client-id-stuck");
  world.pass(minutes(30));
  world.look();
  assert.deepEqual(world.tried, []);
  assert.deepEqual(world.withheld, ["restart-command: an order is in flight"]);
  world.busy = false;
  world.look();
  assert.deepEqual(world.tried, ["restart-command at 1800"]);
});

for (const calm of ["restart-window", "second-factor", "draining"] as const)
  test(`nothing is done during ${calm}`, () => {
    const world = new World();
    world.begins("link-lost");
    world.begins(calm);
    world.pass(minutes(60));
    assert.deepEqual(world.tried, []);
    world.over(calm);
    assert.deepEqual(world.tried, ["reconnect-account at 3600"]);
  });

test("an outage that changes its name is still one: the Gateway is restarted once in it", () => {
  const world = new World();
  for (let hours = 0; hours < 5; hours++)
    for (const condition of ["mute-handshake", "refused", "api-disabled", "client-id-stuck"] as const) {
      world.begins(condition);
      world.pass(minutes(20));
    }
  assert.deepEqual(world.tried, ["restart-command at 900"]);
});

test("the next outage gets its remedies anew, within what an hour allows, and that something is withheld is said", () => {
  const world = new World();
  for (let outage = 0; outage < 4; outage++) {
    world.begins("streams-silent");
    world.pass(minutes(5));
    world.over("streams-silent");
    world.pass(minutes(1));
  }
  assert.deepEqual(world.tried, ["reconnect-data at 120", "reconnect-data at 480"]);
  assert.deepEqual(new Set(world.withheld), new Set(["reconnect-data: it was tried 2 times in the last hour"]));
  world.begins("streams-silent");
  world.pass(minutes(60));
  assert.equal(world.tried.at(-1), "reconnect-data at 3720");
});

test("a remedy that is never answered counts as failed", () => {
  const { remedies } = new World();
  const scene: Scene = {
    holding: [{ condition: "client-id-stuck", since: 0 as Instant, detail: "" }],
    ready: false,
    inFlight: () => false,
  };
  const first = remedies.decide(scene, 0 as Instant);
  assert.equal(first?.remedy, "restart-command");
  const at = remedies.nextDeadline();
  assert.equal(at, minutes(3));
  assert.equal(remedies.decide(scene, (minutes(3) - 1) as Instant), undefined);
  assert.equal(remedies.decide(scene, minutes(3) as Instant)?.remedy, "restart-by-ibc");
});

test("an answer to something that was not asked changes nothing", () => {
  const { remedies } = new World();
  assert.equal(remedies.answered(undefined, 0 as Instant), undefined);
});

test("no sequence of conditions, failures and pauses causes more than the budget", () => {
  let count = 0;
  for (let seed = 0; seed < 200; seed++) {
    const prng = new Prng(seed, "remedies");
    const world = new World(prng.pick([BOTH, IBC, { ibc: false, hook: true }]));
    for (let i = 0; i < 60; i++) {
      const condition = prng.pick(CONDITION_IDS);
      if (prng.chance(0.6)) world.begins(condition);
      else world.over(condition);
      world.busy = prng.chance(0.2);
      for (const name of Object.keys(REMEDIES) as RemedyName[])
        if (prng.chance(0.3)) world.failing.set(name, "no");
        else world.failing.delete(name);
      world.pass(prng.pick([0, seconds(1), minutes(1), minutes(10), minutes(40)]));
    }
    count += world.tried.length;
    for (const [name, { perHourMax }] of Object.entries(REMEDIES)) {
      const times = world.tried
        .filter((text) => text.startsWith(`${name} at`))
        .map((text) => Number(text.split(" ")[2]));
      for (const [i, at] of times.entries())
        assert.ok(i < perHourMax || at - times[i - perHourMax]! >= 3_600, `seed ${seed}: ${world.tried.join(", ")}`);
    }
  }
  assert.ok(count > 200, `only ${count} remedies were tried: the test tests nothing`);
});
