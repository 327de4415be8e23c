/**
 * Reads and writes tickByTick. Emitted from its declaration by `npm run wire`: do not edit.
 */
import { type Decimal, ZERO } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

const maskBits = [1, 2];

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

export function readProtobuf(r: ProtobufReader, end: number): BodyAt<"tickByTick"> {
  let reqId = 0;
  let tickType = 0;
  let time = 0;
  let price = 0;
  let size: Decimal | undefined;
  let mask = 0;
  let exchange = "";
  let specialConditions = "";
  let bidPrice = 0;
  let askPrice = 0;
  let bidSize: Decimal | undefined;
  let askSize: Decimal | undefined;
  let midPoint = 0;
  let chosen = 0;
  while (r.at < end) {
    switch (r.tag()) {
      case 8:
        reqId = r.int32();
        break;
      case 16:
        tickType = r.int32();
        break;
      case 26: {
        const end1 = r.length();
        chosen |= 8;
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              time = r.int64();
              break;
            case 25:
              price = r.double();
              break;
            case 34:
              size = r.decimal();
              break;
            case 18:
              mask = r.mask(maskBits);
              break;
            case 42:
              exchange = r.string();
              break;
            case 50:
              specialConditions = r.string();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      case 34: {
        const end1 = r.length();
        chosen |= 16;
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              time = r.int64();
              break;
            case 25:
              bidPrice = r.double();
              break;
            case 33:
              askPrice = r.double();
              break;
            case 42:
              bidSize = r.decimal();
              break;
            case 50:
              askSize = r.decimal();
              break;
            case 18:
              mask = r.mask(maskBits);
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      case 42: {
        const end1 = r.length();
        chosen |= 32;
        while (r.at < end1) {
          switch (r.tag()) {
            case 8:
              time = r.int64();
              break;
            case 17:
              midPoint = r.double();
              break;
            default:
              r.fail();
          }
        }
        r.close(end1);
        break;
      }
      default:
        r.fail();
    }
  }
  r.close(end);
  switch (tickType) {
    case 0: {
      if ((chosen & -1) !== 0) r.fail();
      return {
        reqId,
        tickType,
        time,
      };
    }
    case 1: {
      if ((chosen & -9) !== 0) r.fail();
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
      if ((chosen & -9) !== 0) r.fail();
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
      if ((chosen & -17) !== 0) r.fail();
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
      if ((chosen & -33) !== 0) r.fail();
      return {
        reqId,
        tickType,
        time,
        midPoint,
      };
    }
    default:
      return r.fail() as never;
  }
}
