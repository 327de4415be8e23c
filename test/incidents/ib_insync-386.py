"""A job that runs every few minutes: connects, looks at the positions, leaves."""

import sys

from ib_async import IB

ib = IB()
for run in range(1, 5):
    try:
        ib.connect("127.0.0.1", int(sys.argv[1]), clientId=run, timeout=3)
        print(f"run {run}: {len(ib.positions())} positions")
        ib.disconnect()
    except (ConnectionError, TimeoutError) as error:
        print(f"run {run}: {type(error).__name__}")
    ib.sleep(0.3)
