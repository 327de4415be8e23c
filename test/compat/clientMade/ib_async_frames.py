"""Frames that unmodified ib_async makes, one line of JSON each (capture.py)."""

import ib_async
from calls import REQUESTS
from capture import METHODS, Socket, Unknown, arguments, calls, filled, say
from ib_async.client import Client
from ib_async.objects import WshEventData
from ib_async.order import OrderComboLeg, OrderCondition, SoftDollarTier


def contract_of(given):
    legs = [filled(ib_async.ComboLeg(), leg) for leg in given.get("comboLegs", [])]
    hedge = given.get("deltaNeutralContract")
    neutral = filled(ib_async.DeltaNeutralContract(), hedge) if hedge else None
    contract = filled(ib_async.Contract(), given)
    contract.comboLegs, contract.deltaNeutralContract = legs, neutral
    return contract


def condition_of(given):
    made = OrderCondition.createClass(given["type"])()
    own = {"exchange": "exch"}
    return filled(made, {own.get(k, k): v for k, v in given.items() if k != "type"})


def tags(given):
    return [ib_async.TagValue(one["tag"], one["value"]) for one in given]


def tier_of(given):
    return SoftDollarTier(given.get("name", ""), given.get("value", ""))


def order_of(given):
    order = filled(ib_async.Order(), given)
    order.conditions = [condition_of(one) for one in given.get("conditions", [])]
    order.orderComboLegs = [filled(OrderComboLeg(), one) for one in given.get("orderComboLegs", [])]
    order.algoParams = tags(given.get("algoParams", []))
    order.smartComboRoutingParams = tags(given.get("smartComboRoutingParams", []))
    order.softDollarTier = tier_of(given.get("softDollarTier", {}))
    return order


def built(name, given):
    if name == "data":
        return filled(WshEventData(), {k: v for k, v in given.items() if k != "reqId"})
    value = given[name]
    if name == "contract":
        return contract_of(value)
    if name == "order":
        return order_of(value)
    if name == "filter":
        return filled(ib_async.ExecutionFilter(), value)
    if name == "subscription":
        return filled(ib_async.ScannerSubscription(), value)
    return tags(value) if name.endswith("Options") else value


def client_at(version):
    client = Client(None)
    client.conn, client.connState = Socket(), Client.CONNECTED
    client._serverVersion = version
    client.clientId, client.optCapab = REQUESTS["startApi"]["clientId"], REQUESTS["startApi"]["optionalCapabilities"]
    client.MaxRequests = 0
    return client


def play(version):
    client = client_at(version)
    for what, name, given in calls():
        client.conn.written, refused = b"", "it has no such method"
        method = getattr(client, METHODS.get(name, name), None)
        try:
            if method is not None:
                method(*arguments(method, given, built))
        except Unknown as unknown:
            refused = str(unknown)
        say(what, name, version, given, client.conn.written, refused)


for serverVersion in range(Client.MinClientVersion, Client.MaxClientVersion + 1):
    play(serverVersion)
