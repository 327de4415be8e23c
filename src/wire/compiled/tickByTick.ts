/**
 * Reads and writes tickByTick. Emitted from its declaration by `npm run wire`: do not edit.
 */
import { ZERO } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export function readText(r: Reader): BodyAt<"tickByTick"> {
  const reqId = r.int();
  const tickType = r.int();
  const time = r.long();
  switch (tickType) {
    case 0: {
      return {
        reqId,
        tickType,
        time,
      };
    }
    case 1: {
      const price = r.double();
      const size = r.isEmpty() ? r.past(ZERO) : r.decimal();
      const mask = r.int();
      const exchange = r.string();
      const specialConditions = r.string();
      return {
        reqId,
        tickType,
        time,
        price,
        size,
        mask,
        exchange,
        specialConditions,
      };
    }
    case 2: {
      const price = r.double();
      const size = r.isEmpty() ? r.past(ZERO) : r.decimal();
      const mask = r.int();
      const exchange = r.string();
      const specialConditions = r.string();
      return {
        reqId,
        tickType,
        time,
        price,
        size,
        mask,
        exchange,
        specialConditions,
      };
    }
    case 3: {
      const bidPrice = r.double();
      const askPrice = r.double();
      const bidSize = r.isEmpty() ? r.past(ZERO) : r.decimal();
      const askSize = r.isEmpty() ? r.past(ZERO) : r.decimal();
      const mask = r.int();
      return {
        reqId,
        tickType,
        time,
        bidPrice,
        askPrice,
        bidSize,
        askSize,
        mask,
      };
    }
    case 4: {
      const midPoint = r.double();
      return {
        reqId,
        tickType,
        time,
        midPoint,
      };
    }
    default:
      return r.fail("no such case") as never;
  }
}

export function writeText(w: Writer, draft: Loose): void {
  w.int(draft.reqId ?? 0);
  w.int(draft.tickType ?? 0);
  w.int(draft.time ?? 0);
  switch (draft.tickType ?? 0) {
    case 0:
      break;
    case 1:
      w.double(draft.price ?? 0);
      if (draft.size === undefined) w.int(0);
      else w.string(draft.size);
      w.int(draft.mask ?? 0);
      w.string(draft.exchange ?? "");
      w.string(draft.specialConditions ?? "");
      break;
    case 2:
      w.double(draft.price ?? 0);
      if (draft.size === undefined) w.int(0);
      else w.string(draft.size);
      w.int(draft.mask ?? 0);
      w.string(draft.exchange ?? "");
      w.string(draft.specialConditions ?? "");
      break;
    case 3:
      w.double(draft.bidPrice ?? 0);
      w.double(draft.askPrice ?? 0);
      if (draft.bidSize === undefined) w.int(0);
      else w.string(draft.bidSize);
      if (draft.askSize === undefined) w.int(0);
      else w.string(draft.askSize);
      w.int(draft.mask ?? 0);
      break;
    case 4:
      w.double(draft.midPoint ?? 0);
      break;
  }
}
