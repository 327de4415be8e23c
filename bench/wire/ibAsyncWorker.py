"""The process in which unmodified ib_async is timed: the twin of worker.ts, with the same requests and answers.

`python ibAsyncWorker.py FOLDER CHUNK_BYTES`. Nothing of ib_async is replaced but the TCP connection: its client is told the server
version, the subscriptions that the streams answer are registered as its own methods register them, and chunks are handed
to the method that a socket calls. Users hear of ticks, bars, orders and fills through its events, so each has a listener.
"""

import json
import logging
import struct
import sys
import time
from pathlib import Path

from ib_async import IB, Contract, RealTimeBarList

SYMBOLS = 289
VERSION = 178
PIECES = 4  # between two looks at the clock
FOLDER, CHUNK_BYTES = Path(sys.argv[1]), int(sys.argv[2])
METHODS = [
    "priceSizeTick",
    "tickSize",
    "tickString",
    "tickByTickAllLast",
    "realtimeBar",
    "orderStatus",
    "execDetails",
    "openOrder",
]


class Listener:
    heard = 0

    def __call__(self, *_args):
        self.heard += 1


class Complaints(logging.Handler):
    """What the library says is wrong is counted, and fails the check."""

    count = 0

    def emit(self, _record):
        self.count += 1


complaints = Complaints(logging.WARNING)
logging.getLogger("ib_async").addHandler(complaints)


def connected():
    ib = IB()
    ib.client._serverVersion = ib.client.decoder.serverVersion = VERSION
    ib.client._apiReady = True
    for index in range(SYMBOLS):
        contract = Contract(conId=265598 + index * 1009, symbol=f"S{index}")
        ib.wrapper.startTicker(1001 + index, contract, "mktData")
        ib.wrapper.startTicker(2001 + index, contract, "Last")
        ib.wrapper.startSubscription(3001 + index, RealTimeBarList(), contract)
    listener = Listener()
    for event in (
        ib.pendingTickersEvent,
        ib.barUpdateEvent,
        ib.openOrderEvent,
        ib.orderStatusEvent,
        ib.execDetailsEvent,
    ):
        event += listener
    return ib


def forget(ib):
    """What grows without end while the same stream comes again and again."""
    for bars in ib.wrapper.reqId2Subscriber.values():
        bars.clear()
    for trade in ib.wrapper.trades.values():
        trade.log.clear()


def pieces_of(stream):
    frame = end = 0
    pieces = []
    for start in range(0, len(stream), CHUNK_BYTES):
        chunk = stream[start : start + CHUNK_BYTES]
        end += len(chunk)
        payloads = []
        while frame < end:
            following = frame + 4 + struct.unpack_from(">I", stream, frame)[0]
            if following > end:
                break
            payloads.append(stream[frame + 4 : following])
            frame = following
        pieces.append((chunk, payloads))
    return pieces


def run_of(ib, stage):
    client, wrapper = ib.client, ib.wrapper
    if stage == "split":
        client.decoder.interpret = Listener()
    if stage in ("split", "whole"):
        return lambda piece: client._onSocketHasData(piece[0])

    def read(piece):
        wrapper.tcpDataArrived()
        for payload in piece[1]:
            fields = payload.decode(errors="backslashreplace").split("\0")
            fields.pop()
            client.decoder.interpret(fields)
        wrapper.tcpDataProcessed()

    return read


class Lane:
    def __init__(self, stream, stage):
        self.pieces = pieces_of((FOLDER / f"{stream}.text").read_bytes())
        self.ib = connected()
        if stream != "mix" and stage != "split":
            with_trades(self.ib)
        self.run = run_of(self.ib, stage)
        self.at = 0

    def time(self, clock_seconds):
        forget(self.ib)
        until = time.perf_counter() + clock_seconds
        start = time.process_time()
        frames = size = 0
        while time.perf_counter() < until:
            for _ in range(PIECES):
                piece = self.pieces[self.at]
                self.run(piece)
                frames += len(piece[1])
                size += len(piece[0])
                self.at = (self.at + 1) % len(self.pieces)
        return {
            "frames": frames,
            "bytes": size,
            "seconds": time.process_time() - start,
        }


def with_trades(ib):
    """The orders that statuses and fills speak of, told as a Gateway tells them."""
    for chunk, _ in pieces_of((FOLDER / "openOrder.text").read_bytes()):
        ib.client._onSocketHasData(chunk)


def tally(stream):
    """How often each method of the wrapper is called in one pass over the stream."""
    ib = connected()
    if stream != "mix":
        with_trades(ib)
    counts = dict.fromkeys(METHODS, 0)
    complaints.count = 0

    def counted(name, method):
        def call(*args):
            counts[name] += 1
            return method(*args)

        return call

    for name in METHODS:
        setattr(ib.wrapper, name, counted(name, getattr(ib.wrapper, name)))
    for chunk, _ in pieces_of((FOLDER / f"{stream}.text").read_bytes()):
        ib.client._onSocketHasData(chunk)
    counts["complaints"] = complaints.count
    return {name: count for name, count in counts.items() if count > 0}


lanes = {}
for line in sys.stdin:
    request = json.loads(line)
    key = (request["stream"], request.get("stage"))
    if request["ask"] == "tally":
        answer = tally(request["stream"])
    else:
        if key not in lanes:
            lanes[key] = Lane(*key)
        answer = lanes[key].time(request["seconds"])
    print(json.dumps(answer), flush=True)
