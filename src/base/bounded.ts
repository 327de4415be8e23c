/**
 * A bound on what is kept in the order in which it came: the oldest goes first. A key that is set again keeps its place, so
 * whoever wants it to count as new deletes it first.
 */
export function dropOldest<K>(kept: Set<K> | Map<K, unknown>, most: number): void {
  if (kept.size <= most) return;
  const [oldest] = kept.keys();
  kept.delete(oldest as K);
}
