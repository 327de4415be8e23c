"""Asks for executions by day with the unmodified official client: what only versions from 200 on can ask.

The argument is a JSON object with `port` and `clientId`. What was answered is read from the wire.
"""

import json
import sys
import threading

from ibapi.client import EClient
from ibapi.execution import ExecutionFilter
from ibapi.wrapper import EWrapper

CONFIG = json.loads(sys.argv[1])
WAIT_SECONDS_MAX = 15
TODAY, YESTERDAY = 20260107, 20260106
# Of how many days, and of which.
DAYS = [(1, []), (3, []), (None, [TODAY]), (None, [YESTERDAY]), (None, [YESTERDAY, TODAY])]


class Reader(EWrapper):
    def __init__(self):
        EWrapper.__init__(self)
        self.ready = threading.Event()
        self.ended = threading.Semaphore(0)

    def nextValidId(self, orderId):
        self.ready.set()

    def execDetailsEnd(self, reqId):
        self.ended.release()


reader = Reader()
client = EClient(reader)
client.connect("127.0.0.1", CONFIG["port"], CONFIG["clientId"])
threading.Thread(target=client.run, daemon=True).start()
if not reader.ready.wait(WAIT_SECONDS_MAX):
    sys.exit("not connected")
for reqId, (lastNDays, dates) in enumerate(DAYS, 1):
    asked = ExecutionFilter()
    if lastNDays is not None:
        asked.lastNDays = lastNDays
    asked.specificDates = dates
    client.reqExecutions(reqId, asked)
    if not reader.ended.acquire(timeout=WAIT_SECONDS_MAX):
        sys.exit(f"no end of request {reqId}")
client.disconnect()
