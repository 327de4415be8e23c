/** A second, direct connection to the Gateway that reads what the broker holds: open orders, executions, positions. */
import type { Io } from "../../../src/io/io.ts";
import { type Address, Connection } from "../../../src/sim/strategies/connection.ts";
import type { Execution, OpenOrder } from "../../../src/sim/strategies/rollCall.ts";
import type { Incoming, IncomingBody } from "../../../src/wire/codec.ts";

type Position = IncomingBody<"position">;

export class Auditor {
  readonly open: OpenOrder[] = [];
  readonly executions: Execution[] = [];
  readonly positions: Position[] = [];
  #ends = 0;

  constructor(io: Io, address: Address) {
    const connection: Connection = new Connection(io, address, {
      ready: () => {
        connection.send("reqAllOpenOrders", {});
        connection.send("reqExecutions", { reqId: 1, filter: {} });
        connection.send("reqPositions", {});
      },
      heard: (message) => this.#heard(message),
      closed: () => {},
    });
  }

  get complete(): boolean {
    return this.#ends === 3;
  }

  #heard(message: Incoming): void {
    if (message.name === "openOrder") this.open.push(message.body);
    else if (message.name === "execDetails") this.executions.push(message.body.execution);
    else if (message.name === "position") this.positions.push(message.body);
    else if (["openOrderEnd", "execDetailsEnd", "positionEnd"].includes(message.name)) this.#ends++;
  }
}
