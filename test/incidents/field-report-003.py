"""One of two strategies at one Gateway: asks for the account again and again, and gives up on what takes too long."""

import asyncio
import sys

from ib_async import IB

ib = IB()
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=int(sys.argv[2]))
ib.disconnectedEvent += lambda: print("disconnected")
ib.RequestTimeout = 1
while True:
    try:
        ib.reqCurrentTime()
        print("answered")
    except (asyncio.TimeoutError, TimeoutError):
        print(f"timed out, {'connected' if ib.isConnected() else 'not connected'}")
    except ConnectionError:
        sys.exit(print("not connected"))
    ib.sleep(0.2)
