/** The journal that a scenario's daemon leaves behind, as the present build can read it. */
import { concat } from "../../base/bytes.ts";
import { segmentsAmong } from "../../journal/segments.ts";
import { lowered } from "./newerBuild.ts";
import { DAEMON, type Stage } from "./stage.ts";

export interface JournalFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** All files of it, oldest first, as far as they are durable. Lines of a newer build keep their lengths when they are lowered. */
export function journalFiles(stage: Stage): readonly JournalFile[] {
  const disk = stage.world.disk(DAEMON);
  const files = segmentsAmong(disk.names, "main").map(({ name }) => ({ name, bytes: disk.durable(name) }));
  const all = lowered(concat(files.map(({ bytes }) => bytes)), "main");
  let at = 0;
  return files.map(({ name, bytes: { length } }) => {
    at += length;
    return { name, bytes: all.subarray(at - length, at) };
  });
}
