/**
 * The tables of the trade vault: every column with what it says, once. The SQL that makes them and the tables of
 * docs/vault.md come from here.
 *
 * Names are the field's own. Times are texts in UTC as the journal labels them, so they sort; quantities and money are
 * numbers, of which 15 digits are kept: what must be exact stands in the journal. Every row says by which entry of the
 * journal it was made, so a rebuild knows what is older than the oldest file of the journal.
 */

/** Raised when a vault of an earlier holdfast would be wrong with the tables of this one: it is then built anew. */
export const SCHEMA_VERSION = 1;

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  readonly name: string;
  readonly type: "TEXT" | "INTEGER" | "NUMERIC";
  readonly says: string;
  /** Written with the first version of a row and never again. */
  readonly once?: true;
  /** Of a row whose first version counts: filled in when it becomes known. */
  readonly late?: true;
}

export interface Table {
  readonly says: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Of two rows with one key, which counts. */
  readonly again: "first" | "last";
  /** The column with the number of the entry that made the row. */
  readonly madeBy: string;
  readonly indexes: readonly (readonly string[])[];
}

const text = (name: string, says: string): Column => ({ name, type: "TEXT", says });
const whole = (name: string, says: string): Column => ({ name, type: "INTEGER", says });
const number = (name: string, says: string): Column => ({ name, type: "NUMERIC", says });
const once = (column: Column): Column => ({ ...column, once: true });
const late = (column: Column): Column => ({ ...column, late: true });

const entry = whole("entry", "number of the journal's entry that made the row");
const at = text("at", "when, by our clock (UTC)");
const scope: readonly Column[] = [
  text("scope", "`strategy alpha`, `account DU1`, `all`"),
  text("strategy", "when it is about one"),
  text("account", "when it is about one"),
];
const contract: readonly Column[] = [
  whole("conId", "IB's number of the contract; empty until known"),
  text("symbol", "as IB or the client names it"),
  text("secType", "`STK`, `OPT`, `FUT`, `CASH`, `BAG`, ..."),
];
const terms: readonly Column[] = [
  text("lastTradeDateOrContractMonth", "of a derivative"),
  number("strike", "of an option"),
  text("right", "`C` or `P`"),
  text("multiplier", "as it was sent"),
  text("exchange", ""),
  text("currency", ""),
  text("localSymbol", ""),
];
const ended: readonly Column[] = [
  text("endedAt", "empty while it holds"),
  whole("endedEntry", "the entry that ended it"),
  text("reason", "why it ended"),
];

const orders: Table = {
  says: "Every order, as it is now: one row each.",
  columns: [
    text("key", "holdfast's own name of the order; travels in `orderRef`"),
    text("strategy", ""),
    text("account", ""),
    whole("clientId", "of the client that placed it"),
    whole("clientOrderId", "the number it gave the order"),
    text("parent", "key of the bracket's parent"),
    ...contract,
    ...terms,
    text("action", "`BUY` or `SELL`"),
    number("totalQuantity", "what is wanted now"),
    text("orderType", ""),
    number("lmtPrice", ""),
    number("auxPrice", "trigger of a stop, offset of a trail"),
    text("tif", ""),
    whole("outsideRth", "1 when it may trade outside regular hours"),
    text("ocaGroup", ""),
    text("orderRef", "as the client wrote it"),
    whole("isExercise", "1 for an instruction to exercise an option"),
    text("status", "see `transitions`"),
    text("word", "the Gateway's newest word on its status"),
    number("filled", ""),
    number("avgFillPrice", "as the broker says"),
    whole("orderId", "towards the Gateway; empty until it left"),
    whole("permId", "IB's own; empty until known"),
    whole("cancelWanted", "1 when its client wants it gone"),
    once(text("placedAt", "when it came (UTC)")),
    text("changedAt", "when an entry last spoke of it (UTC)"),
    once(whole("firstEntry", "number of the entry that made the row")),
    whole("lastEntry", "the newest entry that speaks of it"),
  ],
  key: ["key"],
  again: "last",
  madeBy: "firstEntry",
  indexes: [["strategy", "placedAt"]],
};

const transitions: Table = {
  says: "Every change of an order's status.",
  columns: [
    entry,
    text("key", "of the order"),
    at,
    text("fromStatus", "empty when the order was new"),
    text("toStatus", ""),
    text("cause", "the entry's kind, and the word, code or reason in it"),
  ],
  key: ["entry", "key"],
  again: "first",
  madeBy: "entry",
  indexes: [["key"]],
};

const executions: Table = {
  says: "Every execution that was told, with corrections and busts: each version is a row. The view `trades` has what counts.",
  columns: [
    text("execId", "IB's name of this version"),
    entry,
    at,
    text("trade", "what all versions of one execution have in common"),
    whole("version", "the number behind the last dot; the highest counts"),
    text("what", "`execution`, `correction` (a later version) or `bust` (a later version of no shares)"),
    // One of an order of ours may be told before its order is known.
    late(text("key", "of our order; empty when the order was not ours")),
    late(text("strategy", "whose trade it is, also of a close by the operator; empty when the order was not ours")),
    text("account", ""),
    ...contract,
    ...terms,
    number("perPoint", "what one unit of price is worth for one share or contract; empty when nobody said"),
    text("side", "`BOT` or `SLD`"),
    number("shares", ""),
    number("price", ""),
    number("cumQty", "running total of the order"),
    number("avgPrice", "average of the order"),
    text("time", "as IB wrote it, in the Gateway's zone"),
    whole("orderId", ""),
    whole("permId", ""),
    whole("clientId", ""),
    text("orderRef", ""),
  ],
  key: ["execId"],
  again: "first",
  madeBy: "entry",
  indexes: [["trade"], ["strategy", "account", "conId"], ["key"]],
};

const commissions: Table = {
  says: "What an execution cost, by its newest report.",
  columns: [
    text("execId", "of the execution"),
    entry,
    at,
    number("commission", "empty when the report says that it is still to come"),
    text("currency", ""),
    number("realizedPNL", "IB's own, by IB's own method; empty when not told"),
  ],
  key: ["execId"],
  again: "last",
  madeBy: "entry",
  indexes: [],
};

const roundTrips: Table = {
  says: "A strategy's way from flat to flat in one contract, and the one that is open now. Money is in the contract's currency.",
  columns: [
    text("strategy", ""),
    text("account", ""),
    whole("conId", ""),
    whole("number", "the strategy's first, second, ... in this contract on this account"),
    text("symbol", ""),
    text("secType", ""),
    text("currency", "of the contract"),
    text("side", "`LONG` or `SHORT`"),
    text("openedAt", "first execution (UTC)"),
    text("closedAt", "the execution that made it flat; empty while it is open"),
    whole("firstEntry", "entry of the first execution"),
    whole("lastEntry", "entry of the last execution"),
    whole("executions", "how many it is made of"),
    number("bought", "shares or contracts"),
    number("sold", ""),
    number("boughtValue", "quantity x price x multiplier; empty when a multiplier is not known"),
    number("soldValue", ""),
    number("position", "what is still held: 0 when closed"),
    number("pnl", "realised, before commissions; average cost while it is open"),
    number("commission", "sum of those that were reported; empty when they are in several currencies"),
    text("commissionCurrency", ""),
    whole("unreported", "executions without a commission so far"),
    number("net", "pnl less commission; empty when that is in another currency"),
  ],
  key: ["strategy", "account", "conId", "number"],
  again: "last",
  madeBy: "firstEntry",
  indexes: [["closedAt"]],
};

const drifts: Table = {
  says: "Differences between our book and the broker's, from when they were found until they ended.",
  columns: [
    entry,
    text("id", "equal for the same difference about the same thing"),
    text("kind", "`order` or `position`"),
    text("account", ""),
    text("key", "of our order"),
    whole("permId", ""),
    whole("conId", ""),
    text("field", "what differs"),
    text("ours", ""),
    text("brokers", ""),
    text("foundAt", "when (UTC)"),
    ...ended,
  ],
  key: ["entry", "id"],
  again: "first",
  madeBy: "entry",
  indexes: [["id"]],
};

const alerts: Table = {
  says: "What somebody had to know, from when it was raised until it ended.",
  columns: [
    entry,
    text("id", "cause and scope: equal for equal conditions"),
    text("cause", ""),
    text("severity", "`critical` or `warning`"),
    text("account", ""),
    text("strategy", ""),
    text("key", "of an order"),
    whole("conId", ""),
    text("detail", "what was seen, with its numbers"),
    text("raisedAt", "when (UTC)"),
    ...ended,
  ],
  key: ["entry", "id"],
  again: "first",
  madeBy: "entry",
  indexes: [["id"]],
};

const tradingStates: Table = {
  says: "Every change of who may trade; the newest of a scope holds.",
  columns: [
    ...[entry, at, ...scope],
    text("state", "`active`, `reducing` or `halted`"),
    text("level", "how far a halt goes"),
    whole("stopsToo", "1 for a halt that cancels protective stops too"),
    text("by", "the operator, or `holdfast` when a limit was reached"),
    text("why", ""),
  ],
  key: ["entry", "scope"],
  again: "first",
  madeBy: "entry",
  indexes: [],
};

const limits: Table = {
  says: "Every change of a limit against the configuration's.",
  columns: [
    ...[entry, at, ...scope],
    text("name", "of the limit"),
    text("what", "`set`, or `ended`: the configuration's holds again"),
    text("value", 'JSON, or `"off"`'),
    text("until", "when it ends by itself (UTC)"),
    text("by", "who set it"),
    text("why", ""),
  ],
  key: ["entry", "scope", "name"],
  again: "first",
  madeBy: "entry",
  indexes: [],
};

const equity: Table = {
  says: "What losses are measured by, in base currency.",
  columns: [
    ...[entry, at, ...scope],
    text("day", "UTC"),
    number("dayStart", "equity when the day began"),
    number("high", "the highest ever seen"),
  ],
  key: ["entry", "scope"],
  again: "first",
  madeBy: "entry",
  indexes: [],
};

const events: Table = {
  says: "What else happened: starts, sessions, positions taken over, wishes of operators.",
  columns: [entry, at, text("kind", "of the journal's entry"), text("detail", "the rest of the entry, as JSON")],
  key: ["entry"],
  again: "first",
  madeBy: "entry",
  indexes: [["kind"]],
};

const gaps: Table = {
  says: "Entries of the journal that the vault never saw. What they changed is missing here.",
  columns: [
    whole("fromEntry", "the first of them"),
    whole("toEntry", "the last of them"),
    text("why", "what became of them"),
  ],
  key: ["fromEntry"],
  again: "first",
  madeBy: "fromEntry",
  indexes: [],
};

const vault: Table = {
  says: "One row: what this vault is, and up to where in the journal it is complete. Written in the transaction of the rows.",
  columns: [
    whole("id", "1"),
    whole("schemaVersion", "of these tables"),
    text("build", "the holdfast that wrote last"),
    text("gateway", "whose journal"),
    text("epoch", "which journal: made when it was begun"),
    text("file", "of the journal"),
    whole("byte", "in it, behind the last entry"),
    whole("entry", "number of the last entry"),
    text("chain", "its chain value"),
    text("at", "when it was written (UTC)"),
  ],
  key: ["id"],
  again: "last",
  madeBy: "id",
  indexes: [],
};

const TABLES = {
  ...{ orders, transitions, executions, commissions },
  ...{ round_trips: roundTrips, drifts, alerts, trading_states: tradingStates, limits, equity, events, gaps, vault },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];
export const tableOf = (name: TableName): Table => TABLES[name];

/** Names in quotes: some are words of SQL. */
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** Makes everything in an empty database. */
export function madeBy(): readonly string[] {
  return [...TABLE_NAMES.flatMap(tableMade), TRADES];
}

function tableMade(name: TableName): readonly string[] {
  const { columns, key, indexes } = tableOf(name);
  const parts = [...columns.map((column) => `"${column.name}" ${column.type}`), `PRIMARY KEY (${quoted(key)})`];
  return [
    `CREATE TABLE "${name}" (${parts.join(", ")}) WITHOUT ROWID`,
    ...indexes.map((of) => `CREATE INDEX "${name}_${of.join("_")}" ON "${name}" (${quoted(of)})`),
  ];
}

const TRADES =
  "CREATE VIEW trades AS SELECT * FROM executions AS e WHERE shares <> 0 AND version = (SELECT max(version) FROM executions WHERE trade = e.trade)";

/** Puts one row; its values come in the order of the columns. */
export function putInto(name: TableName): string {
  const { columns, key, again } = tableOf(name);
  const names = columns.map((column) => column.name);
  const insert = `INSERT INTO "${name}" (${quoted(names)}) VALUES (${names.map(() => "?").join(", ")})`;
  if (again === "first") return `${insert} ON CONFLICT (${quoted(key)}) DO ${filledIn(columns)}`;
  const later = columns.filter((column) => !column.once && !key.includes(column.name));
  const set = later.map((column) => `"${column.name}" = excluded."${column.name}"`).join(", ");
  return `${insert} ON CONFLICT (${quoted(key)}) DO UPDATE SET ${set}`;
}

function filledIn(columns: readonly Column[]): string {
  const set = columns
    .filter((column) => column.late)
    .map(({ name }) => `"${name}" = coalesce("${name}", excluded."${name}")`);
  return set.length === 0 ? "NOTHING" : `UPDATE SET ${set.join(", ")}`;
}
