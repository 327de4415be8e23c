/**
 * Spans of time as people write them: `250ms`, `90s`, `5m`, `24h`, `3d`, `1h30m`; a bare number is milliseconds.
 */
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** A year is enough for every test; a longer span is a mistake. */
const SPAN_MS_MAX = 366 * UNITS.d;

/** Milliseconds, or undefined for what is no span of time from 0 up to a year. */
export function durationMs(span: string | number): number | undefined {
  const ms = typeof span === "number" ? span : written(span.trim());
  return ms !== undefined && ms >= 0 && ms <= SPAN_MS_MAX ? ms : undefined;
}

function written(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
}
