#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that mean no good, from one process: hostile.py KIND COUNT ADDRESS PORT.

idle     connects and says nothing
slow     sends a byte of a header now and then
headers  sends a header of 1 MiB
unread   asks for the metrics, and reads nothing

Prints a line of JSON when all of them have begun ({"connected": N, "refused": N}), holds them until standard input
ends, and prints what came of them: {"statuses": {"431": N, ...}, "closed": N}.
"""

import collections
import json
import resource
import selectors
import socket
import sys
import time

HEADER = b"GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX-Long: "
FIRST = {"idle": b"", "slow": HEADER, "headers": HEADER + b"x" * (1 << 20),
         "unread": b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20}
BYTE_EVERY = 0.5  # seconds


def connect(kind, address, port):
    """A client that has sent what it sends first; None if it was refused at once."""
    client = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    client.settimeout(5)
    try:
        if kind == "unread":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((address, port))
        client.sendall(FIRST[kind])
    except OSError:
        if kind == "idle":
            client.close()
            return None
    client.setblocking(False)
    return client


def answer_of(client):
    """The status of an answer, "closed", or None: it is still open and says nothing."""
    try:
        text = client.recv(65536)
    except BlockingIOError:
        return None
    except OSError:
        return "closed"
    return text[9:12].decode() if text.startswith(b"HTTP/1.1 ") else "closed"


def hold(kind, clients):
    """Until standard input ends; slow ones go on sending meanwhile."""
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin, selectors.EVENT_READ)
    while not waiting.select(BYTE_EVERY):
        for client in clients if kind == "slow" else ():
            try:
                client.send(b"x")
            except OSError:
                pass


def main():
    kind, count, address, port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    begin = time.monotonic()
    tried = [connect(kind, address, port) for _ in range(count)]
    clients = [client for client in tried if client]
    print(json.dumps({"connected": len(clients), "refused": count - len(clients), "took": time.monotonic() - begin}),
          flush=True)
    hold(kind, clients)
    answers = collections.Counter(answer_of(client) for client in clients)
    print(json.dumps({"closed": answers.pop("closed", 0), "open": answers.pop(None, 0), "statuses": answers}))


if __name__ == "__main__":
    main()
