"""Keeps one order at IB under a fixed client id; a new run first takes back what the last one left."""

import sys

from ib_async import IB, LimitOrder, Stock

port, client_id = int(sys.argv[1]), int(sys.argv[2])

ib = IB()
try:
    ib.connect("127.0.0.1", port, clientId=client_id)
except (ConnectionError, TimeoutError):
    sys.exit(print("cannot connect"))

left = ib.openTrades()
for trade in left:
    ib.cancelOrder(trade.order)
    while not trade.isDone():
        ib.sleep(0.05)
print(f"{len(left)} taken back")

trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), LimitOrder("BUY", 10, 200))
while trade.orderStatus.status != "Submitted":
    ib.sleep(0.05)
print("placed")
raise RuntimeError("something that nobody thought of")
