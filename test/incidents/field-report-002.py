"""Looks what is wrong with the Gateway, layer by layer."""

import socket
import sys

from ib_async import IB

port = int(sys.argv[1])

with socket.create_connection(("127.0.0.1", port), timeout=2):
    print("port open")
ib = IB()
try:
    ib.connect("127.0.0.1", port, clientId=99, timeout=2, readonly=True)
    print(f"API answers for {ib.managedAccounts()[0]}")
except TimeoutError:
    print("API handshake timed out")
