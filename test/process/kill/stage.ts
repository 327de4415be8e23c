/**
 * A simulated Gateway, a daemon behind a sluice, two trading clients, and everything that is known of their orders.
 *
 * The Gateway, the journal and the clients outlive every kill; the record of the wire goes on over all incarnations.
 */
import assert from "node:assert/strict";
import { ask } from "../../../src/cli/ask.ts";
import type { AlertCause } from "../../../src/model/alert.ts";
import type { Entry } from "../../../src/model/entry.ts";
import type { Truth } from "../../../src/standalone/standalone.ts";
import type { Incoming } from "../../../src/wire/codec.ts";
import {
  type DaemonOptions,
  type DaemonProcess,
  type LogLine,
  launchDaemon,
  PATIENCE_MS,
  type RawClient,
  rawClient,
  startDaemon,
  startGateway,
} from "../../rig/rig.ts";
import { type Ask, asking } from "../simGateway/scene.ts";
import { Bot } from "./bot.ts";
import type { Lists, Sent } from "./history.ts";
import { Journal } from "./journal.ts";
import { listsOf } from "./lists.ts";
import type { Role } from "./seat.ts";
import { type Frame, openSluice } from "./sluice.ts";
import { WireRecord } from "./wire.ts";

/** A frame on its way, and what it means for an order when the daemon sent it. */
export interface Sighting {
  readonly frame: Frame;
  readonly sent: Sent | undefined;
}

/** What a trap does with a frame: lets so many bytes of it pass, and perhaps kills the daemon in that instant. */
export type Catch = { readonly pass: number; readonly kill: boolean };
export type Trap = (sighting: Sighting) => Catch | undefined;

/** A frame of the Gateway that is not heard: what was said before it, and what it says, as entries. */
export interface Halves {
  readonly about: string;
  readonly heard: (entry: Entry) => boolean;
  readonly missed: (entry: Entry) => boolean;
}

export const ROLES: readonly Role[] = [
  { name: "alpha", account: "DU1000001", clientId: 1, low: 1, high: 400 },
  { name: "beta", account: "DU1000002", clientId: 2, low: 1, high: 400 },
];
/** A price that stands still, so that what is meant to rest rests. */
const PRICES = "0,SPY,599.99,600.01,600";
/** However long a busy machine lets its clients buy, none of them runs out of money. */
const CASH = "1000000000";
/** Options below this strike are worth more than a role's low price, and less than its high one. */
const STRIKE_MAX = 540;
const AUDITOR_ID = 900;
/** What kills bring about, and what the daemon is right to be alarmed at: orders of unknown fate, legs of brackets among them. */
const CAUSES: ReadonlySet<unknown> = new Set<AlertCause>(["order-unknown", "leg-missing", "unprotected"]);
const isExpected = ({ event, cause }: LogLine): boolean => event === "alert" && CAUSES.has(cause);

export class Stage {
  readonly bots = ROLES.map((role) => new Bot(role));
  readonly record = new WireRecord(() => this.journal);
  readonly #env: Readonly<Record<string, string>>;
  /** Between the daemon and the Gateway. */
  sluicePort = 0;
  #auditor!: RawClient;
  #ask!: Ask;
  #port = 0;
  #trap: Trap | undefined;
  daemon!: DaemonProcess;
  journal!: Journal;

  /** `env` is for the daemon. */
  private constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const stage = new Stage(env);
    const flags = ["--control", "0", "--quiet", "--cash", CASH];
    const gateway = await startGateway({ prices: PRICES, flags });
    stage.#ask = asking(gateway.control!);
    stage.sluicePort = await openSluice(gateway.port, (frame) => stage.#keep(frame));
    stage.#auditor = await rawClient(gateway.port, AUDITOR_ID);
    for (const bot of stage.bots) bot.conIds = await contractsOf(stage.#auditor);
    stage.daemon = await startDaemon({ gatewayPort: stage.sluicePort, env });
    stage.#port = stage.daemon.port;
    stage.journal = new Journal(stage.daemon.stateDir);
    await stage.connect();
    return stage;
  }

  /** Clients say again what had no answer, and go on. */
  trade(): void {
    for (const bot of this.bots) {
      assert.ok(bot.isConnected, "the daemon did not come back from an earlier kill");
      bot.sayAgain();
      bot.startTrading();
    }
  }

  async rest(): Promise<void> {
    for (const bot of this.bots) await bot.stopTrading();
  }

  set trap(trap: Trap) {
    this.#trap = trap;
  }

  /** Resolves with the frame at which the trap killed. */
  killAtFrame(trap: Trap): Promise<Sighting> {
    return within((resolve) => {
      this.#trap = (sighting) => {
        const caught = trap(sighting);
        if (caught?.kill) {
          this.kill();
          resolve(sighting);
        }
        return caught;
      };
    });
  }

  /** Resolves with the entry at whose appearance in the journal file it killed. */
  killAtEntry(matches: (entry: Entry) => boolean): Promise<Entry> {
    return within((resolve) => {
      this.journal.next(matches, (entry) => {
        this.kill();
        resolve(entry);
      });
    });
  }

  /** Resolves with the bot that was told such a message, at which it killed. */
  killAtWord(matches: (message: Incoming, bot: Bot) => boolean): Promise<{ bot: Bot; message: Incoming }> {
    return Promise.any(this.bots.map((bot) => this.#killAtWordTo(bot, (message) => matches(message, bot))));
  }

  async #killAtWordTo(bot: Bot, matches: (message: Incoming) => boolean): Promise<{ bot: Bot; message: Incoming }> {
    const { client } = bot;
    const from = client.messages.length;
    const look = (): Incoming | undefined => {
      const message = client.messages.slice(from).find(matches);
      if (message !== undefined) this.kill();
      return message;
    };
    return { bot, message: await client.socket.until("word to kill at", look, PATIENCE_MS) };
  }

  /** What of the conversation is cut off, and the entries of its two sides. Kills when the first side is journaled. */
  killBetween(split: (frame: Frame) => Halves | undefined): Promise<Halves> {
    return within((resolve) => {
      this.#trap = ({ frame }) => {
        const halves = split(frame);
        if (halves === undefined) return undefined;
        this.journal.once(halves.heard, () => {
          this.kill();
          resolve(halves);
        });
        return { pass: 0, kill: false };
      };
    });
  }

  kill(): void {
    this.daemon.child.signal("SIGKILL");
  }

  /** The daemon is gone by our hand, and nobody is connected any more. */
  async died(): Promise<void> {
    const { signal } = await this.daemon.child.exited;
    this.#trap = undefined;
    this.journal.forgetWants();
    for (const bot of this.bots) bot.hangUp();
    await this.rest();
    assert.equal(signal, "SIGKILL", `the daemon ended by itself:\n${this.daemon.child.err.slice(-5).join("\n")}`);
    const errors = this.daemon.log.filter((line) => line.level === "error" && !isExpected(line));
    assert.deepEqual(errors, []);
  }

  /** Starts the next incarnation and does not wait for it. */
  launch(): void {
    this.daemon = launchDaemon(this.#options);
  }

  /** The next incarnation serves. */
  async reopen(): Promise<void> {
    this.daemon = await startDaemon(this.#options);
  }

  /** Where its clients come in, through all restarts. */
  get port(): number {
    return this.#port;
  }

  get #options(): DaemonOptions {
    return { gatewayPort: this.sluicePort, directory: this.daemon.directory, port: this.#port, env: this.#env };
  }

  async connect(): Promise<void> {
    const { open } = await this.broker();
    for (const bot of this.bots) {
      bot.highestUsedId = this.#highestUsedId(bot);
      bot.openBefore = open.map(({ permId }) => permId);
    }
    await Promise.all(this.bots.map((bot) => bot.connect(this.#port)));
  }

  /** Of ids that were told about, or that the journal knows. */
  #highestUsedId({ memory, role }: Bot): number {
    return Math.max(0, ...this.journal.idsOf(role.clientId), ...memory.told.map(({ orderId }) => orderId));
  }

  /** Read over a direct connection, whether or not a daemon runs. */
  broker(): Promise<Lists> {
    return listsOf(this.#auditor, "reqAllOpenOrders");
  }

  /** What the broker knows to be so, which no client is shown. */
  async truth(): Promise<Truth> {
    return (await this.#ask("GET", "/truth")).body as Truth;
  }

  /** Every order or position that the daemon knows, or where it differs from the broker, as an operator sees it. */
  known(what: "orders" | "positions" | "drift"): Promise<unknown> {
    return new Promise((resolve) => ask(this.daemon.socket, what, resolve));
  }

  /** Every frame passes here: it is recorded, and the trap may have a word. */
  #keep(frame: Frame): number {
    const sent = this.record.wrote(frame);
    const pass = this.#trap?.({ frame, sent })?.pass ?? frame.length;
    if (pass === frame.length && !frame.link.deaf) this.record.heard(frame);
    return pass;
  }
}

/** Many contracts: one with an order of unknown fate takes no new risk, and kills leave such orders behind. */
async function contractsOf(client: RawClient): Promise<readonly number[]> {
  const contract = { symbol: "SPY", secType: "OPT", right: "C", exchange: "SMART", currency: "USD" };
  client.skip();
  client.send("reqContractDetails", { reqId: 1, contract });
  const from = client.messages.length;
  await client.expect("contractDetailsEnd", undefined, PATIENCE_MS);
  return client.messages
    .slice(from)
    .flatMap(({ name, body }) =>
      name === "contractDetails" && (body.contract.strike ?? STRIKE_MAX) < STRIKE_MAX ? [body.contract.conId] : [],
    );
}

function within<T>(act: (resolve: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`the moment did not come within ${PATIENCE_MS} ms`));
    const timer = setTimeout(late, PATIENCE_MS);
    act((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
