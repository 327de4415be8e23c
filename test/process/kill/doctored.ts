/**
 * Histories that must not pass: each is a true one with one thing made wrong, and the sentence that must be said of it.
 */
import { type ClientView, type History, keyOf, type Lists, type Sent } from "./history.ts";

export interface Doctored {
  /** Goes on from "the checks find". */
  readonly sentence: string;
  readonly doctor: (history: History) => History;
  readonly says: RegExp;
}

const withWire = (history: History, change: (wire: History["wire"]) => History["wire"]): History => ({
  ...history,
  wire: change(history.wire),
});

const withFirstClient = (history: History, change: (client: ClientView) => Partial<ClientView>): History => {
  const [first, ...others] = history.clients;
  return { ...history, clients: [{ ...first!, ...change(first!) }, ...others] };
};

const withBroker = (history: History, change: (broker: Lists) => Partial<Lists>): History => ({
  ...history,
  broker: { ...history.broker, ...change(history.broker) },
});

/** The last new order on the wire. */
const lastNew = ({ wire }: History): Sent => wire.findLast((event): event is Sent => event.kind === "new")!;
const firstNew = ({ wire }: History): Sent => wire.find((event): event is Sent => event.kind === "new")!;

/** An order that a client was told about and that rests. */
const anyOpen = ({ clients }: History) => clients[0]!.lists.open.find(({ permId }) => permId !== 0)!;

const without = ({ open, completed, executions }: Lists, orderId: number, orderRef: string): Lists => ({
  open: open.filter((each) => each.orderId !== orderId),
  completed: completed.filter((each) => each.orderRef !== orderRef),
  executions: executions.filter((each) => each.orderId !== orderId),
});

export const DOCTORED: readonly Doctored[] = [
  {
    sentence: "an order that the broker has twice under one key",
    doctor: (history) =>
      withBroker(history, ({ completed }) => ({ completed: [...completed, { ...completed[0]!, permId: 1 }] })),
    says: /exists 2 times at the broker: \d+, 1$/m,
  },
  {
    sentence: "an order of a client that became two orders with two keys",
    doctor: (history) =>
      withBroker(history, ({ completed }) => {
        const [first] = completed;
        const orderRef = first!.orderRef.replace(keyOf(first!.orderRef), "alpha-t3st-1");
        return { completed: [...completed, { ...first!, permId: 1, orderRef }] };
      }),
    says: /exists 2 times at the broker: .*, alpha-t3st-1$/m,
  },
  {
    sentence: "an order at the broker that nobody intended",
    doctor: (history) => ({ ...history, intended: history.intended.slice(1) }),
    says: /is at the broker without an intent in the journal/,
  },
  {
    sentence: "an order frame that left twice",
    doctor: (history) => withWire(history, (wire) => [...wire, { ...lastNew(history), kind: "change" }]),
    says: /was sent twice/,
  },
  {
    sentence: "an order that left again under another id",
    doctor: (history) =>
      withWire(history, (wire) => [...wire, { ...lastNew(history), kind: "change", orderId: 9_999 }]),
    says: /was sent as \d+ and as 9999/,
  },
  {
    sentence: "a change to an order that the Gateway has not spoken of",
    doctor: (history) => withWire(history, (wire) => wire.filter(({ kind }) => kind !== "word")),
    says: /was changed before the Gateway spoke of it/,
  },
  {
    sentence: "an order id that was used again",
    doctor: (history) =>
      withWire(history, (wire) => [
        ...wire,
        { ...lastNew(history), orderId: firstNew(history).orderId, orderRef: "alpha-t3st-2" },
      ]),
    says: /order id \d+ was used for .* and for alpha-t3st-2/,
  },
  {
    sentence: "an order id that goes back",
    doctor: (history) =>
      withWire(history, (wire) => [...wire, { ...lastNew(history), orderId: 0, orderRef: "alpha-t3st-3" }]),
    says: /order id 0 of alpha-t3st-3 came after \d+/,
  },
  {
    sentence: "a frame that left before it was in the journal",
    doctor: (history) =>
      withWire(history, (wire) => [...wire, { ...lastNew(history), kind: "cancel", journaled: false }]),
    says: /the cancel frame of .* was not journaled/,
  },
  {
    sentence: "an order that a client was told about and is in none of its lists",
    doctor: (history) =>
      withFirstClient(history, ({ lists }) => {
        const { orderId, orderRef } = anyOpen(history);
        return { lists: without(lists, orderId, orderRef) };
      }),
    says: /alpha's order \d+ a\d+ \(\w+\) is lost/,
  },
  {
    sentence: "a finished order that a client was told about and is in none of its lists",
    doctor: (history) =>
      withFirstClient(history, ({ lists, told }) => {
        const { orderId, orderRef } = told.find(({ status }) => status === "Filled")!;
        return { lists: without(lists, orderId, orderRef) };
      }),
    says: /alpha's order \d+ a\d+ \(Filled\) is lost/,
  },
  {
    sentence: "an order that is shown as another one than was told",
    doctor: (history) =>
      withFirstClient(history, ({ told }) => ({
        told: told.map((each) => (each.orderId === anyOpen(history).orderId ? { ...each, permId: 2 } : each)),
      })),
    says: /alpha's order \d+ was told as 2 and is shown as \d+/,
  },
  {
    sentence: "a client's next id that is not above those it has used",
    doctor: (history) => withFirstClient(history, ({ highestUsedId }) => ({ nextValidId: highestUsedId })),
    says: /alpha was told (\d+) after its order \1/,
  },
  {
    sentence: "an open order that a client is not shown when it comes back",
    doctor: (history) =>
      withFirstClient(history, ({ pushed }) => ({ pushed: pushed.filter(({ permId }) => permId === 0) })),
    says: /alpha came back and was not shown its open/,
  },
  {
    sentence: "an order that a client is shown when it comes back, and that is nowhere",
    doctor: (history) =>
      withFirstClient(history, ({ pushed }) => ({ pushed: [...pushed, { ...anyOpen(history), permId: 3 }] })),
    says: /alpha was shown order \d+ \(\w+\), which is nowhere/,
  },
  {
    sentence: "another's account in what a client received",
    doctor: (history) => withFirstClient(history, () => ({ foreignAccounts: ["DU1000002"] })),
    says: /alpha was shown DU1000002/,
  },
  {
    sentence: "an open order whose terms at the broker are others",
    doctor: (history) =>
      withBroker(history, ({ open }) => ({ open: open.map((each) => ({ ...each, terms: "SELL" })) })),
    says: /open orders of alpha: shown but not there/,
  },
  {
    sentence: "an execution that a client is not shown",
    doctor: (history) =>
      withFirstClient(history, ({ lists }) => ({ lists: { ...lists, executions: lists.executions.slice(1) } })),
    says: /executions of alpha: shown but not there \[\], there but not shown \[\S+\]/,
  },
  {
    sentence: "a completed order that a client is not shown",
    doctor: (history) =>
      withFirstClient(history, ({ lists }) => ({ lists: { ...lists, completed: lists.completed.slice(1) } })),
    says: /completed orders of alpha: shown but not there \[\], there but not shown \[\d+\]/,
  },
  {
    sentence: "a cancel that was forgotten",
    doctor: (history) => ({ ...history, unwanted: [keyOf(history.broker.open[0]!.orderRef)] }),
    says: /is open although its cancel is in the journal/,
  },
];
