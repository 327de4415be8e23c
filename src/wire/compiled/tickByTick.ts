/**
 * Reads and writes tickByTick. Emitted from its declaration by `npm run wire`: do not edit.
 */
import { type Decimal, ZERO } from "../../base/decimal.ts";
import type { Loose } from "../condition.ts";
import type { BodyAt } from "../declared.ts";
import type { ProtobufReader } from "../protobuf/reader.ts";
import { unknownOf } from "../protobuf/unknown.ts";
import type { ProtobufWriter } from "../protobuf/writer.ts";
import { POWERS, type Reader } from "../reader.ts";
import { shortText } from "../strings.ts";
import type { Writer } from "../writer.ts";

const maskBits = [1, 2];

export function readText(r: Reader): BodyAt<"tickByTick"> {
  const b = r.bytes;
  let at = r.at;
  let start = 0;
  let digit = 0;
  let code = 0;
  let point = 0;
  let middle = 0;
  let lowWord = 0;
  let highWord = 0;
  let reqId = 0;
  let tickType = 0;
  let time = 0;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) reqId = (reqId * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    reqId = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) tickType = (tickType * 10 + digit) | 0;
  if (digit !== 48 || at - start > 9) {
    tickType = r.from(start).int();
    at = r.at;
  }
  else at++;
  start = at;
  for (digit = b[at]! ^ 48; digit < 10 && at - start < 9; digit = b[++at]! ^ 48) time = (time * 10 + digit) | 0;
  lowWord = 0;
  middle = at;
  for (; digit < 10 && at - middle < 6; digit = b[++at]! ^ 48) lowWord = (lowWord * 10 + digit) | 0;
  if (digit !== 48) {
    time = r.from(start).long();
    at = r.at;
  }
  else {
    if (at > middle) time = time * POWERS[at - middle]! + lowWord;
    at++;
  }
  switch (tickType) {
    case 0: {
      r.at = at;
      return {
        reqId,
        tickType,
        time,
      };
    }
    case 1: {
      let price = 0;
      let size: Decimal | undefined;
      let mask = 0;
      let exchange = "";
      let specialConditions = "";
      start = at;
      point = 0;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
      if (digit === 30 && at > start) {
        point = ++at;
        for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
      }
      if (digit !== 48 || at - start > 9) {
        price = r.from(start).double();
        at = r.at;
      }
      else {
        if (point !== 0) price /= POWERS[at - point]!;
        at++;
      }
      start = at;
      lowWord = 0;
      for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
      if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
        size = b[start] === 0 ? r.from(start).past(ZERO) : r.from(start).decimal();
        at = r.at;
      }
      else {
        size = shortText(lowWord, 0, b, start, at) as Decimal;
        at++;
      }
      start = at;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) mask = (mask * 10 + digit) | 0;
      if (digit !== 48 || at - start > 9) {
        mask = r.from(start).int();
        at = r.at;
      }
      else at++;
      start = at;
      lowWord = 0;
      highWord = 0;
      for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0) {
        highWord = (highWord << 8) | (lowWord >>> 24);
        lowWord = (lowWord << 8) | code;
      }
      const exchangeText = code !== 0 ? undefined : shortText(lowWord, highWord, b, start, at);
      if (exchangeText === undefined) {
        exchange = r.from(start).string();
        at = r.at;
      }
      else {
        exchange = exchangeText;
        at++;
      }
      start = at;
      lowWord = 0;
      highWord = 0;
      for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0) {
        highWord = (highWord << 8) | (lowWord >>> 24);
        lowWord = (lowWord << 8) | code;
      }
      const specialConditionsText = code !== 0 ? undefined : shortText(lowWord, highWord, b, start, at);
      if (specialConditionsText === undefined) {
        specialConditions = r.from(start).string();
        at = r.at;
      }
      else {
        specialConditions = specialConditionsText;
        at++;
      }
      r.at = at;
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
      let price = 0;
      let size: Decimal | undefined;
      let mask = 0;
      let exchange = "";
      let specialConditions = "";
      start = at;
      point = 0;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
      if (digit === 30 && at > start) {
        point = ++at;
        for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) price = (price * 10 + digit) | 0;
      }
      if (digit !== 48 || at - start > 9) {
        price = r.from(start).double();
        at = r.at;
      }
      else {
        if (point !== 0) price /= POWERS[at - point]!;
        at++;
      }
      start = at;
      lowWord = 0;
      for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
      if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
        size = b[start] === 0 ? r.from(start).past(ZERO) : r.from(start).decimal();
        at = r.at;
      }
      else {
        size = shortText(lowWord, 0, b, start, at) as Decimal;
        at++;
      }
      start = at;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) mask = (mask * 10 + digit) | 0;
      if (digit !== 48 || at - start > 9) {
        mask = r.from(start).int();
        at = r.at;
      }
      else at++;
      start = at;
      lowWord = 0;
      highWord = 0;
      for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0) {
        highWord = (highWord << 8) | (lowWord >>> 24);
        lowWord = (lowWord << 8) | code;
      }
      const exchangeText = code !== 0 ? undefined : shortText(lowWord, highWord, b, start, at);
      if (exchangeText === undefined) {
        exchange = r.from(start).string();
        at = r.at;
      }
      else {
        exchange = exchangeText;
        at++;
      }
      start = at;
      lowWord = 0;
      highWord = 0;
      for (code = b[at]! | 0; code !== 0 && at - start < 8; code = b[++at]! | 0) {
        highWord = (highWord << 8) | (lowWord >>> 24);
        lowWord = (lowWord << 8) | code;
      }
      const specialConditionsText = code !== 0 ? undefined : shortText(lowWord, highWord, b, start, at);
      if (specialConditionsText === undefined) {
        specialConditions = r.from(start).string();
        at = r.at;
      }
      else {
        specialConditions = specialConditionsText;
        at++;
      }
      r.at = at;
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
      let bidPrice = 0;
      let askPrice = 0;
      let bidSize: Decimal | undefined;
      let askSize: Decimal | undefined;
      let mask = 0;
      start = at;
      point = 0;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) bidPrice = (bidPrice * 10 + digit) | 0;
      if (digit === 30 && at > start) {
        point = ++at;
        for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) bidPrice = (bidPrice * 10 + digit) | 0;
      }
      if (digit !== 48 || at - start > 9) {
        bidPrice = r.from(start).double();
        at = r.at;
      }
      else {
        if (point !== 0) bidPrice /= POWERS[at - point]!;
        at++;
      }
      start = at;
      point = 0;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) askPrice = (askPrice * 10 + digit) | 0;
      if (digit === 30 && at > start) {
        point = ++at;
        for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) askPrice = (askPrice * 10 + digit) | 0;
      }
      if (digit !== 48 || at - start > 9) {
        askPrice = r.from(start).double();
        at = r.at;
      }
      else {
        if (point !== 0) askPrice /= POWERS[at - point]!;
        at++;
      }
      start = at;
      lowWord = 0;
      for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
      if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
        bidSize = b[start] === 0 ? r.from(start).past(ZERO) : r.from(start).decimal();
        at = r.at;
      }
      else {
        bidSize = shortText(lowWord, 0, b, start, at) as Decimal;
        at++;
      }
      start = at;
      lowWord = 0;
      for (code = b[at]!; (code ^ 48) < 10; code = b[++at]!) lowWord = (lowWord << 8) | code;
      if (code !== 0 || at === start || at - start > 4 || (b[start] === 48 && at - start > 1)) {
        askSize = b[start] === 0 ? r.from(start).past(ZERO) : r.from(start).decimal();
        at = r.at;
      }
      else {
        askSize = shortText(lowWord, 0, b, start, at) as Decimal;
        at++;
      }
      start = at;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) mask = (mask * 10 + digit) | 0;
      if (digit !== 48 || at - start > 9) {
        mask = r.from(start).int();
        at = r.at;
      }
      else at++;
      r.at = at;
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
      let midPoint = 0;
      start = at;
      point = 0;
      for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) midPoint = (midPoint * 10 + digit) | 0;
      if (digit === 30 && at > start) {
        point = ++at;
        for (digit = b[at]! ^ 48; digit < 10; digit = b[++at]! ^ 48) midPoint = (midPoint * 10 + digit) | 0;
      }
      if (digit !== 48 || at - start > 9) {
        midPoint = r.from(start).double();
        at = r.at;
      }
      else {
        if (point !== 0) midPoint /= POWERS[at - point]!;
        at++;
      }
      r.at = at;
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
  w.long(draft.time ?? 0);
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
              mask = r.mask(maskBits, mask);
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
              mask = r.mask(maskBits, mask);
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

export function writeProtobuf(w: ProtobufWriter, draft: Loose): void {
  if (unknownOf(draft) !== undefined) w.giveUp();
  switch (Number(draft.tickType ?? 0)) {
    case 0: {
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
      break;
    }
    case 1: {
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
      {
        const start1 = w.begin(26);
        w.int64(8, draft.time ?? 0);
        if (draft.mask !== undefined) w.mask(18, maskBits, draft.mask);
        w.double(25, draft.price ?? 0);
        if (draft.size !== undefined) w.string(34, draft.size);
        if (draft.exchange) w.string(42, draft.exchange);
        if (draft.specialConditions) w.string(50, draft.specialConditions);
        w.end(start1);
      }
      break;
    }
    case 2: {
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
      {
        const start1 = w.begin(26);
        w.int64(8, draft.time ?? 0);
        if (draft.mask !== undefined) w.mask(18, maskBits, draft.mask);
        w.double(25, draft.price ?? 0);
        if (draft.size !== undefined) w.string(34, draft.size);
        if (draft.exchange) w.string(42, draft.exchange);
        if (draft.specialConditions) w.string(50, draft.specialConditions);
        w.end(start1);
      }
      break;
    }
    case 3: {
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
      {
        const start1 = w.begin(34);
        w.int64(8, draft.time ?? 0);
        if (draft.mask !== undefined) w.mask(18, maskBits, draft.mask);
        w.double(25, draft.bidPrice ?? 0);
        w.double(33, draft.askPrice ?? 0);
        if (draft.bidSize !== undefined) w.string(42, draft.bidSize);
        if (draft.askSize !== undefined) w.string(50, draft.askSize);
        w.end(start1);
      }
      break;
    }
    case 4: {
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
      {
        const start1 = w.begin(42);
        w.int64(8, draft.time ?? 0);
        w.double(17, draft.midPoint ?? 0);
        w.end(start1);
      }
      break;
    }
    default:
      w.int32(8, draft.reqId ?? 0);
      w.int32(16, draft.tickType ?? 0);
  }
}
