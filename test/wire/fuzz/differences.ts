/** Where two bodies differ, as paths like `order.algoParams[0].tag` with both values. */
export interface Difference {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

export function differences(was: unknown, is: unknown, path = ""): readonly Difference[] {
  if (!isGroup(was) || !isGroup(is)) return Object.is(was, is) ? [] : [{ path, was, is }];
  const found: Difference[] = [];
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (Object.is(was[key], is[key])) continue;
    found.push(...differences(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  return found;
}

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const told = ({ path, was, is }: Difference): string => `${path}: ${shown(was)} became ${shown(is)}`;

const shown = (value: unknown): string => (isGroup(value) ? JSON.stringify(value) : String(value)).slice(0, 60);
