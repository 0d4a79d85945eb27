#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""UDP datagrams of many flows at a steady rate, for counts that must be exact.

usage: datagrams.py ADDRESS PORT COUNT RATE [TTL [SIZE]]

Sends COUNT datagrams of SIZE bytes (32), RATE a second, from up to 64 source ports in turn. The rate is kept on average: what
a busy machine held up follows in bursts of at most 50, the rest later.
"""

import socket
import sys
import time

FLOWS, BURST = 64, 50


def open_sockets(address, port, ttl):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sockets = []
    for _ in range(FLOWS):
        sender = socket.socket(family, socket.SOCK_DGRAM)
        if ttl and family == socket.AF_INET6:
            sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, ttl)
        elif ttl:
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, ttl)
        sender.bind(("", 0))
        sender.connect((address, port))
        sockets.append(sender)
    return sockets


def send(sockets, count, rate, size):
    due, sent = time.monotonic(), 0
    while sent < count:
        now = time.monotonic()
        if now < due:
            time.sleep(due - now)
        due = max(due, now - BURST / rate) + 1 / rate
        try:
            sockets[sent % len(sockets)].send(b"x" * size)
        except ConnectionRefusedError:  # an answer to an earlier one: it arrived, and nobody listens
            continue
        sent += 1


if __name__ == "__main__":
    if not 5 <= len(sys.argv) <= 7:
        sys.exit(__doc__.strip())
    port, count, rate, ttl, size = map(int, (sys.argv[2:] + ["0", "32"][len(sys.argv) - 5:]))
    send(open_sockets(sys.argv[1], port, ttl), count, rate, size)
