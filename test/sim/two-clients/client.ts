/** One client of the play with its script, and what it finds wrong with what it is told. */
import { ZERO } from "../../../src/base/decimal.ts";
import { seconds } from "../../../src/base/time.ts";
import type { Io } from "../../../src/io/io.ts";
import type { Address } from "../../../src/sim/strategies/connection.ts";
import type { OrderSeen } from "../../../src/sim/strategies/memory.ts";
import { type OpenOrder, RollCall } from "../../../src/sim/strategies/rollCall.ts";
import { Script, type Step } from "../../../src/sim/strategies/script.ts";
import { Trader } from "../../../src/sim/strategies/trader.ts";
import type { Incoming } from "../../../src/wire/codec.ts";
import type { Auditor } from "./auditor.ts";

export interface Actor {
  readonly host: string;
  readonly account: string;
  readonly clientId: number;
}

const RECONNECT_MS = 250;

export class Client {
  readonly actor: Actor;
  readonly trader: Trader;
  readonly script: Script;
  readonly violations: string[] = [];
  /** Every nextValidId it was told, in order. */
  readonly nextValidIds: number[] = [];
  rollCall: RollCall | undefined;
  /** Names of the brackets in its script, none of which it takes back. */
  readonly #brackets: readonly string[];

  constructor(io: Io, door: Omit<Address, "clientId">, actor: Actor, steps: readonly Step[]) {
    this.actor = actor;
    this.#brackets = steps.flatMap((step) => (step.step === "bracket" ? [step.name] : []));
    const owner = { ready: () => {}, lost: () => {}, heard: (message: Incoming) => this.#heard(message) };
    const { account, clientId } = actor;
    this.trader = new Trader(io, { ...door, account, clientId, reconnectMs: RECONNECT_MS, retries: true }, owner);
    this.script = new Script(io, this.trader, steps, () => {}, { waitMsMax: seconds(5) });
  }

  callRoll(): void {
    this.rollCall = new RollCall(this.trader, this.actor.clientId);
  }

  /** What it was told that no list knows any more, and where the lists differ from what the broker holds. */
  compare(broker: Auditor): readonly string[] {
    return [
      ...this.#naked(broker),
      ...this.#lost(),
      ...this.#openDrift(broker),
      ...this.#executionDrift(broker),
      ...this.#positionDrift(broker),
    ];
  }

  #lost(): readonly string[] {
    const { open, completed, executions } = this.rollCall!;
    const ids = new Set([...open.map(({ order }) => order.orderId), ...executions.map(({ orderId }) => orderId)]);
    const lost = this.#told().filter(({ orderId, orderRef }) => !ids.has(orderId) && !completed.includes(orderRef));
    return lost.map(({ orderRef, status }) => `${this.actor.host}'s ${orderRef} (${status}) is lost`);
  }

  /** Open orders agree, but for those whose fate the daemon does not know. */
  #openDrift(broker: Auditor): readonly string[] {
    const listed = this.rollCall!.open.filter(({ orderState }) => orderState.status !== "PendingSubmit");
    const held = broker.open.filter(({ order }) => order.account === this.actor.account);
    return difference(`open orders of ${this.actor.host}`, listed.map(summary), held.map(summary));
  }

  /** An entry that the broker has filled has its stop at the broker (RELIABILITY I6). */
  #naked(broker: Auditor): readonly string[] {
    const entries = this.#brackets.filter((name) => broker.executions.some(({ orderRef }) => says(orderRef, name)));
    const naked = entries.filter((name) => !broker.open.some(({ order }) => says(order.orderRef, `${name}-sl`)));
    return naked.map((name) => `${this.actor.host}'s ${name} is filled and has no stop`);
  }

  #executionDrift(broker: Auditor): readonly string[] {
    const listed = this.rollCall!.executions.map(({ execId }) => execId);
    const heard = [...this.trader.memory.fills.keys()];
    const own = broker.executions
      .filter(({ acctNumber }) => acctNumber === this.actor.account)
      .map(({ execId }) => execId);
    return [
      ...difference(`listed executions of ${this.actor.host}`, listed, own),
      ...difference(`heard executions of ${this.actor.host}`, heard, own),
    ];
  }

  #positionDrift(broker: Auditor): readonly string[] {
    const told = [...this.trader.memory.positions].map(([symbol, position]) => `${position} ${symbol}`);
    const own = broker.positions.filter(({ account, position }) => account === this.actor.account && position !== ZERO);
    return difference(
      `positions of ${this.actor.host}`,
      told,
      own.map(({ position, contract }) => `${position} ${contract.symbol}`),
    );
  }

  /** Orders that it was told about, those aside that were refused at the door. */
  #told(): readonly OrderSeen[] {
    const refused = ({ permId, error }: OrderSeen): boolean => permId === 0 && error?.errorCode === 201;
    return [...this.trader.memory.orders.values()].filter((order) => order.status !== "" && !refused(order));
  }

  #heard(message: Incoming): void {
    this.rollCall?.hear(message);
    if (message.name !== "nextValidId") return;
    const { orderId } = message.body;
    this.nextValidIds.push(orderId);
    const above = this.#told().filter((order) => order.orderId >= orderId);
    for (const order of above)
      this.violations.push(`${this.actor.host} was told nextValidId ${orderId} after order ${order.orderId}`);
  }
}

/** Whether an orderRef at the broker carries this reference of a client behind holdfast's key. */
const says = (orderRef: string, text: string): boolean => orderRef.endsWith(`|${text}`);

const summary = ({ contract, order, orderState }: OpenOrder): string =>
  JSON.stringify([
    order.permId,
    contract.symbol,
    order.action,
    order.totalQuantity,
    order.orderType,
    order.lmtPrice,
    order.auxPrice,
    orderState.status,
  ]);

function difference(what: string, told: readonly string[], truth: readonly string[]): readonly string[] {
  const [a, b] = [[...told].sort().join(" "), [...truth].sort().join(" ")];
  return a === b ? [] : [`${what}: told [${a}], the broker has [${b}]`];
}
