"""The steps of ../README.md with the unmodified official Python client (PyPI `nautilus-ibapi`).

The library calls back on a thread of its own; every callback becomes an event in one list, and each step waits for the
events that complete it. Whatever the library logs as a warning or worse, such as a frame with too few fields, fails
the step: the program is to notice what the library did not understand.
"""

import json
import logging
import os
import sys
import threading

from ibapi.client import EClient
from ibapi.contract import Contract
from ibapi.execution import ExecutionFilter
from ibapi.order import Order
from ibapi.order_cancel import OrderCancel
from ibapi.ticktype import TickTypeEnum
from ibapi.wrapper import EWrapper

CONFIG = json.loads(sys.argv[1])
SYMBOL = CONFIG["symbol"]
WAIT_SECONDS_MAX = 15
CONTRACT_REQ_ID, QUOTES_REQ_ID, EXECUTIONS_REQ_ID = 9001, 9002, 9003
NOT_ERRORS = {*range(2100, 2170), 10167, 10349, 399}


class Failed(Exception):
    pass


# Notices are said on the library's thread.
SAYING = threading.Lock()


def say(**facts):
    with SAYING:
        print(json.dumps(facts), flush=True)


class Events(EWrapper):
    """Every callback that a step needs, in the order in which they came."""

    def __init__(self):
        EWrapper.__init__(self)
        self.changed = threading.Condition()
        self.all = []
        self.trouble = None
        self.cancelling = None

    def came(self, name, *values):
        with self.changed:
            self.all.append((name, *values))
            self.changed.notify_all()

    def fail(self, why):
        with self.changed:
            self.trouble = self.trouble or why
            self.changed.notify_all()

    def wait(self, what, find):
        """The first answer of `find(events)` that is not None."""
        found = None

        def settled():
            nonlocal found
            found = find(self.all)
            return found is not None or self.trouble is not None

        with self.changed:
            in_time = self.changed.wait_for(settled, WAIT_SECONDS_MAX)
        if self.trouble is not None:
            raise Failed(self.trouble)
        if not in_time:
            raise Failed(f"no {what} within {WAIT_SECONDS_MAX} s")
        return found

    def first(self, name, matches=lambda *_: True, since=0):
        return self.wait(name, lambda all: next((e[1:] for e in all[since:] if e[0] == name and matches(*e[1:])), None))

    def error(self, reqId, errorTime, errorCode, errorString, advancedOrderRejectJson=""):
        if errorCode in NOT_ERRORS or (errorCode == 202 and reqId == self.cancelling):
            say(notice=errorCode, id=reqId, text=errorString)
        else:
            self.fail(f"error {errorCode} for id {reqId}: {errorString}")

    def connectionClosed(self):
        self.came("connectionClosed")

    def nextValidId(self, orderId):
        self.came("nextValidId", orderId)

    def managedAccounts(self, accountsList):
        self.came("managedAccounts", [name for name in accountsList.split(",") if name])

    def contractDetails(self, reqId, contractDetails):
        self.came("contractDetails", reqId, contractDetails)

    def contractDetailsEnd(self, reqId):
        self.came("contractDetailsEnd", reqId)

    def tickPrice(self, reqId, tickType, price, attrib):
        self.came("tick", reqId, tickType, price)

    def tickSize(self, reqId, tickType, size):
        self.came("tick", reqId, tickType, float(size))

    def openOrder(self, orderId, contract, order, orderState):
        self.came("openOrder", orderId, order, orderState)

    def orderStatus(self, orderId, status, filled, remaining, avgFillPrice, permId, *rest):
        told = {"status": status, "filled": float(filled), "remaining": float(remaining)}
        self.came("orderStatus", orderId, {**told, "avgFillPrice": avgFillPrice, "permId": permId})

    def execDetails(self, reqId, contract, execution):
        self.came("execDetails", reqId, execution)

    def execDetailsEnd(self, reqId):
        self.came("execDetailsEnd", reqId)

    def commissionAndFeesReport(self, commissionAndFeesReport):
        self.came("commission", commissionAndFeesReport)

    def updateAccountValue(self, key, val, currency, accountName):
        self.came("value", key, val, currency, accountName)

    def updatePortfolio(self, contract, position, marketPrice, marketValue, averageCost, *rest):
        self.came("portfolio", contract.symbol, float(position), rest[-1])

    def accountDownloadEnd(self, accountName):
        self.came("accountDownloadEnd", accountName)


class Complaints(logging.Handler):
    """What the library logs as wrong."""

    def __init__(self, events):
        super().__init__(logging.WARNING)
        self.events = events

    def emit(self, record):
        self.events.fail(f"the library logged: {record.getMessage()}")


events = Events()
client = EClient(events)


def stock():
    contract = Contract()
    contract.symbol, contract.secType, contract.exchange, contract.currency = SYMBOL, "STK", "SMART", "USD"
    return contract


def buy(orderType, lmtPrice=None):
    order = Order()
    order.action, order.orderType, order.totalQuantity, order.tif = "BUY", orderType, CONFIG["quantity"], "DAY"
    order.account, order.orderRef = CONFIG["account"], CONFIG["orderRef"]
    if lmtPrice is not None:
        order.lmtPrice = lmtPrice
    return order


def start_up():
    client.connect(CONFIG.get("host", "127.0.0.1"), CONFIG["port"], CONFIG["clientId"])
    if not client.isConnected():
        raise Failed("no connection")
    threading.Thread(target=client.run, daemon=True).start()
    (nextValidId,) = events.first("nextValidId")
    (accounts,) = events.first("managedAccounts")
    say(step="start-up", serverVersion=client.serverVersion(), nextValidId=nextValidId, accounts=accounts)
    return nextValidId


def contract_details():
    client.reqContractDetails(CONTRACT_REQ_ID, stock())
    events.first("contractDetailsEnd", lambda reqId: reqId == CONTRACT_REQ_ID)
    found = [e[2] for e in events.all if e[:2] == ("contractDetails", CONTRACT_REQ_ID)]
    contract, details = found[0].contract, found[0]
    facts = {"conId": contract.conId, "symbol": contract.symbol, "currency": contract.currency}
    say(step="contract-details", count=len(found), **facts, longName=details.longName, minTick=details.minTick)


def quotes():
    client.reqMktData(QUOTES_REQ_ID, stock(), "", False, False, [])
    fields = {"bid": "BID", "ask": "ASK", "bidSize": "BID_SIZE", "askSize": "ASK_SIZE"}
    ticks = {
        name: events.first("tick", lambda reqId, tickType, _: (reqId, TickTypeEnum.toStr(tickType)) == (QUOTES_REQ_ID, field))
        for name, field in fields.items()
    }
    client.cancelMktData(QUOTES_REQ_ID)
    say(step="quotes", **{name: value for name, (_, _, value) in ticks.items()})


def status_is(orderId, status):
    return events.first("orderStatus", lambda id, told: id == orderId and told["status"] == status)[1]


def order(orderId):
    client.placeOrder(orderId, stock(), buy("LMT", CONFIG["restingPrice"]))
    told = status_is(orderId, "Submitted")
    _, echo, _ = events.first("openOrder", lambda id, *_: id == orderId)
    known = {"orderId": orderId, "permId": told["permId"], "status": told["status"]}
    sizes = {"filled": told["filled"], "remaining": told["remaining"]}
    asked = {"lmtPrice": echo.lmtPrice, "totalQuantity": float(echo.totalQuantity)}
    say(step="order", **known, **sizes, **asked, account=echo.account, orderRef=echo.orderRef)


def modify(orderId):
    price = CONFIG["modifiedPrice"]
    client.placeOrder(orderId, stock(), buy("LMT", price))
    _, echo, state = events.first("openOrder", lambda id, echo, _: id == orderId and echo.lmtPrice == price)
    say(step="modify", orderId=orderId, permId=echo.permId, status=state.status, lmtPrice=echo.lmtPrice)


def cancel(orderId):
    events.cancelling = orderId
    client.cancelOrder(orderId, OrderCancel())
    told = status_is(orderId, "Cancelled")
    say(step="cancel", orderId=orderId, status=told["status"])


def executions(orderId):
    client.placeOrder(orderId, stock(), buy("MKT"))
    told = status_is(orderId, "Filled")
    client.reqExecutions(EXECUTIONS_REQ_ID, ExecutionFilter())
    events.first("execDetailsEnd", lambda reqId: reqId == EXECUTIONS_REQ_ID)
    _, fill = events.first("execDetails", lambda reqId, fill: (reqId, fill.orderId) == (EXECUTIONS_REQ_ID, orderId))
    (paid,) = events.first("commission", lambda report: report.execId == fill.execId)
    known = {"status": told["status"], "filled": told["filled"], "avgFillPrice": told["avgFillPrice"]}
    trade = {"execId": fill.execId, "price": fill.price, "shares": float(fill.shares), "side": fill.side}
    cost = {"commission": paid.commissionAndFees, "currency": paid.currency}
    owner = {"account": fill.acctNumber, "orderRef": fill.orderRef}
    say(step="executions", orderId=fill.orderId, **known, **trade, **owner, **cost)


def account_updates():
    account = CONFIG["account"]
    client.reqAccountUpdates(True, account)
    events.first("accountDownloadEnd", lambda name: name == account)
    _, worth, currency, owner = events.first("value", lambda key, _, currency, name: (key, name) == ("NetLiquidation", account))
    symbol, position, _ = events.first("portfolio", lambda symbol, _, name: (symbol, name) == (SYMBOL, account))
    client.reqAccountUpdates(False, account)
    held = {"positionSymbol": symbol, "position": position}
    say(step="account-updates", netLiquidation=float(worth), currency=currency, **held, account=owner)


def leave():
    logging.getLogger().handlers.clear()  # Closing the socket under its own reader makes the library log.
    client.disconnect()
    say(step="done")


def main():
    logging.basicConfig(level=logging.WARNING, handlers=[Complaints(events), logging.StreamHandler(sys.stderr)])
    threading.excepthook = lambda args: events.fail(f"the library raised {args.exc_type.__name__}: {args.exc_value}")
    step = "start-up"
    try:
        orderId = start_up()
        for step, run in [
            ("contract-details", contract_details),
            ("quotes", quotes),
            ("order", lambda: order(orderId)),
            ("modify", lambda: modify(orderId)),
            ("cancel", lambda: cancel(orderId)),
            ("executions", lambda: executions(orderId + 1)),
            ("account-updates", account_updates),
            ("done", leave),
        ]:
            run()
        return 0
    except Exception as failure:
        say(failed=step, why=f"{type(failure).__name__}: {failure}")
        return 1


code = main()
sys.stdout.flush()
os._exit(code)  # The library's reader would hold the process for its last second of waiting.
