"""The steps of ../README.md with unmodified ib_async.

The library keeps one object per order and overwrites a few of its fields with what the broker says. The program
therefore forgets those fields once the order is sent: what it prints of them came over the wire. `account` is not among
them, so the step "order" prints null for it. The library takes an order id from the same sequence as its request ids.
"""

import asyncio
import copy
import json
import logging
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

CONFIG = json.loads(sys.argv[1])
SYMBOL, ACCOUNT = CONFIG["symbol"], CONFIG["account"]
WAIT_SECONDS_MAX = 15
NOT_ERRORS = {*range(2100, 2170), 10167, 10349, 399}
ib = IB()
contract = Stock(SYMBOL, "SMART", "USD")


class Failed(Exception):
    pass


class Trouble(logging.Handler):
    """What the library reports or logs as wrong; the first is what a step fails with."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.why = None
        self.cancelling = None

    def emit(self, record):
        # Errors of the Gateway are logged too; those are judged below, by their codes.
        if not record.getMessage().startswith("Error "):
            self.why = self.why or f"the library logged: {record.getMessage()}"

    def error(self, reqId, code, text, _contract):
        if code in NOT_ERRORS or reqId == -1 or (code == 202 and reqId == self.cancelling):
            say(notice=code, id=reqId, text=text)
        else:
            self.why = self.why or f"error {code} for id {reqId}: {text}"


trouble = Trouble()


def say(**facts):
    print(json.dumps(facts), flush=True)


async def until(what, ready):
    for _ in range(WAIT_SECONDS_MAX * 100):
        if trouble.why is not None:
            raise Failed(trouble.why)
        if ready():
            return
        await asyncio.sleep(0.01)
    raise Failed(f"no {what} within {WAIT_SECONDS_MAX} s")


async def answer(what, awaitable):
    """The answer of one request; an error fails it before its time is over."""
    asked = asyncio.ensure_future(awaitable)
    await until(what, asked.done)
    return asked.result()


async def start_up():
    first = []
    ib.client.apiStart += lambda: first.append(ib.client.getReqId())
    host = CONFIG.get("host", "127.0.0.1")
    # raiseSyncErrors: a time-out of any part of the start-up synchronisation is an exception.
    await answer("start-up", ib.connectAsync(host, CONFIG["port"], CONFIG["clientId"], raiseSyncErrors=True))
    facts = {"serverVersion": ib.client.serverVersion(), "nextValidId": first[0], "accounts": ib.managedAccounts()}
    say(step="start-up", **facts)


async def contract_details():
    found = await answer("contractDetails", ib.reqContractDetailsAsync(contract))
    details, stock = found[0], found[0].contract
    # The library wants a contract with its conId from here on.
    contract.conId = stock.conId
    facts = {"conId": stock.conId, "symbol": stock.symbol, "currency": stock.currency}
    say(step="contract-details", count=len(found), **facts, longName=details.longName, minTick=details.minTick)


async def quotes():
    ticker = ib.reqMktData(contract)
    seen = lambda: {"bid": ticker.bid, "ask": ticker.ask, "bidSize": ticker.bidSize, "askSize": ticker.askSize}
    await until("quotes", lambda: all(value > 0 for value in seen().values()))
    say(step="quotes", **seen())
    ib.cancelMktData(contract)


def place(order):
    order.account, order.orderRef, order.tif = ACCOUNT, CONFIG["orderRef"], "DAY"
    return ib.placeOrder(contract, order)


async def order():
    trade = place(LimitOrder("BUY", CONFIG["quantity"], CONFIG["restingPrice"]))
    trade.order.lmtPrice = trade.order.totalQuantity = trade.order.orderRef = None
    told, echo = trade.orderStatus, trade.order
    await until("Submitted with its openOrder", lambda: told.status == "Submitted" and echo.lmtPrice is not None)
    known = {"orderId": told.orderId, "permId": told.permId, "status": told.status}
    sizes = {"filled": told.filled, "remaining": told.remaining}
    asked = {"lmtPrice": echo.lmtPrice, "totalQuantity": echo.totalQuantity}
    say(step="order", **known, **sizes, **asked, account=None, orderRef=echo.orderRef)
    return trade


async def modify(trade):
    changed = copy.copy(trade.order)
    changed.lmtPrice = CONFIG["modifiedPrice"]
    ib.placeOrder(contract, changed)
    await until("the new price", lambda: trade.order.lmtPrice == CONFIG["modifiedPrice"])
    known = {"orderId": trade.order.orderId, "permId": trade.order.permId, "status": trade.orderStatus.status}
    say(step="modify", **known, lmtPrice=trade.order.lmtPrice)


async def cancel(trade):
    trouble.cancelling = trade.order.orderId
    ib.cancelOrder(trade.order)
    await until("Cancelled", trade.isDone)
    # 202 and orderStatus may both set it; the wire of either is Cancelled.
    say(step="cancel", orderId=trade.order.orderId, status=trade.orderStatus.status)


async def executions():
    trade = place(MarketOrder("BUY", CONFIG["quantity"]))
    told = trade.orderStatus
    await until("Filled", lambda: told.status == "Filled")
    fills = await answer("executions", ib.reqExecutionsAsync())
    fill = next((f for f in fills if f.execution.orderId == trade.order.orderId), None)
    if fill is None:
        raise Failed(f"no execution of order {trade.order.orderId} among {len(fills)}")
    done = fill.execution
    # The library puts a report only to the first sight of an execution, which is the live one.
    paid = next(f.commissionReport for f in ib.fills() if f.execution.execId == done.execId)
    await until("commission", lambda: paid.execId == done.execId)
    known = {"orderId": done.orderId, "status": told.status, "filled": told.filled, "avgFillPrice": told.avgFillPrice}
    made = {"execId": done.execId, "price": done.price, "shares": done.shares, "side": done.side}
    owner = {"account": done.acctNumber, "orderRef": done.orderRef}
    say(step="executions", **known, **made, **owner, commission=paid.commission, currency=paid.currency)


async def account_updates():
    # The start-up has subscribed already; the end of a second download is wanted here.
    ib.client.reqAccountUpdates(False, ACCOUNT)
    await answer("accountDownloadEnd", ib.reqAccountUpdatesAsync(ACCOUNT))
    worth = next(v for v in ib.accountValues(ACCOUNT) if v.tag == "NetLiquidation")
    held = next(item for item in ib.portfolio(ACCOUNT) if item.contract.symbol == SYMBOL)
    ib.client.reqAccountUpdates(False, ACCOUNT)
    holding = {"positionSymbol": held.contract.symbol, "position": held.position}
    money = {"netLiquidation": float(worth.value), "currency": worth.currency}
    say(step="account-updates", **money, **holding, account=held.account)


async def main():
    logging.basicConfig(level=logging.WARNING, handlers=[trouble, logging.StreamHandler(sys.stderr)])
    ib.errorEvent += trouble.error
    step, resting = "start-up", None
    try:
        await start_up()
        for step, run in [("contract-details", contract_details), ("quotes", quotes)]:
            await run()
        step = "order"
        resting = await order()
        for step, run in [("modify", modify), ("cancel", cancel)]:
            await run(resting)
        for step, run in [("executions", executions), ("account-updates", account_updates)]:
            await run()
        step = "done"
        ib.disconnect()
        say(step="done")
        return 0
    except Exception as failure:
        say(failed=step, why=f"{type(failure).__name__}: {failure}")
        return 1


sys.exit(asyncio.run(main()))
