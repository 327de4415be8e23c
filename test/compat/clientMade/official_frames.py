"""Frames that the unmodified official Python client makes, one line of JSON each (capture.py)."""

from decimal import Decimal

from calls import REQUESTS
from capture import METHODS, Socket, arguments, calls, filled, say
from google.protobuf import json_format
from ibapi import order_condition
from ibapi.client import EClient
from ibapi.common import WshEventData
from ibapi.contract import ComboLeg, Contract, DeltaNeutralContract
from ibapi.execution import ExecutionFilter
from ibapi.order import Order, OrderComboLeg
from ibapi.order_cancel import OrderCancel
from ibapi.scanner import ScannerSubscription
from ibapi.protobuf.ConfigRequest_pb2 import ConfigRequest
from ibapi.protobuf.UpdateConfigRequest_pb2 import UpdateConfigRequest
from ibapi.server_versions import MAX_CLIENT_VER
from ibapi.softdollartier import SoftDollarTier
from ibapi.tag_value import TagValue
from ibapi.wrapper import EWrapper

OLDEST = 157


class Listener(EWrapper):
    """Keeps what the client complains of."""

    def __init__(self):
        super().__init__()
        self.complaint = "it sent nothing and did not say why"

    def error(self, reqId, errorTime, errorCode, errorString, advancedOrderRejectJson=""):
        self.complaint = f"{errorCode} {errorString}"


def contract_of(given):
    contract = filled(Contract(), given)
    contract.comboLegs = [filled(ComboLeg(), leg) for leg in given.get("comboLegs", [])] or None
    hedge = given.get("deltaNeutralContract")
    contract.deltaNeutralContract = filled(DeltaNeutralContract(), hedge) if hedge else None
    return contract


def condition_of(given):
    made = order_condition.Create(given["type"])
    made = made.And() if given["conjunction"] == "a" else made.Or()
    return filled(made, {k: v for k, v in given.items() if k not in ("type", "conjunction")})


def tags(given):
    return [TagValue(one["tag"], one["value"]) for one in given]


def order_of(given):
    order = filled(Order(), given)
    order.totalQuantity = Decimal(given["totalQuantity"])
    order.conditions = [condition_of(one) for one in given.get("conditions", [])]
    order.orderComboLegs = [filled(OrderComboLeg(), one) for one in given.get("orderComboLegs", [])] or None
    order.algoParams = tags(given.get("algoParams", []))
    order.smartComboRoutingParams = tags(given.get("smartComboRoutingParams", []))
    tier = given.get("softDollarTier", {})
    order.softDollarTier = SoftDollarTier(tier.get("name", ""), tier.get("value", ""), "")
    return order


def built(name, given):
    if name == "configRequestProto":
        return ConfigRequest(reqId=given["reqId"])
    if name == "updateConfigRequestProto":
        return json_format.ParseDict(given, UpdateConfigRequest())
    if name == "wshEventData":
        return filled(WshEventData(), {k: v for k, v in given.items() if k != "reqId"})
    if name == "orderCancel":
        return filled(OrderCancel(), {k: v for k, v in given.items() if k != "orderId"})
    value = given[name]
    if name == "contract":
        return contract_of(value)
    if name == "order":
        return filled(order_of(value), given.get("attachedOrders", {}))
    if name == "filter":
        return filled(ExecutionFilter(), value)
    if name == "subscription":
        return filled(ScannerSubscription(), value)
    return tags(value) if name.endswith("Options") else value


def client_at(version):
    client = EClient(Listener())
    client.conn = Socket()
    client.setConnState(EClient.CONNECTED)
    client.serverVersion_ = version
    client.clientId, client.optCapab = REQUESTS["startApi"]["clientId"], REQUESTS["startApi"]["optionalCapabilities"]
    client.extraAuth = True
    return client


def play(version):
    client = client_at(version)
    for what, name, given in calls():
        client.conn.written = b""
        method = getattr(client, METHODS.get(name, name))
        method(*arguments(method, given, built))
        say(what, name, version, given, client.conn.written, client.wrapper.complaint)


for serverVersion in range(OLDEST, MAX_CLIENT_VER + 1):
    play(serverVersion)
