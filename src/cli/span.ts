/** A span of time for people: `12 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. */
export function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return both(hours, "h", minutes % 60, "min");
  return both(Math.floor(hours / 24), "d", hours % 24, "h");
}

const both = (many: number, unit: string, few: number, fewUnit: string): string =>
  few === 0 ? `${many} ${unit}` : `${many} ${unit} ${few} ${fewUnit}`;
