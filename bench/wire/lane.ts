/**
 * One lane of a run: a path, a stage of it and a stream, read round and round for a while.
 *
 * What counts is the processor time of the whole process, its collector and compiler threads included: on a machine that others
 * use, too, it says more than the clock on the wall. How many frames a chunk completes is known beforehand; nobody counts.
 */
import { keep, type Path, type Stage } from "./path.ts";
import { chunksOf } from "./streams.ts";

/** A chunk, and the payloads of the frames that end in it. */
export interface Piece {
  readonly chunk: Buffer;
  readonly payloads: readonly Buffer[];
}

export interface Timed {
  readonly frames: number;
  readonly bytes: number;
  /** Processor time, all threads. */
  readonly seconds: number;
}

export function piecesOf(stream: Buffer, chunkBytes: number): Piece[] {
  let frame = 0;
  let end = 0;
  return chunksOf(stream, chunkBytes).map((chunk) => {
    end += chunk.length;
    const payloads: Buffer[] = [];
    while (frame < end) {
      const next = frame + 4 + stream.readInt32BE(frame);
      if (next > end) break;
      payloads.push(stream.subarray(frame + 4, next));
      frame = next;
    }
    return { chunk, payloads };
  });
}

/** Between two looks at the clock. */
const PIECES = 32;

export class Lane {
  readonly #pieces: readonly Piece[];
  readonly #run: (piece: Piece) => void;
  #at = 0;

  constructor(path: Path, stage: Stage, pieces: readonly Piece[]) {
    this.#pieces = pieces;
    this.#run = runOf(path, stage);
  }

  /** Goes on where it stopped, for so many seconds by the clock; looking at that costs next to nothing. */
  time(clockSeconds: number): Timed {
    const until = performance.now() + clockSeconds * 1_000;
    const start = processorSeconds();
    let frames = 0;
    let bytes = 0;
    while (performance.now() < until) {
      for (let i = 0; i < PIECES; i++) {
        const piece = this.#pieces[this.#at]!;
        this.#run(piece);
        frames += piece.payloads.length;
        bytes += piece.chunk.length;
        this.#at = (this.#at + 1) % this.#pieces.length;
      }
    }
    return { frames, bytes, seconds: processorSeconds() - start };
  }
}

function runOf(path: Path, stage: Stage): (piece: Piece) => void {
  if (stage === "read") {
    return ({ payloads }) => {
      for (let i = 0; i < payloads.length; i++) keep(path.read(payloads[i]!));
    };
  }
  const run = path[stage];
  if (run === undefined) throw new Error(`this path has no stage ${stage}`);
  return ({ chunk }) => run(chunk);
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
