/** Fills and what they cost. The two arrive in either order and are joined by execId (SEQUENCES section 3). */
import { incoming, list, literal, outgoing, record, repeatValues, since, version } from "../declare.ts";
import { double, int, maybeDouble, maybeInt, string } from "../kind.ts";
import {
  PARAMETRIZED_DAYS_OF_EXECUTIONS,
  PENDING_PRICE_REVISION,
  PROTOBUF,
  PROTOBUF_REST_MESSAGES_1,
  SUBMITTER,
} from "../versions.ts";
import { statedContract } from "./pieces.ts";
import { Contract, Execution } from "./records.ts";

const ExecutionFilter = record("ExecutionFilter", {
  clientId: [1, int],
  acctCode: [2, string],
  time: [3, string],
  symbol: [4, string],
  secType: [5, string],
  exchange: [6, string],
  side: [7, string],
  lastNDays: [8, maybeInt],
  specificDates: [9, list(int)],
});

export const reqExecutions = outgoing(7, "reqExecutions", PROTOBUF, { reqId: [1, int], filter: [2, ExecutionFilter] }, [
  version(3),
  "reqId",
  "filter.clientId",
  "filter.acctCode",
  "filter.time",
  "filter.symbol",
  "filter.secType",
  "filter.exchange",
  "filter.side",
  since(PARAMETRIZED_DAYS_OF_EXECUTIONS, literal("filter.lastNDays"), repeatValues("filter.specificDates")),
]);

/** reqId is -1 for a fill pushed live, else that of the reqExecutions it answers. */
export const execDetails = incoming(
  11,
  "execDetails",
  PROTOBUF,
  { reqId: [1, int], execution: [3, Execution], contract: [2, Contract] },
  [
    "reqId",
    "execution.orderId",
    ...statedContract,
    "execution.execId",
    "execution.time",
    "execution.acctNumber",
    "execution.exchange",
    "execution.side",
    "execution.shares",
    "execution.price",
    "execution.permId",
    "execution.clientId",
    "execution.liquidation",
    "execution.cumQty",
    "execution.avgPrice",
    "execution.orderRef",
    "execution.evRule",
    "execution.evMultiplier",
    "execution.modelCode",
    "execution.lastLiquidity",
    since(PENDING_PRICE_REVISION, "execution.pendingPriceRevision"),
    since(SUBMITTER, "execution.submitter"),
  ],
);

export const execDetailsEnd = incoming(55, "execDetailsEnd", PROTOBUF, { reqId: [1, int] }, [version(1), "reqId"]);

/** Only the execId joins it to its fill. An unset realizedPNL or yield comes as the largest double. */
export const commissionReport = incoming(
  59,
  "commissionReport",
  PROTOBUF_REST_MESSAGES_1,
  {
    execId: [1, string],
    commission: [2, double],
    currency: [3, string],
    realizedPNL: [4, maybeDouble],
    yield: [5, maybeDouble],
    yieldRedemptionDate: [6, int, "string"],
  },
  [version(1), "execId", "commission", "currency", literal("realizedPNL", "yield"), "yieldRedemptionDate"],
);
