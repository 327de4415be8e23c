/**
 * How far a halt has come: what was open when it was asked for, and what of that has ended since.
 *
 * The daemon does the work, whether or not anybody watches; this only counts, from its answers to `orders` and `trading`.
 */
import { isStop } from "../../model/orderType.ts";
import { isFinished, STATUSES } from "../../model/status.ts";
import { OPERATOR, type Scope, scopeName } from "../../model/trading.ts";
import type { Row } from "../row.ts";

/** States in which an order lives; `held` ones wait here and nowhere else. */
const OPEN: ReadonlySet<unknown> = new Set(STATUSES.filter((status) => !isFinished(status)));

export interface Progress {
  /** Orders that were open, or came to be while it was on its way, and have ended. */
  readonly ended: number;
  readonly open: number;
  /** Of those still open, the stops that only a level or a word beyond ends. */
  readonly stops: number;
  readonly unknown: number;
  readonly closes: { readonly open: number; readonly filled: number };
  readonly done: boolean;
}

export class HaltProgress {
  readonly #scope: Scope;
  readonly #before: ReadonlySet<unknown>;
  readonly #closesBefore: ReadonlySet<unknown>;

  /** `orders` as they were when it was asked for. */
  constructor(scope: Scope, orders: readonly Row[]) {
    this.#scope = scope;
    this.#before = new Set(orders.filter((order) => this.#isMeant(order) && isOpen(order)).map(({ key }) => key));
    this.#closesBefore = new Set(orders.filter(isClose).map(({ key }) => key));
  }

  look(orders: readonly Row[], trading: Row): Progress {
    const meant = orders.filter((order) => this.#isMeant(order));
    const open = meant.filter(isOpen);
    const closes = orders.filter((order) => isClose(order) && !this.#closesBefore.has(order.key));
    return {
      ended: meant.filter((order) => this.#before.has(order.key) && !isOpen(order)).length,
      open: open.length,
      stops: open.filter(({ orderType }) => isStop({ orderType: String(orderType) })).length,
      unknown: open.filter(({ status }) => status === "unknown").length,
      closes: { open: closes.filter(isOpen).length, filled: closes.filter(({ status }) => status === "filled").length },
      done: this.#saidOf(trading)?.doneAt !== undefined,
    };
  }

  #isMeant(order: Row): boolean {
    if (isClose(order)) return false;
    if ("strategy" in this.#scope) return order.strategy === this.#scope.strategy;
    return "account" in this.#scope ? order.account === this.#scope.account : true;
  }

  #saidOf({ said }: Row): Row | undefined {
    return Array.isArray(said) ? said.find(({ scope }) => scope === scopeName(this.#scope)) : undefined;
  }
}

const isOpen = ({ status }: Row): boolean => OPEN.has(status);
const isClose = ({ strategy }: Row): boolean => strategy === OPERATOR;

/** `3 orders ended, 2 open (1 stop), 1 close on its way, 1 filled`. */
export function inWords({ ended, open, stops, unknown, closes }: Progress): string {
  const of = [count(stops, "stop"), unknown === 0 ? "" : `${unknown} of unknown fate`].filter((part) => part !== "");
  return [
    `${count(ended, "order") || "no order"} ended`,
    open === 0 ? "" : `${open} open${of.length === 0 ? "" : ` (${of.join(", ")})`}`,
    closes.open === 0 ? "" : `${count(closes.open, "close")} on the way`,
    closes.filled === 0 ? "" : `${count(closes.filled, "close")} filled`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

const count = (n: number, what: string): string => (n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`);
