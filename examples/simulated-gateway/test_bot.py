import os

from ib_async import IB, MarketOrder, Stock


def test_the_bot_buys_ten_shares():
    cancels = []
    with IB() as ib:
        ib.connect("127.0.0.1", int(os.environ.get("GATEWAY_PORT", 4102)), clientId=7)
        [aapl] = ib.qualifyContracts(Stock("AAPL", "SMART", "USD"))
        trade = ib.placeOrder(aapl, MarketOrder("BUY", 10))
        trade.cancelledEvent += lambda trade: cancels.append(trade)
        while trade.filled() < 10:
            assert ib.waitOnUpdate(timeout=10) or trade.filled() == 10
    assert cancels == []
