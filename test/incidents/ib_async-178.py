"""Buys with a stop that is linked to the entry, and leaves."""

import sys

from ib_async import IB, LimitOrder, Stock, StopOrder

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
aapl = Stock("AAPL", "SMART", "USD")

entry = LimitOrder("BUY", 10, 255.02, orderId=ib.client.getReqId(), transmit=False)
stop = StopOrder("SELL", 10, 250, orderId=ib.client.getReqId(), parentId=entry.orderId, transmit=True)
trades = [ib.placeOrder(aapl, order) for order in (entry, stop)]
ib.sleep(1.5)
print(", ".join(trade.orderStatus.status for trade in trades))
for trade in trades:
    for line in trade.log:
        if line.errorCode:
            print(line.message)
ib.disconnect()
