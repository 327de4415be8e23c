/**
 * Rows for people and for pipes: aligned and coloured on a terminal, tab-separated elsewhere.
 *
 * What a broker or a bot sent may hold control characters; none reaches the terminal.
 */
import { colours } from "./colours.ts";

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | undefined;
  /** Numbers stand on the right. */
  readonly right?: boolean;
}

export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], pretty: boolean): string {
  const titles = columns.map((column) => column.title);
  const cells = rows.map((row) => columns.map((column) => printable(column.of(row))));
  if (!pretty) return [titles, ...cells].map((line) => line.join("\t")).join("\n");
  const widths = titles.map((title, i) => Math.max(title.length, ...cells.map((line) => line[i]!.length)));
  const aligned = (line: readonly string[]): string =>
    line
      .map((cell, i) => (columns[i]!.right === true ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  return [colours.bold(aligned(titles)), ...cells.map(aligned)].join("\n");
}

export function printable(value: string | number | undefined): string {
  return value === undefined ? "" : String(value).replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
