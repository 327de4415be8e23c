/**
 * What a line of the timeline shows of a record: the few fields that decide what it means, in the order in which a trader
 * would say them. Of records without a row here, the first plain fields.
 */
export type Loose = Readonly<Record<string, unknown>>;

const ORDER = [
  ...["order.action", "order.totalQuantity", "contract.symbol", "order.orderType", "order.lmtPrice", "order.auxPrice"],
  ...["order.tif", "order.account", "order.parentId", "order.whatIf", "order.orderRef"],
];

/** A field with a name before it, unless it speaks for itself. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  placeOrder: ["orderId", ...ORDER, "order.transmit"],
  openOrder: ["order.orderId", "orderState.status", "order.permId", "order.clientId", ...ORDER],
  orderStatus: ["orderId", "status", "filled", "remaining", "avgFillPrice", "permId", "clientId", "whyHeld"],
  execDetails: [
    ...["execution.orderId", "execution.side", "execution.shares", "contract.symbol", "execution.price"],
    ...["execution.acctNumber", "execution.execId", "execution.permId", "execution.clientId", "execution.orderRef"],
  ],
  completedOrder: ["orderState.status", "orderState.completedStatus", "order.permId", ...ORDER],
  error: ["id", "errorCode", "errorMsg"],
  position: ["account", "contract.symbol", "position", "avgCost"],
  orderIntended: ["legs"],
  statusReported: [...["key", "report.orderId", "report.status", "report.filled", "report.remaining", "report.permId"]],
  orderEchoed: ["key", "echo.order.orderId", "echo.orderState.status", "echo.order.permId"],
  executed: ["key", "execution.execution.execId", "execution.execution.shares", "execution.execution.price"],
  modifyIntended: ["key", "order.totalQuantity", "order.orderType", "order.lmtPrice", "order.auxPrice"],
  commissionReported: ["execId", "commission.commission", "commission.currency", "commission.realizedPNL"],
  orderHeld: ["key", "clientId", "clientOrderId", "account", "order.orderType"],
};

/** Fields whose values need no name before them. */
const PLAIN = new Set([
  "action",
  "totalQuantity",
  "symbol",
  "orderType",
  "status",
  "side",
  "shares",
  "errorMsg",
  "text",
]);
const FIELDS_MAX = 8;
const TEXT_MAX = 160;

/** The decisive fields of a record as text. */
export function decisive(name: string, record: Loose): string {
  const row = ROWS[name];
  const paths = row ?? Object.keys(record).filter((field) => field !== "kind");
  const words = paths.flatMap((path) => word(path, at(record, path)) ?? []);
  return (row === undefined ? words.slice(0, FIELDS_MAX) : words).join(" ");
}

/** What stands at `order.permId`. */
export function at(record: unknown, path: string): unknown {
  let value = record;
  for (const name of path.split(".")) value = (value as Loose | undefined)?.[name];
  return value;
}

function word(path: string, value: unknown): string | undefined {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (name === "transmit") return value === false ? "held" : undefined;
  if (name === "legs") return legs(value as readonly Loose[]);
  const text = worded(value);
  if (text === undefined) return undefined;
  return PLAIN.has(name) ? text : value === true ? name : `${name} ${text}`;
}

/** Nothing of what is unset, empty, zero or false. */
function worded(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "" || value === "0" || value === 0 || value === false)
    return undefined;
  const text = typeof value === "object" ? (JSON.stringify(value, filled) ?? "{}") : String(value);
  if (text === "{}" || text === "[]") return undefined;
  return text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}…`;
}

const filled = (_: string, value: unknown): unknown =>
  value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0) ? undefined : value;

const legs = (all: readonly Loose[]): string => all.map((leg) => decisive("leg", flat(leg))).join("; ");

const flat = ({ key, clientId, clientOrderId, account, contract, order }: Loose): Loose => ({
  ...{ key, clientId, clientOrderId, account },
  ...{ action: at(order, "action"), totalQuantity: at(order, "totalQuantity"), symbol: at(contract, "symbol") },
  ...{ orderType: at(order, "orderType") },
});
