# SPDX-License-Identifier: Apache-2.0
"""How long after something befalls a backend its last packet arrives there: a client sends datagrams of many flows to a
service of the lab's backends, stateless, so that all come back when the backend does."""

import json
import os
import select
import statistics
import sys

from arrivals import PORT, Sender, drain, port_of
from lab.command import wait_until
from lab.lab import Lab
from lab.shunt import Service, configuration
from lab.topology import BACKENDS, VIP4

RUNS = 21
SERVICE = "sink"


def measure(lab, backend, delay):
    """Seconds, one a run. delay(lab, backend, port) takes the backend out, measures, and brings it back; a port as of
    port_of()."""
    port = port_of(lab.topology[backend.name], backend)
    delays = []
    for _ in range(RUNS):
        drain(port)
        wait_until("packets at the backend", lambda: select.select([port], [], [], 1)[0])
        delays.append(delay(lab, backend, port))
    port.close()
    return delays


def main(usage, bench, delay, options=None, prepare=lambda lab: None):
    """The command BUILD: prints a JSON object, the median and the worst of the runs in milliseconds.

    delay: as of measure(). options: further ones of the service. prepare: called with the lab before Shunt starts.
    """
    if len(sys.argv) != 2:
        sys.exit(usage.strip())
    service = Service(SERVICE, VIP4, "ipip", [(backend.ipv4, 1) for backend in BACKENDS], f"{PORT}/udp",
                      {"udp": "stateless", **(options or {})})
    with Lab(f"shunt-bench-{os.getpid()}", os.path.abspath(sys.argv[1])) as lab:
        prepare(lab)
        lab.serve(configuration(service))
        sender = Sender(lab.client)
        sender.start()
        try:
            delays = [seconds * 1e3 for seconds in measure(lab, BACKENDS[0], delay)]
        finally:
            sender.stop()
    print(json.dumps({"bench": bench, "runs": RUNS, "ms": round(statistics.median(delays), 2),
                      "worst_ms": round(max(delays), 2)}), flush=True)
