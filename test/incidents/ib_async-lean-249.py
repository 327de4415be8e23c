"""Buys the dip. When the connection to IB comes back (1101, 1102) it looks at its order and its positions."""

import sys

from ib_async import IB, ExecutionFilter, LimitOrder, Stock

ib = IB()
restored = []
ib.errorEvent += lambda reqId, code, text, contract: code in (1101, 1102) and restored.append(code)
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
trade = ib.placeOrder(Stock("AAPL", "SMART", "USD"), LimitOrder("BUY", 10, 240))
while trade.orderStatus.status != "Submitted":
    ib.sleep(0.05)
print("resting")

while not restored:
    ib.sleep(0.05)
for _ in range(40):
    if not trade.isDone():
        ib.sleep(0.05)
print(f"after {restored[0]}: {trade.orderStatus.status}, {trade.filled():.0f} filled, {len(ib.positions())} positions")
shares = sum(fill.execution.shares for fill in ib.reqExecutions(ExecutionFilter()))
print(f"asked: {shares:.0f} shares")
ib.disconnect()
