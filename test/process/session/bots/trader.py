"""A bot that trades without pause with unmodified ib_async, and does nothing special about outages.

Started as a child process with one JSON argument: {"port", "clientId", "account", "name", "seed", "symbols", "everyMs"}.
It streams quotes of all symbols and places, changes and cancels orders, outages or not. It prints {"notice"} for 1100, 1101
and 1102, {"flowing": n} when every stream has ticked since the n-th restoration, {"closed"} when its socket ends. A line
"finish" on standard input lets it cancel what rests, wait until nothing is open, and print {"final"}: all it was told.
"""

import asyncio
import json
import logging
import random
import re
import sys

from ib_async import IB, LimitOrder, MarketOrder, Stock

CONFIG = json.loads(sys.argv[1])
# The last one is what the library shows of a living order whose change was refused, until the next status.
RESTING = ("PreSubmitted", "Submitted", "ValidationError")
# What holdfast says of an order that went out and that no list shows.
UNKNOWN = re.compile("^holdfast: the fate of order ([0-9]+) is unknown")
OPEN_MAX = 6
SETTLED_SECONDS_MAX = 40


def say(**facts):
    print(json.dumps(facts), flush=True)


class Trader:
    def __init__(self):
        self.ib = IB()
        self.luck = random.Random(CONFIG["seed"])
        self.trades = {}
        self.refused = {}
        self.unknown = set()
        self.restored = 0
        self.silent = set(CONFIG["symbols"])
        self.finishing = False

    async def run(self):
        self.ib.errorEvent += self.heard
        self.ib.disconnectedEvent += lambda: say(closed=True)
        await self.ib.connectAsync("127.0.0.1", CONFIG["port"], CONFIG["clientId"], timeout=30, raiseSyncErrors=True)
        self.contracts = await self.ib.qualifyContractsAsync(*(Stock(s, "SMART", "USD") for s in CONFIG["symbols"]))
        for contract in self.contracts:
            self.ib.reqMktData(contract).updateEvent += lambda ticker: self.ticked(ticker.contract.symbol)
        reading = asyncio.create_task(self.read())
        while not self.finishing:
            self.act()
            await asyncio.sleep(CONFIG["everyMs"] / 1000)
        await self.finish()
        reading.cancel()
        # What is said now is the test's business no more.
        self.ib.disconnectedEvent.clear()
        self.ib.disconnect()

    async def read(self):
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        self.finishing = True

    def heard(self, reqId, code, text, contract):
        if code in (1100, 1101, 1102):
            say(notice=code)
            self.silent = set(CONFIG["symbols"]) if code != 1100 else set()
            self.restored += code != 1100
        elif reqId == -1 and (unknown := UNKNOWN.search(text)):
            self.unknown.add(int(unknown[1]))
        elif code == 201:
            self.refused.setdefault(str(reqId), []).append(text)
        elif reqId > 0:
            say(error=code, id=reqId, text=text)

    def ticked(self, symbol):
        if symbol not in self.silent:
            return
        self.silent.discard(symbol)
        if not self.silent:
            say(flowing=self.restored)

    def act(self):
        resting = [t for t in self.trades.values() if t.orderStatus.status in RESTING]
        limits = [t for t in resting if t.order.orderType == "LMT"]
        luck = self.luck.random()
        if len(limits) > OPEN_MAX:
            self.ib.cancelOrder(limits[0].order)
        elif luck < 0.4:
            self.place(LimitOrder("BUY", 1, 10 + len(self.trades) % 100 / 100, tif="GTC"))
        elif luck < 0.65:
            self.place(MarketOrder(self.luck.choice(["BUY", "SELL"]), 1))
        elif limits and luck < 0.85:
            trade = self.luck.choice(limits)
            trade.order.lmtPrice = 11 + self.luck.randrange(100) / 100
            self.ib.placeOrder(trade.contract, trade.order)
        elif limits:
            self.ib.cancelOrder(self.luck.choice(limits).order)

    def place(self, order):
        name = f"{CONFIG['name']}-{len(self.trades) + 1:04}"
        order.orderRef = name
        order.account = CONFIG["account"]
        # One after the other: a contract with an order of unknown fate takes no new risk until that is known.
        contract = self.contracts[len(self.trades) % len(self.contracts)]
        self.trades[name] = self.ib.placeOrder(contract, order)

    async def finish(self):
        for _ in range(SETTLED_SECONDS_MAX):
            for trade in self.trades.values():
                if trade.orderStatus.status in RESTING:
                    self.ib.cancelOrder(trade.order)
            await asyncio.sleep(1)
            if all(t.isDone() or t.order.orderId in self.unknown for t in self.trades.values()):
                break
        await asyncio.sleep(1)
        say(final={"orders": [self.order(*one) for one in self.trades.items()], "fills": self.fills()})

    def order(self, name, trade):
        status = trade.orderStatus
        refused = self.refused.get(str(trade.order.orderId), [])
        unknown = trade.order.orderId in self.unknown and not trade.isDone()
        return {"ref": name, "status": status.status, "filled": status.filled, "refused": refused, "unknown": unknown}

    def fills(self):
        return [[f.execution.execId, f.execution.orderRef, f.execution.shares] for f in self.ib.fills()]


logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr)
asyncio.run(Trader().run())
