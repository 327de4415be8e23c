"""Every request that unmodified ib_async can send, once each.

Argument and rules as in ../official/tour.py: the program asks, the wire is judged elsewhere; it fails when the library logs
what it could not read, raises, or loses the connection. Requests that the library waits for are given a bound.
"""

import asyncio
import json
import logging
import sys

from ib_async import (
    IB,
    ExecutionFilter,
    LimitOrder,
    MarketOrder,
    Option,
    ScannerSubscription,
    Stock,
    WshEventData,
)

CONFIG = json.loads(sys.argv[1])
ACCOUNT = CONFIG["account"]
WAIT_SECONDS_MAX = 15
stock = Stock("AAPL", "SMART", "USD")
ib = IB()
trouble = []


class Complaints(logging.Handler):
    """What the library logs as wrong; what the Gateway refused is an answer."""

    def emit(self, record):
        text = record.getMessage()
        if not text.startswith(("Error ", "Warning ")) and "API connection" not in text:
            trouble.append(f"the library logged: {text}")


async def answered(awaitable):
    """What was answered; a request that is refused ends with an error or with nothing."""
    try:
        return await asyncio.wait_for(awaitable, WAIT_SECONDS_MAX)
    except asyncio.TimeoutError:
        trouble.append(f"no answer within {WAIT_SECONDS_MAX} s: {awaitable}")


async def session():
    await answered(ib.reqCurrentTimeAsync())
    await answered(ib.reqUserInfoAsync())
    ib.client.reqManagedAccts()
    ib.client.reqIds(1)
    ib.client.setServerLogLevel(2)


async def contracts():
    await answered(ib.qualifyContractsAsync(stock))
    await answered(ib.reqMatchingSymbolsAsync("AA"))
    await answered(ib.reqMarketRuleAsync(26))
    await answered(ib.reqMktDepthExchangesAsync())
    await answered(ib.reqSmartComponentsAsync("9c0001"))
    ib.client.reqSoftDollarTiers(ib.client.getReqId())
    ib.client.reqFamilyCodes()
    chains = await answered(ib.reqSecDefOptParamsAsync("AAPL", "", "STK", stock.conId))
    chain = chains[0]
    # Deep in the money: it can be exercised.
    expiration = chain.expirations[min(4, len(chain.expirations) - 1)]
    return Option("AAPL", expiration, chain.strikes[len(chain.strikes) // 4], "C", "SMART", "100", "USD")


async def data(option):
    ib.reqMarketDataType(1)
    ib.reqMktData(stock, "233")
    ib.reqTickByTickData(stock, "AllLast")
    ib.reqMktDepth(stock, 5, isSmartDepth=True)
    bars = ib.reqRealTimeBars(stock, 5, "TRADES", False)
    await answered(ib.calculateImpliedVolatilityAsync(option, 10.0, 255.0))
    await answered(ib.calculateOptionPriceAsync(option, 0.3, 255.0))
    await asyncio.sleep(1)
    ib.cancelRealTimeBars(bars)
    ib.cancelMktDepth(stock, isSmartDepth=True)
    ib.cancelTickByTickData(stock, "AllLast")
    ib.cancelMktData(stock)


async def history():
    kept = await answered(ib.reqHistoricalDataAsync(stock, "", "1 D", "1 hour", "TRADES", True, 1, True))
    await answered(ib.reqHeadTimeStampAsync(stock, "TRADES", True, 1))
    await answered(ib.reqHistogramDataAsync(stock, True, "1 day"))
    await answered(ib.reqHistoricalTicksAsync(stock, "", "20260105-14:00:00", 10, "TRADES", False))
    await answered(ib.reqHistoricalScheduleAsync(stock, 3))
    await answered(ib.reqFundamentalDataAsync(stock, "ReportSnapshot"))
    ib.cancelHistoricalData(kept)


async def accounts():
    await answered(ib.accountSummaryAsync())
    await answered(ib.reqAccountUpdatesMultiAsync(ACCOUNT))
    await answered(ib.reqPositionsAsync())
    multi = ib.client.getReqId()
    ib.client.reqPositionsMulti(multi, ACCOUNT, "")
    ib.reqPnL(ACCOUNT)
    ib.reqPnLSingle(ACCOUNT, "", stock.conId)
    ib.client.requestFA(1)
    await asyncio.sleep(1.5)
    ib.cancelPnLSingle(ACCOUNT, "", stock.conId)
    ib.cancelPnL(ACCOUNT)
    ib.client.cancelPositionsMulti(multi)
    ib.client.cancelPositions()


async def content():
    await answered(ib.reqNewsProvidersAsync())
    ib.reqNewsBulletins(True)
    news = await answered(ib.reqHistoricalNewsAsync(stock.conId, "BRFG+DJNL", "", "", 5))
    newest = news[0] if isinstance(news, list) else news
    await answered(ib.reqNewsArticleAsync(newest.providerCode, newest.articleId))
    await answered(ib.reqScannerParametersAsync())
    scan = ScannerSubscription(instrument="STK", locationCode="STK.US.MAJOR", scanCode="TOP_PERC_GAIN")
    await answered(ib.reqScannerDataAsync(scan))
    await answered(ib.getWshMetaDataAsync())
    await answered(ib.getWshEventDataAsync(WshEventData(conId=stock.conId)))
    group = ib.client.getReqId()
    ib.client.queryDisplayGroups(ib.client.getReqId())
    ib.client.subscribeToGroupEvents(group, 1)
    ib.client.updateDisplayGroup(group, f"{stock.conId}@SMART")
    await asyncio.sleep(0.5)
    ib.client.unsubscribeFromGroupEvents(group)
    ib.cancelNewsBulletins()


async def orders(option):
    ib.placeOrder(stock, MarketOrder("BUY", 10, account=ACCOUNT))
    resting = ib.placeOrder(stock, LimitOrder("BUY", 10, 100, account=ACCOUNT))
    await asyncio.sleep(1)
    await answered(ib.whatIfOrderAsync(stock, MarketOrder("BUY", 10, account=ACCOUNT)))
    await answered(ib.reqOpenOrdersAsync())
    await answered(ib.reqAllOpenOrdersAsync())
    await answered(ib.reqCompletedOrdersAsync(False))
    await answered(ib.reqExecutionsAsync(ExecutionFilter()))
    ib.reqAutoOpenOrders(False)
    ib.cancelOrder(resting.order)
    await answered(ib.qualifyContractsAsync(option))
    ib.placeOrder(option, MarketOrder("BUY", 1, account=ACCOUNT))
    await asyncio.sleep(1)
    ib.exerciseOptions(option, 1, 1, ACCOUNT, 0)
    ib.placeOrder(stock, LimitOrder("BUY", 10, 101, account=ACCOUNT))
    ib.reqGlobalCancel()
    await asyncio.sleep(1)


async def main():
    logging.basicConfig(level=logging.ERROR, handlers=[Complaints()])
    await ib.connectAsync("127.0.0.1", CONFIG["port"], CONFIG["clientId"], timeout=WAIT_SECONDS_MAX)
    ib.disconnectedEvent += lambda: trouble.append("the connection closed")
    await session()
    option = await contracts()
    for part in (data(option), history(), accounts(), content(), orders(option)):
        await part
    ib.disconnectedEvent.clear()
    ib.disconnect()
    print(json.dumps({"trouble": trouble} if trouble else {"done": True}), flush=True)


asyncio.run(main())
sys.exit(1 if trouble else 0)
