/**
 * The process in which one decoder is timed, so that no decoder runs on what another taught the compiler.
 *
 * `node worker.ts PATH FOLDER CHUNK_BYTES` answers each line of standard input, a request in JSON, by a line of JSON. The Python
 * twin, ibAsyncWorker.py, speaks the same.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Allocation, allocationOf } from "./allocation.ts";
import { Lane, type Piece, piecesOf, type Timed } from "./lane.ts";
import { naive } from "./naive.ts";
import { ours } from "./ours.ts";
import type { Path, Stage } from "./path.ts";
import { stoqey } from "./stoqey.ts";
import type { StreamName } from "./streams.ts";

export interface TimeRequest {
  readonly ask: "time";
  readonly stream: StreamName;
  readonly stage: Stage;
  /** How long to read, by the clock. */
  readonly seconds: number;
}
export interface AllocationRequest {
  readonly ask: "allocation";
  readonly stream: StreamName;
}

const PATHS: Readonly<Record<string, () => Path>> = {
  text: () => ours("text"),
  protobuf: () => ours("protobuf"),
  naive,
  stoqey: () => stoqey(),
};

const [, , name, folder, chunkBytes] = process.argv as [string, string, string, string, string];
const form = name === "protobuf" ? "protobuf" : "text";
const pieces = new Map<StreamName, Piece[]>();
const lanes = new Map<string, Lane>();

function piecesNamed(stream: StreamName): Piece[] {
  let known = pieces.get(stream);
  if (known === undefined) {
    known = piecesOf(readFileSync(join(folder, `${stream}.${form}`)), Number(chunkBytes));
    pieces.set(stream, known);
  }
  return known;
}

function laneOf(stream: StreamName, stage: Stage): Lane {
  const key = `${stream} ${stage}`;
  let lane = lanes.get(key);
  if (lane === undefined) {
    lane = new Lane(PATHS[name]!(), stage, piecesNamed(stream));
    lanes.set(key, lane);
  }
  return lane;
}

function answer(request: TimeRequest | AllocationRequest): Timed | Allocation {
  if (request.ask === "time") return laneOf(request.stream, request.stage).time(request.seconds);
  return allocationOf(
    PATHS[name]!(),
    piecesNamed(request.stream).flatMap(({ payloads }) => payloads),
  );
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
