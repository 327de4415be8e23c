"""Buys the dip: one order rests at IB, and every moment the bot says how it stands. It is monitored by what it says."""

import sys

from ib_async import IB, LimitOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), LimitOrder("BUY", 10, 240, tif="GTC"))
while True:
    ib.sleep(0.2)
    held = sum(position.position for position in ib.positions())
    print(f"{'connected' if ib.isConnected() else 'not connected'}, order {trade.orderStatus.status}, holding {held:.0f}")
