"""Connects and says whether that went well."""

import json
import logging
import sys

from ib_async import IB

logging.disable()
config = json.loads(sys.argv[1])
ib = IB()
try:
    ib.connect("127.0.0.1", config["port"], clientId=1, timeout=3)
    print(json.dumps({"connected": True}))
except TimeoutError:
    print(json.dumps({"connected": False}))
ib.disconnect()
