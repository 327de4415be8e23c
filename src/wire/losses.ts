/**
 * What a set field of a request comes to when the form it has to travel in has no room for it.
 *
 * Text and protobuf carry nearly, not exactly, the same data (PROTOCOL section 6.2). A field that would be lost is refused
 * with its name, for an order that loses a field is another order, unless a row here says why nobody misses it.
 */
import { type Loose, pathGetter, testOf } from "./condition.ts";
import type { AnyKind, AnyMessage, AnyRecord, Fields } from "./declare.ts";
import type { Form } from "./form.ts";
import type { PlanStep } from "./plan.ts";
import type { Refusal } from "./refusal.ts";

/** Fields that a form may drop in silence, each by its name: one that is new is missed until somebody says why it is not. */
export interface Ignorable {
  readonly form: Form;
  readonly fields: readonly string[];
  readonly why: string;
}

export const IGNORABLE: readonly Ignorable[] = [
  {
    form: "protobuf",
    fields: [
      "order.eTradeOnly",
      "order.firmQuoteOnly",
      "order.nbboPriceCap",
      "order.faProfile",
      "order.sharesAllocation",
    ],
    why: "deprecated: on the wire as text, and the Gateway ignores the value",
  },
  {
    form: "protobuf",
    fields: ["order.basisPoints", "order.basisPointsType"],
    why: "reported by the broker for EFP orders; no request ever carried it",
  },
  {
    form: "text",
    fields: [
      "order.orderId",
      "order.clientId",
      "order.permId",
      "order.parentPermId",
      "order.submitter",
      "order.shareholder",
      "order.bondAccruedInterest",
    ],
    why: "known to the broker, who reports it; a client that modifies an order sends back what it was told",
  },
  {
    form: "text",
    fields: [
      "order.filledQuantity",
      "order.autoCancelDate",
      "order.refFuturesConId",
      "order.basisPoints",
      "order.basisPointsType",
    ],
    why: "as above, reported with orders that ended",
  },
  {
    form: "text",
    fields: ["order.softDollarTier.displayName"],
    why: "a label; name and value identify the tier",
  },
  {
    form: "text",
    fields: [
      "contract.primaryExchange",
      "contract.lastTradeDateOrContractMonth",
      "contract.strike",
      "contract.right",
      "contract.multiplier",
      "contract.tradingClass",
      "contract.includeExpired",
      "contract.deltaNeutralContract",
      "contract.comboLegsDescrip",
      "contract.lastTradeDate",
      "contract.description",
    ],
    why: "describes a contract that conId or symbol identify; official clients do not send it in this request either",
  },
  {
    form: "text",
    fields: [
      "contract.comboLegs[].openClose",
      "contract.comboLegs[].shortSaleSlot",
      "contract.comboLegs[].designatedLocation",
      "contract.comboLegs[].exemptCode",
    ],
    why: "terms of trading a leg; a question of data has no use for them",
  },
];

/** Fields of a message that a form has no place for and that are missed. */
export function lostIn(
  form: Form,
  message: AnyMessage,
  steps: readonly PlanStep[],
  ignorable = IGNORABLE,
): readonly Refusal[] {
  const carried = form === "text" ? namedIn(steps) : undefined;
  const isLost = ({ path, isTextOnly }: LeafField): boolean =>
    carried === undefined ? isTextOnly : !carried.has(path) && (carried.has(listOf(path)) || !path.includes("[]"));
  return leavesOf(message.record, "")
    .filter(isLost)
    .filter((leaf) => !ignorable.some((row) => row.form === form && row.fields.includes(leaf.path)))
    .map(({ path }) => ({
      field: path,
      since: form === "text" ? message.protobufSince : undefined,
      isSet: isSet(path),
    }));
}

/** Fields that text has only under a condition: a draft that sets one and does not meet it would lose it. */
export function unreachedIn(message: AnyMessage, steps: readonly PlanStep[]): readonly Refusal[] {
  const ways = new Map<string, Way[]>();
  for (const { path, way } of waysIn(steps)) ways.set(path, [...(ways.get(path) ?? []), way]);
  return [...ways].flatMap(([path, all]) => {
    if (all.some((way) => way.length === 0)) return [];
    const set = isSet(path);
    const reached = (draft: Loose): boolean => all.some((way) => way.every((holds) => holds(draft)));
    return [{ field: path, since: message.protobufSince, isSet: (draft) => set(draft) && !reached(draft) }];
  });
}

/** The conditions that must all hold for a field to be on the wire. */
type Way = readonly ((draft: Loose) => boolean)[];

const waysIn = (steps: readonly PlanStep[], way: Way = []): readonly { readonly path: string; readonly way: Way }[] =>
  steps.flatMap((step) => {
    if (step.op === "when") return waysIn(step.steps, [...way, testOf(step.condition)]);
    if (step.op !== "field" && step.op !== "repeat" && step.op !== "present") return [];
    return [{ path: step.path.join("."), way }];
  });

/** The list in whose elements a field is; a list that is lost as a whole is one loss. */
const listOf = (path: string): string => path.slice(0, path.lastIndexOf("[]."));

interface LeafField {
  readonly path: string;
  readonly isTextOnly: boolean;
}

const leavesOf = (record: AnyRecord, prefix: string): readonly LeafField[] =>
  Object.entries(record.fields as Fields).flatMap(
    ([name, [tag, kind]]: [string, readonly [unknown, AnyKind, ...unknown[]]]) => {
      const path = `${prefix}${name}`;
      if (kind.shape === "record") return leavesOf(kind, `${path}.`);
      const own = { path, isTextOnly: tag === 0 };
      if (kind.shape !== "list" || kind.of.shape !== "record") return [own];
      return [own, ...leavesOf(kind.of, `${path}[].`)];
    },
  );

/** Every field that a layout names, at whatever version; those it knows only as too new are refused by their gates. */
const namedIn = (steps: readonly PlanStep[]): ReadonlySet<string> => new Set(steps.flatMap(pathsOf));

function pathsOf(step: PlanStep): readonly string[] {
  if (step.op === "when") return [...namedIn(step.steps)];
  if (step.op === "choose") return [...step.cases.values()].flatMap((steps) => [...namedIn(steps)]);
  if (!("path" in step)) return [];
  const path = step.path.join(".");
  if (step.op !== "repeat") return [path];
  return [path, ...[...namedIn(step.steps)].map((inner) => `${path}[].${inner}`)];
}

/** Clients send 0 where they mean none (auctionStrategy), so only a value that says something is missed. */
function isSet(path: string): (draft: Loose) => boolean {
  const [list = "", ...inner] = path.split("[].");
  const get = pathGetter(list.split("."));
  if (inner.length > 0) {
    const isSetInOne = isSet(inner.join("[]."));
    return (draft) => ((get(draft) ?? []) as readonly Loose[]).some(isSetInOne);
  }
  return (draft) => {
    const value = get(draft);
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== "" && Number(value) !== 0;
  };
}
