"""What both clients share: arguments in the order that a method wants, a socket that only keeps, one line of JSON per frame.

A line says {"what", "name", "serverVersion", "given", "frame"}: the call in our words, what was given to it, and the bytes
in hexadecimal with their length in front; "refused" instead of "frame" when the client would not send it.
"""

import inspect
import json

from calls import ORDERS, REQUESTS

ORDER_ID = 42

# The clients' names of parameters where ours differ.
ALIASES = {
    "tickerId": "reqId",
    "conid": "conId",
    "cxml": "xml",
    "faData": "faDataType",
    "bAutoBind": "autoBind",
    "execFilter": "filter",
    "manualCancelOrderTime": "manualOrderCancelTime",
}
METHODS = {
    "reqHeadTimestamp": "reqHeadTimeStamp",
    "cancelHeadTimestamp": "cancelHeadTimeStamp",
    "reqConfig": "reqConfigProtoBuf",
    "updateConfig": "updateConfigProtoBuf",
}


class Socket:
    """In the place of a connection: keeps what is written."""

    def __init__(self):
        self.written = b""

    def sendMsg(self, data):
        self.written += data

    def isConnected(self):
        return True


def calls():
    """Every call as (what, name of the message, arguments by name)."""
    for what, (contract, order) in ORDERS.items():
        yield what, "placeOrder", {"orderId": ORDER_ID, "contract": contract, "order": order}
    for what, given in REQUESTS.items():
        yield what, what.split(" ")[0], given


def arguments(method, given, built):
    """The arguments of a method in its own order; `built` makes the client's object of a name, or gives the value back."""
    names = [ALIASES.get(name, name) for name in inspect.signature(method).parameters]
    return [built(name, given) for name in names]


class Unknown(Exception):
    """The client's object has no such attribute."""


def filled(thing, values):
    """An object of the client with these attributes."""
    for name, value in values.items():
        if not hasattr(thing, name):
            raise Unknown(f"{type(thing).__name__} has no {name}")
        setattr(thing, name, value)
    return thing


def say(what, name, version, given, written, refused):
    outcome = {"frame": written.hex()} if written else {"refused": refused}
    line = {"what": what, "name": name, "serverVersion": version, "given": given, **outcome}
    # JSON has no infinity; a text of that name is as good.
    print(json.dumps(line).replace(": Infinity", ': "Infinity"'))
