/**
 * Watches a halt over the control socket, one line for each change, until it is done or has been watched for long enough.
 *
 * A daemon that does not answer any more has not done what it was last seen to leave open: that is said, and nothing made of it.
 */
import { ask, NoAnswer } from "../ask.ts";
import { type Row, rowsIn } from "../row.ts";
import { printable } from "../table.ts";
import { type HaltProgress, inWords, type Progress } from "./haltProgress.ts";

/** How often it is looked how far it has come. */
const LOOK_MS = 250;

export interface Watched {
  /** By the last answer. */
  readonly reached: Progress;
  /** Why nobody answered at the end. */
  readonly silence: string | undefined;
}

export async function watch(
  control: string,
  progress: HaltProgress,
  msMax: number,
  tell: (words: string) => void,
): Promise<Watched> {
  const until = performance.now() + msMax;
  let told = "";
  let reached = progress.look([], {});
  for (;;) {
    const { orders, trading, silence } = await stateOf(control);
    if (silence === undefined) reached = progress.look(orders, trading);
    const words =
      silence === undefined ? [inWords(reached), ...waitsIn(trading)].join("; ") : `nobody answers now: ${silence}`;
    if (words !== told) tell(words);
    told = words;
    if (reached.done || performance.now() >= until) return { reached, silence };
    await new Promise((woken) => setTimeout(woken, LOOK_MS));
  }
}

/** Why closes are not on their way yet. */
const waitsIn = (trading: Row): readonly string[] =>
  rowsIn(trading.waits).map(({ account, conId, why }) =>
    printable(`${conId === undefined ? "" : `contract ${conId} of `}${account}: ${why}`),
  );

/** All orders and who may trade, as one look has them; without an answer nothing is known, and why. */
export interface State {
  readonly orders: readonly Row[];
  readonly trading: Row;
  readonly silence: string | undefined;
}

export async function stateOf(control: string): Promise<State> {
  const [orders, trading] = await Promise.all([answerOf(control, "orders"), answerOf(control, "trading")]);
  for (const answer of [orders, trading])
    if (answer instanceof NoAnswer) return { orders: [], trading: {}, silence: answer.message };
  return { orders: rowsIn(orders), trading: trading as Row, silence: undefined };
}

export const ordersOf = async (control: string): Promise<readonly Row[]> => rowsIn(await answerOf(control, "orders"));

const answerOf = (control: string, query: "orders" | "trading"): Promise<unknown> =>
  new Promise((answered) => ask(control, query, answered));
