/**
 * What a route of the control door is: one row, from which the door, its list of itself and the guide are made.
 */
import type { z } from "zod";
import { complaint } from "../complaint.ts";
import type { SimulatedGateway } from "../gateway.ts";

export type Method = "GET" | "PUT" | "POST" | "DELETE";

export interface Route {
  readonly method: Method;
  /** With `:name` for what the request fills in. */
  readonly path: string;
  /** One sentence for people. */
  readonly says: string;
  /** A body that works; undefined for a route without one. */
  readonly example?: object | undefined;
  readonly answer: (gateway: SimulatedGateway, asked: Asked) => Answer | Promise<Answer>;
}

export interface Asked {
  /** What stands in the place of `:name`. */
  readonly name: string;
  readonly body: unknown;
}

/** A JSON object, or a refusal. */
export type Answer = object | Refusal;

/** Why a request makes no sense, and what would have. */
export class Refusal {
  readonly status: number;
  readonly error: string;
  readonly fix: string;

  constructor(status: number, error: string, fix: string) {
    this.status = status;
    this.error = error;
    this.fix = fix;
  }
}

/** The body as the schema has it, or a refusal with the first thing that is wrong. */
export function read<T>(schema: z.ZodType<T>, body: unknown, example: object): T | Refusal {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.length === 0 ? "the body" : issue.path.join(".");
  return new Refusal(400, `${where}: ${complaint(issue)}`, forInstance(example));
}

export const forInstance = (example: object): string => `send for instance ${JSON.stringify(example)}`;

/** What came of carrying it out, or a refusal in the words of an error of that kind; any other error is a bug. */
export function carriedOut(kind: new (...args: never) => Error, fix: string, run: () => object): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    return new Refusal(400, error.message, fix);
  }
}
