/** What a Gateway says of its link to IB (PROTOCOL 13): lost, back, and back without what it was asked for. */

export const LINK_LOST: ReadonlySet<number> = new Set([1100, 2110]);
export const LINK_BACK: ReadonlySet<number> = new Set([1101, 1102]);
/** One of those that say that it is back: all has to be asked for anew. */
export const DATA_LOST = 1101;

/** Whether the Gateway has its link by this word; undefined when the word is of something else. */
export function linkedBy(code: number): boolean | undefined {
  if (LINK_LOST.has(code)) return false;
  return LINK_BACK.has(code) ? true : undefined;
}
