/** Watches a halt over the control socket, one line for each change, until it is done or has been watched for long enough. */
import { ask, NoAnswer } from "../ask.ts";
import type { Row } from "../questions.ts";
import { printable } from "../table.ts";
import { type HaltProgress, inWords, type Progress } from "./haltProgress.ts";

/** How often it is looked how far it has come. */
const LOOK_MS = 250;

export async function watch(
  control: string,
  progress: HaltProgress,
  msMax: number,
  tell: (words: string) => void,
): Promise<Progress> {
  const until = performance.now() + msMax;
  let told = "";
  for (;;) {
    const [orders, trading] = await Promise.all([ordersOf(control), tradingOf(control)]);
    const reached = progress.look(orders, trading);
    const words = [inWords(reached), ...waitsIn(trading)].join("; ");
    if (words !== told) tell(words);
    told = words;
    if (reached.done || performance.now() >= until) return reached;
    await new Promise((woken) => setTimeout(woken, LOOK_MS));
  }
}

/** Why closes are not on their way yet. */
const waitsIn = (trading: Row): readonly string[] => rowsIn(trading.waits).map(({ why }) => printable(String(why)));

export const rowsIn = (list: unknown): readonly Row[] => (Array.isArray(list) ? (list as Row[]) : []);

export const ordersOf = async (control: string): Promise<readonly Row[]> => rowsIn(await answerOf(control, "orders"));
export const tradingOf = async (control: string): Promise<Row> => (await answerOf(control, "trading")) as Row;

/** Nothing known when it does not answer: the halt itself says why. */
const answerOf = (control: string, query: "orders" | "trading"): Promise<unknown> =>
  new Promise((answered) => ask(control, query, (answer) => answered(answer instanceof NoAnswer ? {} : answer)));
