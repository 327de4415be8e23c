"""Moves a resting order to a price that no tick allows, as the reporter of ib_insync #502 did, and tells what is left of it."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
[aapl] = ib.qualifyContracts(Stock("AAPL", "SMART", "USD"))


def until(ready):
    for _ in range(200):
        if ready():
            return
        ib.sleep(0.05)


trade = ib.placeOrder(aapl, LimitOrder("BUY", 10, 200))
until(lambda: trade.orderStatus.status == "Submitted")
trade.order.lmtPrice = 200.0037
ib.placeOrder(aapl, trade.order)
until(lambda: any(entry.errorCode for entry in trade.log))
ib.sleep(0.5)
print(f"{trade.orderStatus.status}, {len(ib.openTrades())} open")

trade.order.lmtPrice = 255.01
ib.placeOrder(aapl, trade.order)
until(trade.isDone)
print(f"{trade.orderStatus.status}, {trade.filled():.0f} filled")
ib.disconnect()
