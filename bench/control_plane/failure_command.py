#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long after the probe that decides that a backend is down its last packet arrives there.

usage: failure_command.py BUILD

As disable_command.py, but nobody asks: the web server that a TCP check connects to ends while datagrams go on. The
backend's port sees both, the probes and the datagrams. Prints a JSON object: the median and the worst of the runs, in
milliseconds from the last probe to the last datagram. Needs root.
"""

import os
import select
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from arrivals import arrival  # noqa: E402 the path above comes first
from delays import main  # noqa: E402
from lab.command import wait_until  # noqa: E402
from lab.lab import Lab  # noqa: E402

IP_PROTOCOL = 14 + 9  # behind Ethernet, in the IPv4 header
TCP, UDP = 6, 17
HEALTH = "{type: tcp, port: 80, interval: 100ms, timeout: 90ms, rise: 1, fall: 2, full_size: off}"


def is_down(lab, backend):
    return lab.shunt.backend(backend.ipv4)["state"] == "down"


def from_the_probe(port, since):
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


def delay(lab, backend, port):
    """from_the_probe() while the backend's web server is away."""
    web = lab.web[backend.name]
    web.stop()
    seconds = from_the_probe(port, time.time())
    wait_until("the backend down", lambda: is_down(lab, backend))
    web.bring_back()
    wait_until("the backend up", lambda: not is_down(lab, backend))
    return seconds


if __name__ == "__main__":
    main(__doc__, "failure_command", delay, {"health": HEALTH}, Lab.decapsulate)
