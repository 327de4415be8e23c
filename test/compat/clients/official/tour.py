"""Every request that the unmodified official Python client (PyPI `nautilus-ibapi`) can send, once each.

The argument is a JSON object: `port`, `clientId`, `account`, `advisor` (whether to send what only an advisor may). The
program asks and never judges: what was answered is read from the wire (../../coverage.test.ts). It fails when the library
cannot read an answer: when it logs a warning, raises, or loses the connection. One line `{"done": true}` at the end.
"""

import json
import logging
import os
import sys
import threading
import time

from ibapi.client import EClient
from ibapi.common import WshEventData
from ibapi.contract import Contract
from ibapi.execution import ExecutionFilter
from ibapi.order import Order
from ibapi.order_cancel import OrderCancel
from ibapi.protobuf.ConfigRequest_pb2 import ConfigRequest
from ibapi.protobuf.UpdateConfigRequest_pb2 import UpdateConfigRequest
from ibapi.scanner import ScannerSubscription
from ibapi.wrapper import EWrapper

CONFIG = json.loads(sys.argv[1])
ACCOUNT = CONFIG["account"]
AAPL_CON_ID = 265598
WAIT_SECONDS_MAX = 15
# Below the Gateway's limit of 50 messages a second.
PAUSE_SECONDS = 0.025


class Tourist(EWrapper):
    def __init__(self):
        EWrapper.__init__(self)
        self.trouble = []
        self.changed = threading.Condition()
        self.seen = {}

    def came(self, name, value):
        with self.changed:
            self.seen.setdefault(name, value)
            self.changed.notify_all()

    def wait(self, name):
        with self.changed:
            if not self.changed.wait_for(lambda: name in self.seen or self.trouble, WAIT_SECONDS_MAX):
                raise TimeoutError(f"no {name} within {WAIT_SECONDS_MAX} s")
            return self.seen.get(name)

    def nextValidId(self, orderId):
        self.came("nextValidId", orderId)

    def error(self, reqId, errorTime, errorCode, errorString, advancedOrderRejectJson=""):
        pass

    def connectionClosed(self):
        self.trouble.append("the connection closed")

    def securityDefinitionOptionParameter(self, reqId, exchange, underlyingConId, tradingClass, multiplier, expirations, strikes):
        self.came("chain", (sorted(expirations), sorted(strikes)))

    def tickNews(self, tickerId, timeStamp, providerCode, articleId, headline, extraData):
        self.came("article", (providerCode, articleId))

    def historicalNews(self, requestId, time, providerCode, articleId, headline):
        self.came("article", (providerCode, articleId))

    def tickReqParams(self, tickerId, minTick, bboExchange, snapshotPermissions, *rest):
        self.came("bboExchange", bboExchange)

    def execDetails(self, reqId, contract, execution):
        self.came("execution", execution)


class Complaints(logging.Handler):
    """What the library logs as wrong."""

    def __init__(self, tourist):
        super().__init__(logging.WARNING)
        self.tourist = tourist

    def emit(self, record):
        # The library logs what the Gateway refused, too: that is an answer.
        if "ERROR -1" not in record.getMessage() and "errorCode" not in record.getMessage():
            self.tourist.trouble.append(f"the library logged: {record.getMessage()}")


tourist = Tourist()
client = EClient(tourist)


def stock(symbol="AAPL"):
    contract = Contract()
    contract.symbol, contract.secType, contract.exchange, contract.currency = symbol, "STK", "SMART", "USD"
    return contract


def option():
    expirations, strikes = tourist.wait("chain")
    contract = stock()
    contract.secType, contract.right, contract.multiplier = "OPT", "C", "100"
    contract.lastTradeDateOrContractMonth = expirations[min(4, len(expirations) - 1)]
    contract.strike = strikes[len(strikes) // 4]  # Deep in the money: it can be exercised.
    return contract


def order(orderType, **fields):
    made = Order()
    made.action, made.orderType, made.totalQuantity, made.tif, made.account = "BUY", orderType, 10, "DAY", ACCOUNT
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def company_events():
    asked = WshEventData()
    asked.conId = AAPL_CON_ID
    return asked


def session(ids):
    client.reqCurrentTime()
    client.reqCurrentTimeInMillis()
    client.reqIds(1)
    client.reqManagedAccts()
    client.reqUserInfo(next(ids))
    client.setServerLogLevel(2)
    client.verifyRequest("holdfast", "1")
    client.verifyMessage("nothing")
    client.extraAuth = True
    client.verifyAndAuthRequest("holdfast", "1", "key")
    client.verifyAndAuthMessage("nothing", "nothing")


def contracts(ids):
    client.reqContractDetails(next(ids), stock())
    client.cancelContractData(cancelled := next(ids))
    client.reqContractDetails(cancelled, stock("MSFT"))
    client.reqMatchingSymbols(next(ids), "AA")
    client.reqSecDefOptParams(next(ids), "AAPL", "", "STK", AAPL_CON_ID)
    client.reqMarketRule(26)
    client.reqSoftDollarTiers(next(ids))
    client.reqMktDepthExchanges()
    client.reqFamilyCodes()


def data(ids):
    client.reqMarketDataType(1)
    client.reqMktData(line := next(ids), stock(), "233", False, False, [])
    client.reqSmartComponents(next(ids), tourist.wait("bboExchange"))
    client.reqTickByTickData(ticks := next(ids), stock(), "AllLast", 0, False)
    client.reqMktDepth(depth := next(ids), stock(), 5, True, [])
    client.reqRealTimeBars(bars := next(ids), stock(), 5, "TRADES", False, [])
    client.calculateImpliedVolatility(implied := next(ids), option(), 10.0, 255.0, [])
    client.calculateOptionPrice(price := next(ids), option(), 0.3, 255.0, [])
    time.sleep(1)
    client.cancelCalculateImpliedVolatility(implied)
    client.cancelCalculateOptionPrice(price)
    client.cancelRealTimeBars(bars)
    client.cancelMktDepth(depth, True)
    client.cancelTickByTickData(ticks)
    client.cancelMktData(line)


def history(ids):
    client.reqHistoricalData(kept := next(ids), stock(), "", "1 D", "1 hour", "TRADES", 1, 1, True, [])
    client.reqHeadTimeStamp(head := next(ids), stock(), "TRADES", 1, 1)
    client.reqHistogramData(histogram := next(ids), stock(), True, "1 day")
    client.reqHistoricalTicks(old := next(ids), stock(), "", "20260105-14:00:00", 10, "TRADES", 0, True, [])
    client.reqFundamentalData(facts := next(ids), stock(), "ReportSnapshot", [])
    time.sleep(1)
    client.cancelHistoricalData(kept)
    client.cancelHeadTimeStamp(head)
    client.cancelHistogramData(histogram)
    client.cancelHistoricalTicks(old)
    client.cancelFundamentalData(facts)


def accounts(ids):
    client.reqAccountUpdates(True, ACCOUNT)
    client.reqAccountSummary(summary := next(ids), "All", "NetLiquidation,BuyingPower,$LEDGER")
    client.reqAccountUpdatesMulti(multi := next(ids), ACCOUNT, "", True)
    client.reqPositions()
    client.reqPositionsMulti(positions := next(ids), ACCOUNT, "")
    client.reqPnL(pnl := next(ids), ACCOUNT, "")
    client.reqPnLSingle(single := next(ids), ACCOUNT, "", AAPL_CON_ID)
    client.requestFA(1)
    if CONFIG.get("advisor"):
        client.replaceFA(next(ids), 1, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListOfGroups></ListOfGroups>")
    time.sleep(1.5)
    client.reqAccountUpdates(False, ACCOUNT)
    client.cancelAccountSummary(summary)
    client.cancelAccountUpdatesMulti(multi)
    client.cancelPositions()
    client.cancelPositionsMulti(positions)
    client.cancelPnL(pnl)
    client.cancelPnLSingle(single)


def content(ids):
    client.reqNewsProviders()
    client.reqNewsBulletins(True)
    client.reqHistoricalNews(next(ids), AAPL_CON_ID, "BRFG+DJNL", "", "", 5, [])
    provider, article = tourist.wait("article")
    client.reqNewsArticle(next(ids), provider, article, [])
    client.reqScannerParameters()
    scan = ScannerSubscription()
    scan.instrument, scan.locationCode, scan.scanCode = "STK", "STK.US.MAJOR", "TOP_PERC_GAIN"
    client.reqScannerSubscription(scanner := next(ids), scan, [], [])
    client.queryDisplayGroups(next(ids))
    client.subscribeToGroupEvents(group := next(ids), 1)
    client.updateDisplayGroup(group, f"{AAPL_CON_ID}@SMART")
    client.reqWshMetaData(meta := next(ids))
    time.sleep(1)
    client.reqWshEventData(events := next(ids), company_events())
    configuration = ConfigRequest()
    configuration.reqId = next(ids)
    client.reqConfigProtoBuf(configuration)
    update = UpdateConfigRequest()
    update.reqId = next(ids)
    client.updateConfigProtoBuf(update)
    time.sleep(1)
    client.cancelWshMetaData(meta)
    client.cancelWshEventData(events)
    client.unsubscribeFromGroupEvents(group)
    client.cancelScannerSubscription(scanner)
    client.cancelNewsBulletins()


def orders(ids):
    client.placeOrder(next(ids), stock(), order("MKT"))
    tourist.wait("execution")
    client.placeOrder(resting := next(ids), stock(), order("LMT", lmtPrice=100))
    client.placeOrder(next(ids), stock(), order("MKT", whatIf=True))
    client.reqOpenOrders()
    client.reqAllOpenOrders()
    client.reqAutoOpenOrders(False)
    client.reqCompletedOrders(False)
    client.reqExecutions(next(ids), ExecutionFilter())
    client.cancelOrder(resting, OrderCancel())
    client.placeOrder(next(ids), stock(), order("LMT", lmtPrice=101))
    client.placeOrder(next(ids), option(), order("MKT", totalQuantity=1))
    time.sleep(1)
    client.exerciseOptions(next(ids), option(), 1, 1, ACCOUNT, 0, "", "", False)
    client.reqGlobalCancel(OrderCancel())


def main():
    logging.basicConfig(level=logging.WARNING, handlers=[Complaints(tourist)])
    threading.excepthook = lambda args: tourist.trouble.append(f"the library raised {args.exc_type.__name__}: {args.exc_value}")
    client.connect("127.0.0.1", CONFIG["port"], CONFIG["clientId"])
    paced = client.conn.sendMsg
    client.conn.sendMsg = lambda message: (time.sleep(PAUSE_SECONDS), paced(message))[1]
    threading.Thread(target=client.run, daemon=True).start()
    first = tourist.wait("nextValidId")
    ids = iter(range(first, first + 10_000))
    try:
        for part in (session, contracts, data, history, accounts, content, orders):
            part(ids)
        time.sleep(1)
    except Exception as failure:
        tourist.trouble.append(f"{type(failure).__name__}: {failure}")
    tourist.connectionClosed = lambda: None
    logging.getLogger().handlers.clear()
    client.disconnect()
    print(json.dumps({"trouble": tourist.trouble} if tourist.trouble else {"done": True}), flush=True)
    return 1 if tourist.trouble else 0


code = main()
os._exit(code)  # The library's reader would hold the process for its last second of waiting.
