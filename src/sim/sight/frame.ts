/**
 * What the oracle reads off the wire: one flat record per frame, only the fields that some invariant speaks of.
 *
 * Names and meanings are IB's. Whole numbers are numbers, permanent ids too; quantities are the decimal text of the wire,
 * "" when there is none; a price that is absent or one of IB's unset literals is undefined. Of everything else only the
 * message id is known.
 */
export type Frame =
  | StartApi
  | PlaceOrder
  | { readonly name: "cancelOrder"; readonly orderId: number }
  | { readonly name: "reqGlobalCancel" }
  | { readonly name: "exerciseOptions"; readonly orderId: number; readonly account: string }
  | { readonly name: "replaceFA" }
  | { readonly name: "updateConfig" }
  | Request
  | OpenOrder
  | OrderStatus
  | ExecDetails
  | { readonly name: "commissionReport"; readonly execId: string; readonly commission: number }
  | CompletedOrder
  | { readonly name: "error"; readonly id: number; readonly code: number; readonly text: string }
  | Position
  | AccountValue
  | Portfolio
  | { readonly name: "managedAccounts"; readonly accounts: readonly string[] }
  | { readonly name: "nextValidId"; readonly orderId: number }
  | End
  | Ticker
  | Tick
  | Other;

export interface StartApi {
  readonly name: "startApi";
  readonly clientId: number;
}

export interface PlaceOrder {
  readonly name: "placeOrder";
  readonly orderId: number;
  readonly conId: number;
  readonly symbol: string;
  readonly secType: string;
  readonly action: string;
  readonly totalQuantity: string;
  readonly orderType: string;
  readonly lmtPrice: number | undefined;
  readonly auxPrice: number | undefined;
  readonly tif: string;
  readonly ocaGroup: string;
  readonly ocaType: number;
  readonly account: string;
  readonly orderRef: string;
  readonly transmit: boolean;
  readonly parentId: number;
  readonly outsideRth: boolean;
  readonly triggerMethod: number;
  readonly goodTillDate: string;
  readonly trailStopPrice: number | undefined;
  readonly trailingPercent: number | undefined;
  readonly faGroup: string;
  readonly faMethod: string;
  readonly faPercentage: string;
  readonly faProfile: string;
  readonly modelCode: string;
  readonly whatIf: boolean;
}

/** Any message of a client that has no record of its own; `reqId` is undefined where the message carries none. */
export interface Request {
  readonly name: "request";
  /** The message id. */
  readonly id: number;
  readonly reqId: number | undefined;
  /** These three are read of reqMktData alone. */
  readonly conId?: number;
  readonly symbol?: string;
  readonly snapshot?: boolean;
}

export interface OpenOrder {
  readonly name: "openOrder";
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly account: string;
  readonly orderRef: string;
  readonly status: string;
  readonly whatIf: boolean;
  readonly action: string;
  readonly totalQuantity: string;
  readonly orderType: string;
  readonly lmtPrice: number | undefined;
  readonly auxPrice: number | undefined;
  readonly parentId: number;
  readonly symbol: string;
  readonly conId: number;
}

export interface OrderStatus {
  readonly name: "orderStatus";
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly status: string;
  readonly filled: string;
  readonly remaining: string;
  readonly avgFillPrice: number;
  readonly parentId: number;
  readonly whyHeld: string;
}

/** `reqId` is -1 of a fill that nobody asked for. */
export interface ExecDetails {
  readonly name: "execDetails";
  readonly reqId: number;
  readonly orderId: number;
  readonly permId: number;
  readonly clientId: number;
  readonly execId: string;
  readonly account: string;
  readonly orderRef: string;
  readonly side: string;
  readonly shares: string;
  readonly price: number;
  readonly symbol: string;
  readonly conId: number;
  readonly cumQty: string;
}

/** A completed order has no orderId on the wire. */
export interface CompletedOrder {
  readonly name: "completedOrder";
  readonly account: string;
  readonly permId: number;
  readonly orderRef: string;
  readonly status: string;
  readonly symbol: string;
}

export interface Position {
  readonly name: "position";
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly position: string;
}

/** One value of an account, as text. */
export interface AccountValue {
  readonly name: "accountValue";
  readonly account: string;
  readonly key: string;
  readonly value: string;
  readonly currency: string;
}

/** What an account holds of a contract, and what its books say one unit is worth. */
export interface Portfolio {
  readonly name: "portfolio";
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly position: string;
  readonly marketPrice: number;
}

/** The last of an answer: openOrderEnd, accountDownloadEnd, execDetailsEnd, positionEnd or completedOrdersEnd. */
export interface End {
  readonly name: "end";
  /** The message id. */
  readonly id: number;
  /** Only execDetailsEnd has one. */
  readonly reqId: number | undefined;
  /** Only accountDownloadEnd has one. */
  readonly account?: string;
}

/** What is said now and then about something a client streams: tickSnapshotEnd, marketDataType or tickReqParams. */
export interface Ticker {
  readonly name: "ticker";
  /** The message id. */
  readonly id: number;
  readonly reqId: number | undefined;
}

/** A price or a size of something a client streams. */
export interface Tick {
  readonly name: "tick";
  readonly reqId: number | undefined;
}

/** A frame that was not read. */
export interface Other {
  readonly name: "other";
  /** The message id, without the 200 that protobuf adds. */
  readonly id: number;
}
