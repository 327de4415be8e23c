"""Feeds frames to the decoders of two Python clients, without a socket, and says what each of them complains of.

A line of standard input is [client, server version, label, payload in base64]; a line of output is [label, complaint].
"""

import base64
import datetime
import json
import logging
import sys

import ib_async
from ib_async.decoder import Decoder as IbAsyncDecoder
from ibapi import comm
from ibapi.decoder import Decoder as OfficialDecoder
from ibapi.wrapper import EWrapper

complaints = []


class Ear(logging.Handler):
    """Hears what the decoders only log."""

    def emit(self, record):
        if record.levelno >= logging.ERROR and not str(record.msg).startswith("ERROR %s"):
            told = record.exc_info[1] if record.exc_info else record.getMessage()
            complaints.append(repr(told) if isinstance(told, Exception) else told)


class Deaf:
    """A wrapper for ib_async that takes everything."""

    ib = ib_async.IB()
    defaultTimezone = datetime.timezone.utc

    def __getattr__(self, name):
        return lambda *args: None


def ib_async_hears(version, payload):
    fields = payload.decode(errors="backslashreplace").split("\0")
    IbAsyncDecoder(Deaf(), version).interpret(fields[:-1])


def official_hears(version, payload):
    if version >= 201:
        id, rest = int.from_bytes(payload[:4], "big"), payload[4:]
    else:
        id, rest = payload.split(b"\0", 1)
    id = int(id)
    decoder = OfficialDecoder(EWrapper(), version)
    if id > 200:
        decoder.processProtoBuf(rest, id - 200)
    else:
        decoder.interpret(comm.read_fields(rest), id)


def main():
    logging.getLogger().handlers = [Ear()]
    listeners = {"ib_async": ib_async_hears, "official": official_hears}
    for line in sys.stdin:
        client, version, label, payload = json.loads(line)
        complaints.clear()
        try:
            listeners[client](version, base64.b64decode(payload))
        except Exception as error:
            complaints.append(repr(error))
        for complaint in complaints:
            print(json.dumps([label, complaint]))


main()
