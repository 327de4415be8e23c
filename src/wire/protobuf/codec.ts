/**
 * The protobuf form of messages, from the same declaration as their text form (PROTOCOL section 6).
 *
 * A message's tree is built when it is first needed: most connections see a few dozen of the 171.
 */
import type { Loose } from "../condition.ts";
import { type AnyMessage, NEVER } from "../declare.ts";
import { type ReadResult, readProtobuf } from "./read.ts";
import { type Tree, treeOf } from "./tree.ts";
import { writeProtobuf } from "./write.ts";

export interface ProtobufCodec {
  readonly tree: Tree;
  /** The body of a serialized message. Sparse: only with the fields that were there. */
  read(bytes: Uint8Array, sparse: boolean): ReadResult;
  /** The serialized message. Sparse: exactly the fields that the draft has. */
  write(draft: Loose, sparse: boolean): Uint8Array;
}

/** Undefined for a message that has no protobuf form. */
export function protobufOf(message: AnyMessage): ProtobufCodec | undefined {
  if (message.protobufSince === NEVER) return undefined;
  let built: Tree | undefined;
  const tree = (): Tree => (built ??= treeOf(message));
  return {
    get tree() {
      return tree();
    },
    read: (bytes, sparse) => readProtobuf(tree(), bytes, sparse, message.direction === "in"),
    write: (draft, sparse) => writeProtobuf(tree(), draft, sparse),
  };
}
