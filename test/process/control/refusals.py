"""What an unmodified ib_async bot sees of limits: long-only, a banned symbol however it is spelled, and an order worth too much."""

import json
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

ib = IB()
heard = {}


def hears(reqId, errorCode, errorString, contract):
    if errorCode == 201:
        heard[reqId] = errorString


def places(name, contract, order):
    """An order, and how it stands when its fate is known or two seconds have passed."""
    trade = ib.placeOrder(contract, order)
    for _ in range(40):
        if trade.isDone():
            break
        ib.sleep(0.05)
    orderId = trade.order.orderId
    print(json.dumps({"name": name, "status": trade.orderStatus.status, "text": heard.get(orderId)}), flush=True)
    return trade


ib.errorEvent += hears
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=int(sys.argv[2]))
apple, game, other = (Stock(symbol, "SMART", "USD") for symbol in ("AAPL", "MSFT", "SPY"))
ib.qualifyContracts(apple, game, other)
ib.reqMktData(apple)
ib.sleep(1)

places("short", apple, MarketOrder("SELL", 1))
places("banned", game, LimitOrder("BUY", 1, 10.0))
places("banned-lower-case", Stock("msft", "SMART", "USD"), LimitOrder("BUY", 1, 10.0))
places("too-much", apple, LimitOrder("BUY", 100, 100.0))
places("too-much-at-the-market", apple, MarketOrder("BUY", 1_000))
places("fine", apple, MarketOrder("BUY", 2))
places("close", apple, MarketOrder("SELL", 2))
ib.disconnect()
