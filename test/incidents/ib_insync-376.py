"""Connects, leaves and connects again at once, as after a change of settings."""

import sys

from ib_async import IB

ib = IB()
ib.errorEvent += lambda reqId, code, text, contract: code == 326 and print(f"{code} {text}")
ib.connect("127.0.0.1", int(sys.argv[1]), clientId=0)
ib.disconnect()
try:
    ib.connect("127.0.0.1", int(sys.argv[1]), clientId=0)
    print("connected again")
except (ConnectionError, TimeoutError):
    print("not connected")
