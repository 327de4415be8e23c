/**
 * Runs code in a process whose clocks, timers and dice throw (RELIABILITY 2.2): what reaches for one of them while a
 * world runs is found at once, not as a trace that differs one day.
 */
type Holder = Record<string, unknown>;

const AMBIENT: readonly (readonly [holder: object, names: readonly string[]])[] = [
  [globalThis, ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"]],
  [Date, ["now"]],
  [Math, ["random"]],
  [performance, ["now"]],
  [process, ["hrtime", "nextTick"]],
  [globalThis.crypto, ["getRandomValues", "randomUUID"]],
];

export function withoutAmbience<T>(run: () => T): T {
  const restore = AMBIENT.flatMap(([holder, names]) => names.map((name) => forbid(holder as Holder, name)));
  try {
    return run();
  } finally {
    for (const each of restore) each();
  }
}

function forbid(holder: Holder, name: string): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const value = (): never => {
    throw new Error(`${name} was called inside a world`);
  };
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) delete holder[name];
    else Object.defineProperty(holder, name, own);
  };
}
