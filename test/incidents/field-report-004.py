"""Subscribes to the market data of its symbols and reports its health: connection, farms, errors."""

import sys

from ib_async import IB, Stock

SYMBOLS = ["AAPL", "MSFT", "NVDA", "AMZN", "SPY", "QQQ"]

ib = IB()
errors = []
ib.errorEvent += lambda reqId, code, text, contract: 2100 <= code < 2200 or errors.append(code)
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
tickers = [ib.reqMktData(contract) for contract in ib.qualifyContracts(*(Stock(one, "SMART", "USD") for one in SYMBOLS))]
ib.sleep(2)

healthy = ib.isConnected() and not errors
print(f"{'healthy' if healthy else 'unhealthy'}, {len(tickers)} subscriptions")
silent = [ticker.contract.symbol for ticker in tickers if ticker.last != ticker.last]
print(f"no price: {' '.join(silent) or 'none'}")
ib.disconnect()
