/**
 * Rows of the table of conditions with processes: the simulated Gateway has the trouble, and the daemon says which it is, within
 * the row's bound; /readyz, `holdfast healthcheck` and `holdfast status` agree; when the cause is gone it is ready again.
 *
 * Not here, because they take minutes or hours by definition, and played in virtual time in src/engine/conditions.test.ts and
 * its neighbours: client-id-stuck, restart-window, second-factor and streams-silent. `unreachable` needs a network: see
 * network.test.ts. `draining` has test/process/up.test.ts.
 */
import assert from "node:assert/strict";
import test, { after, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type ConditionId, conditionRow } from "../../../src/upstream/conditions.ts";
import {
  type DaemonProcess,
  type Gateway,
  type LogLine,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
  tearDown,
} from "../../rig/rig.ts";
import { asking } from "../simGateway/scene.ts";
import { agreed, comesToBe, readyz } from "./verdicts.ts";

after(tearDown);

/** What a busy machine may add. */
const SLACK_MS = 3_000;
const BACK_MS_MAX = 45_000;
const STRATEGIES = { alpha: { account: "DU1000001", clientIds: [1] } };
const LOGIN = ["DU1000001"] as const;

/** One daemon and one Gateway for many rows: nothing of one may stay for the next. */
class Patient {
  readonly daemon: DaemonProcess;
  gateway: Gateway;
  /** A client that stays from a row's beginning to its end. */
  watcher: RawClient | undefined;

  constructor(gateway: Gateway, daemon: DaemonProcess) {
    this.gateway = gateway;
    this.daemon = daemon;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<void> {
    const reply = await asking(this.gateway.control!)(method, path, body);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
  }

  set = (fault: string, values = {}): Promise<void> => this.#ask("PUT", `/faults/${fault}`, values);
  clear = (fault: string): Promise<void> => this.#ask("DELETE", `/faults/${fault}`);
  inject = (fault: string, values = {}): Promise<void> => this.#ask("POST", `/faults/${fault}/inject`, values);
  /** What is the matter only with new connections is met by a new one. */
  reset = (): Promise<void> => this.inject("connection-reset");

  /** Another Gateway takes the port. */
  async replace(accounts: readonly string[]): Promise<void> {
    await this.gateway.kill();
    this.gateway = await startGateway({ port: this.gateway.port, accounts, flags: FLAGS });
  }

  /** A client's request, on a connection of its own. */
  async asks(what: (client: RawClient) => void): Promise<void> {
    const client = await rawClient(this.daemon.port, 1);
    what(client);
    await pause(500);
    await client.close();
  }
}

const FLAGS = ["--control", "0", "--quiet"] as const;

async function patient(t: TestContext): Promise<Patient> {
  const gateway = await startGateway({ accounts: LOGIN, flags: FLAGS });
  const settings = "backoff-seconds = [1]";
  const daemon = await startDaemon({ gatewayPort: gateway.port, strategies: STRATEGIES, gateway: settings });
  const one = new Patient(gateway, daemon);
  t.after(() => one.gateway.kill());
  t.after(() => daemon.stop());
  await comesToBe(daemon, true, BACK_MS_MAX);
  return one;
}

interface Row {
  readonly when: string;
  readonly condition: ConditionId;
  readonly begin: (one: Patient) => Promise<void>;
  readonly end: (one: Patient) => Promise<void>;
  /** It passes so quickly that nobody can be asked meanwhile: the log must have named it. */
  readonly brief?: true;
}

const nothing = async (): Promise<void> => {};
const cured = (fault: string) => (one: Patient) => one.clear(fault);
const metBy = (fault: string, values = {}) => ({
  begin: async (one: Patient): Promise<void> => {
    await one.set(fault, values);
    await one.reset();
  },
  end: cured(fault),
});
const AAPL = { symbol: "AAPL", secType: "STK", exchange: "SMART", currency: "USD" };
const BUY = { action: "BUY", orderType: "LMT", lmtPrice: 1, totalQuantity: "1", tif: "DAY", transmit: true };

const QUICK: readonly Row[] = [
  {
    when: "the Gateway restarts and its port is closed",
    condition: "refused",
    begin: (one) => one.inject("gateway-restart", { gapMs: 8_000 }),
    end: nothing,
  },
  {
    when: "a cold restart waits for its approval",
    condition: "refused",
    begin: (one) => one.inject("cold-restart", { gapMs: 500, approvalMs: 8_000 }),
    end: nothing,
  },
  { when: "the API is switched off", condition: "refused", ...metBy("api-disabled") },
  {
    when: "the Gateway closes before it says a word",
    condition: "not-trusted",
    ...metBy("trusted-ip-drop", { answer: "close" }),
  },
  {
    when: "another login takes the session over and the port is closed",
    condition: "refused",
    begin: (one) => one.set("session-taken-over"),
    end: cured("session-taken-over"),
  },
  {
    when: "another login takes the session over and the port accepts and closes",
    condition: "not-trusted",
    begin: (one) => one.set("session-taken-over", { port: "accept-then-close" }),
    end: cured("session-taken-over"),
  },
  {
    when: "the Gateway keeps our client id for a while",
    condition: "client-id-taken",
    begin: async (one) => {
      await one.set("client-id-held", { holdMs: 8_000, ends: "any" });
      await one.reset();
    },
    end: cured("client-id-held"),
  },
  {
    when: "the Gateway keeps our client id until it restarts",
    condition: "client-id-taken",
    begin: async (one) => {
      await one.set("client-id-stuck");
      await one.reset();
    },
    end: async (one) => {
      await one.clear("client-id-stuck");
      await one.inject("gateway-restart", { gapMs: 500 });
    },
  },
  { when: "a Gateway of another era answers", condition: "wrong-version", ...metBy("server-version-other") },
  {
    when: "the login is another one",
    condition: "wrong-accounts",
    begin: (one) => one.replace(["DU1000009"]),
    end: (one) => one.replace(LOGIN),
  },
  {
    when: "the Gateway is a secondary session and refuses an order",
    condition: "read-only-session",
    begin: async (one) => {
      await one.set("secondary-read-only");
      await one.asks((client) => client.send("placeOrder", { orderId: 1, contract: AAPL, order: BUY } as never));
    },
    // Nobody says that the setting was changed: it is believed for ten minutes, or until a new session shows it.
    end: async (one) => {
      await one.clear("secondary-read-only");
      await one.reset();
    },
  },
  {
    when: "the link to IB is lost",
    condition: "link-lost",
    begin: (one) => one.set("link-lost"),
    end: cured("link-lost"),
  },
  {
    when: "the Gateway and its server lose each other",
    condition: "server-broken",
    begin: (one) => one.set("server-broken-2110"),
    end: cured("server-broken-2110"),
  },
  {
    when: "another session of the login has the market data",
    condition: "competing-session",
    begin: async (one) => {
      one.watcher = await rawClient(one.daemon.port, 1);
      one.watcher.send("reqMktData", { reqId: 1, contract: AAPL } as never);
      await one.watcher.expect("tickPrice");
      await one.set("competing-session");
      await one.watcher.expect("error", ({ id, errorCode }) => id === 1 && errorCode === 10197);
    },
    end: async (one) => {
      await one.clear("competing-session");
      one.watcher!.skip();
      await one.watcher!.expect("tickPrice");
      await one.watcher!.close();
    },
  },
  {
    when: "a data farm is broken",
    condition: "farms-broken",
    begin: (one) => one.set("farm-broken"),
    end: cured("farm-broken"),
  },
  { when: "the connection is reset", condition: "dropped", begin: (one) => one.reset(), end: nothing, brief: true },
  {
    when: "a frame has a length that cannot be",
    condition: "garbled",
    begin: async (one) => {
      await one.set("frame-length-wrong", { length: "negative", times: 1 });
      await one.asks((client) => client.send("reqCurrentTime", {}));
    },
    end: cured("frame-length-wrong"),
    brief: true,
  },
];

const SLOW: readonly (readonly Row[])[] = [
  [
    { when: "the port accepts and the API is mute", condition: "mute-handshake", ...metBy("mute-handshake") },
    {
      when: "the Gateway greets and lets nobody in",
      condition: "not-logged-in",
      ...metBy("mute-handshake", { from: "startApi" }),
    },
  ],
  [
    {
      when: "the process behind the port is dead",
      condition: "half-open",
      begin: (one) => one.set("port-open-while-dead"),
      end: cured("port-open-while-dead"),
      brief: true,
    },
    {
      when: "our address is not trusted and nothing follows",
      condition: "mute-handshake",
      ...metBy("trusted-ip-drop", { answer: "silence" }),
    },
  ],
  [{ when: "five attempts in a row are never greeted", condition: "api-disabled", ...metBy("mute-handshake") }],
  [
    {
      when: "a list that the start asks for never ends",
      condition: "unanswered",
      ...metBy("end-marker-missing", { end: "completedOrdersEnd" }),
    },
  ],
];

/** Plays one row from begin to end; how long recognising it took, in ms. */
async function played(one: Patient, { condition, begin, end, brief }: Row): Promise<number> {
  const { daemon } = one;
  const row = conditionRow(condition);
  const before = daemon.log.length;
  const news = (event: string) => (line: LogLine) =>
    line.event === event && line.condition === condition && daemon.log.indexOf(line) >= before;
  const began = performance.now();
  await begin(one);
  // What an attempt meets waits for the pause before the attempt.
  await daemon.logged(condition, news("condition-began"), row.boundMs + 2_000 + SLACK_MS);
  const tookMs = performance.now() - began;
  if (brief !== true) await namedBy(daemon, condition, row.remedy);
  await end(one);
  await comesToBe(daemon, true, BACK_MS_MAX);
  await daemon.logged(`the end of ${condition}`, news("condition-ended"), BACK_MS_MAX);
  assert.deepEqual((await readyz(daemon)).reasons, []);
  return tookMs;
}

async function namedBy(daemon: DaemonProcess, condition: ConditionId, remedy: string): Promise<void> {
  const verdict = await agreed(daemon);
  assert.equal(verdict.ready, conditionRow(condition).ready === true);
  assert.ok(verdict.conditions.includes(condition), `${verdict.conditions}`);
  assert.ok(verdict.remedies.includes(remedy), `${verdict.remedies}`);
}

/** Gateways of their own, at the same time: most of these rows are waits. */
test("every row is recognised in its time, named alike by all who tell, and over when its cause is", {
  concurrency: true,
  timeout: 290_000,
}, async (t) => {
  const rows = [QUICK.slice(0, 8), QUICK.slice(8), ...SLOW];
  const tests = rows.map((some, i) =>
    t.test(`part ${i + 1}`, async (t) => {
      const one = await patient(t);
      for (const row of some)
        await t.test(`${row.condition} when ${row.when}`, async (t) => {
          const tookMs = await played(one, row);
          t.diagnostic(
            `${row.condition} after ${Math.round(tookMs)} ms, the pause before an attempt included; its bound is ${boundOf(row)} ms`,
          );
        });
    }),
  );
  await Promise.all(tests);
});

const boundOf = ({ condition }: Row): number => conditionRow(condition).boundMs;
