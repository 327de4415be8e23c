"""Starts up: connects, and sells what it holds of AAPL."""

import logging
import sys

from ib_async import IB

logging.basicConfig(stream=sys.stdout, level=logging.ERROR, format="%(message)s")

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1)
print(f"connected to {ib.managedAccounts()[0]}")
held = sum(position.position for position in ib.positions())
print(f"holds {held:.0f}")
ib.disconnect()
