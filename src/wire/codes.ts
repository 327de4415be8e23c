/**
 * The message codes of the TWS API as one table: what each says, how grave it is, and what it makes of an order.
 *
 * It is data, and data has a version: raise it with every change of an effect, so that two logs can be told apart. The
 * journal holds none of it: its entries say what was made of a code at that time. docs/codes.md is written from here.
 */
import { DATA_CODES } from "./codesData.ts";
import { LISTED_CODES } from "./codesListed.ts";
import { ORDER_CODES } from "./codesOrder.ts";
import type { CodeRow } from "./codesRow.ts";
import { SESSION_CODES } from "./codesSession.ts";

export const CODES_VERSION = 2;

const PARTS = [ORDER_CODES, DATA_CODES, SESSION_CODES, LISTED_CODES];

/** By code, in ascending order. A code stands in one part only. */
export const CODES: ReadonlyMap<number, CodeRow> = new Map(
  PARTS.flatMap((part) => Object.entries(part).map(([code, row]): [number, CodeRow] => [Number(code), row])).sort(
    ([a], [b]) => a - b,
  ),
);

/** Warnings about a request have these numbers in every library (PROTOCOL 8): the one range that is believed. */
const isWarning = (code: number): boolean => code >= 2100 && code < 2200;

/** A remark on a request that goes on; a code without a row counts as one where libraries take it for a warning. */
export const isRemark = (code: number): boolean => {
  const row = CODES.get(code);
  return row === undefined ? isWarning(code) : row.remark === true;
};

/** It says what is wrong with a request, whatever it asks for. */
export const isOfAnyRequest = (code: number): boolean => CODES.get(code)?.anyRequest === true;

/** Nothing will come on the market data line that drew it. */
export const endsLine = (code: number): boolean => CODES.get(code)?.endsLine === true;

/** Nothing comes on that line as long as it is true; behind any other word that ends no line data is owed (PROTOCOL 15). */
export const silencesLine = (code: number): boolean => CODES.get(code)?.silencesLine === true;

/** About the one subscription to account updates that all accounts share. */
export const isOfAccounts = (code: number): boolean => CODES.get(code)?.class === "account";

/** What it says about a farm; undefined for everything else. */
export const farmWord = (code: number): CodeRow["farm"] => CODES.get(code)?.farm;

/** What it says about the link to IB; undefined for everything else. */
export const linkWord = (code: number): CodeRow["link"] => CODES.get(code)?.link;
