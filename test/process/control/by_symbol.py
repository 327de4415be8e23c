"""A bot that names contracts by symbol and never qualifies them: places what its arguments say, such as `BUY 5 MSFT`, one after the other."""

import json
import sys

from ib_async import IB, MarketOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=int(sys.argv[2]))
for words in sys.argv[3:]:
    action, quantity, symbol = words.split()
    trade = ib.placeOrder(Stock(symbol, "SMART", "USD"), MarketOrder(action, int(quantity)))
    for _ in range(100):
        if trade.isDone():
            break
        ib.sleep(0.05)
    text = next((entry.message for entry in trade.log if entry.errorCode == 201), None)
    print(json.dumps({"status": trade.orderStatus.status, "text": text}), flush=True)
    ib.sleep(5 if "asking" in (text or "") else 1)
ib.disconnect()
