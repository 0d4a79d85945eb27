#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long after a request to disable a backend its last packet arrives there.

usage: disable_command.py BUILD

A client sends datagrams of 600 flows, some 20,000 a second, to a service of three backends through veth in native mode;
stateless, so that all come back when it is enabled again. The request goes to the controller's UNIX socket as any client
sends it; the backend's port tells by the kernel's time stamp when its last packet came. Prints a JSON object: the median and
the worst of the runs, in milliseconds. Needs root.
"""

import ctypes
import json
import os
import select
import socket
import statistics
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/py"))

from lab.command import wait_until  # noqa: E402 the path above comes first
from lab.lab import Lab  # noqa: E402
from lab.topology import BACKENDS, VIP4  # noqa: E402

RUNS = 21
FLOWS = 600
PORT = 5000
RATE = 20_000
BURST = 4  # datagrams at once: the measurement is no finer than the pause after them
CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35
CONFIGURATION = """interfaces: [eth0, eth1]
tunnel: {{source: 198.51.100.2}}
services:
  - {{name: sink, vip: {vip}, ports: [{port}/udp], udp: stateless, backends: [{backends}]}}
"""


def socket_in(namespace, *kind):
    """A socket of another network namespace; this thread is back in its own afterwards."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net", encoding="ascii") as home, open(f"/run/netns/{namespace.name}", encoding="ascii") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        try:
            return socket.socket(*kind)
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)


class Sender(threading.Thread):
    """Datagrams of all flows in turn, until stop() is called."""

    def __init__(self, namespace):
        super().__init__(daemon=True)
        self.sockets = [socket_in(namespace, socket.AF_INET, socket.SOCK_DGRAM) for _ in range(FLOWS)]
        for number, flow in enumerate(self.sockets):
            flow.bind(("0.0.0.0", 20_000 + number))
            flow.connect((VIP4, PORT))
        self.running = True

    def run(self):
        while self.running:
            for number, flow in enumerate(self.sockets):
                try:
                    flow.send(b"x")
                except OSError:
                    pass  # an ICMP error of before
                if number % BURST == 0:
                    time.sleep(BURST / RATE)

    def stop(self):
        self.running = False
        self.join()


def last_arrival(port, silence=0.3):
    """The kernel's time of the last frame before a silence, in seconds of the epoch; None if none comes."""
    last = None
    while select.select([port], [], [], silence)[0]:
        _, ancillary, _, _ = port.recvmsg(64, 64)
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
                seconds, nanoseconds = struct.unpack("qq", data)
                last = seconds + nanoseconds / 1e9
    return last


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


def drain(port):
    """Takes what is there, so that the next frame is a new one."""
    while select.select([port], [], [], 0)[0]:
        port.recv(64)


def measure(lab, backend):
    port = socket_in(lab.topology[backend.name], socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    port.bind((backend.port, 0x0800))
    port.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
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
