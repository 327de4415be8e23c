"""Buys with a bracket, checks that all its legs are there, and watches the market until the stop must have done its work."""

import sys

from ib_async import IB, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
[aapl] = ib.qualifyContracts(Stock("AAPL", "SMART", "USD"))
ticker = ib.reqMktData(aapl)
entry, target, stop = (
    ib.placeOrder(aapl, leg) for leg in ib.bracketOrder("BUY", 100, limitPrice=255.02, takeProfitPrice=270, stopLossPrice=250)
)
while target.orderStatus.status != "Submitted" or stop.orderStatus.status == "PendingSubmit":
    ib.sleep(0.05)
print(f"entry {entry.orderStatus.status}, target {target.orderStatus.status}, stop {stop.orderStatus.status}")

while not ticker.last < 250:
    ib.sleep(0.05)
for _ in range(50):
    if not stop.isDone():
        ib.sleep(0.05)
held = sum(position.position for position in ib.positions())
print(f"market {ticker.last:.0f}, stop {stop.orderStatus.status}, holding {held:.0f}")
ib.disconnect()
