#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long after the probe that decides that a backend is down its last packet arrives there.

usage: failure_command.py BUILD

As disable_command.py, but nobody asks: the web server that a TCP check connects to ends while datagrams go on. The
backend's port sees both, the probes and the datagrams. Prints a JSON object: the median and the worst of the runs, in
milliseconds from the last probe to the last datagram. Needs root.
"""

import json
import os
import select
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from arrivals import PORT, Sender, arrival, drain, port_of  # noqa: E402 the path above comes first
from lab.command import wait_until  # noqa: E402
from lab.lab import Lab  # noqa: E402
from lab.topology import BACKENDS, VIP4  # noqa: E402

RUNS = 21
IP_PROTOCOL = 14 + 9  # behind Ethernet, in the IPv4 header
TCP, UDP = 6, 17
CONFIGURATION = """interfaces: [eth0, eth1]
tunnel: {{source: 198.51.100.2}}
services:
  - name: sink
    vip: {vip}
    ports: [{port}/udp]
    udp: stateless
    health: {{type: tcp, port: 80, interval: 100ms, timeout: 90ms, rise: 1, fall: 2, full_size: off}}
    backends: [{backends}]
"""


def is_down(lab, backend):
    return lab.shunt.backend(backend.ipv4)["state"] == "down"


def delay(port, since):
    """Seconds from the probe that decided to the last datagram before a silence: it is the probe that is nearest to that
    datagram, since the next one comes 0.1 s later. 0: none came after it."""
    datagram, probes = since, []
    while time.time() < datagram + 0.5:
        if not select.select([port], [], [], 0.1)[0]:
            continue
        at, frame = arrival(port)
        if frame[IP_PROTOCOL] == UDP:
            datagram = at
        elif frame[IP_PROTOCOL] == TCP:
            probes.append(at)
    return max(0.0, datagram - min(probes, key=lambda at: abs(at - datagram)))


def measure(lab, backend):
    port = port_of(lab.topology[backend.name], backend)
    web, delays = lab.web[backend.name], []
    for _ in range(RUNS):
        drain(port)
        wait_until("packets at the backend", lambda: select.select([port], [], [], 1)[0])
        web.stop()
        delays.append(delay(port, time.time()) * 1e3)
        wait_until("the backend down", lambda: is_down(lab, backend))
        web.start()
        web.wait()
        wait_until("the backend up", lambda: not is_down(lab, backend))
    port.close()
    return delays


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with Lab(f"shunt-bench-{os.getpid()}", os.path.abspath(sys.argv[1])) as lab:
        lab.decapsulate()
        addresses = ", ".join(backend.ipv4 for backend in BACKENDS)
        lab.serve(CONFIGURATION.format(vip=VIP4, port=PORT, backends=addresses))
        sender = Sender(lab.client)
        sender.start()
        try:
            delays = measure(lab, BACKENDS[0])
        finally:
            sender.stop()
    print(json.dumps({"bench": "failure_command", "runs": RUNS, "ms": round(statistics.median(delays), 2),
                      "worst_ms": round(max(delays), 2)}), flush=True)


if __name__ == "__main__":
    main()
