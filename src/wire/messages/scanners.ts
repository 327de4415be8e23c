/** Market scanners. Each scannerData frame is the whole list; there is no end marker. */
import { filled, incoming, list, outgoing, record, repeat, version } from "../declare.ts";
import { bool, int, maybeDouble, maybeInt, string, tagValues } from "../kind.ts";
import { PROTOBUF_SCAN_DATA } from "../versions.ts";
import { Contract } from "./records.ts";

export const reqScannerParameters = outgoing(24, "reqScannerParameters", PROTOBUF_SCAN_DATA, {}, [version(1)]);

export const scannerParameters = incoming(19, "scannerParameters", PROTOBUF_SCAN_DATA, { xml: [1, string] }, [
  version(1),
  "xml",
]);

const ScannerSubscription = record("ScannerSubscription", {
  numberOfRows: [1, maybeInt],
  instrument: [2, string],
  locationCode: [3, string],
  scanCode: [4, string],
  abovePrice: [5, maybeDouble],
  belowPrice: [6, maybeDouble],
  aboveVolume: [7, maybeInt, "int64"],
  marketCapAbove: [8, maybeDouble],
  marketCapBelow: [9, maybeDouble],
  moodyRatingAbove: [10, string],
  moodyRatingBelow: [11, string],
  spRatingAbove: [12, string],
  spRatingBelow: [13, string],
  maturityDateAbove: [14, string],
  maturityDateBelow: [15, string],
  couponRateAbove: [16, maybeDouble],
  couponRateBelow: [17, maybeDouble],
  excludeConvertible: [18, bool],
  averageOptionVolumeAbove: [19, maybeInt, "int64"],
  scannerSettingPairs: [20, string],
  stockTypeFilter: [21, string],
});

export const reqScannerSubscription = outgoing(
  22,
  "reqScannerSubscription",
  PROTOBUF_SCAN_DATA,
  {
    reqId: [1, int],
    subscription: [2, ScannerSubscription],
    scannerSubscriptionFilterOptions: [[2, 22], tagValues],
    scannerSubscriptionOptions: [[2, 23], tagValues],
  },
  [
    "reqId",
    "subscription.numberOfRows",
    "subscription.instrument",
    "subscription.locationCode",
    "subscription.scanCode",
    "subscription.abovePrice",
    "subscription.belowPrice",
    "subscription.aboveVolume",
    "subscription.marketCapAbove",
    "subscription.marketCapBelow",
    "subscription.moodyRatingAbove",
    "subscription.moodyRatingBelow",
    "subscription.spRatingAbove",
    "subscription.spRatingBelow",
    "subscription.maturityDateAbove",
    "subscription.maturityDateBelow",
    "subscription.couponRateAbove",
    "subscription.couponRateBelow",
    "subscription.excludeConvertible",
    "subscription.averageOptionVolumeAbove",
    "subscription.scannerSettingPairs",
    "subscription.stockTypeFilter",
    "scannerSubscriptionFilterOptions",
    "scannerSubscriptionOptions",
  ],
);

export const cancelScannerSubscription = outgoing(
  23,
  "cancelScannerSubscription",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int] },
  [version(1), "reqId"],
);

const ScannerDataElement = record("ScannerDataElement", {
  rank: [1, int],
  contract: [2, Contract],
  marketName: [3, string],
  distance: [4, string],
  benchmark: [5, string],
  projection: [6, string],
  legsStr: [7, string],
});

/** A full refresh of the list. */
export const scannerData = incoming(
  20,
  "scannerData",
  PROTOBUF_SCAN_DATA,
  { reqId: [1, int], elements: [2, list(ScannerDataElement)] },
  [
    version(3),
    "reqId",
    repeat(
      "elements",
      "rank",
      "contract.conId",
      "contract.symbol",
      "contract.secType",
      "contract.lastTradeDateOrContractMonth",
      filled("contract.strike"),
      "contract.right",
      "contract.exchange",
      "contract.currency",
      "contract.localSymbol",
      "marketName",
      "contract.tradingClass",
      "distance",
      "benchmark",
      "projection",
      "legsStr",
    ),
  ],
);
