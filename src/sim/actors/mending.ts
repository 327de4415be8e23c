/**
 * What a program does when the run heals: it wants every order gone, and asks again for what had no answer.
 *
 * Now and then it asks for its executions as well, for one may have been told while nobody listened.
 */
import { after, seconds } from "../../base/time.ts";
import type { Io } from "../../io/io.ts";
import type { OrderSeen } from "../strategies/memory.ts";
import type { Trader } from "../strategies/trader.ts";
import type { Ledger } from "./ledger.ts";
import { isAlive, isOver, mayStillWork } from "./word.ts";

/** A program whose orders are looked after. */
export interface Mended {
  readonly io: Io;
  readonly trader: Trader;
  readonly ledger: Ledger;
  readonly clientId: number;
  later(ms: number, run: () => void): void;
  cancel(order: OrderSeen): void;
}

const LOOK_MS = seconds(1);
/** Every so many looks it counts its executions again. */
const RECOUNT_TURNS = 20;
const ASK_AGAIN_MS = seconds(20);

/** Looks after its orders again and again, as long as the process lives; the n-th time. */
export function mend(program: Mended, n = 0): void {
  program.later(LOOK_MS, () => {
    if (program.trader.ready) settle(program, n);
    mend(program, n + 1);
  });
}

function settle(program: Mended, n: number): void {
  const { trader } = program;
  trader.pause(false);
  // Its own by name: a Gateway may take a filter without a client id for client 0's (the switch `filterClientZero`).
  const filter = { clientId: program.clientId };
  if (n % RECOUNT_TURNS === 0) trader.ask("reqExecutions", { reqId: trader.takeReqId(), filter });
  for (const order of trader.memory.orders.values()) if (wantsWord(program, order)) program.cancel(order);
}

/** It may still work, and its end was not asked for, or so long ago that the answer must be lost. */
function wantsWord({ ledger, io }: Mended, order: OrderSeen): boolean {
  const asked = ledger.goneSince(order.orderId);
  const answered = isOver(order) && !isAlive(order);
  const enough = asked !== undefined && (answered || io.clock.now() < after(asked, ASK_AGAIN_MS));
  return !enough && mayStillWork(order);
}
