"""Starts up: connects, and sells what it holds of AAPL."""

import logging
import sys
import time

from ib_async import IB

logging.basicConfig(stream=sys.stdout, level=logging.ERROR, format="%(message)s")

ib = IB()
began = time.monotonic()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=1, timeout=2)
print(f"connected after {'the whole timeout' if time.monotonic() - began > 2 else 'a moment'}")
held = sum(position.position for position in ib.positions())
print(f"holds {held:.0f}")
ib.disconnect()
