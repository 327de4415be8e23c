/** Which known word somebody meant: the nearest by number of changed letters, when it is near at all. */
export const nearest = (word: string, known: readonly string[]): string | undefined => nearMatches(word, known, 1)[0];

/** The known words that are near, the nearest first, at most `count` of them. */
export function nearMatches(word: string, known: readonly string[], count: number): readonly string[] {
  const near = Math.max(2, Math.floor(word.length / 3));
  return known
    .map((candidate) => ({ candidate, away: distance(word, candidate) }))
    .filter(({ away }) => away <= near)
    .sort((a, b) => a.away - b.away)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
