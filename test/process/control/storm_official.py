"""Storms with the unmodified official client: sells short at the market, and orders that rest, until it is killed.

It comes back when its connection ends. What it says, one JSON object a line: each id of an order that it placed, and
each 201 with its text.
"""

import json
import sys
import threading
import time
from decimal import Decimal

from ibapi.client import EClient
from ibapi.contract import Contract
from ibapi.order import Order
from ibapi.wrapper import EWrapper

PORT, CLIENT_ID, EVERY_SECONDS = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])

SAYING = threading.Lock()


def say(**facts):
    with SAYING:
        print(json.dumps(facts), flush=True)


class Bot(EWrapper, EClient):
    def __init__(self):
        EClient.__init__(self, self)
        self.greeted = threading.Event()
        self.next = 0

    def nextValidId(self, orderId):
        self.next = orderId
        self.greeted.set()

    def error(self, reqId, errorTime, errorCode, errorString, advancedOrderRejectJson=""):
        if errorCode == 201:
            say(refused=reqId, text=errorString)


def stock():
    contract = Contract()
    contract.symbol, contract.secType, contract.exchange, contract.currency = "MSFT", "STK", "SMART", "USD"
    return contract


def order(action, quantity, kind, **more):
    wanted = Order()
    wanted.action, wanted.orderType, wanted.totalQuantity = action, kind, Decimal(quantity)
    for name, value in more.items():
        setattr(wanted, name, value)
    return wanted


def wanted(n):
    if n % 4 == 0:
        return order("SELL", 9, "MKT")
    if n % 4 == 1:
        return order("SELL", 3, "LMT", lmtPrice=3_000.0, tif="GTC")
    if n % 4 == 2:
        return order("BUY", 2, "STP", auxPrice=3_000.0, tif="GTC")
    return order("BUY", 4, "LMT", lmtPrice=10.0)


def storm():
    bot = Bot()
    bot.connect("127.0.0.1", PORT, CLIENT_ID)
    threading.Thread(target=bot.run, daemon=True).start()
    if not bot.greeted.wait(10):
        bot.disconnect()
        return
    say(connected=CLIENT_ID)
    for n in range(1_000_000):
        if not bot.isConnected():
            return
        bot.placeOrder(bot.next, stock(), wanted(n))
        say(placed=bot.next)
        bot.next += 1
        time.sleep(EVERY_SECONDS)


while True:
    try:
        storm()
    except OSError as trouble:
        say(away=str(trouble))
    time.sleep(1)
