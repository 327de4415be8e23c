/**
 * The best honest decoder that splits: `toString`, `split("\0")`, then straight-line typed conversion into one literal.
 *
 * It is what one writes without tables and tricks, for the messages of the streams only. Nothing is checked: a damaged frame
 * gives nonsense. It agrees with the codec in every value, which check.ts makes sure of before anything is timed.
 */
import { quantity } from "./fields.ts";
import { openOrder } from "./naiveOpenOrder.ts";
import { keep, type Path } from "./path.ts";

type Fields = readonly string[];

/** The typed message of a payload in text: one object, its name among the fields. */
export function naiveDecode(text: string): { readonly name: string } {
  const f = text.split("\0");
  switch (f[0]) {
    case "1":
      return tickPrice(f);
    case "2":
      return tickSize(f);
    case "46":
      return tickString(f);
    case "99":
      return tickByTick(f);
    case "50":
      return realtimeBar(f);
    case "3":
      return orderStatus(f);
    case "11":
      return execDetails(f);
    case "5":
      return openOrder(f);
    default:
      throw new Error(`no message of the streams has id ${f[0]}`);
  }
}

/** Splitting from the chunk on. */
export function naive(): Path {
  let rest: Buffer = Buffer.alloc(0);

  const cut = (chunk: Buffer, each: (text: string) => unknown): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + 4 <= bytes.length) {
      const end = at + 4 + bytes.readInt32BE(at);
      if (end > bytes.length) break;
      keep(each(bytes.toString("utf8", at + 4, end)));
      at = end;
    }
    rest = bytes.subarray(at);
  };

  return {
    split: (chunk) => cut(chunk, (text) => text),
    read: (payload) => naiveDecode(payload.toString("utf8")),
    whole: (chunk) => cut(chunk, naiveDecode),
  };
}

const tickPrice = (f: Fields) => ({
  name: "tickPrice",
  reqId: +f[2]!,
  tickType: +f[3]!,
  price: +f[4]!,
  size: quantity(f[5]!),
  attrMask: +f[6]!,
});

const tickSize = (f: Fields) => ({ name: "tickSize", reqId: +f[2]!, tickType: +f[3]!, size: quantity(f[4]!) });

const tickString = (f: Fields) => ({ name: "tickString", reqId: +f[2]!, tickType: +f[3]!, value: f[4]! });

const tickByTick = (f: Fields) => ({
  name: "tickByTick",
  reqId: +f[1]!,
  tickType: +f[2]!,
  time: +f[3]!,
  price: +f[4]!,
  size: quantity(f[5]!),
  mask: +f[6]!,
  exchange: f[7]!,
  specialConditions: f[8]!,
});

const realtimeBar = (f: Fields) => ({
  name: "realtimeBar",
  reqId: +f[2]!,
  time: +f[3]!,
  open: +f[4]!,
  high: +f[5]!,
  low: +f[6]!,
  close: +f[7]!,
  volume: quantity(f[8]!),
  wap: quantity(f[9]!),
  count: +f[10]!,
});

const orderStatus = (f: Fields) => ({
  name: "orderStatus",
  orderId: +f[1]!,
  status: f[2]!,
  filled: quantity(f[3]!),
  remaining: quantity(f[4]!),
  avgFillPrice: +f[5]!,
  permId: +f[6]!,
  parentId: +f[7]!,
  lastFillPrice: +f[8]!,
  clientId: +f[9]!,
  whyHeld: f[10]!,
  mktCapPrice: +f[11]!,
});

const execDetails = (f: Fields) => ({
  name: "execDetails",
  reqId: +f[1]!,
  contract: {
    conId: +f[3]!,
    symbol: f[4]!,
    secType: f[5]!,
    lastTradeDateOrContractMonth: f[6]!,
    strike: +f[7]!,
    right: f[8]!,
    multiplier: f[9]!,
    exchange: f[10]!,
    currency: f[11]!,
    localSymbol: f[12]!,
    tradingClass: f[13]!,
  },
  execution: {
    orderId: +f[2]!,
    execId: f[14]!,
    time: f[15]!,
    acctNumber: f[16]!,
    exchange: f[17]!,
    side: f[18]!,
    shares: quantity(f[19]!),
    price: +f[20]!,
    permId: +f[21]!,
    clientId: +f[22]!,
    liquidation: +f[23]!,
    cumQty: quantity(f[24]!),
    avgPrice: +f[25]!,
    orderRef: f[26]!,
    evRule: f[27]!,
    evMultiplier: +f[28]!,
    modelCode: f[29]!,
    lastLiquidity: +f[30]!,
    pendingPriceRevision: f[31] === "1",
  },
});
