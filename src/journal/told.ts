/** What an entry says, in a line for people: the numbers that decide, without what hangs on them. */
import type { Entry, Placement } from "../model/entry.ts";

/** The order it concerns, if it is one, and everything else in short. */
export function told(entry: Entry): { readonly key: string; readonly what: string } {
  const { kind, key, ...rest } = entry as { readonly kind: string; readonly key?: string };
  if (entry.kind === "bookCarried") return { key: "", what: `the state of ${Object.keys(entry.folds).join(", ")}` };
  if (entry.kind === "orderIntended")
    return { key: entry.legs.map((leg) => leg.key).join(" "), what: entry.legs.map(placed).join("; ") };
  if (isPlacement(entry)) return { key: entry.key, what: placed(entry) };
  return { key: key ?? "", what: short(rest) };
}

const isPlacement = (entry: Entry): entry is Entry & Placement => "clientOrderId" in entry;

function placed({ strategy, clientId, clientOrderId, account, contract, order }: Placement): string {
  const { action, totalQuantity, orderType, lmtPrice, auxPrice, tif } = order;
  const terms = [action, totalQuantity, contract.symbol ?? contract.conId, orderType, lmtPrice, auxPrice, tif];
  return `${terms.filter((term) => term !== undefined).join(" ")} of ${strategy} ${clientId}/${clientOrderId} on ${account}`;
}

/** Of what is nested only these fields are shown. */
const DECISIVE: ReadonlySet<string> = new Set([
  ...[
    "action",
    "totalQuantity",
    "orderType",
    "lmtPrice",
    "auxPrice",
    "symbol",
    "conId",
    "status",
    "filled",
    "remaining",
  ],
  ...["avgFillPrice", "execId", "side", "shares", "price", "commission", "orderId", "permId", "cause", "detail"],
  ...["account", "strategy", "key"],
]);

function short(fields: object): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (isRecord(value) ? nested(value) : [`${name} ${plain(value)}`]))
    .join(", ");
}

function nested(record: object): readonly string[] {
  return Object.entries(record).flatMap(([name, value]) => {
    if (isRecord(value)) return nested(value);
    return DECISIVE.has(name) ? [`${name} ${plain(value)}`] : [];
  });
}

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
