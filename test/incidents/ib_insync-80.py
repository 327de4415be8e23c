"""Places one order, cancels it and leaves; the library chooses the number."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), LimitOrder("BUY", 10, 200))
while trade.orderStatus.status == "PendingSubmit":
    ib.sleep(0.05)
print(trade.orderStatus.status, *(f"by {line.errorCode}" for line in trade.log if line.errorCode))

if not trade.isDone():
    ib.cancelOrder(trade.order)
while not trade.isDone():
    ib.sleep(0.05)
ib.disconnect()
