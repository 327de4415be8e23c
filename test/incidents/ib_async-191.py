"""Buys ten shares with a limit order, and tells what became of it."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
[aapl] = ib.qualifyContracts(Stock("AAPL", "SMART", "USD"))

trade = ib.placeOrder(aapl, LimitOrder("BUY", 10, 255.01))
while not trade.isDone():
    ib.sleep(0.05)

print(f"{trade.orderStatus.status}, {trade.filled():.0f} filled")
ib.disconnect()
