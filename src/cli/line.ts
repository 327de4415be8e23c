/**
 * The shape of the lines that `holdfast wire` reads: those that hold a frame and those that hold a message.
 *
 * A line is checked once, here. Only the keys that the command looks at are: recordings carry notes and keys of others.
 * The words of `describe` complete the sentence "KEY must be …".
 */
import { z } from "zod";
import type { Failed } from "../wire/recording.ts";

const addressed = {
  serverVersion: z.int().min(0).nullish().describe("a whole number"),
  direction: z.enum(["in", "out"]).optional().describe('"in" or "out"'),
};

const frame = z.object({
  ...addressed,
  type: z.unknown().optional(),
  fields: z.array(z.string()).optional().describe("a list of strings"),
  payloadBase64: z.base64().optional().describe("base64"),
});

const message = z.object({
  ...addressed,
  name: z.string().describe("the name of a message"),
  message: z.record(z.string(), z.unknown()).optional().describe("an object"),
  wire: z.enum(["text", "protobuf"]).optional().describe('"text" or "protobuf"'),
});

const failed = z.object({ error: z.string().describe("a sentence") });

export type FrameLine = z.infer<typeof frame>;
export type MessageLine = z.infer<typeof message>;

/** Undefined for a line without a frame. */
export function frameLine(line: object): FrameLine | Failed | undefined {
  return "fields" in line || "payloadBase64" in line ? checked(frame, line) : undefined;
}

/** Undefined for a line without a message; a line that reports a failure stays one. */
export function messageLine(line: object): MessageLine | Failed | undefined {
  if ("error" in line) return checked(failed, line);
  return "name" in line ? checked(message, line) : undefined;
}

function checked<T>(schema: z.ZodObject & z.ZodType<T>, line: object): T | Failed {
  const read = schema.safeParse(line);
  if (read.success) return read.data;
  const key = String(read.error.issues[0]!.path[0]);
  const value = (line as Record<string, unknown>)[key];
  return { error: `${key} must be ${schema.shape[key]!.description}, not ${shown(value)}` };
}

const SHOWN_CHARACTERS = 40;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
