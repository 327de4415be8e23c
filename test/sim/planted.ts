/**
 * Bugs to plant between a daemon and its ports (`RunOptions.between`), so that a run shows its teeth within one process.
 *
 * Each answers a wrapper for the daemon's ports; what it remembers lives as long as the wrapper, so over crashes. What can
 * be planted in the sources instead stands in `test/mutants`.
 */
import type { Io, LogFileOwner, Socket } from "../../src/io/io.ts";
import { DecodeError, decodeOutgoing, encodeOutgoing, outgoingId, withCorrelator } from "../../src/wire/codec.ts";

type Planted = (io: Io) => Io;
type Write = (bytes: Uint8Array, send: (bytes: Uint8Array) => void) => void;

const PLACE_ORDER = outgoingId("placeOrder");
/** These bugs read the wire to the Gateway in text. */
export const TEXT_VERSION = 178;

/** "Durable" is said at once, while the disk takes its time. */
export const liesAboutDurability = (): Planted => (io) =>
  withOpen(io, (owner) => {
    let appends = 0;
    return {
      ...owner,
      durable: () => {},
      opened: (file, content) =>
        owner.opened(
          {
            append: (bytes) => {
              file.append(bytes);
              const count = ++appends;
              io.clock.at(io.clock.now(), () => owner.durable(count));
            },
            cut: (length, done) => file.cut(length, done),
            close: () => file.close(),
          },
          content,
        ),
    };
  });

/** Every new order frame leaves twice. */
export const sendsTwice = (): Planted => (io) =>
  withDial(io, (bytes, send) => {
    send(bytes);
    if (isPlaceOrder(bytes)) send(bytes);
  });

/** Every order goes out under the id of the first. */
export const reusesOrderIds = (): Planted => {
  let firstId: number | undefined;
  return (io) =>
    withDial(io, (bytes, send) => {
      if (!isPlaceOrder(bytes)) return send(bytes);
      const payload = bytes.subarray(4);
      firstId ??= Number.parseInt(String.fromCharCode(...payload.subarray(2, 12)), 10);
      send(withCorrelator("out", payload, TEXT_VERSION, firstId));
    });
};

/** Entries of brackets transmit by themselves, and stops never leave. */
export const leavesEntriesNaked = (): Planted => (io) =>
  withDial(io, (bytes, send) => {
    const message = isPlaceOrder(bytes) ? decodeOutgoing(bytes.subarray(4), TEXT_VERSION) : undefined;
    if (message === undefined || message instanceof DecodeError || message.name !== "placeOrder") return send(bytes);
    const { body } = message;
    if (body.order.orderType === "STP") return;
    send(
      encodeOutgoing("placeOrder", { ...body, order: { ...body.order, transmit: true } }, TEXT_VERSION) as Uint8Array,
    );
  });

/** A restarted process begins with an empty journal. */
export const forgetsItsJournal = (): Planted => {
  let lives = 0;
  return (io) => {
    const forgets = ++lives > 1;
    return withOpen(io, (owner) => ({
      ...owner,
      opened: (file, content) => {
        if (forgets) file.cut(0, () => owner.opened(file, new Uint8Array()));
        else owner.opened(file, content);
      },
    }));
  };
};

function withOpen(io: Io, wrap: (owner: LogFileOwner) => LogFileOwner): Io {
  return {
    ...io,
    disk: { ...io.disk, open: (name, owner) => io.disk.open(name, wrap(owner)) },
  };
}

function withDial(io: Io, write: Write): Io {
  const dial: Io["network"]["dial"] = (host, port, owner) => {
    const socket = io.network.dial(host, port, owner);
    const wrapped: Socket = {
      write: (bytes) => {
        for (const frame of wholeFrames(bytes)) write(frame, (each) => socket.write(each));
      },
      get unsent() {
        return socket.unsent;
      },
      end: () => socket.end(),
      reset: () => socket.reset(),
      pause: (paused) => socket.pause(paused),
    };
    return wrapped;
  };
  return { ...io, network: { dial, listen: (host, port, owner) => io.network.listen(host, port, owner) } };
}

/** The frames in what the daemon writes at once; its hello is one of another kind. */
function wholeFrames(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes[0] !== 0) return [bytes];
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}

/** A text frame whose first field is placeOrder's id. */
const isPlaceOrder = (bytes: Uint8Array): boolean => bytes[4] === 48 + PLACE_ORDER && bytes[5] === 0;
