/**
 * What is known from outside about the orders of all incarnations of a daemon, as plain data: the wire to the Gateway,
 * the broker's own lists, and what each client asked for, was told and is shown. `verdict.ts` judges it.
 */

/** What the daemon wrote to the Gateway about an order; it may have been lost on the way. */
export interface Sent {
  readonly kind: "new" | "change" | "cancel" | "preview";
  readonly orderId: number;
  /** "" for a cancel, which carries none. */
  readonly orderRef: string;
  /** Price and size, to tell a change from a repetition. */
  readonly terms: string;
  /** Of a leg that waits for another one the Gateway says nothing by itself. */
  readonly transmit: boolean;
  /** The journal file named this frame when it was seen on the wire. */
  readonly journaled: boolean;
}

/** A word of the Gateway about one of the daemon's orders, that reached the daemon. */
export interface Word {
  readonly kind: "word";
  readonly orderId: number;
}

export type WireEvent = Sent | Word;

/** An open order as a list shows it. */
export interface Listed {
  readonly orderId: number;
  readonly permId: number;
  readonly orderRef: string;
  readonly account: string;
  readonly status: string;
  /** Everything else that two lists must agree on. */
  readonly terms: string;
}

export interface Completed {
  readonly permId: number;
  readonly orderRef: string;
  readonly account: string;
}

export interface Executed {
  readonly execId: string;
  readonly permId: number;
  readonly orderId: number;
  readonly orderRef: string;
  readonly account: string;
}

/** All orders that somebody can be shown. */
export interface Lists {
  readonly open: readonly Listed[];
  readonly completed: readonly Completed[];
  readonly executions: readonly Executed[];
}

/** What a client was last told about one of its orders. */
export interface Told {
  readonly orderId: number;
  readonly orderRef: string;
  /** 0 when it was told none. */
  readonly permId: number;
  readonly status: string;
}

export interface ClientView {
  readonly name: string;
  readonly account: string;
  readonly told: readonly Told[];
  /** The last start-up: what it was told at its end, and the open orders it was shown before. */
  readonly nextValidId: number;
  readonly pushed: readonly Listed[];
  /** permIds of all that was open at the broker before that start-up. */
  readonly openBefore: readonly number[];
  /** The highest order id that was told about, or is in the journal, before that start-up. */
  readonly highestUsedId: number;
  /** What it is shown when it asks. */
  readonly lists: Lists;
  /** Names of others' accounts in what it received. */
  readonly foreignAccounts: readonly string[];
}

export interface History {
  readonly wire: readonly WireEvent[];
  /** Keys of the orders whose intent is in the journal. */
  readonly intended: readonly string[];
  /** Keys of the orders that somebody wants cancelled, by the journal. */
  readonly unwanted: readonly string[];
  /** Read over a direct connection. */
  readonly broker: Lists;
  readonly clients: readonly ClientView[];
}

/** holdfast's key at the head of an orderRef. */
export const keyOf = (orderRef: string): string => orderRef.split("|", 1)[0]!;
/** The client's own reference behind it. */
export const textOf = (orderRef: string): string => orderRef.slice(keyOf(orderRef).length + 1);
