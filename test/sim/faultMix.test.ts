/**
 * A day under the default mix of faults, with clients that come back, trade and ask: nothing breaks, the day repeats
 * itself byte for byte, and when the faults are over everything works again.
 */
import { equal, ok } from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { DEFAULT_MIX } from "../../src/sim/faults/random.ts";
import { AAPL, ACCOUNTS, type Client, type Loopback, MSFT, still } from "./loopback.ts";

const HOURS = 24;
const STEP_MS = 20_000;

/** A client that connects whenever it is not, and then trades, streams and asks in turn. */
class Bot {
  readonly #scene: Loopback;
  readonly #clientId: number;
  readonly #hash = createHash("sha256");
  #client: Client | undefined;
  #orderId = 0;
  #turn = 0;
  connects = 0;

  constructor(scene: Loopback, clientId: number) {
    this.#scene = scene;
    this.#clientId = clientId;
  }

  step(): void {
    if (this.#client === undefined || this.#client.closed !== undefined || this.#turn % 200 === 0) this.#connect();
    const client = this.#client;
    if (client === undefined || client.closed !== undefined || this.#orderId === 0) return;
    this.#turn++;
    if (this.#turn % 3 === 0) client.place(this.#orderId++, this.#order());
    else if (this.#turn % 7 === 0) client.cancel(this.#orderId - 1);
    else if (this.#turn % 5 === 0) client.send("reqOpenOrders", {});
    else if (this.#turn % 11 === 0) client.send("reqExecutions", { reqId: this.#turn, filter: {} });
    else if (this.#turn % 13 === 0) client.send("reqPositions", {});
    this.#listen(client);
  }

  #order() {
    const action = this.#turn % 2 === 0 ? "BUY" : "SELL";
    return this.#turn % 4 === 0 ? { action } : { action, orderType: "LMT", lmtPrice: action === "BUY" ? 200 : 300 };
  }

  #connect(): void {
    this.#turn++;
    if (this.#client !== undefined) this.#finish(this.#client);
    this.#client = this.#scene.connect(this.#clientId);
    this.connects++;
    const none = { genericTickList: "", snapshot: false, regulatorySnapshot: false };
    this.#client.send("reqMktData", { reqId: 1, contract: this.#clientId % 2 === 0 ? AAPL : MSFT, ...none });
    this.#listen(this.#client);
  }

  #listen(client: Client): void {
    for (const { orderId } of client.bodies("nextValidId")) this.#orderId = Math.max(1, orderId);
  }

  #finish(client: Client): void {
    for (const chunk of client.chunks) this.#hash.update(chunk);
    if (client.closed === undefined) client.leave();
  }

  digest(): string {
    if (this.#client !== undefined) this.#finish(this.#client);
    return this.#hash.digest("hex");
  }
}

function day(
  seed: number,
  hours: number,
): { readonly digest: string; readonly scene: Loopback; readonly connects: number } {
  const scene = still({ seed, faultMix: DEFAULT_MIX });
  const bots = [1, 2, 3].map((clientId) => new Bot(scene, clientId));
  for (let ms = 0; ms < hours * 3_600_000; ms += STEP_MS) {
    for (const bot of bots) bot.step();
    scene.pass(STEP_MS);
  }
  const digest = bots.map((bot) => bot.digest()).join();
  return { digest, scene, connects: bots.reduce((sum, { connects }) => sum + connects, 0) };
}

test("a day under the default mix strikes most faults, and afterwards the Gateway is whole", () => {
  const { scene, connects } = day(1, HOURS);
  const { faults } = scene.gateway;
  ok(connects > 10, `${connects} connections`);
  const set = faults.list().filter((state) => state.set > 0);
  const struck = set.filter((state) => state.struck > 0);
  ok(set.length > 60, `${set.length} faults were set`);
  ok(struck.length > set.length / 2, `${struck.length} of ${set.length} struck`);
  equal(recovers(scene), true);
});

/** The mix goes on: soon there is a moment between two faults at which a new client finds everything in order. */
function recovers(scene: Loopback): boolean {
  for (let attempt = 0; attempt < 100; attempt++) {
    scene.gateway.faults.clearAll();
    const client = scene.connect(100 + attempt);
    client.place(1_000_000, { account: ACCOUNTS[1] });
    scene.pass(60_000);
    const lines = client.lines();
    client.leave();
    if (scene.gateway.link.up && lines.includes("nextValidId") && lines.includes("EX 1000000 BOT 100")) return true;
  }
  return false;
}

test("the same seed gives the same bytes, another seed others", () => {
  const first = day(5, 4).digest;
  equal(day(5, 4).digest, first);
  ok(day(6, 4).digest !== first);
});
