"""A first bot: written for IB Gateway with ib_async, pointed at holdfast by its port alone.

    holdfast demo                        in one terminal
    pip install ib_async                 in another
    python examples/first_bot.py
"""
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

port = int(sys.argv[1]) if len(sys.argv) > 1 else 4100

ib = IB()
ib.RaiseRequestErrors = True


def wait_until(done, what, seconds=20):
    for _ in range(seconds * 20):
        if done():
            return
        ib.sleep(0.05)
    raise TimeoutError(what)


ib.connect("127.0.0.1", port, clientId=11)
print("connected:", ib.managedAccounts())

aapl = Stock("AAPL", "SMART", "USD")
details = ib.reqContractDetails(aapl)[0]
ib.qualifyContracts(aapl)
print("contract:", details.longName, "conId", aapl.conId, "tick", details.minTick)

ticker = ib.reqMktData(aapl)
wait_until(lambda: ticker.bid > 0 and ticker.ask > 0, "a quote")
print("quote:", ticker.bid, "/", ticker.ask)


def cents(price):
    return round(price, 2)


# A limit order far from the market rests; it is changed, then cancelled.
order = LimitOrder("BUY", 10, cents(ticker.bid * 0.9))
trade = ib.placeOrder(aapl, order)
wait_until(lambda: trade.orderStatus.status == "Submitted", "the limit order to rest")
order.lmtPrice = cents(ticker.bid * 0.91)
ib.placeOrder(aapl, order)
ib.reqOpenOrders()  # ib_async writes what the broker says back into the order
print("limit order: rests at", order.lmtPrice)
ib.cancelOrder(order)
wait_until(trade.isDone, "the limit order to be cancelled")
print("limit order:", trade.orderStatus.status)

# A market order is filled, with its execution and its commission.
trade = ib.placeOrder(aapl, MarketOrder("BUY", 10))
wait_until(lambda: trade.orderStatus.status == "Filled", "the market order to fill")
wait_until(lambda: all(fill.commissionReport.execId for fill in trade.fills), "the commission")
fees = sum(fill.commissionReport.commission for fill in trade.fills)
print("market order:", trade.filled(), "at", trade.orderStatus.avgFillPrice, "commission", round(fees, 2))

# A bracket: an entry, a profit target and a stop, sent as one.
bid = ticker.bid
bracket = ib.bracketOrder("BUY", 10, cents(bid * 0.9), takeProfitPrice=cents(bid * 1.1), stopLossPrice=cents(bid * 0.8))
entry, target, stop = [ib.placeOrder(aapl, leg) for leg in bracket]
wait_until(lambda: stop.orderStatus.status == "PreSubmitted", "the stop to rest")
print("bracket:", [leg.orderStatus.status for leg in (entry, target, stop)])

# Leave the account as it was: cancelling the entry cancels its children.
ib.cancelOrder(entry.order)
wait_until(lambda: all(leg.isDone() for leg in (entry, target, stop)), "the bracket to be cancelled")
trade = ib.placeOrder(aapl, MarketOrder("SELL", 10))
wait_until(lambda: trade.orderStatus.status == "Filled", "the position to be closed")
ib.disconnect()
print("done")
