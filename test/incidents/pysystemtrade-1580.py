"""Wants one contract; an order that IB cancelled is sent again, at most fifteen times."""

import sys

from ib_async import IB, Future, LimitOrder

ATTEMPTS_MAX = 15

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
months = [detail.contract for detail in ib.reqContractDetails(Future("MES", exchange="CME"))]
front = min(months, key=lambda month: month.lastTradeDateOrContractMonth)

for attempt in range(1, ATTEMPTS_MAX + 1):
    trade = ib.placeOrder(front, LimitOrder("BUY", 1, 6000))
    while not trade.isDone():
        ib.sleep(0.05)
    print(f"order {attempt}: {trade.orderStatus.status}")
    if trade.orderStatus.status == "Filled":
        break
ib.disconnect()
