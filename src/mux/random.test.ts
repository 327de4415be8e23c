/** Whatever clients, the Gateway and the session do: nothing leaks, nothing is cancelled that was not asked, one end each. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Instant } from "../base/time.ts";
import type { Client } from "../model/client.ts";
import type { ReqOwner } from "../model/out.ts";
import type { Draft, IncomingBody, IncomingName } from "../wire/codec.ts";
import { incomingId } from "../wire/codec.ts";
import { Bench, request } from "./bench.test.ts";
import { Lines } from "./lines.ts";
import { Shared } from "./shared.ts";

type Step =
  | { does: "asks" | "cancels"; client: number; reqId: number; what: number }
  | { does: "leaves"; client: number }
  | { does: "answers" | "ends" | "refuses"; nth: number }
  | { does: "outage" | "forwards" | "backwards" | "waits" | "linkBack" };

const ofClient = { client: fc.nat(2), reqId: fc.nat(3), what: fc.nat(3) };
const does = <const D extends string>(...deeds: D[]): fc.Arbitrary<D> => fc.constantFrom(...deeds);
const scripts: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ does: does("asks"), ...ofClient }) },
    { weight: 3, arbitrary: fc.record({ does: does("cancels"), ...ofClient }) },
    { weight: 1, arbitrary: fc.record({ does: does("leaves"), client: fc.nat(2) }) },
    { weight: 4, arbitrary: fc.record({ does: does("answers", "ends", "refuses"), nth: fc.nat(5) }) },
    { weight: 3, arbitrary: fc.record({ does: does("outage", "forwards", "backwards", "waits", "linkBack") }) },
  ),
  { minLength: 5, maxLength: 60 },
);
const about = (what: number) => ({ contract: { conId: what + 1, exchange: "SMART" } });

/** A Gateway that keeps book of what is open on it, and clients that keep book of what they have asked. */
abstract class World extends Bench {
  readonly clients = [this.client(1), this.client(2, 200), this.client(3, 160)];
  readonly open = new Map<number, string>();
  /** All that was asked in this session: a cancel may cross an end, but never names what was not asked. */
  readonly asked = new Set<number>();
  readonly active = new Map<string, number>();
  override holding = true;
  taken = 0;
  outages = 0;

  override takeReqId(owner: ReqOwner) {
    this.taken++;
    return super.takeReqId(owner);
  }

  abstract asks(client: Client, reqId: number, what: number): void;
  abstract cancels(client: Client, reqId: number): void;
  abstract leaves(client: Client): void;
  abstract answers(does: "answers" | "ends" | "refuses", id: number, what: string): void;
  abstract outage(): void;
  abstract waits(): void;
  abstract linkBack(): void;
  abstract look(): void;

  perform(step: Step): void {
    if ("what" in step) this[step.does](this.clients[step.client]!, step.reqId, step.what);
    else if ("client" in step) this.#leaves(this.clients[step.client]!);
    else if ("nth" in step) {
      const chosen = [...this.open][step.nth];
      if (chosen !== undefined) this.answers(step.does, ...chosen);
    } else if (step.does === "outage") this.#outage();
    else if (step.does === "waits" || step.does === "linkBack") this[step.does]();
    else this.letLeave(step.does === "backwards" ? "reversed" : "as asked");
    this.look();
    this.read();
  }

  read(): void {
    for (const { name, body } of this.takeSent()) {
      if (name.startsWith("cancel")) this.#closes(name, body.reqId);
      else if (name !== "reqMarketDataType") {
        assert(!this.asked.has(body.reqId), `${body.reqId} is asked twice`);
        this.asked.add(body.reqId);
        this.open.set(body.reqId, name);
      }
    }
  }

  #closes(name: string, reqId: number): void {
    assert(this.asked.has(reqId), `${name} of ${reqId}, which was not asked`);
    if (name === "cancelMktData") this.open.delete(reqId);
    else this.open.set(reqId, "cancelled");
  }

  end(): void {
    this.letLeave();
    this.read();
    for (const client of this.clients) this.#leaves(client);
    this.letLeave();
    this.read();
  }

  #leaves(client: Client): void {
    this.leaves(client);
    for (const key of this.active.keys()) if (key.startsWith(`${client.conn} `)) this.active.delete(key);
  }

  #outage(): void {
    this.read();
    this.loseQueue();
    this.open.clear();
    this.asked.clear();
    this.outages++;
    this.outage();
  }
}

/** Each kind of request has ids of its own. */
const kindOf = (name: string): "bars" | "details" => (/historical/i.test(name) ? "bars" : "details");

class Reading extends World {
  readonly shared = new Shared(this);
  /** Once cancelled: the Gateway's last word on it, a refusal even, may still come. */
  readonly cancelled = new Set<string>();
  override now = 0 as Instant;
  readonly #askedIn = new Map<string, number>();
  /** What the Gateway refused last: the error itself names no kind. */
  #refused = "";

  asks(client: Client, reqId: number, what: number): void {
    const name = what < 2 ? "reqHistoricalData" : "reqContractDetails";
    const key = `${client.conn} ${reqId} ${kindOf(name)}`;
    // Who asks again after data was lost replaces what it holds.
    if (!this.active.has(key) || this.#askedIn.get(key) !== this.outages) {
      this.active.set(key, what);
      this.#askedIn.set(key, this.outages);
    }
    this.shared.asked(client, request(name, { reqId, ...about(what) }), this.now);
  }

  cancels(client: Client, reqId: number): void {
    this.shared.asked(client, request("cancelHistoricalData", { reqId }), this.now);
    const unknown = this.heardBy(client).some(({ body }) => body.errorCode === 366);
    const key = `${client.conn} ${reqId} bars`;
    assert.equal(unknown, !this.active.has(key), "only active history can be cancelled");
    if (unknown) return;
    this.active.delete(key);
    this.cancelled.add(key);
  }

  leaves(client: Client): void {
    this.shared.left(client.conn);
  }

  outage(): void {
    this.shared.sessionLost(this.now);
    this.shared.sessionStarted(this.now);
  }

  waits(): void {}

  linkBack(): void {
    for (const code of [1100, 1102]) this.shared.noticed(code, this.now);
  }

  answers(does: "answers" | "ends" | "refuses", id: number, what: string): void {
    if (what === "cancelled" || does === "refuses") {
      this.open.delete(id);
      this.#refused = kindOf(what);
      return this.#hears("error", { id, errorCode: what === "cancelled" ? 162 : 200 });
    }
    const [data, end] =
      what === "reqHistoricalData"
        ? (["historicalData", "historicalDataEnd"] as const)
        : (["contractDetails", "contractDetailsEnd"] as const);
    this.#hears(data, { reqId: id });
    if (does === "answers") return;
    this.open.delete(id);
    this.#hears(end, { reqId: id });
  }

  #hears<N extends IncomingName>(name: N, body: Draft<IncomingBody<N>>): void {
    const { message, payload } = this.frame(name, body);
    this.shared.heard(message, payload, this.now);
  }

  /** Each end a client hears is the end of something it has asked, so no request ends twice. */
  look(): void {
    for (const client of this.clients) {
      for (const { name, body } of this.heardBy(client)) {
        const merged = name === "historicalData" && client.serverVersion < 196;
        const refused = name === "error" && body.errorCode === 200;
        if (!merged && !refused && !name.endsWith("End")) continue;
        const kind = refused ? this.#refused : kindOf(name);
        const key = `${client.conn} ${body.reqId ?? body.id} ${kind}`;
        assert(this.active.delete(key) || (refused && this.cancelled.has(key)), `${name} of nothing that is active`);
      }
    }
  }
}

const LINES_MAX = 3;

class Quoting extends World {
  readonly lines = new Lines(this, LINES_MAX);

  asks(client: Client, reqId: number, what: number): void {
    const genericTickList = ["", "233", "236", "233,236"][reqId]!;
    this.lines.asked(client, request("reqMktData", { reqId, ...about(what), genericTickList }), this.now);
    const refused = this.heardBy(client).some(({ body }) => body.errorCode === 101 || body.errorCode === 322);
    if (!refused) this.active.set(`${client.conn} ${reqId}`, what);
  }

  cancels(client: Client, reqId: number): void {
    this.lines.asked(client, request("cancelMktData", { reqId }), this.now);
    const unknown = this.heardBy(client).some(({ body }) => body.errorCode === 300);
    assert.equal(unknown, !this.active.delete(`${client.conn} ${reqId}`), "only active quotes can be cancelled");
  }

  leaves(client: Client): void {
    this.lines.left(client.conn);
  }

  outage(): void {
    this.lines.sessionLost();
    this.lines.sessionStarted();
  }

  /** Until what rests is asked for again. */
  waits(): void {
    const due = this.lines.nextDeadline();
    if (due === undefined) return;
    assert(due > this.now, "what is due has been done");
    this.now = due;
    this.lines.tick(due);
  }

  linkBack(): void {
    this.lines.noticed(1102, this.now);
  }

  answers(does: "answers" | "ends" | "refuses", id: number): void {
    this.now = (this.now + 1_000) as Instant;
    if (does !== "refuses") return this.ticks(id);
    const { message } = this.frame("error", { id, errorCode: 200 });
    assert(message.name === "error");
    this.lines.refused(message.body, this.now);
    this.open.delete(id);
  }

  ticks(id: number): void {
    const { payload } = this.frame("tickPrice", { reqId: id, tickType: 1, price: 255 });
    this.lines.heardRaw(payload, incomingId("tickPrice"), id, this.now);
  }

  look(): void {
    for (const client of this.clients) {
      for (const { name, body } of this.heardBy(client)) {
        if (name === "error") assert(this.active.delete(`${client.conn} ${body.id}`), "refused what it had not asked");
        else assert(this.active.has(`${client.conn} ${body.reqId}`), "heard quotes it had not asked for");
      }
    }
    assert(this.open.size <= LINES_MAX, "more lines are open than the login has: the next one draws a 101");
    const contracts = new Set(this.active.values()).size;
    assert.equal(this.lines.used, contracts, `${this.lines.used} lines for ${contracts} contracts`);
  }

  /** Every line speaks, those that rest are asked for first: who heard something. */
  hearing(): Set<string> {
    this.linkBack();
    this.letLeave();
    this.read();
    for (const id of [...this.open.keys()]) this.ticks(id);
    const heard = this.clients.map((client) => this.heardBy(client).map(({ body }) => `${client.conn} ${body.reqId}`));
    return new Set(heard.flat());
  }
}

test("however reads are asked, cancelled, answered and interrupted, each ends once and no id leaks", () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const world = new Reading();
      world.shared.sessionStarted(world.now);
      for (const step of script) world.perform(step);
      world.end();
      world.shared.tick(1_000_000 as Instant);
      assert.equal(world.released.size, world.taken);
      assert.equal(world.shared.nextDeadline(), undefined);
    }),
    { numRuns: 300 },
  );
});

test("however quotes are asked, cancelled, refused and interrupted, all riders hear theirs and no line leaks", () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const world = new Quoting();
      world.lines.sessionStarted();
      for (const step of script) world.perform(step);
      assert.deepEqual(world.hearing(), new Set(world.active.keys()));
      world.end();
      assert.deepEqual([world.lines.used, world.open.size, world.released.size], [0, 0, world.taken]);
      assert.equal(world.lines.nextDeadline(), undefined);
    }),
    { numRuns: 300 },
  );
});
