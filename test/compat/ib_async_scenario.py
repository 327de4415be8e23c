"""One bot's working day with unmodified ib_async, from connect to disconnect and back again.

Started as a child process with one JSON argument: {"port", "clientId", "orderRef"}. It prints one JSON object per
step on standard output. Where it says {"waiting": ...} it goes on after one line on standard input, so that a test
can hold several bots at the same point. What is checked here is only what keeps a user from going on; what came over
the wire is compared by the test.
"""

import asyncio
import json
import logging
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

CONFIG = json.loads(sys.argv[1])
WAIT_SECONDS_MAX = 10
# Frames that repeat what was said arrive before the next step begins.
SETTLE_SECONDS = 0.4


def say(**facts):
    print(json.dumps(facts), flush=True)


async def held_at(point):
    say(waiting=point)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


async def until(what, ready):
    for _ in range(WAIT_SECONDS_MAX * 100):
        if ready():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(f"{what} did not come within {WAIT_SECONDS_MAX} s")


def status(trade):
    return trade.orderStatus.status


class Day:
    def __init__(self):
        self.ib = IB()
        self.ib.errorEvent += lambda reqId, code, text, contract: say(error=code, id=reqId, text=text)
        self.echoes = []
        self.ib.openOrderEvent += lambda trade: self.echoes.append(trade.order.orderId)

    async def run(self):
        await self.connect()
        say(step="connected", accounts=self.ib.managedAccounts(), serverVersion=self.ib.client.serverVersion())
        await held_at("connected")
        await self.look()
        await self.limit_order()
        await self.market_order()
        await self.bracket_order()
        await held_at("bracket")
        await self.lists()
        await held_at("leave")
        await self.leave_and_come_back()

    async def connect(self):
        # raiseSyncErrors: a time-out of any part of the start-up synchronisation is an exception.
        await self.ib.connectAsync("127.0.0.1", CONFIG["port"], CONFIG["clientId"], timeout=30, raiseSyncErrors=True)

    async def look(self):
        details = await self.ib.reqContractDetailsAsync(Stock("AAPL", "SMART", "USD"))
        self.contract = details[0].contract
        say(step="contract", count=len(details), conId=self.contract.conId, longName=details[0].longName)
        ticker = self.ib.reqMktData(self.contract)
        ticks = []
        ticker.updateEvent += lambda t: ticks.extend(t.ticks)
        await until("ten ticks", lambda: len(ticks) >= 10)
        say(step="quotes", bid=ticker.bid, ask=ticker.ask, last=ticker.last)
        self.ib.cancelMktData(self.contract)
        bars = await self.ib.reqHistoricalDataAsync(
            self.contract, "20260105 16:00:00 US/Eastern", "1 D", "1 hour", "TRADES", True
        )
        say(step="bars", count=len(bars), close=bars[-1].close)

    def place(self, order, name):
        order.orderRef = f"{CONFIG['orderRef']}-{name}"
        return self.ib.placeOrder(self.contract, order)

    async def limit_order(self):
        trade = self.place(LimitOrder("BUY", 10, 250.0), "limit")
        await until("a resting limit order", lambda: status(trade) == "Submitted")
        await asyncio.sleep(SETTLE_SECONDS)
        seen = len(self.echoes)
        trade.order.lmtPrice = 249.5
        self.ib.placeOrder(self.contract, trade.order)
        await until("the changed order", lambda: len(self.echoes) > seen)
        await asyncio.sleep(SETTLE_SECONDS)
        self.ib.cancelOrder(trade.order)
        await until("the cancelled order", trade.isDone)
        say(step="limit", status=status(trade), orderId=trade.order.orderId)
        await asyncio.sleep(SETTLE_SECONDS)

    async def market_order(self):
        trade = self.place(MarketOrder("BUY", 10), "market")
        paid = lambda: trade.isDone() and trade.fills and all(f.commissionReport.execId for f in trade.fills)
        await until("the fill with its commission", paid)
        say(step="market", status=status(trade), filled=trade.filled(), price=trade.fills[0].execution.price)
        await asyncio.sleep(SETTLE_SECONDS)

    async def bracket_order(self):
        orders = self.ib.bracketOrder("BUY", 10, limitPrice=245.0, takeProfitPrice=270.0, stopLossPrice=240.0)
        trades = [self.place(order, name) for order, name in zip(orders, ("entry", "profit", "stop"))]
        rests = lambda: status(trades[0]) == "Submitted" and all(status(t) == "PreSubmitted" for t in trades[1:])
        await until("the resting bracket", rests)
        say(step="bracket", statuses=[status(t) for t in trades], orderIds=[t.order.orderId for t in trades])
        await asyncio.sleep(SETTLE_SECONDS)

    async def lists(self):
        say(step="openOrders", refs=refs(await self.ib.reqOpenOrdersAsync()))
        say(step="allOpenOrders", refs=refs(await self.ib.reqAllOpenOrdersAsync()))
        fills = await self.ib.reqExecutionsAsync()
        say(step="executions", refs=[f.execution.orderRef for f in fills])
        say(step="completedOrders", refs=refs(await self.ib.reqCompletedOrdersAsync(False)))
        positions = await self.ib.reqPositionsAsync()
        say(step="positions", positions=[[p.account, p.contract.symbol, p.position] for p in positions])
        await self.ib.reqAccountUpdatesAsync(self.ib.managedAccounts()[0])
        portfolio = self.ib.portfolio()
        say(step="accountUpdates", portfolio=[[i.account, i.contract.symbol, i.position] for i in portfolio])
        summary = await self.ib.accountSummaryAsync()
        say(step="accountSummary", accounts=sorted({v.account for v in summary}), count=len(summary))
        say(step="time", time=(await self.ib.reqCurrentTimeAsync()).timestamp())

    async def leave_and_come_back(self):
        self.ib.disconnect()
        await asyncio.sleep(SETTLE_SECONDS)
        await self.connect()
        say(step="back", refs=refs(self.ib.openTrades()))
        bracket = sorted(self.ib.openTrades(), key=lambda trade: trade.order.orderId)
        self.ib.cancelOrder(bracket[0].order)
        await until("the cancelled bracket", lambda: all(t.isDone() for t in bracket))
        await asyncio.sleep(SETTLE_SECONDS)
        say(step="left", statuses=[status(t) for t in bracket])
        self.ib.disconnect()


def refs(trades_or_orders):
    return sorted(getattr(one, "order", one).orderRef for one in trades_or_orders)


logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
asyncio.run(Day().run())
