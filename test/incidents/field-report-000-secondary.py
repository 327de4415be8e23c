"""Sends one order and leaves when it is alive, for it works at IB without the bot."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), LimitOrder("BUY", 10, 240, tif="GTC"))
while trade.orderStatus.status == "PendingSubmit":
    ib.sleep(0.05)
print(f"{'active' if trade.isActive() else 'dead'} ({trade.orderStatus.status})")
ib.disconnect()
