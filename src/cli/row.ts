/** Rows of a daemon's answer, and the columns that several commands show of them. */
import { isoTime, type WallMs } from "../base/time.ts";
import type { Column } from "./table.ts";

/** A row of an answer; answers come over a socket, so nothing is sure about it. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of an answer, or of a part of it; none where it is no list. */
export const rowsIn = (list: unknown): readonly Row[] => (Array.isArray(list) ? (list as Row[]) : []);

/** A column that shows one field of a row. */
export const cell = (key: string, title = key, right = false): Column<Row> => ({
  title,
  right,
  of: (row) => (row[key] === undefined || row[key] === null ? undefined : String(row[key])),
});

/** Since when, as a time that sorts. */
export const since: Column<Row> = {
  title: "since",
  of: (row) => (typeof row.since === "number" ? isoTime(row.since as WallMs) : undefined),
};

/** What the contract is called: options and futures of one underlying have its symbol in common. */
export const nameOf = ({ symbol, localSymbol }: Row): string => String(localSymbol || (symbol ?? ""));

export const contractName: Column<Row> = { title: "symbol", of: nameOf };
