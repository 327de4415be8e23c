/**
 * Any order of requests, answers, outages and time keeps what the account desk promises: nobody hears of another
 * account, every request has at most one end, and the Gateway's own limits are kept.
 */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Client } from "../model/client.ts";
import type { IncomingName, OutgoingName } from "../wire/codec.ts";
import { Bench, clientOf, ONE, TWO } from "./bench.test.ts";

const ACCOUNTS = [ONE, TWO];
const CLIENTS = [clientOf(1, ONE), clientOf(2, TWO), clientOf(3, ONE)];
const ENDS: Readonly<Record<string, OutgoingName>> = {
  positionEnd: "reqPositions",
  accountDownloadEnd: "reqAccountUpdates",
  accountSummaryEnd: "reqAccountSummary",
  positionMultiEnd: "reqPositionsMulti",
  accountUpdateMultiEnd: "reqAccountUpdatesMulti",
};

/** A Gateway that answers what was asked of it, when the test says so, each account's numbers showing whose they are. */
class Gateway {
  readonly #bench: Bench;
  readonly #open = new Map<number, { name: string; account: string }>();
  #updates: string | undefined;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  take(): void {
    for (const { name, body } of this.#bench.requests()) {
      const { reqId = 0, account = "", acctCode } = body as { reqId?: number; account?: string; acctCode?: string };
      if (name.startsWith("cancel")) this.#open.delete(reqId);
      else if (name === "reqAccountUpdates") this.#updates = acctCode;
      else if (reqId !== 0) this.#open.set(reqId, { name, account });
      const summaries = [...this.#open.values()].filter((one) => one.name === "reqAccountSummary");
      assert.ok(summaries.length <= 2, "a Gateway allows two summaries");
    }
  }

  lost(): void {
    this.#bench.requests();
    this.#open.clear();
    this.#updates = undefined;
  }

  /** Says something of everything that is open; `whole` closes the images. */
  speak(number: number, whole: boolean): void {
    this.take();
    for (const account of ACCOUNTS) this.#bench.position(account, "AAPL", ownNumber(account, number));
    if (whole) this.#bench.gateway("positionEnd", {});
    if (this.#updates !== undefined) this.#statement(this.#updates, number, whole);
    for (const [reqId, { name, account }] of this.#open) this.#answer(reqId, name, account, number, whole);
  }

  #statement(account: string, number: number, whole: boolean): void {
    this.#bench.value(account, "AccountCode", account);
    this.#bench.value(account, "Cash", String(ownNumber(account, number)));
    this.#bench.gateway("updateAccountTime", { timeStamp: `${account} ${number}` });
    if (whole) this.#bench.gateway("accountDownloadEnd", { accountName: account });
  }

  #answer(reqId: number, name: string, account: string, number: number, whole: boolean): void {
    const own = ownNumber(account, number);
    const position = String(own) as never;
    const say = this.#bench.gateway.bind(this.#bench);
    const ends: Record<string, IncomingName> = {
      reqAccountSummary: "accountSummaryEnd",
      reqPositionsMulti: "positionMultiEnd",
      reqAccountUpdatesMulti: "accountUpdateMultiEnd",
    };
    if (name === "reqPnL") say("pnl", { reqId, dailyPnL: own });
    if (name === "reqPositionsMulti") say("positionMulti", { reqId, account, contract: { conId: 1 }, position });
    if (name === "reqAccountUpdatesMulti") say("accountUpdateMulti", { reqId, account, key: "K", value: String(own) });
    if (name === "reqAccountSummary") {
      for (const one of ACCOUNTS) this.#bench.summary(reqId, one, "Cushion", String(ownNumber(one, number)));
    }
    if (whole && ends[name] !== undefined) say(ends[name], { reqId } as never);
  }
}

/** Odd numbers are the first account's, even ones the second's. */
const ownNumber = (account: string, number: number): number => number * 2 + (account === ONE ? 1 : 2);

function assertOwn(client: Client, name: string, body: Record<string, unknown>): void {
  const named = body.account ?? body.accountName;
  if (named !== undefined) assert.equal(named, client.account, `${name} of another account`);
  if (name === "pnl") assert.equal(Number(body.dailyPnL) % 2, client.account === ONE ? 1 : 0, "another account's PnL");
  if (name === "updateAccountTime") assert.ok(String(body.timeStamp).startsWith(client.account), "another's time");
}

const client = fc.constantFrom(...CLIENTS);
const reqId = fc.integer({ min: 1, max: 3 });
const account = fc.constantFrom("", "All", ONE, TWO);
const step = fc.oneof(
  fc.record({
    do: fc.constant("ask" as const),
    client,
    reqId,
    account,
    kind: fc.nat(5),
    tags: fc.constantFrom("Cushion", "A", "B,$LEDGER"),
  }),
  fc.record({ do: fc.constant("cancel" as const), client, reqId, kind: fc.nat(5) }),
  fc.record({ do: fc.constant("speak" as const), number: fc.nat(3), whole: fc.boolean() }),
  fc.record({ do: fc.constant("refuse" as const), id: fc.integer({ min: 9_001, max: 9_010 }) }),
  fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(500, 1_000, 10_000, 15_000) }),
  fc.record({ do: fc.constant("outage" as const), silent: fc.boolean() }),
  fc.record({ do: fc.constant("trade" as const), account }),
  fc.record({ do: fc.constant("leave" as const), client }),
);

test("whatever happens, nobody hears of another account and no request ends twice", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const bench = new Bench();
      const gateway = new Gateway(bench);
      const asked = new Map<string, number>();
      bench.desk.sessionStarted(bench.now);
      for (const one of steps) {
        perform(bench, gateway, asked, one);
        for (const who of CLIENTS) check(bench, who, asked);
      }
    }),
    { numRuns: 300 },
  );
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function perform(bench: Bench, gateway: Gateway, asked: Map<string, number>, one: Step): void {
  switch (one.do) {
    case "ask": {
      const [name, body] = requestOf(one.kind, one.reqId, one.account, one.tags);
      const key = `${one.client.conn} ${name}`;
      asked.set(key, (asked.get(key) ?? 0) + 1);
      return bench.client(one.client, name, body as never);
    }
    case "cancel":
      return bench.client(one.client, CANCELS[one.kind]!, { reqId: one.reqId } as never);
    case "speak":
      return gateway.speak(one.number, one.whole);
    case "refuse":
      bench.gateway("error", { id: one.id, errorCode: 321, errorMsg: "no" });
      return;
    case "pass":
      return bench.pass(one.ms);
    case "trade":
      return bench.desk.traded(one.account, bench.now);
    case "leave":
      return bench.desk.left(one.client.conn);
    case "outage":
      if (one.silent) return bench.desk.dataLost(bench.now);
      bench.lost();
      gateway.lost();
      return bench.desk.sessionStarted(bench.now);
  }
}

const CANCELS: readonly OutgoingName[] = [
  "cancelPositions",
  "reqAccountUpdates",
  "cancelAccountSummary",
  "cancelPositionsMulti",
  "cancelAccountUpdatesMulti",
  "cancelPnL",
];

function requestOf(kind: number, reqId: number, account: string, tags: string): [OutgoingName, object] {
  switch (kind) {
    case 0:
      return ["reqPositions", {}];
    case 1:
      return ["reqAccountUpdates", { subscribe: true, acctCode: account }];
    case 2:
      return ["reqAccountSummary", { reqId, groupName: account, tags }];
    case 3:
      return ["reqPositionsMulti", { reqId, account }];
    case 4:
      return ["reqAccountUpdatesMulti", { reqId, account }];
    default:
      return ["reqPnL", { reqId, account }];
  }
}

function check(bench: Bench, who: Client, asked: Map<string, number>): void {
  for (const { name, body } of bench.bodiesTold(who)) {
    assertOwn(who, name, body);
    const request = ENDS[name];
    if (request === undefined) continue;
    const key = `${who.conn} ${request}`;
    const left = (asked.get(key) ?? 0) - 1;
    assert.ok(left >= 0, `${name} was said more often than asked for`);
    asked.set(key, left);
  }
  bench.told(who);
}
