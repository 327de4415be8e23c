/**
 * Every message the oracle reads, by id and direction: its layout in text, its field numbers in protobuf.
 *
 * Ids and numbers are those of the protocol's tables, written down once more: a wrong number in our codec would otherwise
 * be wrong here too.
 */
import { double, escaped, flag, int, names, price, quantity, requestId, string } from "./kind.ts";
import { COMPLETED_ORDER, CONTRACT, MARKET_DATA, OPEN_ORDER, PLACE_ORDER } from "./layouts.ts";
import { type Name, Reading, reading } from "./reading.ts";

/** By message id; undefined where nothing is read. */
export type Readings = readonly (Reading | undefined)[];

function table(rows: readonly (readonly [id: number, reading: Reading])[]): Readings {
  const readings: (Reading | undefined)[] = new Array(Math.max(...rows.map(([id]) => id)) + 1).fill(undefined);
  for (const [id, row] of rows) readings[id] = row;
  return readings;
}

// ---------------------------------------------------------------- from clients

const placeOrder = reading("placeOrder", PLACE_ORDER, {
  orderId: [int, 1],
  conId: [int, 2, 1],
  symbol: [string, 2, 2],
  secType: [string, 2, 3],
  action: [string, 3, 5],
  totalQuantity: [quantity, 3, 6],
  orderType: [string, 3, 8],
  lmtPrice: [price, 3, 9],
  auxPrice: [price, 3, 10],
  tif: [string, 3, 11],
  ocaGroup: [string, 3, 27],
  ocaType: [int, 3, 30],
  account: [string, 3, 12],
  orderRef: [string, 3, 28],
  transmit: [flag, 3, 66],
  parentId: [int, 3, 4],
  outsideRth: [flag, 3, 19],
  triggerMethod: [int, 3, 31],
  goodTillDate: [string, 3, 26],
  trailStopPrice: [price, 3, 23],
  trailingPercent: [price, 3, 22],
  faGroup: [string, 3, 34],
  faMethod: [string, 3, 35],
  faPercentage: [string, 3, 36],
  faProfile: [string],
  modelCode: [string, 3, 103],
  whatIf: [flag, 3, 65],
});

const cancelOrder = reading("cancelOrder", [{ until: 191, rows: ["version"] }, "orderId"], {
  orderId: [int, 1],
});

const exerciseOptions = reading(
  "exerciseOptions",
  ["version orderId", CONTRACT, "exerciseAction exerciseQuantity account"],
  { orderId: [int, 1], account: [string, 5] },
);

const startApi = reading("startApi", ["version clientId"], { clientId: [int, 1] });

/** Requests that carry no number of their own. */
const BARE = [5, 6, 8, 12, 13, 14, 15, 16, 17, 18, 24, 49, 59, 61, 64, 65, 66, 72, 73, 80, 82, 85, 91, 99, 105];
/** Those whose first field is the number. */
const NUMBERED = [
  20, 22, 78, 79, 81, 83, 84, 86, 87, 88, 89, 90, 92, 93, 94, 95, 96, 97, 98, 100, 101, 102, 103, 104,
  // These exist in protobuf only.
  106, 107, 108,
];
/** Those that have a message version in front of it. */
const VERSIONED = [2, 7, 9, 10, 11, 23, 25, 50, 51, 52, 53, 54, 55, 56, 57, 62, 63, 67, 68, 69, 70, 74, 75, 76, 77];

const bare = (id: number): readonly [number, Reading] => [
  id,
  new Reading({ name: "request", id }, [], { reqId: [requestId] }),
];
const numbered = (id: number, row: string): readonly [number, Reading] => [
  id,
  new Reading({ name: "request", id }, [row], { reqId: [requestId, 1] }),
];

const reqMktData = new Reading({ name: "request", id: 1 }, MARKET_DATA, {
  reqId: [requestId, 1],
  conId: [int, 2, 1],
  symbol: [string, 2, 2],
  snapshot: [flag, 4],
});

/** What clients send. */
export const FROM_CLIENT: Readings = table([
  [1, reqMktData],
  [3, placeOrder],
  [4, cancelOrder],
  [19, reading("replaceFA", [], {})],
  [21, exerciseOptions],
  [58, reading("reqGlobalCancel", [], {})],
  [71, startApi],
  [109, reading("updateConfig", [], {})],
  ...BARE.map(bare),
  ...NUMBERED.map((id) => numbered(id, "reqId")),
  ...VERSIONED.map((id) => numbered(id, "version reqId")),
]);

// ---------------------------------------------------------------- from the Gateway

const orderStatus = reading(
  "orderStatus",
  ["orderId status filled remaining avgFillPrice permId parentId lastFillPrice clientId whyHeld"],
  {
    orderId: [int, 1],
    permId: [int, 6],
    clientId: [int, 9],
    status: [string, 2],
    filled: [quantity, 3],
    remaining: [quantity, 4],
    avgFillPrice: [double, 5],
    parentId: [int, 7],
    whyHeld: [string, 10],
  },
);

const error = reading("error", [{ until: 193, rows: ["version"] }, "id code text"], {
  id: [int, 1],
  code: [int, 3],
  text: [escaped, 4],
});

const openOrder = reading("openOrder", OPEN_ORDER, {
  orderId: [int, 1],
  permId: [int, 3, 3],
  clientId: [int, 3, 1],
  account: [string, 3, 12],
  orderRef: [string, 3, 28],
  status: [string, 4, 1],
  whatIf: [flag, 3, 65],
  action: [string, 3, 5],
  totalQuantity: [quantity, 3, 6],
  orderType: [string, 3, 8],
  lmtPrice: [price, 3, 9],
  auxPrice: [price, 3, 10],
  parentId: [int, 3, 4],
  symbol: [string, 2, 2],
  conId: [int, 2, 1],
});

const execDetails = reading(
  "execDetails",
  [
    "reqId orderId",
    CONTRACT,
    "execId time account exchangeOfExecution side shares price permId clientId liquidation cumQty avgPrice orderRef",
  ],
  {
    reqId: [int, 1],
    orderId: [int, 3, 1],
    permId: [int, 3, 9],
    clientId: [int, 3, 10],
    execId: [string, 3, 2],
    account: [string, 3, 4],
    orderRef: [string, 3, 14],
    side: [string, 3, 6],
    shares: [quantity, 3, 7],
    price: [double, 3, 8],
    symbol: [string, 2, 2],
    conId: [int, 2, 1],
    cumQty: [quantity, 3, 12],
  },
);

const commissionReport = reading("commissionReport", ["version execId commission"], {
  execId: [string, 1],
  commission: [double, 2],
});

const position = reading("position", ["version account", CONTRACT, "position"], {
  account: [string, 1],
  conId: [int, 2, 1],
  symbol: [string, 2, 2],
  position: [quantity, 3],
});

const accountValue = reading("accountValue", ["version key value currency account"], {
  account: [string, 4],
  key: [string, 1],
  value: [string, 2],
  currency: [string, 3],
});

const PORTFOLIO = "position marketPrice marketValue averageCost unrealizedPNL realizedPNL account";
const portfolio = reading("portfolio", ["version", CONTRACT, PORTFOLIO], {
  account: [string, 8],
  conId: [int, 1, 1],
  symbol: [string, 1, 2],
  position: [quantity, 2],
  marketPrice: [double, 3],
});

const completedOrder = reading("completedOrder", COMPLETED_ORDER, {
  account: [string, 2, 12],
  permId: [int, 2, 3],
  orderRef: [string, 2, 28],
  status: [string, 3, 1],
  symbol: [string, 1, 2],
});

const end = (id: number): readonly [number, Reading] => [
  id,
  new Reading({ name: "end", id }, [], { reqId: [requestId] }),
];

const accountEnd = new Reading({ name: "end", id: 54 }, ["version account"], {
  reqId: [requestId],
  account: [string, 1],
});

const tick = reading("tick", ["version reqId"], { reqId: [requestId, 1] });

const TICKERS = [
  [57, "version reqId"],
  [58, "version reqId"],
  [81, "reqId"],
] as const;

/** What the Gateway sends. */
export const FROM_SERVER: Readings = table([
  [1, tick],
  [2, tick],
  [3, orderStatus],
  [4, error],
  [5, openOrder],
  [6, accountValue],
  [7, portfolio],
  [9, reading("nextValidId", ["version orderId"], { orderId: [int, 1] })],
  [11, execDetails],
  [15, reading("managedAccounts", ["version accounts"], { accounts: [names, 1] })],
  [55, new Reading({ name: "end", id: 55 }, ["version reqId"], { reqId: [requestId, 1] })],
  ...TICKERS.map(([id, row]): readonly [number, Reading] => [
    id,
    new Reading({ name: "ticker", id }, [row], { reqId: [requestId, 1] }),
  ]),
  [59, commissionReport],
  [61, position],
  [101, completedOrder],
  [54, accountEnd],
  ...[53, 62, 102].map(end),
]);

/** Whatever can be read of either side. */
export const NAMES: readonly Name[] = [
  ...new Set([...FROM_CLIENT, ...FROM_SERVER].flatMap((row) => (row === undefined ? [] : [row.name]))),
];
