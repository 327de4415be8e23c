/** What `holdfast sim gateway --help` teaches below its flags. */
export const EXAMPLES = `
Point any client of the TWS API at the port: it answers as a real Gateway does, and nothing it does costs money.

Examples:
  holdfast sim gateway                                      three paper accounts on port 4102, prices around the clock
  holdfast sim gateway --accounts DU1000001 --seed 7        one account, so that orders need not name it; other prices
  holdfast sim gateway --calendar real --start "2026-01-05 09:25" --speed 60
                                                            a trading day of New York in seven minutes
  holdfast sim gateway --prices day.csv                     prices from a file: time-offset-ms,symbol,bid,ask,last

Bad days:
  holdfast sim faults                                       what can go wrong, and where it was seen
  holdfast sim faults order-lost                            one of it, with its parameters
  holdfast sim gateway --fault mute-handshake               set from the start
  holdfast sim gateway --fault order-lost:times=1,client=7  the first order of client 7 never arrives
  holdfast sim gateway --faults default                     a bad week in a day, drawn from the seed
  holdfast sim gateway --control 4112                       and later, while it runs:
    curl -X PUT localhost:4112/faults/link-lost
    curl localhost:4112/truth                               what the broker knows to be so

For tests, with time that stands still until it is told to go on:
  holdfast sim gateway --port 0 --speed 0 --control 0 --json
    curl localhost:PORT/clock -H 'content-type: application/json' -d '{"advance": "24h"}'

docs/simulated-gateway.md has ready tests for pytest with ib_async and node:test with @stoqey/ib.`;
