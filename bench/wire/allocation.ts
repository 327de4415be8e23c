/**
 * What decoding allocates, beside the size of what it returns.
 *
 * Allocated is what the heap and the buffers grow by while a batch is decoded and dropped; the process runs with a nursery so
 * big that nothing is collected meanwhile. The size is what a batch of results still holds after a collection, so strings that
 * results share with a table count for nothing.
 */
import { keep, type Path } from "./path.ts";

const BATCH = 10_000;
const TIMES = 5;
/** Flags of the process that measures. */
export const ALLOCATION_FLAGS = ["--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];

export interface Allocation {
  /** Bytes per message, of a payload that is there already. */
  readonly allocated: number;
  readonly size: number;
}

export function allocationOf(path: Path, payloads: readonly Buffer[]): Allocation {
  const batch = payloads.slice(0, BATCH);
  for (let i = 0; i < TIMES; i++) for (const payload of batch) keep(path.read(payload));
  const median = (of: () => number): number => Array.from({ length: TIMES }, of).sort((a, b) => a - b)[TIMES >> 1]!;
  return {
    allocated: median(() => grownBy(() => dropped(path, batch))) / batch.length,
    size: median(() => heldBy(path, batch)) / batch.length,
  };
}

function dropped(path: Path, batch: readonly Buffer[]): void {
  for (let i = 0; i < batch.length; i++) keep(path.read(batch[i]!));
}

function grownBy(work: () => void): number {
  collect();
  const before = inUse();
  work();
  return inUse() - before;
}

function heldBy(path: Path, batch: readonly Buffer[]): number {
  const results: unknown[] = new Array(batch.length).fill(undefined);
  collect();
  const before = inUse();
  for (let i = 0; i < batch.length; i++) results[i] = path.read(batch[i]!);
  collect();
  return results.length === batch.length ? inUse() - before : Number.NaN;
}

function inUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error(`run with ${ALLOCATION_FLAGS.join(" ")}`);
  globalThis.gc();
}
