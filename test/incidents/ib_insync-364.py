"""Buys a hundred shares and keeps the books by its fills."""

import sys

from ib_async import IB, MarketOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), MarketOrder("BUY", 100))
while not trade.isDone():
    ib.sleep(0.05)
print("bought")
ib.sleep(float(sys.argv[2]))
paid = sum(fill.execution.shares * fill.execution.price for fill in trade.fills)
print(f"{trade.filled():.0f} shares for {paid:.0f}")
ib.disconnect()
