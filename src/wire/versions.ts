/**
 * Server versions at which layouts change, under the names official clients give them (without MIN_SERVER_VER_).
 *
 * Only gates that some declaration uses are here. A gate is the first version with the new behaviour.
 */

/** The lowest server version we speak: the floor of ib_async. */
export const FLOOR = 157;
/** The highest one that a session is offered, on either side; from PROTOBUF on messages may be protobuf. */
export const CEILING = 225;

export const DURATION = 158;
export const POST_TO_ATS = 160;
export const WSHE_CALENDAR = 161;
export const AUTO_CANCEL_PARENT = 162;
/** Decimal sizes; contract details carry sizeMinTick at exactly this version. */
export const FRACTIONAL_SIZE_SUPPORT = 163;
/** Size rules replace sizeMinTick; contract details drop their message version. */
export const SIZE_RULES = 164;
export const HISTORICAL_SCHEDULE = 165;
export const ADVANCED_ORDER_REJECT = 166;
export const USER_INFO = 167;
export const MANUAL_ORDER_TIME = 169;
export const PEGBEST_PEGMID_OFFSETS = 170;
export const WSH_EVENT_DATA_FILTERS = 171;
export const WSH_EVENT_DATA_FILTERS_DATE = 173;
export const BOND_ISSUERID = 176;
/** faProfile leaves the wire. */
export const FA_PROFILE_DESUPPORT = 177;
export const PENDING_PRICE_REVISION = 178;
export const FUND_DATA_FIELDS = 179;
export const MANUAL_ORDER_TIME_EXERCISE_OPTIONS = 180;
export const LAST_TRADE_DATE = 182;
export const CUSTOMER_ACCOUNT = 183;
export const PROFESSIONAL_CUSTOMER = 184;
export const BOND_ACCRUED_INTEREST = 185;
export const INELIGIBILITY_REASONS = 186;
export const RFQ_FIELDS = 187;
export const BOND_TRADING_HOURS = 188;
export const INCLUDE_OVERNIGHT = 189;
/** The fields of RFQ_FIELDS are gone again. */
export const UNDO_RFQ_FIELDS = 190;
/** Cancels drop their message version. */
export const CME_TAGGING_FIELDS = 192;
export const CME_TAGGING_FIELDS_IN_OPEN_ORDER = 193;
/** Errors carry a time and drop their message version. */
export const ERROR_TIME = 194;
export const FULL_ORDER_PREVIEW_FIELDS = 195;
export const HISTORICAL_DATA_END = 196;
export const CURRENT_TIME_IN_MILLIS = 197;
export const SUBMITTER = 198;
export const IMBALANCE_ONLY = 199;
export const PARAMETRIZED_DAYS_OF_EXECUTIONS = 200;

/** Message ids become four raw bytes; the first messages may travel as protobuf. */
export const PROTOBUF = 201;
export const PROTOBUF_PLACE_ORDER = 203;
export const PROTOBUF_COMPLETED_ORDER = 204;
export const PROTOBUF_CONTRACT_DATA = 205;
export const PROTOBUF_MARKET_DATA = 206;
export const PROTOBUF_ACCOUNTS_POSITIONS = 207;
export const PROTOBUF_HISTORICAL_DATA = 208;
export const PROTOBUF_NEWS_DATA = 209;
export const PROTOBUF_SCAN_DATA = 210;
export const PROTOBUF_REST_MESSAGES_1 = 211;
export const PROTOBUF_REST_MESSAGES_2 = 212;
export const PROTOBUF_REST_MESSAGES_3 = 213;

// What came later exists only in protobuf.
export const CANCEL_CONTRACT_DATA = 215;
export const ADDITIONAL_ORDER_PARAMS_1 = 216;
export const ADDITIONAL_ORDER_PARAMS_2 = 217;
export const ATTACHED_ORDERS = 218;
export const CONFIG = 219;
export const UPDATE_CONFIG = 221;
export const HEDGE_MAX_SIZE = 223;
