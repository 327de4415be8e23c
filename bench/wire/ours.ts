/** The codec through its public face: what a user of `holdfast/wire` writes, error checks included. */
import {
  correlator,
  DecodeError,
  decodeIncoming,
  type Incoming,
  nextIncoming,
  withCorrelator,
} from "../../src/wire/codec.ts";
import { FrameError, Frames } from "../../src/wire/framing.ts";
import { keep, type Path } from "./path.ts";
import { type Form, VERSION_OF } from "./streams.ts";

export function ours(form: Form): Path {
  const version = VERSION_OF[form];
  const frames = new Frames();
  const next = (): Uint8Array | undefined => frames.next() as Uint8Array | undefined;

  const whole = (): Incoming | undefined => {
    const message = nextIncoming(frames, version);
    if (message instanceof DecodeError || message instanceof FrameError) throw new Error(message.toString());
    return message;
  };

  return {
    split(chunk) {
      frames.push(chunk);
      for (let payload = next(); payload !== undefined; payload = next()) keep(payload);
    },
    read(payload) {
      const message = decodeIncoming(payload, version);
      if (message instanceof DecodeError) throw new Error(message.toString());
      return message;
    },
    whole(chunk) {
      frames.push(chunk);
      for (let message = whole(); message !== undefined; message = whole()) keep(message);
    },
    route(chunk) {
      frames.push(chunk);
      for (let payload = next(); payload !== undefined; payload = next()) keep(correlator("in", payload, version));
    },
    relay(chunk) {
      frames.push(chunk);
      for (let payload = next(); payload !== undefined; payload = next()) {
        keep(withCorrelator("in", payload, version, 1_000_123));
      }
    },
  };
}
