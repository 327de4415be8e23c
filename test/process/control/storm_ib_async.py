"""Storms with unmodified ib_async: market orders, resting ones and brackets, as fast as it is told, until it is killed.

It comes back when its connection ends. What it says, one JSON object a line: each new id of an order that it placed, and
each 201 with its text and the status that the order has then.
"""

import json
import sys
import time

from ib_async import IB, LimitOrder, MarketOrder, Stock

PORT, CLIENT_ID, EVERY_SECONDS = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])

ib = IB()


def say(**facts):
    print(json.dumps(facts), flush=True)


def refused(reqId, errorCode, errorString, contract):
    if errorCode == 201:
        trade = next((t for t in ib.trades() if t.order.orderId == reqId), None)
        say(refused=reqId, text=errorString, status=trade and trade.orderStatus.status)


def burst(n, contract):
    if n % 3 == 0:
        yield MarketOrder("BUY", 7)
    elif n % 3 == 1:
        yield LimitOrder("BUY", 5, 10.0 + n % 50)
    else:
        yield from ib.bracketOrder("BUY", 4, limitPrice=2_000.0, takeProfitPrice=3_000.0, stopLossPrice=10.0)


def storm():
    ib.connect("127.0.0.1", PORT, clientId=CLIENT_ID, timeout=10)
    [contract] = ib.qualifyContracts(Stock("AAPL", "SMART", "USD"))
    say(connected=CLIENT_ID)
    n = 0
    while ib.isConnected():
        for order in burst(n, contract):
            say(placed=ib.placeOrder(contract, order).order.orderId)
        n += 1
        ib.sleep(EVERY_SECONDS)


ib.errorEvent += refused
while True:
    try:
        storm()
    except (OSError, TimeoutError, ConnectionError) as trouble:
        say(away=str(trouble))
    ib.disconnect()
    time.sleep(1)
