"""What a bot hears when a limit refuses its order: an ordinary rejection, with the limit's name.

    holdfast sim gateway --accounts DU1000001            in one terminal
    cp examples/cash_account.toml holdfast.toml          in another
    holdfast up
    python examples/refused.py                           in a third
"""
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 4100, clientId=1)


def place(symbol, order):
    trade = ib.placeOrder(Stock(symbol, "SMART", "USD"), order)
    while not trade.isDone():
        ib.waitOnUpdate(timeout=10)
    refusals = [entry.message for entry in trade.log if entry.errorCode == 201]
    print(order.action, symbol, trade.orderStatus.status, *refusals)


place("TSLA", LimitOrder("BUY", 10, 5))
place("NVDA", LimitOrder("BUY", 10, 5))
place("MSFT", MarketOrder("SELL", 10))
ib.sleep(1)
place("MSFT", MarketOrder("SELL", 10))
place("MSFT", MarketOrder("BUY", 10))
place("MSFT", MarketOrder("SELL", 10))
ib.disconnect()
