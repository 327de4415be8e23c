/**
 * Judges a history: each rule answers sentences about what must not be (RELIABILITY I1, I2, I3, I5, I9).
 *
 * `broken` may never say anything. `drifting` may while frames are still on their way, and says nothing once all has
 * come to rest.
 */
import { type ClientView, type History, keyOf, type Listed, type Lists, type Sent, textOf } from "./history.ts";

type Rule = (history: History) => string[];

export const broken = (history: History): string[] => ALWAYS.flatMap((rule) => rule(history));
export const drifting = (history: History): string[] => AT_REST.flatMap((rule) => rule(history));

/** I1: one new-order frame per key; a further frame changes something, of an order the Gateway has spoken of. */
const oneFramePerOrder: Rule = ({ wire }) => {
  const sent = new Map<string, Sent>();
  const spokenOf = new Set<number>();
  const faults: string[] = [];
  for (const event of wire) {
    if (event.kind === "word") spokenOf.add(event.orderId);
    if (event.kind !== "new" && event.kind !== "change") continue;
    const { orderRef, orderId } = event;
    const before = sent.get(keyOf(orderRef));
    sent.set(keyOf(orderRef), event);
    if (before === undefined) continue;
    if (before.orderId !== orderId) faults.push(`${orderRef} was sent as ${before.orderId} and as ${orderId}`);
    if (before.terms === event.terms && before.kind === "new") faults.push(`${orderRef} was sent twice`);
    if (!spokenOf.has(orderId)) faults.push(`${orderRef} was changed before the Gateway spoke of it`);
  }
  return faults;
};

/** I5: an order id belongs to one order, and a new one is higher than all before it. */
const idsGoOn: Rule = ({ wire }) => {
  const faults: string[] = [];
  const refOf = new Map<number, string>();
  let highest = 0;
  for (const event of wire) {
    if (event.kind !== "new" && event.kind !== "preview") continue;
    const { orderId } = event;
    const orderRef = event.kind === "preview" ? "a preview" : event.orderRef;
    const other = refOf.get(orderId);
    if (other !== undefined) faults.push(`order id ${orderId} was used for ${other} and for ${orderRef}`);
    else if (orderId <= highest) faults.push(`order id ${orderId} of ${orderRef} came after ${highest}`);
    refOf.set(orderId, orderRef);
    highest = Math.max(highest, orderId);
  }
  return faults;
};

/** I2: what left was in the journal before. */
const journaledFirst: Rule = ({ wire }) =>
  wire
    .filter((event): event is Sent => event.kind !== "word" && !event.journaled)
    .map(({ kind, orderId, orderRef }) => `the ${kind} frame of ${orderRef || `order ${orderId}`} was not journaled`);

interface Held {
  readonly permId: number;
  readonly orderRef: string;
  readonly account: string;
}

const everythingIn = ({ open, completed, executions }: Lists): readonly Held[] => [
  ...open,
  ...completed,
  ...executions,
];

/** The permIds, or keys, that stand for each of something. */
function gathered<T extends string | number>(held: readonly Held[], by: (h: Held) => string, what: (h: Held) => T) {
  const found = new Map<string, Set<T>>();
  for (const each of held) found.set(by(each), (found.get(by(each)) ?? new Set()).add(what(each)));
  return found;
}

/** I1 at the broker: one order per key, one key per order of a client. */
const onceAtTheBroker: Rule = ({ broker }) => {
  const held = everythingIn(broker);
  const permIds = gathered(
    held,
    ({ orderRef }) => keyOf(orderRef),
    ({ permId }) => permId,
  );
  const keys = gathered(
    held,
    ({ account, orderRef }) => `${account}'s ${textOf(orderRef)}`,
    ({ orderRef }) => keyOf(orderRef),
  );
  return [...permIds, ...keys].flatMap(([what, found]) =>
    found.size > 1 ? [`${what} exists ${found.size} times at the broker: ${[...found].join(", ")}`] : [],
  );
};

/** I12: nothing at the broker that nobody asked for. */
const nothingUnasked: Rule = ({ broker, intended }) => {
  const keys = new Set(intended);
  return everythingIn(broker)
    .filter(({ orderRef }) => !keys.has(keyOf(orderRef)))
    .map(({ orderRef, permId }) => `${orderRef} (${permId}) is at the broker without an intent in the journal`);
};

/** I3: an order that a client was told about is in one of its lists, as the same order. A refused one never was. */
const nothingToldIsLost: Rule = ({ clients }) =>
  clients.flatMap(({ name, told, lists }) =>
    told
      .filter(({ permId, status }) => permId !== 0 || status !== "Cancelled")
      .flatMap(({ orderId, orderRef, permId, status }) => {
        const shown = permIdsShown(lists, orderId, orderRef);
        if (shown.length === 0) return [`${name}'s order ${orderId} ${orderRef} (${status}) is lost`];
        const other = shown.find((each) => permId !== 0 && each !== permId);
        return other === undefined ? [] : [`${name}'s order ${orderId} was told as ${permId} and is shown as ${other}`];
      }),
  );

/** A completed order carries no order id: the client knows it by its own reference. */
const permIdsShown = ({ open, completed, executions }: Lists, orderId: number, orderRef: string): readonly number[] => [
  ...[...open, ...executions].filter((each) => each.orderId === orderId).map(({ permId }) => permId),
  ...completed.filter((each) => each.orderRef === orderRef).map(({ permId }) => permId),
];

const clientIdsGoOn: Rule = ({ clients }) =>
  clients
    .filter(({ nextValidId, highestUsedId }) => nextValidId <= highestUsedId)
    .map(({ name, nextValidId, highestUsedId }) => `${name} was told ${nextValidId} after its order ${highestUsedId}`);

/** At the start-up a client is shown what is open; only an order whose fate is unknown may be nowhere at the broker. */
const openOrdersArePushed: Rule = ({ broker, clients }) =>
  clients.flatMap(({ name, account, pushed, openBefore }) => {
    const shown = new Set(pushed.map(({ permId }) => permId));
    const stayed = broker.open.filter(({ permId }) => openBefore.includes(permId));
    const missing = stayed.filter((order) => order.account === account && !shown.has(order.permId));
    const existing = new Set(everythingIn(broker).map(({ permId }) => permId));
    const invented = pushed.filter(({ permId }) => permId !== 0 && !existing.has(permId));
    return [
      ...missing.map(({ orderRef }) => `${name} came back and was not shown its open ${orderRef}`),
      ...invented.map(({ orderId, status }) => `${name} was shown order ${orderId} (${status}), which is nowhere`),
    ];
  });

const isolation: Rule = ({ clients }) =>
  clients.flatMap(({ name, foreignAccounts }) => foreignAccounts.map((account) => `${name} was shown ${account}`));

const ALWAYS: readonly Rule[] = [
  oneFramePerOrder,
  idsGoOn,
  journaledFirst,
  onceAtTheBroker,
  nothingUnasked,
  nothingToldIsLost,
  clientIdsGoOn,
  openOrdersArePushed,
  isolation,
];

/** What a client is shown is what the broker has, but for orders whose fate is unknown. */
const listsAgree: Rule = ({ broker, clients }) => clients.flatMap((client) => [...listDrift(client, broker)]);

function* listDrift({ name, account, lists }: ClientView, broker: Lists): Generator<string> {
  const own = <T extends { readonly account: string }>(all: readonly T[]): T[] =>
    all.filter((each) => each.account === account);
  const known = lists.open.filter(({ permId }) => permId !== 0);
  yield* difference(`open orders of ${name}`, known.map(summary), own(broker.open).map(summary));
  yield* difference(
    `completed orders of ${name}`,
    own(lists.completed).map(({ permId }) => `${permId}`),
    own(broker.completed).map(({ permId }) => `${permId}`),
  );
  yield* difference(
    `executions of ${name}`,
    own(lists.executions).map(({ execId }) => execId),
    own(broker.executions).map(({ execId }) => execId),
  );
}

const summary = ({ permId, terms, status }: Listed): string => `${permId} ${terms} ${status}`;

function difference(what: string, shown: readonly string[], real: readonly string[]): string[] {
  const extra = shown.filter((each) => !real.includes(each));
  const missing = real.filter((each) => !shown.includes(each));
  return extra.length + missing.length === 0
    ? []
    : [`${what}: shown but not there [${extra.join("; ")}], there but not shown [${missing.join("; ")}]`];
}

/** A cancel that is in the journal is not forgotten. */
const cancelsArrive: Rule = ({ broker, unwanted }) => {
  const keys = new Set(unwanted);
  return broker.open
    .filter(({ orderRef }) => keys.has(keyOf(orderRef)))
    .map(({ orderRef }) => `${orderRef} is open although its cancel is in the journal`);
};

const AT_REST: readonly Rule[] = [listsAgree, cancelsArrive];
