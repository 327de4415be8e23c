/**
 * Bodies as the journal keeps them: without what the wire's default says anyway, and in JSON that loses nothing.
 *
 * Left out are absent values, empty texts, `false`, and empty lists and records; zero stays, because a price of 0 is
 * not an unset price. JSON has no infinities: they travel as texts that begin with U+221E, and a real text that
 * begins so gets one more of them.
 */
const INFINITE = "\u221e";

/** A copy without defaults. */
export function lean<T>(value: T): T {
  return (trimmed(value) ?? {}) as T;
}

function trimmed(value: unknown): unknown {
  if (value === "" || value === false || value === undefined || value === null) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => trimmed(item) ?? {});
  const out: Record<string, unknown> = {};
  let some = false;
  for (const name of Object.keys(value)) {
    const kept = trimmed((value as Body)[name]);
    if (kept === undefined) continue;
    out[name] = kept;
    some = true;
  }
  return some ? out : undefined;
}

/** Whether two bodies say the same, defaults aside and whatever the order of their fields. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isDefault(a) || isDefault(b)) return isDefault(a) && isDefault(b);
  if (typeof a !== "object" || typeof b !== "object") return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b);
  return sameFields(a as Body, b as Body);
}

type Body = Readonly<Record<string, unknown>>;

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => sameContent(item, b[i]));

function sameFields(a: Body, b: Body): boolean {
  for (const name of Object.keys(a)) if (!sameContent(a[name], b[name])) return false;
  for (const name of Object.keys(b)) if (!Object.hasOwn(a, name) && !isDefault(b[name])) return false;
  return true;
}

/** What `lean` leaves out. */
function isDefault(value: unknown): boolean {
  if (value === "" || value === false || value === undefined || value === null) return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const name of Object.keys(value)) if (!isDefault((value as Body)[name])) return false;
  return true;
}

/** Nearly all values are written as JSON writes them: a lost infinity would show as `null`. */
export function toJson(value: unknown): string {
  const plain = JSON.stringify(value) as string | undefined;
  return plain === undefined || plain.includes("null") || plain.includes(INFINITE) ? withInfinities(value) : plain;
}

function withInfinities(value: unknown): string {
  return JSON.stringify(value, (_, field) => {
    if (field === Infinity) return INFINITE;
    if (field === -Infinity) return `${INFINITE}-`;
    return typeof field === "string" && field.startsWith(INFINITE) ? `${INFINITE}${INFINITE}${field.slice(1)}` : field;
  }) as string;
}

/** The inverse of `toJson`; throws `SyntaxError` on text that is not JSON. */
export function fromJson(text: string): unknown {
  // An escaped U+221E counts too.
  if (!text.includes(INFINITE) && !text.includes("\\u221")) return JSON.parse(text);
  return JSON.parse(text, (_, field) => {
    if (typeof field !== "string" || !field.startsWith(INFINITE)) return field;
    if (field === INFINITE) return Infinity;
    return field === `${INFINITE}-` ? -Infinity : field.slice(1);
  });
}
