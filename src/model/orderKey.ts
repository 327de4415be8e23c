/**
 * The order key: holdfast's own identity of an order, which travels to the broker in `orderRef`.
 *
 *     alpha-x7k2-1z        strategy - epoch of the journal - counter in base 36
 *
 * At most 20 ASCII characters (MUX.md section 2). The strategy's name keeps orders attributable without the journal;
 * the epoch, drawn once per journal, keeps a new journal from ever repeating an old one's keys. The client's own
 * orderRef follows behind a bar as far as it fits; what the client gets back comes from our memory, not from there.
 */
import type { OrderKey, StrategyName } from "./ids.ts";

const KEY = /^([a-z0-9-]{1,8})-([a-z0-9]{4})-([a-z0-9]{1,6})$/;
/** How long an orderRef we send may get; IB's own limit is not established, 40 has been seen to survive. */
const ORDER_REF_MAX = 40;

export const orderKey = (strategy: StrategyName, epoch: string, n: number): OrderKey =>
  `${strategy}-${epoch}-${n.toString(36)}` as OrderKey;

/** Four characters of a seed. */
export const epochOf = (seed: number): string => (seed % 36 ** 4).toString(36).padStart(4, "0");

/** What is written into `orderRef` for the broker. */
export const orderRefOf = (key: OrderKey, clientText: string): string =>
  (clientText === "" ? key : `${key}|${clientText}`).slice(0, ORDER_REF_MAX);

/** The key at the head of an `orderRef`, if it has the form of one. */
export function keyIn(orderRef: string | undefined): OrderKey | undefined {
  const head = (orderRef ?? "").split("|", 1)[0]!;
  return KEY.test(head) ? (head as OrderKey) : undefined;
}

/** Whose key stands at the head of an `orderRef`, also of an order that is not ours: a twin, a copy, one of a lost journal. */
export function strategyIn(orderRef: string | undefined): StrategyName | undefined {
  const key = keyIn(orderRef);
  return key === undefined ? undefined : (KEY.exec(key)![1] as StrategyName);
}

/** Whether the key is of the journal with this epoch. */
export const isOfEpoch = (key: OrderKey, epoch: string | undefined): boolean => KEY.exec(key)![2] === epoch;

/** The counter inside a key. */
export const counterOf = (key: OrderKey): number => Number.parseInt(KEY.exec(key)![3]!, 36);
