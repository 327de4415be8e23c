/** What a client was told of one of its orders, read as the client itself must read it. */
import { isFinished, type OrderSeen } from "../strategies/memory.ts";

/**
 * Errors after which a client need not wait for an order any more: it was refused, or it had ended before. 202 is not
 * among them, for a status says the same.
 */
const OVER: ReadonlySet<number> = new Set([103, 104, 110, 136, 161, 200, 201, 203, 321, 322, 328, 434, 435, 436, 460]);
/** The answer to a cancel: there is no such order, or it has ended. That is newer than any status. */
const GONE: ReadonlySet<number> = new Set([135, 10147, 10148]);
/** 10148 says the state, and an order that cannot be cancelled now may still work. */
const STILL_WORKS = /state: (Pre|Pending)?Submitted/;

/** It was told that the order has ended, or never began. */
export const isOver = (order: OrderSeen): boolean =>
  isFinished(order) || isGone(order) || (named(order, OVER) && !isAlive(order));

const isGone = (order: OrderSeen): boolean => named(order, GONE) && !STILL_WORKS.test(order.error?.errorMsg ?? "");

const named = ({ error }: OrderSeen, codes: ReadonlySet<number>): boolean =>
  error !== undefined && codes.has(error.errorCode);

/** It was told that the order works. */
export const isAlive = ({ status }: OrderSeen): boolean => status === "Submitted" || status === "PreSubmitted";

/** Whether a cancel may still be of use: Inactive orders can come to life again (nautilus #3603). */
export const mayStillWork = ({ status }: OrderSeen): boolean =>
  status !== "Filled" && status !== "Cancelled" && status !== "ApiCancelled";

/** It was told something: a status, or an error that named it. */
export const hasWord = ({ status, error }: OrderSeen): boolean => status !== "" || error !== undefined;

/** An execution without its last number: a correction has the same stem (RELIABILITY I10). */
export const stemOf = (execId: string): string => execId.slice(0, Math.max(0, execId.lastIndexOf(".")));
