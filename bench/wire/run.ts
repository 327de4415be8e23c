/** `node bench/wire/run.ts [--rounds 5] [--seconds 0.1] [--chunk 1448] [--streams mix,openOrder] [--json]`: the codec and its peers. */
import { parseArgs } from "node:util";
import { print } from "./report.ts";
import { CHUNK_BYTES, STREAM_NAMES, type StreamName } from "./streams.ts";
import { wire } from "./wire.ts";

export async function runWire(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "0.1" },
      chunk: { type: "string", default: String(CHUNK_BYTES) },
      streams: { type: "string", default: STREAM_NAMES.join(",") },
      json: { type: "boolean", default: false },
    },
  });
  const streams = values.streams.split(",") as StreamName[];
  const unknown = streams.find((name) => !STREAM_NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`no stream is called ${unknown}: there are ${STREAM_NAMES.join(", ")}`);
  const options = { rounds: Number(values.rounds), seconds: Number(values.seconds), chunkBytes: Number(values.chunk) };
  print(await wire({ ...options, streams }), values.json);
}

if (import.meta.main) await runWire(process.argv.slice(2));
