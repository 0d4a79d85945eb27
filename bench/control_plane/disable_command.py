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
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from arrivals import last_arrival  # noqa: E402 the path above comes first
from delays import SERVICE, main  # noqa: E402


def request(path, address, state):
    """Sends a change as `shunt backend` does; returns when it was sent."""
    body = json.dumps({"state": state}).encode()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        text = (f"PATCH /v1/services/{SERVICE}/backends/{address} HTTP/1.1\r\nHost: localhost\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n").encode()
        sent = time.time()
        client.sendall(text + body)
        answer = client.recv(65536)
    if b" 200 " not in answer.splitlines()[0]:
        sys.exit(f"disable_command.py: {answer.decode(errors='replace')}")
    return sent


def delay(lab, backend, port):
    """Seconds from the request to the last datagram."""
    sent = request(lab.shunt.socket, backend.ipv4, "disabled")
    last = last_arrival(port)
    request(lab.shunt.socket, backend.ipv4, "enabled")
    return last - sent


if __name__ == "__main__":
    main(__doc__, "disable_command", delay)
