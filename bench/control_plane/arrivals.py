# SPDX-License-Identifier: Apache-2.0
"""Datagrams of many flows to a VIP, and when they arrive at a backend."""

import ctypes
import select
import socket
import struct
import threading
import time

from lab.topology import VIP4

FLOWS = 600
PORT = 5000
RATE = 20_000
BURST = 4  # datagrams at once: the measurement is no finer than the pause after them
CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35


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


def port_of(namespace, backend):
    """A socket that sees the IPv4 frames of a backend's port with the kernel's time stamps."""
    port = socket_in(namespace, socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
    port.bind((backend.port, 0x0800))
    port.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 << 20)
    return port


def arrival(port):
    """The next frame: the kernel's time in seconds of the epoch, and its first bytes."""
    frame, ancillary, _, _ = port.recvmsg(64, 64)
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", data)
            return seconds + nanoseconds / 1e9, frame
    raise OSError("a frame without a time stamp")


def last_arrival(port, silence=0.3):
    """The time of the last frame before a silence; None if none comes."""
    last = None
    while select.select([port], [], [], silence)[0]:
        last, _ = arrival(port)
    return last


def drain(port):
    """Takes what is there, so that the next frame is a new one."""
    while select.select([port], [], [], 0)[0]:
        port.recv(64)
