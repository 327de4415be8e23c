/** Reads all positions that a port shows, once, over a connection of its own: a second opinion. */
import { type Decimal, isZero } from "../../base/decimal.ts";
import type { Io } from "../../io/io.ts";
import { type Address, Connection } from "./connection.ts";

export interface PositionRow {
  readonly account: string;
  readonly symbol: string;
  readonly position: Decimal;
}

/** Answers once: the positions that are not zero, sorted by account and symbol, or why they could not be read. */
export function readPositions(
  io: Io,
  address: Address,
  answer: (result: readonly PositionRow[] | { readonly failed: string }) => void,
): void {
  const rows = new Map<string, PositionRow>();
  const connection: Connection = new Connection(io, address, {
    ready: () => connection.send("reqPositions", {}),
    heard: (message) => {
      if (message.name === "position") {
        const { account, contract, position } = message.body;
        if (position !== undefined)
          rows.set(`${account} ${contract.symbol}`, { account, symbol: contract.symbol, position });
      }
      if (message.name === "positionEnd") {
        connection.close();
        answer(settled(rows));
      }
    },
    closed: (reason) => answer({ failed: reason === "" ? "the connection was closed" : reason }),
  });
}

const settled = (rows: ReadonlyMap<string, PositionRow>): readonly PositionRow[] =>
  [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
    .filter((row) => !isZero(row.position));
