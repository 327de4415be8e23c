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
while not entry.isDone() or not entry.fills:
    ib.sleep(0.05)
ib.sleep(0.3)
print(f"entry {entry.orderStatus.status}, target {target.orderStatus.status}, stop {stop.orderStatus.status}")

while not ticker.last < 250:
    ib.sleep(0.05)
ib.sleep(1.5)
[detail] = [*ib.reqExecutions()][-1:]
print(f"market {ticker.last:.0f}, stop {stop.orderStatus.status}, last execution {detail.execution.side}")
ib.disconnect()
