#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long after a request to disable a backend its last packet arrives there.

usage: disable_command.py BUILD

A client sends datagrams of 600 flows, some 20,000 a second, to a service of three backends through veth in native mode;
stateless, so that all come back when it is enabled again. The request goes to the controller's UNIX socket as any client
sends it; the backend's port tells by the kernel's time stamp when its last packet came. Prints a JSON object: the median and
the worst of the runs, in milliseconds. Needs root.
"""

import json
import os
import select
import socket
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from arrivals import PORT, Sender, drain, last_arrival, port_of  # noqa: E402 the path above comes first
from lab.command import wait_until  # noqa: E402
from lab.lab import Lab  # noqa: E402
from lab.topology import BACKENDS, VIP4  # noqa: E402

RUNS = 21
CONFIGURATION = """interfaces: [eth0, eth1]
tunnel: {{source: 198.51.100.2}}
services:
  - {{name: sink, vip: {vip}, ports: [{port}/udp], udp: stateless, backends: [{backends}]}}
"""


def request(path, address, state):
    """Sends a change as `shunt backend` does; returns when it was sent."""
    body = json.dumps({"state": state}).encode()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        text = (f"PATCH /v1/services/sink/backends/{address} HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode()
        sent = time.time()
        client.sendall(text + body)
        answer = client.recv(65536)
    if b" 200 " not in answer.splitlines()[0]:
        sys.exit(f"disable_command.py: {answer.decode(errors='replace')}")
    return sent


def measure(lab, backend):
    port = port_of(lab.topology[backend.name], backend)
    delays = []
    for _ in range(RUNS):
        drain(port)
        wait_until("packets at the backend", lambda: select.select([port], [], [], 1)[0])
        sent = request(lab.shunt.socket, backend.ipv4, "disabled")
        delays.append((last_arrival(port) - sent) * 1e3)
        request(lab.shunt.socket, backend.ipv4, "enabled")
    port.close()
    return delays


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    with Lab(f"shunt-bench-{os.getpid()}", os.path.abspath(sys.argv[1])) as lab:
        addresses = ", ".join(backend.ipv4 for backend in BACKENDS)
        lab.serve(CONFIGURATION.format(vip=VIP4, port=PORT, backends=addresses))
        sender = Sender(lab.client)
        sender.start()
        try:
            delays = measure(lab, BACKENDS[0])
        finally:
            sender.stop()
    print(json.dumps({"bench": "disable_command", "runs": RUNS, "ms": round(statistics.median(delays), 2),
                      "worst_ms": round(max(delays), 2)}), flush=True)


if __name__ == "__main__":
    main()
