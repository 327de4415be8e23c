/** What becomes of messages about orders: openOrder, orderStatus, execDetails, commissionReport. */
import { decimal } from "../../../../base/decimal.ts";
import type { IncomingName } from "../../../../wire/codec.ts";
import { later, NEVER, now, type Saying, type Timed } from "../said.ts";
import { type Scene, type Untruths, untruth } from "./untruth.ts";

const ORDER_MESSAGES = ["openOrder", "orderStatus", "execDetails"] as const;
const LISTS = ["reqOpenOrders", "reqAllOpenOrders"];
/** Resting orders are told at the start, too (SEQUENCES 1). */
const GREETING = "startApi";
const QUESTIONS = [...LISTS, "reqExecutions", "reqCompletedOrders"];

/** Told because something happened, not because somebody asked. */
const pushed = (_said: unknown, { session }: Scene): boolean => !QUESTIONS.includes(session.answering ?? "");
const isAsked = (said: Saying, { message }: { readonly message: string }): boolean =>
  message === "any" || message === said.name;

/** Between execution and commission lie messages of the same instant: the next one is soon enough. */
const OVERTAKEN_MS = 5;
const DOUBLE_MAX = Number.MAX_VALUE;

const ended = (status: string | undefined): boolean => status === "Filled" || status === "Cancelled";

export const ORDER_UNTRUTHS: Untruths = {
  /** Decided once for each order, at its first message. */
  "order-silent": untruth<"order-silent">()({
    messages: ["openOrder", "orderStatus", "execDetails", "commissionReport"],
    when: (said, scene) => pushed(said, scene) && silentUndecided(said, scene),
    also: (said, scene) =>
      pushed(said, scene) && scene.memory.get(ownerOf(said, scene)) === "silent" ? NEVER : undefined,
    tell: (said, _params, scene) => {
      scene.memory.set(ownerOf(said, scene), "silent");
      return NEVER;
    },
  }),
  /** The note itself comes with the request (`misheard/orders.ts`): bots that look meanwhile believe the note. */
  "tif-note-10349": untruth<"tif-note-10349">()({
    messages: ["openOrder", "orderStatus", "execDetails", "commissionReport"],
    when: () => false,
    also: (said, scene) => behindNote(said, scene),
    tell: (said) => now(said),
  }),
  "open-order-missing": untruth<"open-order-missing">()({
    messages: ["openOrder"],
    when: pushed,
    tell: () => NEVER,
  }),
  "order-status-missing": untruth<"order-status-missing">()({
    messages: ["orderStatus"],
    when: pushed,
    tell: () => NEVER,
  }),
  "execution-missing": untruth<"execution-missing">()({
    messages: ["execDetails"],
    when: pushed,
    tell: () => NEVER,
  }),
  "execution-late": untruth<"execution-late">()({
    messages: ["execDetails"],
    when: pushed,
    tell: (said, { delayMs }) => later(said, delayMs),
  }),
  "order-messages-duplicated": untruth<"order-messages-duplicated">()({
    messages: ORDER_MESSAGES,
    when: (said, _scene, params) => isAsked(said, params),
    tell: (said) => now(said, said),
  }),
  "order-messages-reordered": untruth<"order-messages-reordered">()({
    messages: ORDER_MESSAGES,
    when: (said, _scene, params) => isAsked(said, params),
    tell: (said, { withinMs }, { details }) => later(said, details.between(Math.min(1, withinMs), withinMs)),
  }),
  "order-messages-replayed": untruth<"order-messages-replayed">()({
    messages: ["openOrder", "orderStatus"],
    when: pushed,
    tell: (said, { afterMs }) => [...now(said), ...later(said, afterMs)],
  }),
  "status-regress": untruth<"status-regress">()({
    messages: ["orderStatus"],
    when: ({ body }) => ended(body.status),
    tell: (said, { afterMs }) => [...now(said), ...later(submittedAgain(said), afterMs)],
  }),
  "perm-id-zero": untruth<"perm-id-zero">()({
    messages: ["openOrder", "orderStatus"],
    when: (said, { memory }) => firstOf(memory, said),
    tell: (said) => now(withoutPermId(said)),
  }),
  "execution-repeated": untruth<"execution-repeated">()({
    messages: ["execDetails"],
    when: pushed,
    tell: (said, { afterMs }) => [...now(said), ...later(said, afterMs)],
  }),
  "commission-early": untruth<"commission-early">()({
    messages: ["execDetails"],
    when: pushed,
    tell: (said) => later(said, OVERTAKEN_MS),
  }),
  "commission-late": untruth<"commission-late">()({
    messages: ["commissionReport"],
    when: pushed,
    tell: (said, { delayMs }) => later(said, delayMs),
  }),
  "commission-missing": untruth<"commission-missing">()({
    messages: ["commissionReport"],
    when: pushed,
    tell: () => NEVER,
  }),
  "commission-sentinel": untruth<"commission-sentinel">()({
    messages: ["commissionReport"],
    when: pushed,
    tell: (said, { value, thenMs }) => {
      const commission = value === "minus-one" ? -1 : DOUBLE_MAX;
      const pending: Saying = { name: said.name, body: { ...said.body, commission, realizedPNL: undefined } };
      return [...now(pending), ...(thenMs > 0 ? later(said, thenMs) : NEVER)];
    },
  }),
  "snapshot-omits-order": untruth<"snapshot-omits-order">()({
    messages: ["openOrder", "orderStatus"],
    when: ({ name }, { session }) => name === "openOrder" && [...LISTS, GREETING].includes(session.answering ?? ""),
    also: (said, scene) => (isOmittedToo(said, scene) ? NEVER : undefined),
    tell: (said, _params, scene) => omitted(said, scene),
  }),
};

type OrderMessage = Saying<"openOrder" | "orderStatus" | "execDetails" | "commissionReport">;

function behindNote(said: OrderMessage, scene: Scene): readonly Timed[] | undefined {
  if (!pushed(said, scene)) return undefined;
  const until = scene.memory.get(String(orderOf(said, scene)?.orderId)) as number | undefined;
  const waitMs = (until ?? 0) - scene.context.moment().now;
  return waitMs > 0 ? later(said, waitMs) : undefined;
}

/** The order that a message is about. */
function orderOf(
  { name, body }: OrderMessage,
  { context }: Scene,
): { readonly orderId?: number; readonly permId?: number } | undefined {
  switch (name) {
    case "openOrder":
      return body.order;
    case "orderStatus":
      return body;
    case "execDetails":
      return body.execution;
    case "commissionReport":
      return context.broker.executions().find(({ execId }) => execId === body.execId);
  }
}

const ownerOf = (said: OrderMessage, scene: Scene): string => String(orderOf(said, scene)?.permId);

function silentUndecided(said: OrderMessage, scene: Scene): boolean {
  const owner = ownerOf(said, scene);
  if (scene.memory.has(owner)) return false;
  scene.memory.set(owner, "spoken of");
  return true;
}

/** The order a message is about, within a session. */
function keyOf({ name, body }: Saying<"openOrder" | "orderStatus">): string {
  const { orderId, permId } = name === "openOrder" ? (body.order ?? {}) : body;
  return `${orderId}/${permId}`;
}

function omitted(said: Saying<"openOrder" | "orderStatus">, { memory, session }: Scene): readonly Timed[] {
  memory.set(keyOf(said), true);
  if (session.answering === GREETING) memory.set(`next list/${keyOf(said)}`, true);
  return NEVER;
}

/** The status of an order that was left out, and what was left out at the start in the first list that is asked for. */
function isOmittedToo(said: Saying<"openOrder" | "orderStatus">, { memory, session }: Scene): boolean {
  if (said.name === "orderStatus") return memory.delete(keyOf(said));
  if (!LISTS.includes(session.answering ?? "") || !memory.delete(`next list/${keyOf(said)}`)) return false;
  memory.set(keyOf(said), true);
  return true;
}

function firstOf(memory: Map<string, unknown>, said: Saying<"openOrder" | "orderStatus">): boolean {
  const key = `${said.name}/${keyOf(said)}`;
  const first = !memory.has(key);
  memory.set(key, true);
  return first;
}

function withoutPermId(said: Saying<"openOrder" | "orderStatus">): Saying<IncomingName> {
  if (said.name === "orderStatus") return { name: said.name, body: { ...said.body, permId: 0 } };
  return { name: said.name, body: { ...said.body, order: { ...said.body.order, permId: 0 } } };
}

function submittedAgain({ name, body }: Saying<"orderStatus">): Saying {
  const { filled, remaining } = body;
  const all = decimal(Number(filled ?? 0) + Number(remaining ?? 0));
  return { name, body: { ...body, status: "Submitted", filled: decimal(0), remaining: all, avgFillPrice: 0 } };
}
