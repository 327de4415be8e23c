"""Places one order under a number of its own choice, which nobody used before."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=9999)
aapl = Stock("AAPL", "SMART", "USD")
trade = ib.placeOrder(aapl, LimitOrder("BUY", 1, 200, orderId=int(sys.argv[2])))
while trade.orderStatus.status == "PendingSubmit":
    ib.sleep(0.05)
print(trade.orderStatus.status, *[entry.message for entry in trade.log if entry.errorCode])
ib.disconnect()
