/** The codec through its public face: what a user of `holdfast/wire` writes, error checks included. */
import { correlator, DecodeError, decodeIncoming, withCorrelator } from "../../src/wire/codec.ts";
import { Frames } from "../../src/wire/framing.ts";
import { keep, type Path } from "./path.ts";
import { type Form, VERSION_OF } from "./streams.ts";

export function ours(form: Form): Path {
  const version = VERSION_OF[form];
  const frames = new Frames();
  const next = (): Uint8Array | undefined => frames.next() as Uint8Array | undefined;

  const read = (payload: Uint8Array): unknown => {
    const message = decodeIncoming(payload, version);
    if (message instanceof DecodeError) throw new Error(message.toString());
    return message;
  };

  return {
    split(chunk) {
      frames.push(chunk);
      for (let payload = next(); payload !== undefined; payload = next()) keep(payload);
    },
    read,
    whole(chunk) {
      frames.push(chunk);
      for (let payload = next(); payload !== undefined; payload = next()) keep(read(payload));
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
